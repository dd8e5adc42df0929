/** The language that the parts of Portolan share. */
@NullMarked
package org.portolan.api;

import org.jspecify.annotations.NullMarked;
