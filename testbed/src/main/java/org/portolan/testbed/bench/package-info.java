/** The API under load: operations driven over real HTTP from a process of their own, and what they cost. */
@NullMarked
package org.portolan.testbed.bench;

import org.jspecify.annotations.NullMarked;
