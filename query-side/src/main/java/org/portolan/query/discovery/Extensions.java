package org.portolan.query.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Tags;
import tools.jackson.databind.node.ObjectNode;

/** The extensions of Neutron's API that are really served: those of the resources, and those that hold for all of them. */
final class Extensions {

    private static final List<Extension> OF_ALL_RESOURCES = List.of(
            new Extension(
                    "auto-allocated-topology",
                    "Auto Allocated Topology Services",
                    "Auto Allocated Topology Services.",
                    "2016-01-01T00:00:00-00:00"),
            new Extension(
                    "empty-string-filtering",
                    "Empty String Filtering Extension",
                    "Allow filtering by attributes with empty string value",
                    "2018-05-01T10:00:00-00:00"),
            new Extension(
                    "floatingip-pools",
                    "Floating IP Pools Extension",
                    "Provides a floating IP pools API.",
                    "2018-03-21T10:00:00-00:00"),
            new Extension(
                    "ip-substring-filtering",
                    "IP address substring filtering",
                    "Provides IP address substring filtering when listing ports",
                    "2017-11-28T09:00:00-00:00"),
            new Extension(
                    "network-ip-availability",
                    "Network IP Availability",
                    "Provides IP availability data for each network and subnet.",
                    "2015-09-24T00:00:00-00:00"),
            new Extension(
                    "pagination",
                    "Pagination support",
                    "Extension that indicates that pagination is enabled.",
                    "2016-06-12T00:00:00-00:00"),
            new Extension(
                    "project-id",
                    "project_id field enabled",
                    "Extension that indicates that project_id field is enabled.",
                    "2016-09-09T09:09:09-09:09"),
            new Extension(
                    "revision-if-match",
                    "If-Match constraints based on revision_number",
                    "Extension indicating that If-Match based on revision_number is supported.",
                    "2016-12-11T00:00:00-00:00"),
            new Extension(
                    "service-type",
                    "Neutron Service Type Management",
                    "API for retrieving service providers for Neutron advanced services",
                    "2013-01-20T00:00:00-00:00"),
            new Extension(
                    "sorting",
                    "Sorting support",
                    "Extension that indicates that sorting is enabled.",
                    "2016-06-12T00:00:00-00:00"),
            new Extension(
                    "standard-attr-description",
                    "standard-attr-description",
                    "Extension to add descriptions to standard attributes",
                    "2016-02-10T10:00:00-00:00"),
            new Extension(
                    "standard-attr-revisions",
                    "Resource revision numbers",
                    "This extension will display the revision number of neutron resources.",
                    "2016-04-11T10:00:00-00:00"),
            Tags.EXTENSION,
            new Extension(
                    "standard-attr-timestamp",
                    "Resource timestamps",
                    "Adds created_at and updated_at fields to all Neutron resources that have Neutron standard"
                            + " attributes.",
                    "2016-09-12T10:00:00-00:00"));

    private final Map<String, Extension> byAlias = new LinkedHashMap<>();

    Extensions(List<ResourceDescription<?>> descriptions) {
        List<Extension> all = new ArrayList<>(OF_ALL_RESOURCES);
        descriptions.forEach(description -> all.addAll(description.extensions()));
        all.forEach(extension -> byAlias.putIfAbsent(extension.alias(), extension));
    }

    /** All of them, as {@code GET /v2.0/extensions} tells them. */
    ObjectNode list() {
        ObjectNode body = Json.object();
        var list = body.putArray("extensions");
        byAlias.values().forEach(extension -> list.add(told(extension)));
        return body;
    }

    /** One of them, as {@code GET /v2.0/extensions/<alias>} tells it. */
    Optional<ObjectNode> show(String alias) {
        Extension extension = byAlias.get(alias);
        if (extension == null) {
            return Optional.empty();
        }
        ObjectNode body = Json.object();
        body.set("extension", told(extension));
        return Optional.of(body);
    }

    private static ObjectNode told(Extension extension) {
        ObjectNode told = Json.object()
                .put("name", extension.name())
                .put("alias", extension.alias())
                .put("description", extension.description())
                .put("updated", extension.updated());
        told.putArray("links");
        return told;
    }
}
