/** Decisions about networks that are made for projects that ask for one that just works. */
@NullMarked
package org.portolan.command.autoallocated;

import org.jspecify.annotations.NullMarked;
