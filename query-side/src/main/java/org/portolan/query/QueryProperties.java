package org.portolan.query;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the query side runs.
 *
 * @param nodeName the name of this process among those that share a database, the same after a restart; the host's name
 *     by default
 */
@ConfigurationProperties("portolan")
record QueryProperties(@Nullable String nodeName) {

    String nodeNameOrHost() {
        if (nodeName != null) {
            return nodeName;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "portolan";
        }
    }
}
