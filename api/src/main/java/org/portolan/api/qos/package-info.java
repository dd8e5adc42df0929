/** Quality of service: policies, and the rules by which ports and networks are limited, marked and guaranteed. */
@NullMarked
package org.portolan.api.qos;

import org.jspecify.annotations.NullMarked;
