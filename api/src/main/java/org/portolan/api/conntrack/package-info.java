/** Conntrack helpers: what routers know of protocols that open connections of their own. */
@NullMarked
package org.portolan.api.conntrack;

import org.jspecify.annotations.NullMarked;
