/** Proof that the log says what it said: digests of its events, chained and signed. */
@NullMarked
package org.portolan.eventstore.seal;

import org.jspecify.annotations.NullMarked;
