/** Reads of quotas: limits, and how much of them is used. */
@NullMarked
package org.portolan.query.quota;

import org.jspecify.annotations.NullMarked;
