@NullMarked
package org.portolan.testbed;

import org.jspecify.annotations.NullMarked;
