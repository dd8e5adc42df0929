/** Subnet pools: prefixes that subnets are cut from. */
@NullMarked
package org.portolan.api.subnetpool;

import org.jspecify.annotations.NullMarked;
