/** Networks and the segments that carry them. */
@NullMarked
package org.portolan.api.network;

import org.jspecify.annotations.NullMarked;
