/** The node's side of the controller's interface: what it hears, and what it reports. */
@NullMarked
package org.portolan.agent.controller;

import org.jspecify.annotations.NullMarked;
