/** Lists and shows of every described resource, now or as of any position. */
@NullMarked
package org.portolan.query.resource;

import org.jspecify.annotations.NullMarked;
