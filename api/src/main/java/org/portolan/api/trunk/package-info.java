/** Trunks: ports whose one device speaks on many networks, told apart by VLAN tags. */
@NullMarked
package org.portolan.api.trunk;

import org.jspecify.annotations.NullMarked;
