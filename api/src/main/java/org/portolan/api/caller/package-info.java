/** Who asks. */
@NullMarked
package org.portolan.api.caller;

import org.jspecify.annotations.NullMarked;
