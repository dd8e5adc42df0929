package org.portolan.rest;

import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.ResourceDescription;

/** The promise that what Neutron makes when it is first looked for, such as a project's default security group, is there. */
public interface MadeOnDemand {

    /** Whether lists of these resources must contain something that is made for them. */
    boolean concerns(ResourceDescription<?> listed);

    /**
     * Makes what a list must contain, if it is not there; when it returns, reads show it.
     *
     * @param project whose resources are looked for
     * @param caller who looks, and may act for that project
     */
    void makeFor(ProjectId project, Caller caller);
}
