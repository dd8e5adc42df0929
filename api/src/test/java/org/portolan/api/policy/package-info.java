@NullMarked
package org.portolan.api.policy;

import org.jspecify.annotations.NullMarked;
