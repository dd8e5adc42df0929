package org.portolan.api.addressscope;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeCreated;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeDeleted;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;

/** The {@code address_scope} resource: subnet pools of one scope share no address. */
@SuppressWarnings("rawtypes") // a service cannot be named with its type arguments
@AutoService(ResourceDescription.class)
public final class AddressScopeDescription extends PlainDescription {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<Boolean> SHARED =
            Attribute.of("shared", Types.bool()).defaultsTo(false);
    public static final Attribute<Integer> IP_VERSION =
            Attribute.of("ip_version", Types.oneOf(4, 6)).required().onPostOnly();

    private static final List<Field> FIELDS = List.of(id(), NAME, tenant(), SHARED, IP_VERSION, project());

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
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "address-scope", "Address scope", "Address scopes extension.", "2015-07-26T10:00:00-00:00"));
    }
}
