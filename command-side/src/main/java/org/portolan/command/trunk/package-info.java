/** Decisions about trunks. */
@NullMarked
package org.portolan.command.trunk;

import org.jspecify.annotations.NullMarked;
