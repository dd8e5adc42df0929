package org.portolan.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Tests with real packets: they need root and Open vSwitch. Without them they are skipped with a line that says what to install, and fail
 * where the environment has {@code CI=true}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("full-stack")
@ExtendWith(FullStack.Precondition.class)
@interface FullStack {

    /** Before each test, because a class that is skipped as a whole leaves no trace in the reports; what is made before all is not made. */
    final class Precondition implements BeforeEachCallback, InvocationInterceptor {

        @Override
        public void interceptBeforeAllMethod(
                Invocation<Void> setUp, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            if (Requirements.missing().isPresent()) {
                setUp.skip();
            } else {
                setUp.proceed();
            }
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            Requirements.missing().ifPresent(missing -> {
                String line = "a test with real packets " + missing;
                if ("true".equals(System.getenv("CI"))) {
                    Assertions.fail(line);
                }
                Assumptions.abort(line);
            });
        }
    }
}
