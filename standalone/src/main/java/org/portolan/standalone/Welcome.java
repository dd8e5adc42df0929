package org.portolan.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.portolan.rest.RestProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says what runs, where the data is, how to stop and what to try; and refuses to stand open without being told to. */
@Component
final class Welcome implements InitializingBean {

    private static final Logger LOGGER = LoggerFactory.getLogger("portolan");

    private final StoreProperties store;
    private final RestProperties rest;
    private final String address;
    private final boolean insecure;

    Welcome(
            StoreProperties store,
            RestProperties rest,
            @Value("${server.address}") String address,
            @Value("${portolan.insecure:false}") boolean insecure) {
        this.store = store;
        this.rest = rest;
        this.address = address;
        this.insecure = insecure;
    }

    @Override
    public void afterPropertiesSet() throws UnknownHostException {
        boolean open = !InetAddress.getByName(address).isLoopbackAddress();
        if (open && rest.auth() == RestProperties.Auth.NONE && !insecure) {
            throw new IllegalStateException(
                    "Nobody vouches for callers (portolan.auth=none), so the controller listens "
                            + "on loopback only, but server.address is " + address
                            + ". Choose another portolan.auth, or say --portolan.insecure=true");
        }
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        int port =
                event.getApplicationContext() instanceof WebServerApplicationContext web && web.getWebServer() != null
                        ? web.getWebServer().getPort()
                        : 0;
        Duration time = event.getTimeTaken();
        LOGGER.info(
                """
                Portolan is up after {} s.
                  Neutron API   http://{}:{}  (auth: {})
                  log and data  {}
                  stop          Ctrl-C, or SIGTERM to process {}
                  try           openstack --os-auth-type none --os-endpoint http://{}:{} network create chart
                                sudo ./portolan demo
                """.stripTrailing(),
                time == null ? 0.0 : time.toMillis() / 1000.0,
                address,
                port,
                rest.auth().name().toLowerCase(java.util.Locale.ROOT),
                whereTheDataIs(),
                ProcessHandle.current().pid(),
                address,
                port);
    }

    private String whereTheDataIs() {
        return switch (store.store()) {
            case EMBEDDED ->
                "embedded PostgreSQL in " + store.dataDir().toAbsolutePath().normalize();
            case POSTGRES -> store.postgres().url();
            case AXONSERVER ->
                "Axon Server at " + store.axonserver() + ", read model in "
                        + store.postgres().url();
        };
    }
}
