/** Routers: what joins subnets, and what leads out of them. */
@NullMarked
package org.portolan.api.router;

import org.jspecify.annotations.NullMarked;
