package org.portolan.api.event;

/**
 * Something that happened to the network, told in the past tense.
 *
 * <p>An event is a record. It carries everything that was drawn or chosen (ids, MACs, addresses, segmentation ids), so
 * that a replay never decides again. Its stored name is its simple class name, its schema version is {@link Revision}.
 */
public interface Event {}
