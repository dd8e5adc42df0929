/** The agents that run on nodes. */
@NullMarked
package org.portolan.api.agent;

import org.jspecify.annotations.NullMarked;
