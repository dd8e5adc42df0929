package org.portolan.api.addressgroup;

import java.util.List;
import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;

/** What can be wished of an address group, besides POST, PUT and DELETE. */
public sealed interface AddressGroupCommand extends Command {

    /** The address group. */
    UUID id();

    /** The prefixes that are wished about. */
    List<String> addresses();

    /** Let the group have these too. */
    record AddAddresses(UUID id, List<String> addresses, Caller caller) implements AddressGroupCommand {}

    /** Let the group have these no more. */
    record RemoveAddresses(UUID id, List<String> addresses, Caller caller) implements AddressGroupCommand {}
}
