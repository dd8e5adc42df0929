/** The flow side of Open vSwitch: reading flows and replacing them atomically. */
@NullMarked
package org.portolan.agent.openflow;

import org.jspecify.annotations.NullMarked;
