/** Subnets and the addresses they hand out. */
@NullMarked
package org.portolan.api.subnet;

import org.jspecify.annotations.NullMarked;
