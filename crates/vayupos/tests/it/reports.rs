//! What the day tables and the reports say, against the orders beneath them.

use serde_json::json;
use vayupos::{reports, sales};

use crate::shop::{Shop, stories};

/// Runs statements of the test's own, in words that both engines understand.
pub(crate) async fn by_hand(shop: &Shop, text: &str) {
    use sqlx::{Connection, Executor};
    let text = sqlx::AssertSqlSafe(text.to_owned());
    if shop.url.starts_with("sqlite:") {
        let mut connection = sqlx::SqliteConnection::connect(&shop.url).await.unwrap();
        connection.execute(sqlx::raw_sql(text)).await.unwrap();
    } else {
        let mut connection = sqlx::PgConnection::connect(&shop.url).await.unwrap();
        connection.execute(sqlx::raw_sql(text)).await.unwrap();
    }
}

stories! {
    async fn a_damaged_day_is_named_and_healed(shop: Shop) {
        let cashier = shop.demo("cashier1").await;
        let products = shop.call(&cashier, vayupos::catalog::list_products, json!({ "limit": 3 })).await.unwrap();
        for discount in ["0", "2.5"] {
            let items: Vec<_> = products.data.iter().map(|product| json!({ "product_id": product.id, "quantity": 2 })).collect();
            let input = json!({
                "items": items, "discount_percent": discount, "payments": [{ "method": "cash", "amount": "1000.00" }],
            });
            shop.call(&cashier, sales::checkout, input).await.unwrap();
        }
        assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);

        by_hand(&shop, "update day_total set total_minor = total_minor + 1;
                        delete from day_method;
                        insert into day_customer (business_date, customer_id, orders) values ('2026-01-01', 'nobody', 1)").await;
        let differences = reports::compare_days(&shop.app).await.unwrap();
        let tables: Vec<_> = differences.iter().map(|difference| difference.table).collect();
        assert_eq!(tables, ["day_total", "day_method", "day_customer"]);
        assert!(differences[0].key.starts_with("business_date=2026-03-02 till_id="), "{differences:?}");
        assert_ne!(differences[0].stored, differences[0].expected);
        assert!(differences[1].stored.is_none() && differences[1].expected.as_ref().unwrap().starts_with("payments=2 "));
        assert!(differences[2].expected.is_none());

        reports::rebuild_days(&shop.app).await.unwrap();
        assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);
    }

    async fn sales_of_before_there_were_day_tables_are_added_when_the_program_starts(shop: Shop) {
        let owner = shop.owner().await;
        shop.call(&owner, vayupos::settings::update_shop, json!({ "time_zone": "Asia/Tokyo" })).await.unwrap();
        let tea = shop.product(&owner, "TEA", "2.00", "9", &[]).await;
        let input = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "2.00" }] });
        shop.call(&owner, sales::checkout, input).await.unwrap();
        by_hand(&shop, "delete from day_total; delete from day_method; delete from day_tax; delete from day_product;
                        delete from day_built; update orders set business_hour = 0").await;
        assert_eq!(reports::compare_days(&shop.app).await.unwrap().len(), 3);
        let shop = shop.reopened().await;
        assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);
        by_hand(&shop, "update day_total set orders = 7 where hour = 18").await;
        assert_eq!(reports::compare_days(&shop.app).await.unwrap().len(), 1, "nine in the morning is six in the evening there");
    }
}
