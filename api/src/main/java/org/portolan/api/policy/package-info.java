/** Who may do what: rules in the language of oslo.policy, under Neutron's names. */
@NullMarked
package org.portolan.api.policy;

import org.jspecify.annotations.NullMarked;
