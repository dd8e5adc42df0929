/** The log as nodes follow it, and the topology that they start from. */
@NullMarked
package org.portolan.query.feed;

import org.jspecify.annotations.NullMarked;
