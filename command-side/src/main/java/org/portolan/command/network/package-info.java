/** Decisions about networks. */
@NullMarked
package org.portolan.command.network;

import org.jspecify.annotations.NullMarked;
