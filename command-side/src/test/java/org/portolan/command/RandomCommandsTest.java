package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.port.Binding;
import org.portolan.api.quota.QuotaDescription;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.world.Wishes;
import org.portolan.api.world.World;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients who ask for anything that the descriptions know, in any order.
 *
 * <ol>
 *   <li>What is refused leaves no event.
 *   <li>What is answered is what the events tell, now and after a restart.
 *   <li>The events tell of a world that can be.
 *   <li>A new resource takes part by being described.
 * </ol>
 */
class RandomCommandsTest {

    private static final int COMMANDS = 120;
    private static final List<Caller> CALLERS = List.of(
            Scenario.ADMIN,
            Scenario.ADMIN,
            Scenario.ADMIN,
            Scenario.caller("engines", "member"),
            Scenario.caller("harbours", "member"));

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void whatever_is_asked_the_events_tell_of_a_world_that_can_be_and_of_what_was_answered(@ForAll long seed) {
        Clients clients = new Clients(seed);
        clients.populate();
        for (int i = 0; i < COMMANDS; i++) {
            clients.sendOne();
        }

        assertThat(clients.world.violations()).as("seed %d", seed).isEmpty();
        clients.requireSameAfterRestart();
    }

    private static final class Clients {

        private final long seed;
        private final Scenario scenario = Scenario.begin();
        private final Wishes wishes;
        private final List<ResourceDescription<?>> descriptions = ResourceDescription.all().stream()
                // A quota's answer tells more than its events: what others may, too.
                .filter(description -> !(description instanceof QuotaDescription))
                .toList();
        private final World world = new World();
        private final Map<String, String> parents = new HashMap<>();
        private int told;

        Clients(long seed) {
            this.seed = seed;
            this.wishes = new Wishes(seed, descriptions);
            for (int node = 1; node <= 2; node++) {
                wishes.learn(
                        "agent",
                        scenario.host("node-" + node, "10.77.0." + node, List.of(NetworkType.VXLAN), "physnet1")
                                .id()
                                .toString());
            }
            listen();
        }

        /** What happened since. */
        private int listen() {
            List<Recorded<?>> log = scenario.log();
            int news = log.size() - told;
            log.subList(told, log.size()).forEach(world::tell);
            told = log.size();
            return news;
        }

        void populate() {
            for (int round = 0; round < 3; round++) {
                for (ResourceDescription<?> description : descriptions) {
                    for (int i = 0; i < 3 && wishes.known(description.name()).size() < 2; i++) {
                        create(description, wishes.creation(description, 0.04), Scenario.ADMIN);
                    }
                }
            }
        }

        void sendOne() {
            ResourceDescription<?> description = wishes.anyDescription();
            Caller caller = wishes.oneOf(CALLERS);
            switch (wishes.random().nextInt(12)) {
                case 0, 1, 2, 3 ->
                    create(
                            description,
                            wishes.creation(description, wishes.random().nextDouble() * 0.2),
                            caller);
                case 4, 5, 6, 7 ->
                    update(
                            description,
                            wishes.change(description, wishes.random().nextDouble() * 0.4),
                            caller);
                case 8, 9, 10 -> act(caller);
                default -> delete(description, caller);
            }
        }

        private void create(ResourceDescription<?> description, ObjectNode body, Caller caller) {
            String id = UUID.randomUUID().toString();
            ResourceDescription.Parent parent = description.parent();
            String above =
                    parent == null ? "" : wishes.anyId(parent.description().name());
            attempt(description, () -> {
                Attributes asked = description.parseCreate(body, caller);
                ProjectId project = ProjectOf.of(body, caller);
                Attributes whole = parent == null ? asked : asked.with(parent.reference(), UUID.fromString(above));
                return new Create(description.kind(), id, project, whole, caller);
            });
            if (world.body(description.name(), id) != null) {
                wishes.learn(description.name(), id);
                if (parent != null) {
                    parents.put(id, above);
                }
            }
        }

        private @Nullable String parentOf(ResourceDescription<?> description, String id) {
            ResourceDescription.Parent parent = description.parent();
            return parent == null
                    ? null
                    : parents.getOrDefault(id, wishes.anyId(parent.description().name()));
        }

        private void update(ResourceDescription<?> description, ObjectNode body, Caller caller) {
            String id = wishes.anyId(description.name());
            attempt(
                    description,
                    () -> new Update(
                            description.kind(),
                            id,
                            parentOf(description, id),
                            description.parseUpdate(body, caller),
                            null,
                            caller));
        }

        private void delete(ResourceDescription<?> description, Caller caller) {
            String id = wishes.anyId(description.name());
            attempt(description, () -> new Delete(description.kind(), id, parentOf(description, id), null, caller));
            if (world.body(description.name(), id) == null) {
                wishes.forget(description.name(), id);
            }
        }

        private void act(Caller caller) {
            ResourceDescription<?> description = wishes.anyActive();
            Action action = wishes.oneOf(Wishes.actions(description));
            ObjectNode body = wishes.actionBody(description);
            if (action.name().endsWith("*")) {
                body.put("id", wishes.anyId(wishes.anyDescription().name()));
            }
            String id = wishes.anyId(description.name());
            attempt(null, () -> action.parser().command(id, body, caller));
        }

        private interface Wish {
            Command command();
        }

        private void attempt(@Nullable ResourceDescription<?> answering, Wish wish) {
            Object result = null;
            try {
                result = scenario.commands()
                        .execute(List.of(wish.command()))
                        .getFirst()
                        .result();
            } catch (NeutronError refused) {
                assertThat(refused.status() < 500 || refused.type().equals("NoNetworkAvailable"))
                        .as("seed %d: %s %s", seed, refused.status(), refused)
                        .isTrue();
                assertThat(listen())
                        .as("seed %d: events of what was refused", seed)
                        .isZero();
                return;
            }
            listen();
            if (answering != null && result instanceof Resource resource) {
                assertThat(tree(answering, rendered(answering, resource)))
                        .as("seed %d: what was answered", seed)
                        .isEqualTo(tree(
                                answering,
                                Objects.requireNonNull(world.body(
                                        answering.name(), resource.id().toString()))));
            }
        }

        /** What follows from other resources changes with those. */
        private static JsonNode tree(ResourceDescription<?> description, ObjectNode body) {
            ObjectNode tree = (ObjectNode) Json.mapper().readTree(body.toString());
            description.embedded().forEach(embedded -> tree.remove(embedded.member()));
            return tree;
        }

        private static <S extends Resource> ObjectNode rendered(ResourceDescription<S> description, Resource resource) {
            return description.render(description.stateType().cast(resource));
        }

        /** Nothing is left but the log; what clients did not ask to change is as it was. */
        void requireSameAfterRestart() {
            Scenario restarted = scenario.restarted(Scenario.types(new String[] {"vxlan"}, null));
            List<String> different = new ArrayList<>();
            for (ResourceDescription<?> description : descriptions) {
                world.bodies(description.name()).forEach((id, body) -> {
                    // Where binding failed, even an empty update is a chance to try again.
                    boolean mayBind = body.path("binding:vif_type").asString("").equals(Binding.BINDING_FAILED);
                    if (!mayBind) {
                        try {
                            Object now = restarted
                                    .commands()
                                    .execute(List.of(new Update(
                                            description.kind(),
                                            id,
                                            parentOf(description, id),
                                            Attributes.none(),
                                            null,
                                            Scenario.ADMIN)))
                                    .getFirst()
                                    .result();
                            if (now instanceof Resource resource
                                    && !tree(description, rendered(description, resource))
                                            .equals(tree(description, body))) {
                                different.add(body + " became " + rendered(description, resource));
                            }
                        } catch (NeutronError refused) {
                            // Some kinds have no PUT at all, and that of an RBAC policy must say with whom it shares.
                            if (!Set.of("HTTPNotFound", "RbacPolicyInUse").contains(refused.type())) {
                                different.add(body + " cannot be updated: " + refused);
                            }
                        }
                    }
                });
            }
            assertThat(different).as("seed %d", seed).isEmpty();
        }
    }
}
