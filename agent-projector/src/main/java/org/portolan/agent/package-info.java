/** The node: follows the log and keeps this host's Open vSwitch as the log wants it. */
@NullMarked
package org.portolan.agent;

import org.jspecify.annotations.NullMarked;
