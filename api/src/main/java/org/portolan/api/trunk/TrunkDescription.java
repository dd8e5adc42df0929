package org.portolan.api.trunk;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import org.portolan.api.trunk.TrunkCommand.AddSubPorts;
import org.portolan.api.trunk.TrunkCommand.RemoveSubPorts;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The {@code trunk} resource: a parent port and the sub-ports that its device reaches by tags. */
@AutoService(Described.class)
public final class TrunkDescription extends ResourceDescription<Trunk> {

    /** The segmentation type of a sub-port that is tagged as its network is. */
    public static final String INHERIT = "inherit";

    public static final Attribute<Boolean> ADMIN_STATE_UP =
            Attribute.of("admin_state_up", Types.bool()).defaultsTo(true);
    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<PortId> PORT_ID = Attribute.of("port_id", Types.uuid(PortId::new))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<List<ObjectNode>> SUB_PORTS = Attribute.of(
                    "sub_ports", Types.structured(SubPortWishes::parse, new TypeReference<List<ObjectNode>>() {}))
            .defaultsTo(List.of())
            .onPostOnly()
            .unfiltered();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();

    private static final List<Field> FIELDS = List.of(
            ADMIN_STATE_UP,
            id(),
            project(),
            NAME,
            PORT_ID,
            Derived.<Trunk, String>of("status", Types.text(16), trunk -> StringNode.valueOf(trunk.status())),
            Derived.<Trunk>asked(SUB_PORTS, trunk -> Json.tree(trunk.subPorts())),
            standard("revision_number"),
            DESCRIPTION,
            standard("created_at"),
            standard("updated_at"),
            tenant(),
            standard("tags"));

    /** The description, for whoever looks for all of them. */
    public TrunkDescription() {
        super("Trunk", "trunk", "trunks", Trunk.class, new TrunkEvent.Family());
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // a trunk's stream holds trunk events only
    public @Nullable Trunk evolve(@Nullable Trunk trunk, Recorded<?> event) {
        return Trunk.evolve(trunk, (Recorded<? extends TrunkEvent>) event);
    }

    @Override
    public List<Action> actions() {
        return List.of(
                Action.put(
                        "add_subports",
                        (id, body, caller) ->
                                new AddSubPorts(UUID.fromString(id), SubPortWishes.ofAction(body), caller)),
                Action.put(
                        "remove_subports",
                        (id, body, caller) ->
                                new RemoveSubPorts(UUID.fromString(id), SubPortWishes.ofAction(body), caller)));
    }

    @Override
    public List<Excerpt> excerpts() {
        return List.of(new Excerpt("get_subports", List.of(SUB_PORTS.name())));
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "trunk", "Trunk Extension", "Provides support for trunk ports", "2016-01-01T10:00:00-00:00"),
                new Extension(
                        "trunk-details",
                        "Trunk port details",
                        "Expose trunk port details",
                        "2016-01-01T10:00:00-00:00"));
    }
}
