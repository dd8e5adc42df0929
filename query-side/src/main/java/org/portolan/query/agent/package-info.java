/** What is known of agents beyond the log. */
@NullMarked
package org.portolan.query.agent;

import org.jspecify.annotations.NullMarked;
