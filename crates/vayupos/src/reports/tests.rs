//! Booking a refund, as the slice that writes one does it.

use serde_json::json;

use super::rollups::{book_refund, compare};
use crate::auth::Caller;
use crate::db::Session;
use crate::id::Id;
use crate::{App, auth, catalog, sales, setup, wire};

async fn sold(app: &App) -> sales::Order {
    setup::load_demo_shop(app, Caller::nobody().permit().unwrap(), wire::Nothing {}).await.unwrap();
    let login = wire::decode(json!({ "username": "manager1", "password": "manager123" })).unwrap();
    let session = auth::login(app, Caller::nobody().permit().unwrap(), login).await.unwrap();
    let by = app.caller(Some(&session.access_token)).await.unwrap();
    let input = wire::decode(json!({ "limit": 2 })).unwrap();
    let products = catalog::list_products(app, by.permit().unwrap(), input).await.unwrap().data;
    let items: Vec<_> = products.iter().map(|product| json!({ "product_id": product.id, "quantity": 3 })).collect();
    let input = json!({ "items": items, "payments": [{ "method": "cash", "amount": "1000.00" }] });
    sales::checkout(app, by.permit().unwrap(), wire::decode(input).unwrap()).await.unwrap().order
}

async fn refund(app: &App, order: &sales::Order, is_deposit: bool) {
    let mut tx = app.db.write().await.unwrap();
    let id = Id::now();
    tx.sql(
        "insert into refunds (id, order_id, fingerprint, reason, is_deposit, net_minor, tax_minor, total_minor,
                cash_rounding_minor, points_reversed, till_id, user_id, user_name, business_date, business_hour, created_at)
         select $1, id, 'x', 'broken', $3, 90, 10, 100, 1, 0, till_id, cashier_id, cashier_name, business_date, 17, created_at
         from orders where id = $2",
    )
    .bind(id)
    .bind(order.id)
    .bind(is_deposit)
    .execute()
    .await
    .unwrap();
    for (position, restock) in [(0_i64, true), (1, false)] {
        tx.sql(
            "insert into refund_items (refund_id, order_item_id, quantity_e3, restock, net_minor, tax_minor, total_minor, taxes)
             select $1, id, 1000, $4, 45, 5, 50, '[{\"name\":\"A\",\"rate_e4\":70000,\"included\":true,\"tax_minor\":5}]'
             from order_items where order_id = $2 and position = $3",
        )
        .bind(id)
        .bind(order.id)
        .bind(position)
        .bind(restock)
        .execute()
        .await
        .unwrap();
    }
    tx.sql(
        "insert into refund_payments (refund_id, payment_id, method, amount_minor)
         select $1, id, 'card', 101 from payments where order_id = $2",
    )
    .bind(id)
    .bind(order.id)
    .execute()
    .await
    .unwrap();
    book_refund(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_refund_counts_once_on_its_own_hour_and_till(app: App) {
    let order = sold(&app).await;
    refund(&app, &order, false).await;
    refund(&app, &order, false).await;
    assert_eq!(compare(&app.db).await.unwrap(), []);
    let totals: Vec<(i64, i64, i64, i64)> = app
        .db
        .read()
        .sql("select orders, refunds, refund_total_minor, refund_cash_rounding_minor from day_total where hour = 17 and refunds > 0")
        .all()
        .await
        .unwrap();
    let in_seventeen: i64 = totals.iter().map(|row| row.2).sum();
    assert_eq!((in_seventeen, totals[0].1, totals[0].3), (200, 2, 2));
    let taxes: (i64, i64) = app
        .db
        .read()
        .sql("select refund_net_minor, refund_tax_minor from day_tax where name = 'A'")
        .one()
        .await
        .unwrap();
    assert_eq!(taxes, (180, 20));
    let costs: Vec<(i64, i64)> = app
        .db
        .read()
        .sql("select refund_quantity_e3, refund_cost_minor from day_product where refund_quantity_e3 > 0 order by refund_cost_minor")
        .all()
        .await
        .unwrap();
    assert_eq!((costs.len(), costs[0].0, costs[0].1), (2, 2000, 0), "what is thrown away still cost something");
    assert!(costs[1].1 > 0);

    refund(&app, &order, true).await;
    let differences = compare(&app.db).await.unwrap();
    assert_eq!(differences.len(), 1, "a deposit of a completed order cannot be: the payments alone no longer add up");
    assert_eq!(differences[0].table, "day_method");
}

#[tokio::test]
async fn a_refund_counts_once_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    a_refund_counts_once_on_its_own_hour_and_till(App::open(&url).await.unwrap()).await;
}

#[tokio::test]
async fn a_refund_counts_once_on_postgres() {
    use sqlx::Connection;
    let server = std::env::var("VAYUPOS_TEST_POSTGRES").expect("cargo xtask test sets it; `off` leaves Postgres out");
    if server == "off" {
        return;
    }
    let name = format!("reports_{}", Id::now().to_string().replace('-', ""));
    let mut connection = sqlx::PgConnection::connect(&server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await.unwrap();
    let (start, _) = server.rsplit_once('/').unwrap();
    a_refund_counts_once_on_its_own_hour_and_till(App::open(&format!("{start}/{name}")).await.unwrap()).await;
}
