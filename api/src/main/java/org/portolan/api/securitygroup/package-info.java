/** Security groups: what may pass a port, by rules of the groups that it is in. */
@NullMarked
package org.portolan.api.securitygroup;

import org.jspecify.annotations.NullMarked;
