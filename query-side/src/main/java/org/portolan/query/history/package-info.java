/** Who changed what, when and why. */
@NullMarked
package org.portolan.query.history;

import org.jspecify.annotations.NullMarked;
