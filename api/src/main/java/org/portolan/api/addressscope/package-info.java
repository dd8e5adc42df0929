/** Address scopes: where addresses are unique and may be routed as they are. */
@NullMarked
package org.portolan.api.addressscope;

import org.jspecify.annotations.NullMarked;
