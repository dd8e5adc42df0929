-- Appends entries at the next positions, tells all readers, and returns the position of the last one: a transaction in one round
-- trip. Writers of all processes take turns by the advisory lock; each statement in here sees what was committed before it began,
-- so the head is read after the lock was given.
create function append_events(
    writer_lock bigint, streams text[], sequences bigint[], types text[], revisions text[], event_ids uuid[],
    ats timestamptz[], payloads text[], metadatas text[]) returns bigint language plpgsql as $$
declare
    head bigint;
    last bigint;
begin
    perform pg_advisory_xact_lock(writer_lock);
    select coalesce(max(position), 0) into head from event;
    insert into event (position, stream, sequence, type, revision, event_id, at, payload, metadata)
    select head + e.nr, e.stream, e.sequence, e.type, e.revision, e.event_id, e.at, e.payload::json, e.metadata::json
    from unnest(streams, sequences, types, revisions, event_ids, ats, payloads, metadatas)
         with ordinality as e (stream, sequence, type, revision, event_id, at, payload, metadata, nr);
    last := head + cardinality(streams);
    perform pg_notify('portolan_log', last::text);
    return last;
end
$$;
