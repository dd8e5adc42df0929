/** Decisions about RBAC policies, and about what becomes of the resources that they share. */
@NullMarked
package org.portolan.command.rbac;

import org.jspecify.annotations.NullMarked;
