/** Quotas: how much of each kind a project may have. */
@NullMarked
package org.portolan.api.quota;

import org.jspecify.annotations.NullMarked;
