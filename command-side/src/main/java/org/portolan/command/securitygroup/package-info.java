/** Decisions about security groups and their rules. */
@NullMarked
package org.portolan.command.securitygroup;

import org.jspecify.annotations.NullMarked;
