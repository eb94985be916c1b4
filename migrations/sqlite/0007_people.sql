-- PINs, locked sessions, and what one user lets another do once.
-- An Argon2id hash in PHC form.
alter table users add column pin_hash text;
-- Wrong PINs in a row; after too many only the password helps.
alter table users add column pin_failures integer not null default 0;

alter table sessions add column locked_at text;

-- When the count of failures began: after a while it begins anew.
alter table sign_in_attempts add column counted_since text not null default '2026-01-01T00:00:00+00:00';

create table approvals (
    id text primary key,
    -- SHA-256 of the token.
    token_hash text not null unique,
    operation text not null,
    -- What it is good for: a keyed hash of one input, or a basket with the prices and discounts that depart from the rule.
    binding text not null,
    -- The ids that the input named, for people to read.
    about text not null,
    requester_id text not null references users (id),
    requester_name text not null,
    approver_id text not null references users (id),
    approver_name text not null,
    reason text,
    created_at text not null,
    expires_at text not null,
    used_at text
) strict;
create index approvals_newest on approvals (created_at, id);
create index approvals_by_requester on approvals (requester_id);
create index approvals_by_approver on approvals (approver_id);
