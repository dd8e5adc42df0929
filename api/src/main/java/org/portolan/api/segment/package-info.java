/** Network types and the pools that segmentation ids come from. */
@NullMarked
package org.portolan.api.segment;

import org.jspecify.annotations.NullMarked;
