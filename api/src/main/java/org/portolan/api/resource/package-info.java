/** How a resource of the API is described: attributes, their types, defaults and rules. */
@NullMarked
package org.portolan.api.resource;

import org.jspecify.annotations.NullMarked;
