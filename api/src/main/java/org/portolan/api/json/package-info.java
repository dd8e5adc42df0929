/** The one JSON form of everything in this language. */
@NullMarked
package org.portolan.api.json;

import org.jspecify.annotations.NullMarked;
