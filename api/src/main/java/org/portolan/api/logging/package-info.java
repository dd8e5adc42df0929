/** Logs of what security groups let pass. */
@NullMarked
package org.portolan.api.logging;

import org.jspecify.annotations.NullMarked;
