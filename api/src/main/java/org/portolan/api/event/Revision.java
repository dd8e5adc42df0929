package org.portolan.api.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The version of an event's stored form, counted from 1.
 *
 * <p>Raise it when a stored event of the old form no longer reads as the new one, and add an upcaster from the old form.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Revision {

    /** The version, 1 or more. */
    int value();
}
