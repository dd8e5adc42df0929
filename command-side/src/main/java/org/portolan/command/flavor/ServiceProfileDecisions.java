package org.portolan.command.flavor;

import static org.portolan.api.flavor.ServiceProfileDescription.DRIVER;
import static org.portolan.api.flavor.ServiceProfileDescription.FLAVORS;
import static org.portolan.api.flavor.ServiceProfileDescription.METAINFO;

import java.util.List;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.flavor.ServiceProfileDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;

/** Decides about service profiles: no flavor may have one that is changed or removed. Of drivers there are those of routers. */
public final class ServiceProfileDecisions extends PlainDecisions {

    /** Decisions on these streams. */
    public ServiceProfileDecisions(Streams streams) {
        super(streams, new ServiceProfileDescription());
    }

    @Override
    protected ProjectId ownerOf(Create wish) {
        return new ProjectId("");
    }

    @Override
    protected Attributes ofNew(Create wish) {
        refuseDriver(wish.attributes());
        if (wish.attributes().find(METAINFO).orElse("").isEmpty()
                && wish.attributes().get(DRIVER).isEmpty()) {
            throw new NeutronError(400, "ServiceProfileEmpty", "Service Profile needs either a driver or metainfo.");
        }
        return wish.attributes().with(ServiceProfileDescription.SHARED, true);
    }

    @Override
    protected Attributes ofChanged(PlainResource resource, Update wish) {
        refuseDriver(wish.changes());
        requireUnused(resource);
        return wish.changes();
    }

    @Override
    protected void requireUnused(PlainResource resource) {
        List<UUID> flavors = resource.attributes().find(FLAVORS).orElse(List.of());
        if (!flavors.isEmpty()) {
            throw NeutronError.conflict(
                    "ServiceProfileInUse", "Service Profile " + resource.id() + " is used by some service instance.");
        }
    }

    private static void refuseDriver(Attributes asked) {
        String driver = asked.find(DRIVER).orElse("");
        if (!driver.isEmpty() && RouterDriver.at(driver).isEmpty()) {
            throw new NeutronError(
                    404, "ServiceProfileDriverNotFound", "Service Profile driver " + driver + " could not be found.");
        }
    }
}
