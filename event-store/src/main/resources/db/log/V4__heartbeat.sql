-- When agents were last heard, by whichever controller: soft state, empty after a crash of the database.
create unlogged table heartbeat (
    agent_id         uuid        primary key,
    at               timestamptz not null,
    applied_position bigint      not null
);
