package org.portolan.command.addressgroup;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupRuleAdded;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupRuleRemoved;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.PlainResource;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/**
 * An address group as decisions see it: what all see, and who names it.
 *
 * @param rules the security group rules that name it
 */
public record AddressGroupState(PlainResource group, PSet<UUID> rules) {

    private static final AddressGroupDescription DESCRIPTION = new AddressGroupDescription();

    /** The streams of address groups. */
    public static final StreamType<AddressGroupState> TYPE =
            new StreamType<>(DESCRIPTION.family(), AddressGroupState.class, AddressGroupState::evolve);

    private static @Nullable AddressGroupState evolve(@Nullable AddressGroupState state, Recorded<?> recorded) {
        PlainResource group = DESCRIPTION.evolve(state == null ? null : state.group, recorded);
        if (group == null) {
            return null;
        }
        PSet<UUID> rules = state == null ? HashTreePSet.empty() : state.rules;
        return switch (recorded.event()) {
            case AddressGroupRuleAdded added -> new AddressGroupState(group, rules.plus(added.ruleId()));
            case AddressGroupRuleRemoved removed -> new AddressGroupState(group, rules.minus(removed.ruleId()));
            default -> new AddressGroupState(group, rules);
        };
    }

    /** The address group, locked for this unit of work, if there is one. */
    public static Optional<AddressGroupState> find(Streams streams, UUID id) {
        return streams.find(TYPE, id);
    }
}
