/** The log: Axon's event store on PostgreSQL, written in groups and read in the order of commits. */
@NullMarked
package org.portolan.eventstore;

import org.jspecify.annotations.NullMarked;
