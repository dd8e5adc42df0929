/** What the log says that concerns one node. */
@NullMarked
package org.portolan.agent.node;

import org.jspecify.annotations.NullMarked;
