/** Network segment ranges: which segmentation ids there are for whom. */
@NullMarked
package org.portolan.api.segmentrange;

import org.jspecify.annotations.NullMarked;
