package org.portolan.api.error;

/**
 * A request that cannot be met, told as Neutron tells it: an HTTP status, the name of Neutron's exception class and a
 * message for people. The type is part of the contract with clients: they branch on it.
 */
public final class NeutronError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    /**
     * @param status the HTTP status, 400 to 599
     * @param type the name of Neutron's exception class, such as {@code MacAddressInUse}
     * @param message the sentence that the client sees
     */
    public NeutronError(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    /** 400: the request itself is wrong. */
    public static NeutronError badRequest(String message) {
        return new NeutronError(400, "HTTPBadRequest", message);
    }

    /** 400: an attribute has a value that cannot be, as Neutron's API layer finds. */
    public static NeutronError invalidAttribute(String attribute, String reason) {
        return badRequest("Invalid input for " + attribute + ". Reason: " + reason + ".");
    }

    /** 400: a value that contradicts another one, as Neutron's plug-ins find. */
    public static NeutronError invalidInput(String reason) {
        return new NeutronError(400, "InvalidInput", "Invalid input for operation: " + reason + ".");
    }

    /** 404: no such thing, or none that the caller may know of. */
    public static NeutronError notFound(String kind, Object id) {
        return new NeutronError(404, kind + "NotFound", kind + " " + id + " could not be found.");
    }

    /** 403: the policy's rules, in Neutron's words, do not allow it. */
    public static NeutronError notAuthorized(String rules) {
        return new NeutronError(403, "PolicyNotAuthorized", rules + " is disallowed by policy");
    }

    /** 404: there is nothing that the caller may know of. */
    public static NeutronError nothing() {
        return new NeutronError(404, "HTTPNotFound", "The resource could not be found.");
    }

    /** 409: the thing's present state stands against it. */
    public static NeutronError conflict(String type, String message) {
        return new NeutronError(409, type, message);
    }

    /** 412: the client's {@code If-Match: revision_number=N} names a revision that is not the present one. */
    public static NeutronError staleRevision(long wanted, long current) {
        return new NeutronError(
                412,
                "RevisionNumberConstraintFailed",
                "Constrained to " + wanted + ", but current revision is " + current);
    }

    /** 503: nothing is wrong with the request, but it cannot be met now. */
    public static NeutronError unavailable(String type, String message) {
        return new NeutronError(503, type, message);
    }

    /** The HTTP status, 400 to 599. */
    public int status() {
        return status;
    }

    /** The name of Neutron's exception class. */
    public String type() {
        return type;
    }

    /** The sentence that the client sees. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
