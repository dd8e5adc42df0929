/** The temporal read model: for each resource, what its body was, and over which positions of the log. */
@NullMarked
package org.portolan.query.readmodel;

import org.jspecify.annotations.NullMarked;
