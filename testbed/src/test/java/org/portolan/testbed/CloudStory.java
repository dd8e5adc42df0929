package org.portolan.testbed;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Tells what the processes of a cloud said, when a test fails.
 *
 * @param cloud null as long as there is none
 */
record CloudStory(Supplier<@Nullable Cloud> cloud) implements TestWatcher {

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        Cloud told = cloud.get();
        if (told != null) {
            System.out.println(context.getDisplayName() + "\n" + told.story());
        }
    }
}
