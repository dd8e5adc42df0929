/** Decisions about address groups. */
@NullMarked
package org.portolan.command.addressgroup;

import org.jspecify.annotations.NullMarked;
