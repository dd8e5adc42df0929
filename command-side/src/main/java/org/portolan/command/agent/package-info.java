/** Decisions about agents, and what they report. */
@NullMarked
package org.portolan.command.agent;

import org.jspecify.annotations.NullMarked;
