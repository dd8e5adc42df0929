/** What nodes are told: the fold of the log that every node keeps, and the lines of the feed that it comes by. */
@NullMarked
package org.portolan.api.node;

import org.jspecify.annotations.NullMarked;
