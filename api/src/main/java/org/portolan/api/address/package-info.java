/** MAC and IP addresses. */
@NullMarked
package org.portolan.api.address;

import org.jspecify.annotations.NullMarked;
