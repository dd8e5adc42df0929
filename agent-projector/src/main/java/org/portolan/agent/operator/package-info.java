/** What an operator asks of a node and of the log: commands that look and change nothing. */
@NullMarked
package org.portolan.agent.operator;

import org.jspecify.annotations.NullMarked;
