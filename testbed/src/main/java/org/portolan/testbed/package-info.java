/** Hosts, wires and guests in network namespaces, with real Open vSwitch, for full-stack tests and for the demo. */
@NullMarked
package org.portolan.testbed;

import org.jspecify.annotations.NullMarked;
