/** Decisions about logs. */
@NullMarked
package org.portolan.command.logging;

import org.jspecify.annotations.NullMarked;
