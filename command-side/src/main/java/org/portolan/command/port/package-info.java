/** Decisions about ports and where they are bound. */
@NullMarked
package org.portolan.command.port;

import org.jspecify.annotations.NullMarked;
