package org.portolan.eventstore;

import java.util.ArrayList;
import java.util.List;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import org.portolan.api.event.Upcasts;
import tools.jackson.databind.JsonNode;

/** The {@link Upcasts} on the class path as Axon takes them. */
public final class UpcasterChain {

    private UpcasterChain() {}

    /** All steps on the class path. */
    public static EventUpcaster ofAll() {
        return of(Upcasts.all());
    }

    /** These steps, each after those that lead to where it begins. */
    static EventUpcaster of(List<Upcasts.Step> steps) {
        List<Upcasts.Step> waiting = new ArrayList<>(steps);
        List<EventUpcaster> chain = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<Upcasts.Step> next = waiting.stream()
                    .filter(step ->
                            waiting.stream().noneMatch(other -> other.to().equals(step.from())))
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("These upcasts lead in a circle: " + waiting);
            }
            next.forEach(step -> chain.add(new Upcaster(step)));
            waiting.removeAll(next);
        }
        return new EventUpcasterChain(chain);
    }

    private static final class Upcaster extends SingleEventUpcaster {

        private final Upcasts.Step step;

        private Upcaster(Upcasts.Step step) {
            this.step = step;
        }

        private static SimpleSerializedType type(Upcasts.Form form) {
            return new SimpleSerializedType(form.event(), String.valueOf(form.revision()));
        }

        @Override
        protected boolean canUpcast(IntermediateEventRepresentation stored) {
            return stored.getType().equals(type(step.from()));
        }

        @Override
        protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation stored) {
            return stored.upcastPayload(type(step.to()), JsonNode.class, step.change());
        }
    }
}
