-- Letters to customers: where they are handed over, and those that wait for it.
create table mail_settings (
    -- One way out a shop. The password is no part of it: it never gets into a database or a backup.
    id bigint primary key check (id = 1),
    host text not null,
    port bigint not null check (port between 1 and 65535),
    security text not null check (security in ('starttls', 'tls', 'none')),
    username text,
    from_address text not null,
    from_name text,
    updated_at timestamptz not null
);

create table outbox (
    -- Also the letter's Message-ID, the same at every attempt.
    id text collate "C" primary key,
    kind text not null check (kind in ('receipt')),
    order_id text collate "C" not null references orders (id),
    recipient text not null,
    user_id text collate "C" not null references users (id),
    user_name text not null,
    attempts bigint not null default 0 check (attempts >= 0),
    -- Null once it is sent or given up.
    next_attempt_at timestamptz,
    sent_at timestamptz,
    last_error text,
    created_at timestamptz not null
);
create index outbox_newest on outbox (created_at, id);
create index outbox_due on outbox (next_attempt_at) where next_attempt_at is not null;
create index outbox_by_order on outbox (order_id);
