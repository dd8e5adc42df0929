package org.portolan.command.conntrack;

import static org.portolan.api.conntrack.ConntrackHelperDescription.HELPER;
import static org.portolan.api.conntrack.ConntrackHelperDescription.PORT;
import static org.portolan.api.conntrack.ConntrackHelperDescription.PROTOCOL;
import static org.portolan.api.conntrack.ConntrackHelperDescription.ROUTER_ID;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.conntrack.ConntrackHelperDescription;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.policy.Target;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterEvent.RouterUpdated;
import org.portolan.api.router.RouterId;
import org.portolan.command.Guards;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;
import org.portolan.command.router.RouterState;
import tools.jackson.databind.node.ObjectNode;

/** Decides about conntrack helpers: those that Linux has, for the protocols that each understands, none twice on a router. */
public final class ConntrackHelperDecisions extends PlainDecisions {

    /** What helpers there are, and for which protocols. */
    private static final Map<String, List<String>> HELPERS = Map.of(
            "amanda", List.of("tcp"),
            "ftp", List.of("tcp"),
            "h323", List.of("udp", "tcp"),
            "irc", List.of("tcp"),
            "netbios-ns", List.of("udp"),
            "pptp", List.of("tcp"),
            "sane", List.of("tcp"),
            "sip", List.of("udp", "tcp"),
            "snmp", List.of("udp"),
            "tftp", List.of("udp"));

    /** Decisions on these streams. */
    public ConntrackHelperDecisions(Streams streams) {
        super(streams, new ConntrackHelperDescription());
    }

    /** Ends the helpers of a router that is about to end. */
    public static void endAllOf(Streams streams, Router router) {
        for (ObjectNode helper : helpers(router)) {
            end(
                    streams,
                    new ConntrackHelperDescription(),
                    UUID.fromString(helper.path("id").stringValue()));
        }
    }

    private static List<ObjectNode> helpers(Router router) {
        return router.attributes().find(RouterDescription.CONNTRACK_HELPERS).orElse(List.of());
    }

    @Override
    protected void requireParent(UUID id, Caller caller) {
        Router router = router(id);
        Guards.requireVisible(router, caller, new RouterDescription().notFound(id));
    }

    /** Whoever has the router may do with its helpers what the policy lets owners do. */
    @Override
    protected Target targetOf(PlainResource helper) {
        Router router = router(helper.attributes().get(ROUTER_ID));
        return helper.target().naming("ext_parent", router::target);
    }

    private Router router(UUID id) {
        return streams.get(RouterState.TYPE, new RouterId(id), () -> new RouterDescription().notFound(id))
                .router();
    }

    @Override
    protected ProjectId ownerOf(Create wish) {
        return router(wish.attributes().get(ROUTER_ID)).project();
    }

    @Override
    protected Attributes ofNew(Create wish) {
        require(wish.attributes(), null);
        return wish.attributes();
    }

    @Override
    protected Attributes ofChanged(PlainResource helper, Update wish) {
        require(helper.attributes().with(wish.changes()), helper.id());
        return wish.changes();
    }

    private void require(Attributes wanted, @Nullable UUID self) {
        String helper = wanted.get(HELPER);
        List<String> protocols = HELPERS.getOrDefault(helper, List.of());
        if (protocols.isEmpty()) {
            throw new NeutronError(400, "ConntrackHelperNotAllowed", "Conntrack Helper " + helper + " is not allowed.");
        }
        if (!protocols.contains(wanted.get(PROTOCOL))) {
            throw new NeutronError(
                    400,
                    "InvalidProtocolForHelper",
                    "Conntrack Helper " + helper + " does not support: " + wanted.get(PROTOCOL)
                            + ". Supported protocols are: " + String.join(", ", protocols));
        }
        UUID router = wanted.get(ROUTER_ID);
        ObjectNode shown = shown(wanted);
        for (ObjectNode other : helpers(router(router))) {
            boolean isOther = !other.path("id").stringValue().equals(String.valueOf(self));
            if (isOther && other.deepCopy().without("id").equals(shown)) {
                throw new NeutronError(
                        400,
                        "BadRequest",
                        "Bad conntrack_helper request: A duplicate conntrack helper entry with same attributes already"
                                + " exists, conflicting values are {'router_id': '" + router + "', 'protocol': '"
                                + wanted.get(PROTOCOL) + "', 'port': " + wanted.get(PORT) + ", 'helper': '" + helper
                                + "'}.");
            }
        }
    }

    private static ObjectNode shown(Attributes helper) {
        return Json.object()
                .put("protocol", helper.get(PROTOCOL))
                .put("port", helper.get(PORT))
                .put("helper", helper.get(HELPER));
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before != null) {
            change(before, false);
        }
        if (after != null) {
            change(after, true);
        }
    }

    private void change(PlainResource helper, boolean has) {
        UUID router = helper.attributes().get(ROUTER_ID);
        List<ObjectNode> helpers = new ArrayList<>(helpers(router(router)));
        helpers.removeIf(
                other -> other.path("id").stringValue().equals(helper.id().toString()));
        if (has) {
            helpers.add(shown(helper.attributes()).put("id", helper.id().toString()));
        }
        RouterId id = new RouterId(router);
        streams.append(
                RouterState.TYPE,
                id,
                new RouterUpdated(id, Attributes.none().with(RouterDescription.CONNTRACK_HELPERS, helpers)));
    }
}
