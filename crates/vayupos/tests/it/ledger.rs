//! Whether the books add up: a day on which they do, and every way in which they may not.

use std::collections::BTreeSet;

use serde_json::json;
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::operations::Verdict;
use vayupos::{catalog, sales, upkeep};

use crate::shop::{Shop, refused, stories};

/// A day of which something is in every table that a rule asks about: sales, a return, a deposit, points and credit.
pub(crate) async fn a_day(shop: &Shop) -> Caller {
    let owner = shop.owner().await;
    let tax = shop.tax(&owner, "VAT 10%", "10", true).await;
    let tea = shop.product(&owner, "TEA", "2.50", "10", &[&tax]).await;
    let milk = shop.product(&owner, "MILK", "1.00", "8", &[]).await;
    for (items, method) in [
        (json!([{ "product_id": tea, "quantity": 2 }]), "cash"),
        (json!([{ "product_id": tea, "quantity": 1 }, { "product_id": milk, "quantity": 3 }]), "cash"),
    ] {
        let sale = json!({ "items": items, "payments": [{ "method": method, "amount": "20.00" }] });
        shop.call(&owner, sales::checkout, sale).await.unwrap();
    }
    shop.force(REST_OF_THE_DAY).await;
    vayupos::reports::rebuild_days(&shop.app).await.unwrap();
    owner
}

/// What other slices do, as they store it.
const REST_OF_THE_DAY: &str = "
    insert into customers (id, name, search_text, created_at, updated_at, loyalty_points, store_credit_minor, order_count, total_spent_minor)
    values ('anna', 'Anna', ' anna', '2026-03-02T09:00:00+00:00', '2026-03-02T09:00:00+00:00', 3, 100, 1, 250);
    insert into customer_ledger (id, customer_id, account, change, balance, reason, user_id, user_name, created_at)
    select 'l1', 'anna', 'points', 5, 5, 'sale', id, username, created_at from users;
    insert into customer_ledger (id, customer_id, account, change, balance, reason, user_id, user_name, created_at)
    select 'l2', 'anna', 'points', -2, 3, 'refund', id, username, created_at from users;
    insert into customer_ledger (id, customer_id, account, change, balance, reason, user_id, user_name, created_at)
    select 'l3', 'anna', 'credit', 100, 100, 'goodwill', id, username, created_at from users;
    update orders set customer_id = 'anna', status = 'partially_refunded' where order_number = '1-000001';
    insert into refunds (id, order_id, fingerprint, reason, is_deposit, net_minor, tax_minor, total_minor,
        cash_rounding_minor, points_reversed, till_id, user_id, user_name, business_date, business_hour, created_at)
    select 'r1', id, 'f', 'broken', false, 228, 22, 250, 0, 2, till_id, cashier_id, cashier_name, business_date, 9, created_at
    from orders where order_number = '1-000001';
    insert into refund_items (refund_id, order_item_id, quantity_e3, restock, net_minor, tax_minor, total_minor, taxes)
    select 'r1', i.id, 1000, true, 228, 22, 250, '[]' from order_items i join orders o on o.id = i.order_id
    where o.order_number = '1-000001';
    insert into refund_payments (refund_id, payment_id, method, amount_minor)
    select 'r1', p.id, 'cash', 250 from payments p join orders o on o.id = p.order_id where o.order_number = '1-000001';
    insert into inventory_logs (id, product_id, reason, quantity_e3, before_e3, after_e3, user_id, user_name, created_at)
    select 'g1', p.id, 'return', 1000, 7000, 8000, u.id, 'Olga', u.created_at from products p cross join users u where p.sku = 'TEA';
    update products set stock_e3 = 8000 where sku = 'TEA';
    insert into orders (id, order_number, fingerprint, status, till_id, till_code, till_name, cashier_id, cashier_name,
        currency, tax_scope, subtotal_minor, discount_minor, savings_minor, net_minor, tax_minor, total_minor,
        cash_rounding_minor, item_count, business_date, created_at)
    select 'pending', '1-000003', 'p', 'pending', till_id, till_code, till_name, cashier_id, cashier_name,
        currency, tax_scope, 300, 0, 0, 300, 0, 300, 0, 3000, business_date, created_at
    from orders where order_number = '1-000002';
    update tills set last_order_number = 3;
    insert into order_items (id, order_id, position, product_id, name, sku, unit, sold_by_weight, quantity_e3, unit_price_e4,
        list_price_e4, discount_minor, line_total_minor, net_minor, tax_minor, total_minor, taxes)
    select 'i3', 'pending', 0, product_id, name, sku, unit, sold_by_weight, quantity_e3, unit_price_e4,
        list_price_e4, discount_minor, line_total_minor, net_minor, tax_minor, total_minor, taxes
    from order_items where sku = 'MILK';
    insert into payments (id, order_id, position, method, amount_minor, given_minor, change_minor, status, till_id, user_id,
        business_date, created_at)
    select 'deposit', 'pending', 0, 'cash', 100, 100, 0, 'completed', till_id, user_id, business_date, created_at
    from payments p where p.order_id = (select id from orders where order_number = '1-000002');
    insert into refunds (id, order_id, fingerprint, reason, is_deposit, net_minor, tax_minor, total_minor,
        cash_rounding_minor, points_reversed, till_id, user_id, user_name, business_date, business_hour, created_at)
    select 'r2', id, 'f', 'less', true, 0, 0, 0, 0, 0, till_id, cashier_id, cashier_name, business_date, 9, created_at
    from orders where id = 'pending';
    insert into refund_payments (refund_id, payment_id, method, amount_minor) values ('r2', 'deposit', 'cash', 40);
";

/// The rule, how its rows are broken, how they are mended, and what the broken row is called.
const BREAKS: &[(&str, &str, &str, &str)] = &[
    ("days", "update day_total set orders = orders + 1", "update day_total set orders = orders - 1", "day_total"),
    (
        "order_totals",
        "update orders set total_minor = 501 where order_number = '1-000001'",
        "update orders set total_minor = 500 where order_number = '1-000001'",
        "order 1-000001",
    ),
    (
        "order_totals",
        "update order_items set total_minor = 301 where id = 'i3'",
        "update order_items set total_minor = 300 where id = 'i3'",
        "order 1-000003",
    ),
    (
        "order_items",
        "update order_items set net_minor = 299, tax_minor = 1 where id = 'i3'",
        "update order_items set net_minor = 300, tax_minor = 0 where id = 'i3'",
        "order 1-000003",
    ),
    (
        "order_items",
        "update order_items set order_id = 'nobody' where id = 'i3'",
        "update order_items set order_id = 'pending' where id = 'i3'",
        "order 1-000003",
    ),
    (
        "order_taxes",
        "update order_taxes set tax_minor = tax_minor + 1 where order_id = (select id from orders where order_number = '1-000002')",
        "update order_taxes set tax_minor = tax_minor - 1 where order_id = (select id from orders where order_number = '1-000002')",
        "order 1-000002",
    ),
    (
        "order_products",
        "update order_items set product_id = 'gone' where id = 'i3'",
        "update order_items set product_id = (select id from products where sku = 'MILK') where id = 'i3'",
        "order 1-000003, MILK",
    ),
    (
        "order_numbers",
        "update tills set last_order_number = 4",
        "update tills set last_order_number = 3",
        "till 1: 3 orders",
    ),
    (
        "order_numbers",
        "update orders set order_number = '1-000009' where order_number = '1-000002'",
        "update orders set order_number = '1-000002' where order_number = '1-000009'",
        "till 1",
    ),
    (
        "order_numbers",
        "update orders set order_number = '1-two' where order_number = '1-000002'",
        "update orders set order_number = '1-000002' where order_number = '1-two'",
        "till 1",
    ),
    (
        "paid_in_full",
        "update payments set amount_minor = 499 where amount_minor = 500",
        "update payments set amount_minor = 500 where amount_minor = 499",
        "order 1-000001",
    ),
    (
        "paid_in_full",
        "update orders set cash_rounding_minor = 1 where order_number = '1-000002'",
        "update orders set cash_rounding_minor = 0 where order_number = '1-000002'",
        "order 1-000002",
    ),
    (
        "not_overpaid",
        "update payments set amount_minor = 341 where id = 'deposit'",
        "update payments set amount_minor = 100 where id = 'deposit'",
        "order 1-000003",
    ),
    (
        "not_overpaid",
        "update payments set amount_minor = 39 where id = 'deposit'",
        "update payments set amount_minor = 100 where id = 'deposit'",
        "order 1-000003",
    ),
    (
        "refund_items",
        "update refund_items set net_minor = 227, tax_minor = 23",
        "update refund_items set net_minor = 228, tax_minor = 22",
        "refund r1 of order 1-000001",
    ),
    (
        "refund_payments",
        "update refund_payments set amount_minor = 249 where refund_id = 'r1'",
        "update refund_payments set amount_minor = 250 where refund_id = 'r1'",
        "refund r1 of order 1-000001",
    ),
    (
        "refund_order",
        "update refunds set order_id = 'pending' where id = 'r1'",
        "update refunds set order_id = (select id from orders where order_number = '1-000001') where id = 'r1'",
        "refund r1",
    ),
    (
        "returned_items",
        "update refund_items set quantity_e3 = 2001",
        "update refund_items set quantity_e3 = 1000",
        "order 1-000001, TEA",
    ),
    (
        "returned_items",
        "update refund_items set total_minor = 501",
        "update refund_items set total_minor = 250",
        "order 1-000001, TEA",
    ),
    (
        "returned_payments",
        "update refund_payments set amount_minor = 101 where refund_id = 'r2'",
        "update refund_payments set amount_minor = 40 where refund_id = 'r2'",
        "order 1-000003, cash payment deposit",
    ),
    (
        "order_status",
        "update orders set status = 'completed' where order_number = '1-000001'",
        "update orders set status = 'partially_refunded' where order_number = '1-000001'",
        "order 1-000001 is completed",
    ),
    (
        "order_status",
        "update orders set status = 'refunded' where order_number = '1-000001'",
        "update orders set status = 'partially_refunded' where order_number = '1-000001'",
        "order 1-000001 is refunded",
    ),
    (
        "order_status",
        "update orders set status = 'partially_refunded' where order_number = '1-000002'",
        "update orders set status = 'completed' where order_number = '1-000002'",
        "order 1-000002 is partially_refunded",
    ),
    (
        "order_status",
        "update refund_items set quantity_e3 = 2000",
        "update refund_items set quantity_e3 = 1000",
        "order 1-000001 is partially_refunded",
    ),
    (
        "stock_level",
        "update products set stock_e3 = 8001 where sku = 'TEA'",
        "update products set stock_e3 = 8000 where sku = 'TEA'",
        "product TEA",
    ),
    (
        "stock_movement",
        "update inventory_logs set after_e3 = 8001 where id = 'g1'",
        "update inventory_logs set after_e3 = 8000 where id = 'g1'",
        "product TEA, movement g1",
    ),
    (
        "stock_chain",
        "update inventory_logs set before_e3 = 1000, after_e3 = 2000 where id = 'g1'",
        "update inventory_logs set before_e3 = 7000, after_e3 = 8000 where id = 'g1'",
        "product TEA",
    ),
    (
        "customer_points",
        "update customers set loyalty_points = 4",
        "update customers set loyalty_points = 3",
        "customer Anna",
    ),
    (
        "customer_credit",
        "update customers set store_credit_minor = 0",
        "update customers set store_credit_minor = 100",
        "customer Anna",
    ),
    (
        "customer_ledger",
        "update customer_ledger set balance = 4 where id = 'l2'",
        "update customer_ledger set balance = 3 where id = 'l2'",
        "customer Anna, points",
    ),
    (
        "customer_purchases",
        "update customers set order_count = 2",
        "update customers set order_count = 1",
        "customer Anna",
    ),
    (
        "customer_purchases",
        "update customers set total_spent_minor = 500",
        "update customers set total_spent_minor = 250",
        "customer Anna",
    ),
];

/// What only SQLite can have, and what only Postgres can.
const SQLITE_BREAKS: &[(&str, &str, &str, &str)] = &[
    ("file", "update users set role = 'king'", "update users set role = 'admin'", "users"),
    (
        "references",
        "update products set category_id = 'gone'",
        "update products set category_id = null",
        "products refers to a missing row of categories",
    ),
];
const POSTGRES_BREAKS: &[(&str, &str, &str, &str)] = &[(
    "references",
    "alter table products add constraint loose foreign key (category_id) references categories (id) not valid",
    "alter table products validate constraint loose",
    "products is not checked for loose",
)];

fn broken(verdict: &Verdict) -> Vec<(&'static str, String)> {
    verdict
        .checks
        .iter()
        .filter(|check| !check.holds)
        .map(|check| (check.name, check.first_broken.clone().unwrap()))
        .collect()
}

stories! {
    async fn the_books_of_a_day_add_up(shop: Shop) {
        let owner = a_day(&shop).await;
        // For who sits at the machine, and for who is signed in.
        assert_eq!(broken(&upkeep::verify(&shop.app).await.unwrap()), []);
        let verdict = shop.call(&owner, upkeep::verify_ledger, json!({})).await.unwrap();
        assert_eq!(broken(&verdict), []);
        assert!(verdict.holds && verdict.first_broken().is_none());
        for role in ["cashier", "inventory_officer"] {
            let other = shop.staff(&owner, role).await;
            refused(shop.call(&other, upkeep::verify_ledger, json!({})).await, Code::Forbidden);
        }
    }

    async fn what_was_searched_before_an_edit_is_not_taken_for_damage(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let search = || shop.call(&owner, catalog::search_products, json!({ "q": "harv" }));
        // Now and then the index of words folds its parts into a new one; by then each connection that reads has seen
        // the old ones.
        for round in 0..6 {
            let (a, b, c, d) = tokio::join!(search(), search(), search(), search());
            assert!([a, b, c, d].into_iter().all(|found| found.unwrap().data.len() == usize::from(round > 0)));
            for edit in 0..10 {
                let edit = json!({ "product_id": tea, "name": format!("Tea, harvest {round} {edit}") });
                shop.call(&owner, catalog::update_product, edit).await.unwrap();
            }
            assert_eq!(broken(&upkeep::verify(&shop.app).await.unwrap()), []);
        }
    }

    async fn every_rule_finds_the_row_that_breaks_it(shop: Shop) {
        let owner = a_day(&shop).await;
        let own = if shop.is_sqlite() { SQLITE_BREAKS } else { POSTGRES_BREAKS };
        let mut tried = BTreeSet::new();
        for (rule, break_it, mend_it, row) in BREAKS.iter().chain(own) {
            shop.force(break_it).await;
            let verdict = shop.call(&owner, upkeep::verify_ledger, json!({})).await.unwrap();
            let found = broken(&verdict);
            assert!(!verdict.holds, "{break_it}");
            assert!(found.iter().any(|(name, first)| name == rule && first.contains(row)), "{break_it}: {found:?}");
            shop.force(mend_it).await;
            let mended = shop.call(&owner, upkeep::verify_ledger, json!({})).await.unwrap();
            assert_eq!(broken(&mended), [], "{mend_it}");
            tried.insert(*rule);
        }
        if !shop.is_sqlite() {
            // Postgres looks after its files itself.
            tried.insert("file");
        }
        let all: BTreeSet<_> = shop.call(&owner, upkeep::verify_ledger, json!({})).await.unwrap().checks.iter().map(|check| check.name).collect();
        assert_eq!(tried, all, "a rule that was never seen to fail is no rule");
    }
}
