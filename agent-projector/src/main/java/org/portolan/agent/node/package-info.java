/** The host that the agent runs on. */
@NullMarked
package org.portolan.agent.node;

import org.jspecify.annotations.NullMarked;
