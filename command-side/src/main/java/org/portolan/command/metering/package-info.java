/** Decisions about metering labels and their rules. */
@NullMarked
package org.portolan.command.metering;

import org.jspecify.annotations.NullMarked;
