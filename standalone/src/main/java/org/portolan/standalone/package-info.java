/** The controller in one process: writes, reads and the log. */
@NullMarked
package org.portolan.standalone;

import org.jspecify.annotations.NullMarked;
