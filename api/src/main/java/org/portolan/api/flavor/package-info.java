/** Flavors of services, and the profiles that tell how a service is made. */
@NullMarked
package org.portolan.api.flavor;

import org.jspecify.annotations.NullMarked;
