/** Decisions about segments: which type, which id. */
@NullMarked
package org.portolan.command.segment;

import org.jspecify.annotations.NullMarked;
