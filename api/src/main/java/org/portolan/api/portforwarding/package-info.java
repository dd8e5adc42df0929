/** Port forwardings: single ports of a floating IP that lead to ports inside. */
@NullMarked
package org.portolan.api.portforwarding;

import org.jspecify.annotations.NullMarked;
