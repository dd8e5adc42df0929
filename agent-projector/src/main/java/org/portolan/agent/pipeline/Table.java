package org.portolan.agent.pipeline;

import static org.portolan.agent.pipeline.Bridge.Role.INTEGRATION;
import static org.portolan.agent.pipeline.Bridge.Role.PHYSICAL;
import static org.portolan.agent.pipeline.Bridge.Role.TUNNEL;
import static org.portolan.agent.pipeline.Table.Miss.DELIVER;
import static org.portolan.agent.pipeline.Table.Miss.DROP;
import static org.portolan.agent.pipeline.Table.Miss.GO_ON;
import static org.portolan.agent.pipeline.Table.Miss.IMPOSSIBLE;
import static org.portolan.agent.pipeline.Table.Miss.NORMAL;
import static org.portolan.agent.pipeline.Table.Miss.REFUSE;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.portolan.api.segment.NetworkType;

/**
 * The pipeline, one table a line.
 *
 * <ol>
 *   <li>Numbers and roles are those of Neutron's Open vSwitch agent, so that an operator finds each flow where it always was.
 *   <li>A frame only ever moves to a table listed as next: {@link Flow} refuses any other jump when it is built.
 *   <li>{@code docs/pipeline.md} is rendered from these lines.
 * </ol>
 */
public enum Table {
    LOCAL_SWITCHING(
            INTEGRATION,
            0,
            "Sorts frames by the port they enter from: what a guest sends is checked first; what a physical network sends gets"
                    + " its local VLAN id, or is dropped.",
            GO_ON,
            60,
            24,
            25,
            0),
    CANARY(
            INTEGRATION,
            23,
            "Never visited. Its one flow is missing when Open vSwitch has restarted and lost its flows.",
            DROP),
    ARP_SPOOFING(
            INTEGRATION,
            24,
            "Lets a guest speak ARP, and advertise itself as a neighbour, only for its own addresses.",
            DROP,
            25),
    MAC_SPOOFING(
            INTEGRATION, 25, "Lets a guest send only untagged frames, and only from its own MAC addresses.", DROP, 60),
    TRANSIENT(
            INTEGRATION,
            60,
            "Tells what a port of the host sends from what is for one, and notes the port (reg5) and the network (reg6).",
            NORMAL,
            71,
            73,
            81),
    BASE_EGRESS(
            INTEGRATION,
            71,
            "From a guest: source addresses are checked; ARP, neighbour discovery and DHCP requests pass, DHCP replies and"
                    + " router advertisements do not; the rest is tracked.",
            REFUSE,
            93,
            71,
            72,
            73,
            94),
    RULES_EGRESS(INTEGRATION, 72, "From a guest: what its security groups let out, and answers.", REFUSE, 93, 73),
    ACCEPT_OR_INGRESS(
            INTEGRATION,
            73,
            "What a guest may send: to another guest of the host it goes by way of that one's rules, else it leaves.",
            GO_ON,
            94,
            81,
            91),
    BASE_INGRESS(
            INTEGRATION,
            81,
            "To a guest: ARP, neighbour discovery, router advertisements and DHCP replies pass, the rest is tracked.",
            REFUSE,
            93,
            82,
            92),
    RULES_INGRESS(INTEGRATION, 82, "To a guest: what its security groups let in, and answers.", REFUSE, 93, 92),
    ACCEPTED_EGRESS(INTEGRATION, 91, "First packets of connections that leave.", GO_ON, 94),
    ACCEPTED_INGRESS(
            INTEGRATION, 92, "Remembers what a guest may receive as a connection, and hands it to the guest.", DELIVER),
    DROPPED(INTEGRATION, 93, "What is refused.", DROP),
    ACCEPTED_EGRESS_NORMAL(INTEGRATION, 94, "What leaves: learns and switches within the host.", NORMAL),

    BY_INPUT(
            TUNNEL,
            0,
            "Sorts frames by where they come from: the integration bridge, or a tunnel of some type.",
            DROP,
            2,
            3,
            4,
            6),
    FROM_HOST(
            TUNNEL,
            2,
            "Splits what the host sends into known unicast, ARP requests and the rest.",
            IMPOSSIBLE,
            20,
            21,
            22),
    FROM_GRE(TUNNEL, 3, "GRE key to local VLAN id.", DROP, 10),
    FROM_VXLAN(TUNNEL, 4, "VXLAN network identifier to local VLAN id.", DROP, 10),
    FROM_GENEVE(TUNNEL, 6, "Geneve network identifier to local VLAN id.", DROP, 10),
    LEARN(
            TUNNEL,
            10,
            "Learns which tunnel leads to the sender (into UNICAST), then hands the frame to the host.",
            IMPOSSIBLE,
            20),
    UNICAST(
            TUNNEL,
            20,
            "One flow for each MAC address known to be on another host, from the log or learned.",
            GO_ON,
            22),
    ARP_RESPONDER(TUNNEL, 21, "Answers ARP requests for addresses on other hosts, without asking them.", GO_ON, 22),
    FLOOD(TUNNEL, 22, "Local VLAN id to network identifier, out to every host that has a port of the network.", DROP),

    TRANSLATION(
            PHYSICAL,
            0,
            "From the integration bridge: local VLAN id to VLAN id of the segment, or none on a flat network; what is of no"
                    + " network there is dropped. From elsewhere: untouched.",
            NORMAL);

    /** What becomes of a frame that no other flow of the table matches. */
    public enum Miss {
        DROP,
        NORMAL,
        /** To the port that was noted. */
        DELIVER,
        /** On to the table that drops, which is the first of the next ones. */
        REFUSE,
        /** On to the first of the next tables. */
        GO_ON,
        /** The other flows of the table match every frame, so there is no flow for a miss. */
        IMPOSSIBLE
    }

    private final Bridge.Role role;
    private final int id;
    private final String purpose;
    private final Miss miss;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Integer> next;

    Table(Bridge.Role role, int id, String purpose, Miss miss, Integer... next) {
        this.role = role;
        this.id = id;
        this.purpose = purpose;
        this.miss = miss;
        this.next = List.of(next);
    }

    /** Of the bridges that have this table. */
    public Bridge.Role role() {
        return role;
    }

    /** OpenFlow table number, 0 to 254, unique within the bridge. */
    public int id() {
        return id;
    }

    /** One sentence for the operator. */
    public String purpose() {
        return purpose;
    }

    public Miss miss() {
        return miss;
    }

    /** Tables that a flow of this one may name, in a jump or as the table into which it learns. */
    public List<Table> next() {
        return next.stream()
                .map(number -> of(role, number)
                        .orElseThrow(() -> new IllegalStateException(this + " leads to undeclared table " + number)))
                .toList();
    }

    /** The table that frames from tunnels of this type enter; empty if networks of the type need no tunnel. */
    public static Optional<Table> arrival(NetworkType type) {
        return switch (type) {
            case GRE -> Optional.of(FROM_GRE);
            case VXLAN -> Optional.of(FROM_VXLAN);
            case GENEVE -> Optional.of(FROM_GENEVE);
            case LOCAL, FLAT, VLAN -> Optional.empty();
        };
    }

    boolean leadsTo(Table other) {
        return other.role == role && next.contains(other.id);
    }

    /** The table of that number, if the pipeline declares one. */
    public static Optional<Table> of(Bridge.Role role, int id) {
        return Arrays.stream(values())
                .filter(table -> table.role == role && table.id == id)
                .findFirst();
    }

    /** Tables of one bridge in the order of their numbers. */
    public static List<Table> of(Bridge.Role role) {
        return Arrays.stream(values()).filter(table -> table.role == role).toList();
    }

    /** The flow for a miss at priority 0, absent where a miss is impossible. */
    public Optional<Flow> missFlow() {
        Flow.Draft draft = Flow.in(this).priority(0);
        return switch (miss) {
            case DROP -> Optional.of(draft.then(Action.drop()));
            case NORMAL -> Optional.of(draft.then(Action.normal()));
            case DELIVER -> Optional.of(draft.then(Action.deliver()));
            case REFUSE, GO_ON -> Optional.of(draft.then(Action.goOn(next().getFirst())));
            case IMPOSSIBLE -> Optional.empty();
        };
    }
}
