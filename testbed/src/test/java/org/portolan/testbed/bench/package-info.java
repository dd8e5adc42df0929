@NullMarked
package org.portolan.testbed.bench;

import org.jspecify.annotations.NullMarked;
