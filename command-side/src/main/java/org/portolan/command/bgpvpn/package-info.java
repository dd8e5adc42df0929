/** Decisions about BGP VPNs and what is in them. */
@NullMarked
package org.portolan.command.bgpvpn;

import org.jspecify.annotations.NullMarked;
