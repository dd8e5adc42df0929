/** Decisions about routers, their legs and their gateways. */
@NullMarked
package org.portolan.command.router;

import org.jspecify.annotations.NullMarked;
