/** What tests of every module ask for at random, and what must hold whatever was asked for. */
@NullMarked
package org.portolan.api.world;

import org.jspecify.annotations.NullMarked;
