-- The log. Positions have no gaps and are in commit order: whoever writes holds the advisory lock of Log.java.
create table event (
    position bigint      primary key,
    stream   text        collate "C" not null,
    sequence bigint      not null,
    type     text        not null,
    revision text        not null,
    event_id uuid        not null,
    at       timestamptz not null,
    payload  json        not null,
    metadata json        not null,
    unique (stream, sequence)
);
create index event_at on event (at);

-- A cache: losing it costs time, never an event.
create table snapshot (
    stream   text        primary key,
    sequence bigint      not null,
    type     text        not null,
    revision text        not null,
    at       timestamptz not null,
    payload  json        not null
);
