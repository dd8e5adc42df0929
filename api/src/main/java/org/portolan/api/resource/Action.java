package org.portolan.api.resource;

import org.portolan.api.caller.Caller;
import tools.jackson.databind.JsonNode;

/**
 * What else than POST, PUT and DELETE of itself can be wished of a resource, below its own path.
 *
 * @param method {@code PUT}, {@code POST} or {@code DELETE}
 * @param name the last part of the path, such as {@code add_router_interface}; a {@code *} stands for what the path
 *     names there, which the parser finds as the member {@code id} of the body
 * @param parser how the request becomes a command; the decision returns the answer's whole body, as JSON
 * @param status of the answer, if it has a body
 */
public record Action(String method, String name, Parser parser, int status) {

    /** How a request becomes a command. */
    @FunctionalInterface
    public interface Parser {
        /**
         * The command that is wished for.
         *
         * @param id the resource's id
         * @param body the request's whole body
         * @throws org.portolan.api.error.NeutronError 400 when the body is not as it should be
         */
        Command command(String id, JsonNode body, Caller caller);
    }

    /** A POST of that name. */
    public static Action post(String name, Parser parser) {
        return new Action("POST", name, parser, 201);
    }

    /** A DELETE of that name, which has no body and whose answer has none. */
    public static Action delete(String name, Parser parser) {
        return new Action("DELETE", name, parser, 204);
    }

    /** A PUT of that name. */
    public static Action put(String name, Parser parser) {
        return new Action("PUT", name, parser, 200);
    }

    /** The same, answered with that status. */
    public Action answering(int otherStatus) {
        return new Action(method, name, parser, otherStatus);
    }
}
