/** Decisions about subnet pools: which prefix is whose. */
@NullMarked
package org.portolan.command.subnetpool;

import org.jspecify.annotations.NullMarked;
