/** Compares what should be with what is, and closes the gap. */
@NullMarked
package org.portolan.agent.reconcile;

import org.jspecify.annotations.NullMarked;
