/** Decisions about conntrack helpers of routers. */
@NullMarked
package org.portolan.command.conntrack;

import org.jspecify.annotations.NullMarked;
