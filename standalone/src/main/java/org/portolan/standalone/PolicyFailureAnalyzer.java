package org.portolan.standalone;

import org.portolan.rest.MalformedPolicyException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells an operator where a policy file is wrong. */
final class PolicyFailureAnalyzer extends AbstractFailureAnalyzer<MalformedPolicyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MalformedPolicyException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Mend the file that portolan.policy-file names, or start without it: then Neutron's own policy counts.",
                cause);
    }
}
