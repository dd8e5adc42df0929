/** Metering: which traffic of routers is counted, for whom. */
@NullMarked
package org.portolan.api.metering;

import org.jspecify.annotations.NullMarked;
