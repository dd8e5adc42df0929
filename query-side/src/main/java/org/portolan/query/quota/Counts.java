package org.portolan.query.quota;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.quota.QuotaDescription;
import org.portolan.eventstore.LogUnavailableException;
import org.portolan.query.readmodel.ReadModel;
import org.portolan.query.readmodel.ResourceTable;
import org.portolan.rest.Holdings;

/** Counts in the read model what projects have of what is limited. */
public final class Counts implements Holdings {

    private final DataSource dataSource;
    private final ReadModel model;
    private final List<ResourceTable> tables;

    /** Counts in that read model. */
    public Counts(DataSource dataSource, ReadModel model) {
        this.dataSource = dataSource;
        this.model = model;
        this.tables = model.schema().tables().stream()
                .filter(table -> QuotaDescription.DEFAULTS.containsKey(
                        table.description().name()))
                .toList();
    }

    /** One statement, so that all counts are of one position. */
    @Override
    public Held of(ProjectId project) {
        String sql = tables.stream()
                .map(table -> "(select count(*) from " + table.name() + " where project_id = ? and valid_to is null)")
                .collect(Collectors.joining(
                        ", ", "select (select position from " + model.schema().name() + ".progress), ", ""));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 1; i <= tables.size(); i++) {
                statement.setString(i, project.value());
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Map<String, Long> counts = new LinkedHashMap<>();
                for (int i = 0; i < tables.size(); i++) {
                    counts.put(tables.get(i).description().name(), row.getLong(i + 2));
                }
                return new Held(row.getLong(1), counts);
            }
        } catch (SQLException failure) {
            throw new LogUnavailableException("What projects have cannot be read", failure);
        }
    }
}
