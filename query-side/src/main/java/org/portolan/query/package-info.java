/** Reads: what the log says, as clients, auditors and nodes ask for it. */
@NullMarked
package org.portolan.query;

import org.jspecify.annotations.NullMarked;
