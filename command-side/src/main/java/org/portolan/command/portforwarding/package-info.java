/** Decisions about port forwardings. */
@NullMarked
package org.portolan.command.portforwarding;

import org.jspecify.annotations.NullMarked;
