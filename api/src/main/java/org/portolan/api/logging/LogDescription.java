package org.portolan.api.logging;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.portolan.api.error.NeutronError;
import org.portolan.api.logging.LogEvent.LogCreated;
import org.portolan.api.logging.LogEvent.LogDeleted;
import org.portolan.api.logging.LogEvent.LogUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Types;

/** The {@code log} resource: what security groups let pass, or drop, is written down. */
@AutoService(Described.class)
public final class LogDescription extends PlainDescription {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();
    public static final Attribute<String> RESOURCE_TYPE =
            Attribute.of("resource_type", Types.text(255)).required().onPostOnly();
    public static final Attribute<UUID> RESOURCE_ID = Attribute.of("resource_id", Types.uuid(Function.identity()))
            .nullable()
            .onPostOnly();
    public static final Attribute<String> EVENT = Attribute.of("event", Types.oneOf("ACCEPT", "DROP", "ALL"))
            .defaultsTo("ALL")
            .onPostOnly()
            .unsorted();
    public static final Attribute<UUID> TARGET_ID = Attribute.of("target_id", Types.uuid(Function.identity()))
            .nullable()
            .onPostOnly();
    public static final Attribute<Boolean> ENABLED =
            Attribute.of("enabled", Types.bool()).defaultsTo(true);

    private static final List<Field> FIELDS = List.of(
            id(),
            project(),
            NAME,
            RESOURCE_TYPE,
            RESOURCE_ID,
            EVENT,
            TARGET_ID,
            ENABLED,
            standard("revision_number"),
            DESCRIPTION,
            standard("created_at"),
            standard("updated_at"),
            tenant(),
            standard(Tags.NAME).onlyFiltering());

    /** The description, for whoever looks for all of them. */
    public LogDescription() {
        super(
                "Log",
                "log",
                "logs",
                new Events(new LogEvent.Family(), LogCreated::new, LogUpdated::new, LogDeleted::new));
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public String projectMember() {
        return ProjectOf.PROJECT;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public String path() {
        return "log/logs";
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "LogResourceNotFound", "Log resource " + id + " could not be found.");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "logging",
                "Logging API Extension",
                "Provides a logging API for resources such as security group and firewall.",
                "2017-01-01T10:00:00-00:00"));
    }
}
