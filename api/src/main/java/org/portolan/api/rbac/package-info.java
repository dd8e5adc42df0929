/** RBAC policies: what of one project others may use. */
@NullMarked
package org.portolan.api.rbac;

import org.jspecify.annotations.NullMarked;
