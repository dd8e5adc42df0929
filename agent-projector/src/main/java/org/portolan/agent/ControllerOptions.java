package org.portolan.agent;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.agent.controller.Header;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where the controller is, and what goes with each request to it. */
public final class ControllerOptions {

    static final String CONTROLLER = "--controller";
    static final String HEADER = "--header";
    private static final String HEADERS = "PORTOLAN_AGENT_HEADERS";
    private static final URI LOCAL = URI.create("http://127.0.0.1:9696");

    @Option(
            names = CONTROLLER,
            paramLabel = "URL",
            description = "Where the controller answers, such as http://controller:9696.")
    private @Nullable URI controller;

    @Option(
            names = HEADER,
            paramLabel = "NAME: VALUE",
            description =
                    "A header that goes with every request to the controller, such as 'X-Roles: admin' for one that trusts its"
                            + " front (--portolan.auth=proxy), or 'Authorization: ...' for the front. Can be repeated. Headers with"
                            + " secrets are better put, one a line, into the environment's " + HEADERS + ".")
    private List<String> headers = List.of();

    /**
     * The controller that was named.
     *
     * @throws ParameterException if none was, or something that is none
     */
    URI required(CommandLine line) {
        URI named = controller;
        if (named == null) {
            CommandSpec spec = line.getCommandSpec();
            throw new CommandLine.MissingParameterException(
                    line, spec.findOption(CONTROLLER), "Missing required option: '" + CONTROLLER + "=URL'");
        }
        return checked(named, line);
    }

    /**
     * The controller that was named, else one on this machine.
     *
     * @throws ParameterException if what was named is none
     */
    URI orLocal(CommandLine line) {
        return checked(controller == null ? LOCAL : controller, line);
    }

    private static URI checked(URI uri, CommandLine line) {
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new ParameterException(line, "--controller: '" + uri + "' is no URL such as http://controller:9696");
        }
        return uri;
    }

    List<Header> headers(CommandLine line) {
        try {
            return Header.all(System.getenv(HEADERS), headers);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, "--header, " + HEADERS + ": " + e.getMessage(), e);
        }
    }

    /** Speaks to that controller, or to one on this machine if none was named. */
    public ControllerClient client(CommandLine line) {
        return new ControllerClient(orLocal(line), headers(line), ControllerClient.Patience.standard());
    }
}
