/** What a project gets when it asks for a network that just works. */
@NullMarked
package org.portolan.api.autoallocated;

import org.jspecify.annotations.NullMarked;
