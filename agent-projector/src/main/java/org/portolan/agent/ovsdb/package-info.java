/** The configuration side of Open vSwitch: bridges, ports and interfaces over OVSDB (RFC 7047). */
@NullMarked
package org.portolan.agent.ovsdb;

import org.jspecify.annotations.NullMarked;
