/** Local IPs: virtual addresses that lead, on each host, to a port there. */
@NullMarked
package org.portolan.api.localip;

import org.jspecify.annotations.NullMarked;
