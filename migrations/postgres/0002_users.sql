-- People, and where they are signed in.
create table users (
    id text collate "C" primary key,
    username text not null,
    -- Lower-case: names differ by more than capitals.
    username_key text collate "C" not null unique,
    email text,
    email_key text unique,
    full_name text,
    phone text,
    role text not null check (role in ('admin', 'manager', 'cashier', 'inventory_officer')),
    -- An Argon2id hash in PHC form.
    password_hash text not null,
    is_active boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table sessions (
    id text collate "C" primary key,
    user_id text collate "C" not null references users (id),
    till_id text collate "C" not null references tills (id),
    -- SHA-256 of the token, so that a stolen database signs nobody in.
    token_hash text not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index sessions_by_user on sessions (user_id);

-- Wrong passwords in a row, by account and by address.
create table sign_in_attempts (
    subject text primary key,
    failures bigint not null,
    blocked_until timestamptz not null
);
