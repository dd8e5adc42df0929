package org.portolan.api.event;

import java.util.List;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** How older stored forms of a slice's events become the present ones; a service of whoever changes a form. */
public interface Upcasts {

    /** The steps, in any order. */
    List<Step> steps();

    /**
     * One step, from a form to the next.
     *
     * @param from the stored form
     * @param to the next form; of another name when the event was renamed
     * @param change what becomes of the event's JSON
     */
    record Step(Form from, Form to, UnaryOperator<JsonNode> change) {}

    /**
     * A stored form of an event.
     *
     * @param event the event's name
     * @param revision see {@link Revision}
     */
    record Form(String event, int revision) {}

    /** Every step on the class path. */
    static List<Step> all() {
        return ServiceLoader.load(Upcasts.class, Upcasts.class.getClassLoader()).stream()
                .flatMap(slice -> slice.get().steps().stream())
                .toList();
    }
}
