package org.portolan.api.event;

/** The last event of its stream: what the stream is about is gone. */
public interface Ending {}
