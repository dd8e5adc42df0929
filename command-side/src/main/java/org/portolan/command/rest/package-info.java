/** The HTTP side of writing: POST, PUT and DELETE of every described resource, and what agents report. */
@NullMarked
package org.portolan.command.rest;

import org.jspecify.annotations.NullMarked;
