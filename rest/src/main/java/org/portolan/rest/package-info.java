/** What every HTTP endpoint shares: who asks, request ids, errors, and the promises between writes and reads. */
@NullMarked
package org.portolan.rest;

import org.jspecify.annotations.NullMarked;
