/** Errors as Neutron's clients know them. */
@NullMarked
package org.portolan.api.error;

import org.jspecify.annotations.NullMarked;
