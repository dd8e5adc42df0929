/** Decisions about QoS policies and their rules. */
@NullMarked
package org.portolan.command.qos;

import org.jspecify.annotations.NullMarked;
