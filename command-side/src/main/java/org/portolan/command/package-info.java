/** Writing: requests become commands, commands are decided on the states of streams, and events are appended. */
@NullMarked
package org.portolan.command;

import org.jspecify.annotations.NullMarked;
