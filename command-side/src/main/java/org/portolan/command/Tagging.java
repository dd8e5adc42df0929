package org.portolan.command;

import java.util.ArrayList;
import java.util.List;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Tag;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Tags;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * Decides about the tags of resources: to tag is to update, by whoever may update. So a resource that is updated as any
 * other has tags without a line of its own.
 */
final class Tagging {

    private Tagging() {}

    /**
     * Changes the tags of a resource; what comes of it is the answer's body.
     *
     * @throws NeutronError 404 when there is no such resource, or no such tag to be removed
     */
    static <S extends Resource> JsonNode change(ResourceDecisions<S> decisions, Tag wish) {
        if (!Tags.areOn(decisions.description())) {
            throw new NeutronError(404, "HTTPNotFound", "The resource could not be found.");
        }
        List<String> before = tags(update(decisions, wish, Attributes.none()));
        List<String> after = new ArrayList<>(before);
        switch (wish.how()) {
            case REPLACE -> {
                after.clear();
                after.addAll(wish.tags());
            }
            case ADD -> after.addAll(wish.tags());
            case REMOVE -> {
                for (String tag : wish.tags()) {
                    if (!after.remove(tag)) {
                        throw Tags.notFound(tag);
                    }
                }
            }
        }
        update(decisions, wish, Attributes.none().with(Tags.ATTRIBUTE, after));
        return wish.how() == Tag.How.REPLACE
                ? Json.object().set(Tags.NAME, Json.tree(wish.tags()))
                : NullNode.getInstance();
    }

    private static List<String> tags(Resource resource) {
        return resource.attributes().find(Tags.ATTRIBUTE).orElse(List.of());
    }

    /** An update of nothing is how a resource is found, locked, by whoever may update it. */
    private static <S extends Resource> S update(ResourceDecisions<S> decisions, Tag wish, Attributes changes) {
        ResourceDescription<S> description = decisions.description();
        try {
            description.requireId(wish.id());
            return decisions.update(new Update(wish.kind(), wish.id(), changes, null, wish.caller()));
        } catch (NeutronError refused) {
            throw refused.status() == 404 ? Tags.resourceNotFound(description, wish.id()) : refused;
        }
    }
}
