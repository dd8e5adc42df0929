/** Quotas: limits, and what projects have of what is limited. */
@NullMarked
package org.portolan.command.quota;

import org.jspecify.annotations.NullMarked;
