package org.portolan.api.subnetpool;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkEvent.NetworkAddressScopeChanged;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetId;
import org.portolan.api.subnetpool.DefaultSubnetPoolEvent.DefaultSubnetPoolChosen;
import org.portolan.api.subnetpool.DefaultSubnetPoolEvent.DefaultSubnetPoolDropped;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixAllocated;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixReleased;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolCreated;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolDeleted;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolUpdated;

/** Examples of what happens to subnet pools. */
@AutoService(EventExamples.class)
public final class SubnetPoolEventExamples implements EventExamples {

    private static final SubnetPoolId POOL = SubnetPoolId.of("12121212-1212-1212-1212-121212121212");
    private static final SubnetId SUBNET = SubnetId.of("13131313-1313-1313-1313-131313131313");
    private static final NetworkId NETWORK = NetworkId.of("14141414-1414-1414-1414-141414141414");
    private static final UUID SCOPE = UUID.fromString("15151515-1515-1515-1515-151515151515");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new SubnetPoolCreated(
                        POOL,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(SubnetPoolDescription.NAME, "sea")
                                .with(
                                        SubnetPoolDescription.PREFIXES,
                                        List.of(Json.address("10.0.0.0/15"), Json.address("10.4.0.0/16")))
                                .with(SubnetPoolDescription.IP_VERSION, 4)
                                .with(SubnetPoolDescription.MIN_PREFIXLEN, 8)
                                .withNull(SubnetPoolDescription.ADDRESS_SCOPE_ID)),
                new SubnetPoolUpdated(POOL, Attributes.none().with(SubnetPoolDescription.ADDRESS_SCOPE_ID, SCOPE)),
                new PrefixAllocated(POOL, Json.address("10.0.0.0/24"), SUBNET, NETWORK, new ProjectId("engines")),
                new PrefixReleased(POOL, Json.address("10.0.0.0/24"), SUBNET),
                new SubnetPoolDeleted(POOL),
                new DefaultSubnetPoolChosen(4, POOL),
                new DefaultSubnetPoolDropped(4),
                new NetworkAddressScopeChanged(NETWORK, 4, SCOPE));
    }
}
