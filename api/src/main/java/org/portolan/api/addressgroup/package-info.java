/** Address groups: prefixes that security group rules name together. */
@NullMarked
package org.portolan.api.addressgroup;

import org.jspecify.annotations.NullMarked;
