package org.portolan.query.resource;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/** An answer that is written to the socket directly. */
@FunctionalInterface
public interface Answer {
    /** Writes it. */
    void write(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException;
}
