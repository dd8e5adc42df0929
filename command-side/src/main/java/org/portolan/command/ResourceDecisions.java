package org.portolan.command;

import java.util.Optional;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.command.rbac.Shareable;

/** Decides about POST, PUT and DELETE of one kind of resource. What is not overridden, clients may not do. */
public interface ResourceDecisions<S extends Resource> {

    /** What is decided about. */
    ResourceDescription<S> description();

    /** How RBAC policies share such resources, if they do. */
    default Optional<Shareable<?>> shareable() {
        return Optional.empty();
    }

    /**
     * Makes a resource.
     *
     * @throws NeutronError when it is refused
     */
    default S create(Create wish) {
        throw new NeutronError(404, "HTTPNotFound", "The resource could not be found.");
    }

    /**
     * Changes what may be changed of a resource, and returns it as it is then.
     *
     * @throws NeutronError when it is refused
     */
    default S update(Update wish) {
        throw new NeutronError(404, "HTTPNotFound", "The resource could not be found.");
    }

    /**
     * Removes a resource.
     *
     * @throws NeutronError when it is refused
     */
    default void delete(Delete wish) {
        throw new NeutronError(404, "HTTPNotFound", "The resource could not be found.");
    }
}
