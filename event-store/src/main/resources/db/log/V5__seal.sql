-- What the log said, signed: a digest of each event from after_position up to up_to, chained to the seals before. The key says where a seal
-- begins, so that of two controllers that seal at once one is first and the chain stays one.
create table seal (
    after_position bigint      primary key,
    up_to          bigint      not null unique check (up_to > after_position),
    at             timestamptz not null,
    digests        bytea       not null,
    chain          bytea       not null,
    public_key     bytea       not null,
    signature      bytea       not null
);
