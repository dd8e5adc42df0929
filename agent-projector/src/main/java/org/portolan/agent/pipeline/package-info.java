/** The OpenFlow pipeline of a node: its bridges, tables and the language in which flows are written. */
@NullMarked
package org.portolan.agent.pipeline;

import org.jspecify.annotations.NullMarked;
