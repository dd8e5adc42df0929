package org.portolan.rest;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.portolan.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** What Tomcat itself refuses, such as a path that is none, it refuses in JSON too. Made by Tomcat, by its name. */
public final class JsonErrorReports extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ObjectNode body = Json.object();
        body.putObject("NeutronError")
                .put("type", status < 500 ? "HTTPBadRequest" : "HTTPInternalServerError")
                .put("message", status < 500 ? "The request is malformed." : "Request Failed: internal server error.")
                .put("detail", "");
        try {
            response.setContentType("application/json");
            response.setCharacterEncoding("UTF-8");
            response.getReporter().write(body.toString());
            response.finishResponse();
        } catch (IOException | IllegalStateException clientGone) {
            getContainer().getLogger().debug("The client left before it was answered", clientGone);
        }
    }
}
