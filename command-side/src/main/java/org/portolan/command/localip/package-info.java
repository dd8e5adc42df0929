/** Decisions about local IPs. */
@NullMarked
package org.portolan.command.localip;

import org.jspecify.annotations.NullMarked;
