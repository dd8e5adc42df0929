/** Floating IPs: addresses of external networks that lead to ports inside. */
@NullMarked
package org.portolan.api.floatingip;

import org.jspecify.annotations.NullMarked;
