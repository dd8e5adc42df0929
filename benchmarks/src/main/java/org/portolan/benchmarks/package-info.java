/** The core under JMH, without HTTP: decisions, folds, and the rebuild of the read model. */
@NullMarked
package org.portolan.benchmarks;

import org.jspecify.annotations.NullMarked;
