/** The log's vocabulary: events, the streams they belong to, and what caused them. */
@NullMarked
package org.portolan.api.event;

import org.jspecify.annotations.NullMarked;
