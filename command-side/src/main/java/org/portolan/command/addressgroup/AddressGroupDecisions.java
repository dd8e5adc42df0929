package org.portolan.command.addressgroup;

import static org.portolan.api.addressgroup.AddressGroupDescription.ADDRESSES;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.addressgroup.AddressGroupCommand;
import org.portolan.api.addressgroup.AddressGroupCommand.AddAddresses;
import org.portolan.api.addressgroup.AddressGroupCommand.RemoveAddresses;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupCreated;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupDeleted;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupUpdated;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.rbac.Shareable;
import tools.jackson.databind.node.ObjectNode;

/** Decides about address groups. */
public final class AddressGroupDecisions implements ResourceDecisions<PlainResource> {

    private final Streams streams;
    private final AddressGroupSharing sharing;

    /** Decisions on these streams. */
    public AddressGroupDecisions(Streams streams) {
        this.streams = streams;
        this.sharing = new AddressGroupSharing(streams);
    }

    @Override
    public AddressGroupDescription description() {
        return new AddressGroupDescription();
    }

    @Override
    public Optional<Shareable<?>> shareable() {
        return Optional.of(sharing);
    }

    @Override
    public PlainResource create(Create wish) {
        UUID id = UUID.fromString(wish.id());
        streams.begin(AddressGroupState.TYPE, id, new AddressGroupCreated(id, wish.project(), wish.attributes()));
        return state(id).group();
    }

    @Override
    public PlainResource update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource group = state(id).group();
        Guards.requireMay(wish, description(), group, description().notFound(id));
        Guards.requireRevision(group, wish.revision());
        change(id, wish.changes().changedFrom(group.attributes()));
        return state(id).group();
    }

    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        AddressGroupState state = own("delete_address_group", id, wish.caller());
        Guards.requireRevision(state.group(), wish.revision());
        if (!state.rules().isEmpty()) {
            throw NeutronError.conflict(
                    "AddressGroupInUse", "Address group " + id + " is in use on one or more security group rules.");
        }
        streams.append(AddressGroupState.TYPE, id, new AddressGroupDeleted(id));
        sharing.follow(id, state.group().project(), state.group().attributes(), Attributes.none());
    }

    /** Adds prefixes that are not yet in the group. */
    @CommandHandler
    ObjectNode handle(AddAddresses wish) {
        NavigableSet<String> addresses = addressesOf("add_addresses", wish);
        List<String> known =
                wish.addresses().stream().filter(addresses::contains).toList();
        if (!known.isEmpty()) {
            throw new NeutronError(
                    400,
                    "AddressesAlreadyExist",
                    "Addresses " + quoted(known) + " already exist in the address group " + wish.id() + ".");
        }
        addresses.addAll(wish.addresses());
        return set(wish.id(), addresses);
    }

    /** Removes prefixes that are in the group. */
    @CommandHandler
    ObjectNode handle(RemoveAddresses wish) {
        NavigableSet<String> addresses = addressesOf("remove_addresses", wish);
        List<String> missing = wish.addresses().stream()
                .filter(address -> !addresses.contains(address))
                .toList();
        if (!missing.isEmpty()) {
            throw new NeutronError(
                    404,
                    "AddressesNotFound",
                    "Addresses " + quoted(missing) + " not found in the address group " + wish.id() + ".");
        }
        wish.addresses().forEach(addresses::remove);
        return set(wish.id(), addresses);
    }

    private NavigableSet<String> addressesOf(String action, AddressGroupCommand wish) {
        return new TreeSet<>(
                own(action, wish.id(), wish.caller()).group().attributes().get(ADDRESSES));
    }

    private ObjectNode set(UUID id, NavigableSet<String> addresses) {
        change(
                id,
                Attributes.none()
                        .with(ADDRESSES, List.copyOf(addresses))
                        .changedFrom(state(id).group().attributes()));
        return description().answerToAction(state(id).group());
    }

    private void change(UUID id, Attributes changes) {
        if (!changes.isEmpty()) {
            streams.append(AddressGroupState.TYPE, id, new AddressGroupUpdated(id, changes));
        }
    }

    private AddressGroupState own(String action, UUID id, Caller caller) {
        AddressGroupState state = state(id);
        Guards.requireMay(action, state.group(), caller, description().notFound(id));
        return state;
    }

    private AddressGroupState state(UUID id) {
        return streams.get(AddressGroupState.TYPE, id, () -> description().notFound(id));
    }

    private static String quoted(List<String> addresses) {
        return addresses.stream().map(address -> "'" + address + "'").collect(Collectors.joining(", ", "[", "]"));
    }
}
