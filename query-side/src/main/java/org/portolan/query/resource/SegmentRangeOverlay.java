package org.portolan.query.resource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attribute;
import org.portolan.api.segment.SegmentDescription;
import org.portolan.api.segment.SegmentRange;
import org.portolan.api.segmentrange.NetworkSegmentRangeDescription;
import org.portolan.query.readmodel.Column;
import org.portolan.query.readmodel.ResourceTable;
import org.portolan.rest.Overlay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which ids of a range networks have, and which are free: looked up in the rows of segments when somebody asks. */
public final class SegmentRangeOverlay implements Overlay {

    private final DataSource dataSource;
    private final Resources resources;

    /** An overlay of what these rows tell. */
    public SegmentRangeOverlay(DataSource dataSource, Resources resources) {
        this.dataSource = dataSource;
        this.resources = resources;
    }

    @Override
    public boolean concerns(String resource) {
        return resource.equals("network_segment_range");
    }

    @Override
    public Map<String, JsonNode> of(JsonNode body) {
        SegmentRange range = new SegmentRange(
                body.path("minimum").longValue(), body.path("maximum").longValue());
        ObjectNode used = used(body, range);
        return Map.of(
                "used",
                used,
                "available",
                NetworkSegmentRangeDescription.available(range, id -> used.has(Long.toString(id))));
    }

    private ObjectNode used(JsonNode body, SegmentRange range) {
        ResourceTable segments = resources.model().schema().of(new SegmentDescription());
        String id = column(segments, SegmentDescription.SEGMENTATION_ID).name();
        Sql sql = new Sql("select r." + id + ", r.project_id from ")
                .add(segments.name())
                .add(" r where r.valid_to is null and r." + id + " between ? and ?", range.lowest(), range.highest());
        restrict(sql, column(segments, SegmentDescription.NETWORK_TYPE), body.path("network_type"));
        restrict(sql, column(segments, SegmentDescription.PHYSICAL_NETWORK), body.path("physical_network"));
        ObjectNode used = Json.object();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = sql.add(" order by r." + id).prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                used.put(Long.toString(rows.getLong(1)), rows.getString(2));
            }
        } catch (SQLException failure) {
            throw new ReadRule.UnreadableException(failure);
        }
        return used;
    }

    private static Column column(ResourceTable segments, Attribute<?> attribute) {
        return Objects.requireNonNull(segments.column(attribute.name()));
    }

    private static void restrict(Sql sql, Column column, JsonNode value) {
        if (value.isString()) {
            sql.add(" and r." + column.name() + " = ?", column.kept(value.stringValue()));
        }
    }
}
