@NullMarked
package org.portolan.query;

import org.jspecify.annotations.NullMarked;
