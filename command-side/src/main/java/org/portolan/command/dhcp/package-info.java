/** Who tells addresses by DHCP, and the ports that takes. */
@NullMarked
package org.portolan.command.dhcp;

import org.jspecify.annotations.NullMarked;
