package org.portolan.command.router;

import java.util.List;
import java.util.UUID;
import org.portolan.api.error.NeutronError;
import org.portolan.api.flavor.FlavorDescription;
import org.portolan.api.flavor.ServiceProfileDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.router.RouterDescription;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.flavor.RouterDriver;

/** What routers may be by their flavor: its first profile names the driver, and that the modes. */
final class RouterFlavors {

    private static final FlavorDescription FLAVORS = new FlavorDescription();
    private static final ServiceProfileDescription PROFILES = new ServiceProfileDescription();

    private RouterFlavors() {}

    /**
     * Refuses a router of a flavor that it cannot have.
     *
     * @throws NeutronError 400, 404 or 503
     */
    static void require(Streams streams, UUID flavor, Attributes router) {
        List<UUID> profiles = streams.find(StreamType.of(FLAVORS), flavor)
                .orElseThrow(() -> NeutronError.notFound("Flavor", flavor))
                .attributes()
                .get(FlavorDescription.SERVICE_PROFILES);
        if (profiles.isEmpty()) {
            throw new NeutronError(
                    404,
                    "FlavorServiceProfileBindingNotFound",
                    "Service Profile  is not associated with flavor " + flavor + ".");
        }
        UUID first = profiles.getFirst();
        PlainResource profile = streams.get(StreamType.of(PROFILES), first, () -> PROFILES.notFound(first));
        if (!profile.attributes().get(ServiceProfileDescription.ENABLED)) {
            throw NeutronError.unavailable("ServiceProfileDisabled", "Service Profile is not enabled.");
        }
        RouterDriver driver = driver(profile.attributes().get(ServiceProfileDescription.DRIVER));
        if (router.get(RouterDescription.DISTRIBUTED) && !driver.distributed()) {
            throw unsupported(driver, "distributed");
        }
        if (router.get(RouterDescription.HA) && !driver.ha()) {
            throw unsupported(driver, "ha");
        }
    }

    private static RouterDriver driver(String path) {
        return RouterDriver.at(path)
                .orElseThrow(() -> new NeutronError(
                        404,
                        "ServiceProfileDriverNotFound",
                        "Service Profile driver " + path + " could not be found."));
    }

    private static NeutronError unsupported(RouterDriver driver, String mode) {
        return NeutronError.invalidInput("Provider " + driver.provider() + " does not support " + mode + "=True");
    }
}
