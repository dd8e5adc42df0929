/** Decisions about floating IPs, and where they lead. */
@NullMarked
package org.portolan.command.floatingip;

import org.jspecify.annotations.NullMarked;
