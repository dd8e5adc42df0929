/** What this server serves: versions, resources and extensions. */
@NullMarked
package org.portolan.query.discovery;

import org.jspecify.annotations.NullMarked;
