//! A shop of many products and orders, written by statements of its own: what one is to be measured with has not to be sold
//! one after the other.

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use vayupos::id::Id;

/// The orders lie over two years.
const DAYS: u64 = 730;
const ADJECTIVES: [&str; 20] = [
    "organic", "fresh", "dark", "smoked", "whole", "sweet", "dried", "roasted", "green", "red", "light", "spicy",
    "classic", "mild", "frozen", "salted", "brown", "white", "crunchy", "double",
];
const THINGS: [&str; 25] = [
    "milk",
    "bread",
    "chocolate",
    "tomatoes",
    "coffee",
    "tea",
    "rice",
    "beans",
    "cheese",
    "butter",
    "apples",
    "juice",
    "yoghurt",
    "pasta",
    "salt",
    "sugar",
    "honey",
    "biscuits",
    "nuts",
    "ham",
    "olives",
    "soap",
    "candles",
    "batteries",
    "paper",
];

fn name(number: usize) -> String {
    let adjective = ADJECTIVES[number % ADJECTIVES.len()];
    let thing = THINGS[number / ADJECTIVES.len() % THINGS.len()];
    format!("{adjective} {thing} {} g no {number}", 50 * (1 + number % 20))
}

/// What the engines call differently.
struct Dialect {
    padded: &'static str,
    day: &'static str,
    at: &'static str,
    now: &'static str,
    /// Texts in JSON, as rows of one column.
    terms: &'static str,
}

const LITE: Dialect = Dialect {
    padded: "printf('%012d', {})",
    day: "date('2026-11-22', '-' || ({}) || ' days')",
    at: "date('2026-11-22', '-' || ({}) || ' days') || 'T12:00:00+00:00'",
    now: "'2026-01-01T00:00:00+00:00'",
    terms: "value from json_each($1) where true",
};
const PG: Dialect = Dialect {
    padded: "lpad(({})::text, 12, '0')",
    day: "(date '2026-11-22' - ({})::int)",
    at: "(timestamptz '2026-11-22T12:00:00Z' - make_interval(days => ({})::int))",
    now: "now()",
    terms: "value from json_array_elements_text($1::json)",
};

/// Orders of three lines and one payment each.
fn inserts(orders: u64, dialect: &Dialect) -> Vec<String> {
    let id = |what: &str| format!("'00000000-0000-7000-8000-' || {}", dialect.padded.replace("{}", what));
    let age = format!("(n.i % {DAYS})");
    let day = dialect.day.replace("{}", &age);
    let at = dialect.at.replace("{}", &age);
    let numbers = format!("with recursive n (i) as (select 1 union all select i + 1 from n where i < {orders})");
    let goods = "(select id, name, sku, unit, row_number() over (order by id) - 1 as k from products)";
    vec![
        format!(
            "insert into orders (id, order_number, fingerprint, status, till_id, till_code, till_name, cashier_id,
                    cashier_name, currency, tax_scope, subtotal_minor, discount_minor, savings_minor, net_minor,
                    tax_minor, total_minor, cash_rounding_minor, item_count, business_date, business_hour, created_at,
                    completed_at)
             {numbers}
             select {id}, 'B-' || n.i, '', 'completed', t.id, t.code, t.name, u.id, u.username, 'EUR', 'line',
                    3 * (100 + n.i % 900), 0, 0, 3 * (100 + n.i % 900), 0, 3 * (100 + n.i % 900), 0, 3000, {day},
                    8 + n.i % 11, {at}, {at}
             from n, tills t, (select id, username from users where username = 'cashier1') u",
            id = id("n.i")
        ),
        format!(
            "insert into order_items (id, order_id, position, product_id, name, sku, unit, sold_by_weight, quantity_e3,
                    unit_price_e4, list_price_e4, cost_price_e4, discount_minor, line_total_minor, net_minor, tax_minor,
                    total_minor, taxes)
             {numbers}
             select {item}, {order}, j.j, p.id, p.name, p.sku, p.unit, false, 1000, (100 + n.i % 900) * 100,
                    (100 + n.i % 900) * 100, 5000, 0, 100 + n.i % 900, 100 + n.i % 900, 0, 100 + n.i % 900, '[]'
             from n cross join (select 0 as j union all select 1 union all select 2) j
             join {goods} p on p.k = (n.i * 7 + j.j * 13) % 200",
            item = id("n.i * 3 + j.j"),
            order = id("n.i")
        ),
        format!(
            "insert into payments (id, order_id, position, method, amount_minor, given_minor, change_minor, status,
                    till_id, user_id, business_date, created_at)
             {numbers}
             select {id}, {id}, 0, case n.i % 3 when 0 then 'cash' else 'card' end, 3 * (100 + n.i % 900),
                    3 * (100 + n.i % 900), 0, 'completed', t.id, u.id, {day}, {at}
             from n, tills t, (select id from users where username = 'cashier1') u",
            id = id("n.i")
        ),
    ]
}

fn dialect(url: &str) -> &'static Dialect {
    if url.starts_with("sqlite:") { &LITE } else { &PG }
}

const CHUNK: usize = 10_000;

macro_rules! run_on {
    ($connection:ty, $url:ident, $statements:ident) => {{
        let mut connection = <$connection>::connect($url).await.unwrap();
        for (text, rows) in $statements {
            let query = sqlx::query(AssertSqlSafe(text));
            let query = if let Some(rows) = rows { query.bind(rows) } else { query };
            query.execute(&mut connection).await.unwrap();
        }
        connection
    }};
}

async fn run(url: &str, statements: impl IntoIterator<Item = (String, Option<String>)>) {
    if url.starts_with("sqlite:") {
        // No statistics: a shop's own file has none either.
        run_on!(SqliteConnection, url, statements).close().await.unwrap();
    } else {
        // As Postgres does by itself overnight.
        let mut connection = run_on!(PgConnection, url, statements);
        sqlx::query("vacuum analyze").execute(&mut connection).await.unwrap();
    }
}

/// Products that are called by two words, a weight and a number, at 1.29 each.
pub(crate) async fn products(url: &str, count: usize) {
    let dialect = dialect(url);
    let rows: Vec<_> = (0..count)
        .map(|number| {
            let (sku, name) = (format!("SKU-{number:05}"), name(number));
            let key = sku.to_lowercase();
            let text = format!(" {name} {}", key.replace('-', " "));
            json!({ "id": Id::now(), "sku": sku, "key": key, "name": name, "text": text })
        })
        .collect();
    let insert = format!(
        "insert into products (id, sku, sku_key, name, name_key, price_e4, opening_stock_e3, stock_e3, min_stock_e3,
                unit, sold_by_weight, track_stock, is_favourite, search_text, created_at, updated_at)
         select value ->> 'id', value ->> 'sku', value ->> 'key', value ->> 'name', value ->> 'name', 12900, 0, 0, 0,
                'each', false, true, false, value ->> 'text', {now}, {now}
         from json_each($1)",
        now = dialect.now,
    );
    let chunks = rows.chunks(CHUNK).map(|chunk| (insert.clone(), Some(serde_json::to_string(chunk).unwrap())));
    let terms: std::collections::BTreeSet<_> =
        rows.iter().flat_map(|row| row["text"].as_str().unwrap().split_whitespace()).collect();
    let terms = serde_json::to_string(&terms).unwrap();
    let add_terms = format!("insert into product_terms (term) select {} on conflict do nothing", dialect.terms);
    run(url, chunks.chain([(add_terms, Some(terms))])).await;
}

/// Orders of three lines and one payment each, over two years.
pub(crate) async fn orders(url: &str, count: u64) {
    run(url, inserts(count, dialect(url)).into_iter().map(|text| (text, None))).await;
}
