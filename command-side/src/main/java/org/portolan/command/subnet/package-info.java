/** Decisions about subnets and their addresses. */
@NullMarked
package org.portolan.command.subnet;

import org.jspecify.annotations.NullMarked;
