package org.portolan.rest;

import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.ResourceDescription;

/** The promise that what Neutron makes when it is first looked for, such as a project's default security group, is there. */
public interface MadeOnDemand {

    /**
     * Makes what a list of these resources must contain, if it is not there; when it returns, reads show it.
     *
     * @param listed what is listed
     * @param project whose resources are looked for
     * @param caller who looks, and may act for that project
     * @return whether anything was made
     */
    boolean makeFor(ResourceDescription<?> listed, ProjectId project, Caller caller);
}
