package org.portolan.api.addressscope;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeCreated;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeDeleted;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeUpdated;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.Types;
import tools.jackson.core.type.TypeReference;

/** The {@code address_scope} resource: subnet pools of one scope share no address. */
@AutoService(Described.class)
public final class AddressScopeDescription extends PlainDescription {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<Boolean> SHARED =
            Attribute.of("shared", Types.bool()).defaultsTo(false).trueToGrantees();
    public static final Attribute<Integer> IP_VERSION =
            Attribute.of("ip_version", Types.oneOf(4, 6)).required().onPostOnly();

    /** The subnet pools in the scope, each with its prefixes; nobody is shown them. */
    public static final Attribute<List<ScopedPool>> SUBNET_POOLS = Attribute.of(
                    "subnetpools", Types.structured((name, input) -> input, new TypeReference<List<ScopedPool>>() {}))
            .decided()
            .hidden();

    private static final List<Field> FIELDS =
            List.of(id(), project(), NAME, SHARED, IP_VERSION, SUBNET_POOLS, tenant());

    /** The description, for whoever looks for all of them. */
    public AddressScopeDescription() {
        super(
                "AddressScope",
                "address_scope",
                "address_scopes",
                new Events(
                        new AddressScopeEvent.Family(),
                        AddressScopeCreated::new,
                        AddressScopeUpdated::new,
                        AddressScopeDeleted::new));
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "AddressScopeNotFound", "Address scope " + id + " could not be found.");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "address-scope", "Address scope", "Address scopes extension.", "2015-07-26T10:00:00-00:00"),
                new Extension(
                        "rbac-address-scope",
                        "Add address_scope type to RBAC",
                        "Add address_scope type to RBAC",
                        "2020-02-12T00:00:00-00:00"));
    }
}
