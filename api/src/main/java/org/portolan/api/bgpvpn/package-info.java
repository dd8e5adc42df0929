/** BGP VPNs: networks and ports that exchange routes with sites beyond the cloud. */
@NullMarked
package org.portolan.api.bgpvpn;

import org.jspecify.annotations.NullMarked;
