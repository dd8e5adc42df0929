/** Ports, their addresses and their binding to hosts. */
@NullMarked
package org.portolan.api.port;

import org.jspecify.annotations.NullMarked;
