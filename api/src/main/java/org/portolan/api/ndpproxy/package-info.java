/** NDP proxies: addresses inside for which a router answers outside. */
@NullMarked
package org.portolan.api.ndpproxy;

import org.jspecify.annotations.NullMarked;
