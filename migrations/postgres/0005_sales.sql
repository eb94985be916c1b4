-- What was rung up, sold and paid. Rows here are never changed to say something else; a correction is a new row.
create table orders (
    id text collate "C" primary key,
    order_number text not null unique,
    -- SHA-256 of the request: the same id with other content is a conflict.
    fingerprint text not null,
    status text not null check (status in ('pending', 'completed', 'cancelled', 'partially_refunded', 'refunded')),
    till_id text collate "C" not null references tills (id),
    till_code text not null,
    till_name text not null,
    cashier_id text collate "C" not null references users (id),
    cashier_name text not null,
    customer_id text collate "C" references customers (id),
    currency text not null,
    tax_scope text not null,
    -- Σ of the lines, before the order discount.
    subtotal_minor bigint not null,
    discount_minor bigint not null,
    savings_minor bigint not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    total_minor bigint not null check (total_minor >= 0 and total_minor = net_minor + tax_minor),
    cash_rounding_minor bigint not null,
    -- Pieces sold; a weighed line counts one.
    item_count bigint not null,
    notes text,
    business_date date not null,
    created_at timestamptz not null,
    completed_at timestamptz
);
create index orders_newest on orders (created_at, id);

create table order_items (
    id text collate "C" primary key,
    order_id text collate "C" not null references orders (id),
    position bigint not null,
    product_id text collate "C" not null references products (id),
    name text not null,
    sku text not null,
    unit text not null,
    sold_by_weight boolean not null,
    quantity_e3 bigint not null check (quantity_e3 > 0),
    unit_price_e4 bigint not null,
    list_price_e4 bigint not null,
    cost_price_e4 bigint,
    discount_minor bigint not null,
    line_total_minor bigint not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    total_minor bigint not null,
    -- The taxes as sold: [{"name", "rate_e4", "included", "tax_minor"}].
    taxes text not null,
    note text,
    unique (order_id, position)
);
create index order_items_by_product on order_items (product_id);

create table order_taxes (
    order_id text collate "C" not null references orders (id),
    position bigint not null,
    name text not null,
    rate_e4 bigint not null,
    included boolean not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    primary key (order_id, position)
);

create table payments (
    id text collate "C" primary key,
    order_id text collate "C" not null references orders (id),
    position bigint not null,
    method text not null,
    -- What settles the order; what was handed over; what went back.
    amount_minor bigint not null check (amount_minor >= 0 and amount_minor = given_minor - change_minor),
    given_minor bigint not null,
    change_minor bigint not null check (change_minor >= 0),
    reference text,
    status text not null,
    till_id text collate "C" not null references tills (id),
    user_id text collate "C" not null references users (id),
    business_date date not null,
    created_at timestamptz not null,
    unique (order_id, position)
);

create table inventory_logs (
    id text collate "C" primary key,
    product_id text collate "C" not null references products (id),
    reason text not null,
    quantity_e3 bigint not null,
    before_e3 bigint not null,
    after_e3 bigint not null check (after_e3 = before_e3 + quantity_e3),
    user_id text collate "C" not null references users (id),
    user_name text not null,
    order_id text collate "C" references orders (id),
    reference text,
    created_at timestamptz not null
);
create index inventory_logs_by_product on inventory_logs (product_id, created_at, id);

-- What is being rung up. It becomes the order of the same id, or is discarded.
create table baskets (
    id text collate "C" primary key,
    till_id text collate "C" not null references tills (id),
    user_id text collate "C" not null references users (id),
    -- Grows with each edit; an older edit never overwrites a newer one.
    revision bigint not null,
    content text not null,
    updated_at timestamptz not null
);
create index baskets_by_till on baskets (till_id, updated_at);
