package org.portolan.api.resource;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Policy;
import org.portolan.api.resource.Field.Filtering;
import org.portolan.api.resource.ResourceCommand.Create;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * All that the API knows of one resource, in one place.
 *
 * <ol>
 *   <li>Requests are parsed, defaulted and validated by it, with Neutron's messages.
 *   <li>Bodies are rendered by it, and so are {@code fields}, filters, sorting and the read model's columns.
 *   <li>It folds the resource's events to its state: reads, history and answers to writes share that one fold.
 *   <li>It is a service: adding a resource edits no list.
 * </ol>
 *
 * @param <S> the resource's state
 */
public abstract non-sealed class ResourceDescription<S extends Resource> implements Described {

    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ISO_INSTANT;

    private final String kind;
    private final String name;
    private final String collection;
    private final Class<S> stateType;
    private final EventFamily family;

    /**
     * @param kind the word that Neutron's errors begin with, such as {@code Network} in {@code NetworkNotFound}
     * @param name the key of a single body, such as {@code network}
     * @param collection the key of a list, such as {@code networks}
     * @param stateType the class of the resource's state
     * @param family the events of the resource's stream
     */
    protected ResourceDescription(String kind, String name, String collection, Class<S> stateType, EventFamily family) {
        this.kind = kind;
        this.name = name;
        this.collection = collection;
        this.stateType = stateType;
        this.family = family;
    }

    /** Every described resource on the class path, sorted by name. */
    public static List<ResourceDescription<?>> all() {
        List<ResourceDescription<?>> all = new ArrayList<>();
        for (Described described : ServiceLoader.load(Described.class, Described.class.getClassLoader())) {
            switch (described) {
                case ResourceDescription<?> description -> all.add(description);
            }
        }
        all.sort(Comparator.comparing(ResourceDescription::name));
        return all;
    }

    /** The members of the body, in the order in which answers show them. */
    public abstract List<Field> fields();

    /**
     * The state after an event, or null when the resource is gone.
     *
     * @param state the state before, or null when there was none
     */
    public abstract @Nullable S evolve(@Nullable S state, Recorded<?> event);

    /** Where the resource lies below {@code /v2.0/}; {@code *} stands for the id of a resource that it lies below. */
    public String path() {
        return collection.replace('_', '-');
    }

    /** Which part of Neutron serves it. */
    public Origin origin() {
        return Origin.EXTENSION;
    }

    /** What becomes of a POST that would make several. */
    public Bulk bulk() {
        return collection.equals(name + "s") ? Bulk.TAKEN : Bulk.UNKNOWN;
    }

    /** Under which of its two names errors speak of the project. */
    public String projectMember() {
        return ProjectOf.TENANT;
    }

    /** How lists come. */
    public Listing listing() {
        return Listing.IN_PAGES;
    }

    /** What else can be wished of the resource. */
    public List<Action> actions() {
        return List.of();
    }

    /** The resource that this one lies below in the path, or null when it lies below none. */
    public @Nullable Parent parent() {
        return null;
    }

    /**
     * The resource that another one lies below.
     *
     * @param description its description
     * @param reference the member of the lower resource that has its id: the path sets it, no body does
     * @param isLookedFor whether reads below one that the caller cannot find are refused; else nothing is found there
     */
    public record Parent(ResourceDescription<?> description, Attribute<UUID> reference, boolean isLookedFor) {

        /** One that must be there. */
        public Parent(ResourceDescription<?> description, Attribute<UUID> reference) {
            this(description, reference, true);
        }
    }

    /** Where else a resource that lies below another one is found, without its parent. */
    public List<Alias> aliases() {
        return List.of();
    }

    /**
     * A second name of a resource.
     *
     * @param name the key of a single body under this name
     * @param path where it lies below {@code /v2.0/}
     */
    public record Alias(String name, String path) {}

    /** What of the resource can be read by itself. */
    public List<Excerpt> excerpts() {
        return List.of();
    }

    /**
     * Some members of a resource, to be read below its own path.
     *
     * @param name the last part of the path, such as {@code get_subports}
     */
    public record Excerpt(String name, List<String> members) {}

    /** What the resource has several of. */
    public List<Part<S>> parts() {
        return List.of();
    }

    /** Other resources that are read below this one's path. */
    public List<Related> related() {
        return List.of();
    }

    /** The members that show some of another resource. */
    public List<Embedded> embedded() {
        return List.of();
    }

    /**
     * The members that come along whatever {@code fields} asks for: some of Neutron's resources take no notice of it, or of
     * all that it means.
     *
     * @param inList whether in a list, or where the resource is read alone
     */
    public Set<String> alongWithFields(boolean inList) {
        return Set.of();
    }

    /** Whether lists are filtered by tags; the others take no notice. */
    public boolean isFilteredByTags() {
        return true;
    }

    /** The members that lists tell otherwise than a GET of the resource alone does. */
    public List<Listed> listed() {
        return List.of();
    }

    /**
     * A member as lists tell it.
     *
     * @param value what they tell for a value; a missing node for nothing
     */
    public record Listed(String member, UnaryOperator<JsonNode> value) {}

    /**
     * Looks at wishes that one POST makes together; what is wrong with one of them alone is not asked here.
     *
     * @throws NeutronError when they do not go together
     */
    public void requireTogether(List<Create> wishes) {}

    /**
     * Whether the policy, as Neutron has it, withholds some of what callers find: its rule is asked about each resource that
     * is read. Elsewhere who finds a resource may read it.
     */
    public boolean isReadOneByOne() {
        return false;
    }

    /** Whether lists refuse to be filtered by what is no member, as some of Neutron's do; the others take no notice. */
    public boolean refusesUnknownFilters() {
        return false;
    }

    /** Whether a parameter of that name is known to lists that refuse unknown ones. */
    protected boolean isFilter(String parameter) {
        Field field = field(parameter);
        return Tags.FILTERS.contains(parameter)
                || (field != null && field.reading().filtering() != Filtering.UNKNOWN);
    }

    /**
     * Looks at the names by which a list is to be filtered.
     *
     * @throws NeutronError 400 when there are some by which it cannot be
     */
    public void requireFilters(Collection<String> parameters) {
        String unknown = refusesUnknownFilters()
                ? parameters.stream().filter(name -> !isFilter(name)).collect(Collectors.joining(", "))
                : "";
        if (!unknown.isEmpty()) {
            throw NeutronError.invalidInput("'" + unknown + "' is not supported for filtering");
        }
    }

    /** Who, besides administrators and owners, may see these resources. */
    public Sight sight() {
        return Sight.OWNERS;
    }

    /** The aliases of the extensions that this resource's attributes make true. */
    public List<Extension> extensions() {
        return List.of();
    }

    /** The word that Neutron's errors begin with. */
    public final String kind() {
        return kind;
    }

    /** The key of a single body. */
    public final String name() {
        return name;
    }

    /** The key of a list. */
    public final String collection() {
        return collection;
    }

    /** The class of the resource's state. */
    public final Class<S> stateType() {
        return stateType;
    }

    /** The events of the resource's stream. */
    public final EventFamily family() {
        return family;
    }

    /** The member of that name, or null when the body has none. */
    public final @Nullable Field field(String memberName) {
        for (Field field : fields()) {
            if (field.name().equals(memberName)) {
                return field;
            }
        }
        return null;
    }

    /**
     * What a POST's body asks for: every attribute that may be set, with its default where the body does not say.
     *
     * @throws NeutronError 400 when the body breaks the description
     */
    public final Attributes parseCreate(JsonNode body, Caller caller) {
        refuseUnknown(body);
        ProjectOf.requireOneProject(body);
        ObjectNode parsed = Json.object();
        Set<String> byDefault = new HashSet<>();
        for (Field field : fields()) {
            JsonNode input = body.get(field.name());
            Attribute<?> attribute = field.settable();
            if (attribute == null || !attribute.writing().onPost()) {
                if (input != null && ProjectOf.isProject(field.name())) {
                    ProjectOf.requireText(projectMember(), input);
                } else if (input != null) {
                    throw NeutronError.badRequest("Attribute '" + field.name() + "' not allowed in POST");
                }
                continue;
            }
            if (input == null) {
                if (attribute.writing().required()) {
                    throw NeutronError.badRequest(
                            "Failed to parse request. Required attribute '" + field.name() + "' not specified");
                }
                JsonNode value = attribute.writing().byDefault();
                if (value != null) {
                    parsed.set(field.name(), value);
                    byDefault.add(field.name());
                }
                continue;
            }
            parsed.set(field.name(), attribute.type().parser().parse(field.name(), input));
        }
        return Attributes.of(parsed).byDefault(byDefault);
    }

    /**
     * What a PUT's body asks for: just the attributes that it names.
     *
     * @throws NeutronError 400 when the body breaks the description
     */
    public final Attributes parseUpdate(JsonNode body, Caller caller) {
        refuseUnknown(body);
        for (String member : body.propertyNames()) {
            Attribute<?> attribute = settable(member);
            if (attribute == null || !attribute.writing().onPut()) {
                throw NeutronError.badRequest("Cannot update read-only attribute "
                        + (ProjectOf.isProject(member) ? projectMember() : member));
            }
        }
        ObjectNode parsed = Json.object();
        body.propertyStream().forEach(entry -> {
            Attribute<?> attribute = settable(entry.getKey());
            if (attribute != null) {
                parsed.set(entry.getKey(), attribute.type().parser().parse(entry.getKey(), entry.getValue()));
            }
        });
        return Attributes.of(parsed);
    }

    private @Nullable Attribute<?> settable(String memberName) {
        Field field = field(memberName);
        return field == null ? null : field.settable();
    }

    private void refuseUnknown(JsonNode body) {
        List<String> unknown = body.propertyNames().stream()
                .filter(member -> !isKnown(field(member)) && !ProjectOf.isProject(member))
                .toList();
        if (!unknown.isEmpty()) {
            throw NeutronError.badRequest("Unrecognized attribute(s) '" + String.join(", ", unknown) + "'");
        }
    }

    private static boolean isKnown(@Nullable Field field) {
        if (field == null) {
            return false;
        }
        Attribute<?> attribute = field.settable();
        return field.reading().shown()
                || (attribute != null
                        && (attribute.writing().onPost() || attribute.writing().onPut()));
    }

    /** How the policy's rules call the resource: {@code network}, {@code policy_dscp_marking_rule}. */
    public String ruleName() {
        Parent parent = parent();
        return parent == null ? name : parent.description().name() + "_" + name;
    }

    /**
     * The rules that must allow a create that sets these attributes.
     *
     * @param attributes all of them, with their defaults
     */
    public final Demand demandOfCreate(Attributes attributes, Policy policy) {
        return demand("create_", attributes, policy, (attribute, value) -> {
            Attribute<?> known = settable(attribute);
            boolean isDefault = known != null && value.equals(known.writing().byDefault());
            return !attributes.isByDefault(attribute)
                    && (!isDefault || policy.isAskedAlways("create_" + ruleName() + ":" + attribute));
        });
    }

    /** The rules that must allow an update that sets these attributes, to whatever they are. */
    public final Demand demandOfUpdate(Attributes changes, Policy policy) {
        return demand("update_", changes, policy, (attribute, value) -> true);
    }

    private Demand demand(String verb, Attributes attributes, Policy policy, BiPredicate<String, JsonNode> isSet) {
        String action = verb + ruleName();
        Demand demand = Demand.of(action);
        for (String attribute : policy.attributesOf(action)) {
            boolean isSaid = attributes.names().contains(attribute)
                    || (verb.equals("create_") && ProjectOf.isProject(attribute));
            if (isSaid && isSet.test(attribute, attributes.json(attribute))) {
                String rule = action + ":" + attribute;
                demand = demand.and(rule, within(rule, attributes.json(attribute), policy));
            }
        }
        return demand;
    }

    /** The rules about what is within a value: of an object those that there are, of objects in a list all. */
    private static List<String> within(String rule, JsonNode value, Policy policy) {
        List<String> within = new ArrayList<>();
        if (value.isObject()) {
            value.propertyStream()
                    .filter(part -> !part.getValue().isNull() && policy.has(rule + ":" + part.getKey()))
                    .forEach(part -> within.add(rule + ":" + part.getKey()));
        }
        if (value.isArray()) {
            value.valueStream()
                    .flatMap(JsonNode::propertyStream)
                    .filter(part -> !part.getValue().isNull())
                    .forEach(part -> within.add(rule + ":" + part.getKey()));
        }
        return within;
    }

    /** The whole body of a resource in that state. */
    public final ObjectNode render(S state) {
        return render(state, fields());
    }

    /** These members of a resource in that state. */
    @SuppressWarnings("unchecked") // the fields of this description were declared for S
    protected final ObjectNode render(S state, List<Field> members) {
        ObjectNode body = Json.object();
        for (Field field : members) {
            if (field.reading().shown()) {
                JsonNode value =
                        switch (field) {
                            case Attribute<?> attribute when attribute.reading().toGrantees() -> sharedWithAll(state);
                            case Attribute<?> attribute -> state.attributes().json(attribute.name());
                            case Derived<?> derived ->
                                ((Derived<S>) derived).value().apply(state);
                        };
                if (!value.isMissingNode()) {
                    body.set(field.name(), value);
                }
            }
        }
        return body;
    }

    /** The body that answers a POST: the whole body, and what Neutron tells only there. */
    public ObjectNode renderNew(S state) {
        return render(state);
    }

    /** The body that tells of one of several in the answer to a POST: there what lies below another resource names that. */
    public ObjectNode renderOneOfSeveral(S state) {
        ObjectNode body = renderNew(state);
        Parent above = parent();
        if (above != null) {
            body.set(
                    above.reference().name(),
                    state.attributes().json(above.reference().name()));
        }
        return body;
    }

    /**
     * The body that answers a PUT: the whole body, but for what Neutron writes otherwise there.
     *
     * @param wished what the PUT set
     */
    public ObjectNode renderChanged(S state, Attributes wished) {
        return render(state);
    }

    /**
     * Looks at the id that a path names.
     *
     * @throws NeutronError 404 when no resource can have it
     */
    public void requireId(String id) {
        if (!isId(id)) {
            throw notFound(id);
        }
    }

    /** Whether the text is spelt as the ids of resources are. */
    public static boolean isId(String text) {
        return UUID_TEXT.matcher(text).matches();
    }

    /** What of a whole body is not for the caller's eyes goes, and what is different for him changes. */
    public final ObjectNode forEyesOf(Caller caller, S state, ObjectNode body) {
        for (Field field : fields()) {
            if (field.reading().toGrantees() && field.reading().shown() && state.isSharedWith(caller.project())) {
                body.set(field.name(), BooleanNode.TRUE);
            }
        }
        body.remove(Shown.of(this, caller).hiddenIn(body));
        return body;
    }

    /** 404: no such resource, or none that the caller may know of. */
    public NeutronError notFound(Object id) {
        return NeutronError.notFound(kind, id);
    }

    /**
     * 404: no such resource below that one.
     *
     * @param parent the id of the resource that the path names above it, or null when it names none
     */
    public NeutronError notFound(Object id, @Nullable Object parent) {
        return notFound(id);
    }

    /** The resource's own id. */
    protected static <S extends Resource> Field id() {
        return Derived.<S, String>of("id", Types.text(64), state -> text(state.id()))
                .indexed();
    }

    /** The project that owns the resource, under its old name. */
    protected static <S extends Resource> Field tenant() {
        return Derived.<S, String>of("tenant_id", Types.text(255), state -> text(state.project()));
    }

    /** The project that owns the resource. */
    protected static <S extends Resource> Field project() {
        return Derived.<S, String>of("project_id", Types.text(255), state -> text(state.project()))
                .indexed();
    }

    private static JsonNode sharedWithAll(Resource state) {
        return BooleanNode.valueOf(state.sharedWith().contains(ProjectId.ALL));
    }

    /** Whether it is shared with whoever reads it, where only RBAC policies say so. */
    protected static <S extends Resource> Derived<S> shared() {
        return Derived.<S, Boolean>of("shared", Types.bool(), ResourceDescription::sharedWithAll)
                .trueToGrantees()
                .unsorted();
    }

    /** The members that tell a resource's history in short, and its tags. */
    protected static <S extends Resource> List<Derived<S>> standardAttributes() {
        return List.of(
                Derived.<S, List<String>>of(Tags.NAME, Tags.type(), Tags::of),
                Derived.<S, String>of(
                                "created_at",
                                Types.time(),
                                state -> time(state.lifecycle().createdAt()))
                        .unsorted(),
                Derived.<S, String>of(
                                "updated_at",
                                Types.time(),
                                state -> time(state.lifecycle().updatedAt()))
                        .unsorted(),
                Derived.<S, Long>of(
                                "revision_number",
                                Types.counter(),
                                state -> LongNode.valueOf(state.lifecycle().revision()))
                        .unsorted());
    }

    /** The one of {@link #standardAttributes} that has that name, for bodies that show them in an order of their own. */
    protected static <S extends Resource> Derived<S> standard(String name) {
        return ResourceDescription.<S>standardAttributes().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode text(Object value) {
        return StringNode.valueOf(value.toString());
    }

    private static JsonNode time(Instant at) {
        return StringNode.valueOf(TO_THE_SECOND.format(at.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Joins lists of members; a later one of the same name replaces an earlier one in its place. */
    @SafeVarargs
    protected static List<Field> join(List<? extends Field>... parts) {
        Map<String, Field> byName = new LinkedHashMap<>();
        for (List<? extends Field> part : parts) {
            part.forEach(field -> byName.put(field.name(), field));
        }
        return List.copyOf(byName.values());
    }
}
