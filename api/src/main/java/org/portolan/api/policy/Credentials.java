package org.portolan.api.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rules may ask of who asks. */
public interface Credentials {

    /** The roles that he holds in his project. */
    List<String> roles();

    /** What is known of him under that name, such as {@code project_id}, or null when nothing is. */
    @Nullable
    String credential(String name);
}
