/** Decisions about NDP proxies. */
@NullMarked
package org.portolan.command.ndpproxy;

import org.jspecify.annotations.NullMarked;
