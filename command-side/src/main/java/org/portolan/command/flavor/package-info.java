/** Decisions about flavors and service profiles. */
@NullMarked
package org.portolan.command.flavor;

import org.jspecify.annotations.NullMarked;
