/** Decisions about address scopes: which subnet pools may be in one. */
@NullMarked
package org.portolan.command.addressscope;

import org.jspecify.annotations.NullMarked;
