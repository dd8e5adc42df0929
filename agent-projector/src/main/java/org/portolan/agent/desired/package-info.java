/** What the bridges of a node should look like, as a pure function of the log and of what is plugged in. */
@NullMarked
package org.portolan.agent.desired;

import org.jspecify.annotations.NullMarked;
