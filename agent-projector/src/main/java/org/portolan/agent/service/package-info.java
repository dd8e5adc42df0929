/** What a node serves beside the switch: routers and DHCP, each in a network namespace. */
@NullMarked
package org.portolan.agent.service;

import org.jspecify.annotations.NullMarked;
