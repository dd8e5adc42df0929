@NullMarked
package org.portolan.rest;

import org.jspecify.annotations.NullMarked;
