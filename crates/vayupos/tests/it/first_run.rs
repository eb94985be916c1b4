//! The first minutes of a shop.

use serde_json::json;
use vayupos::App;
use vayupos::auth::{self, Caller, Role};
use vayupos::catalog;
use vayupos::error::Code;
use vayupos::settings;
use vayupos::setup;

use crate::shop::{refused, stories};

stories! {
    async fn the_first_user_owns_the_shop_and_nobody_else_walks_in(shop: Shop) {
        let nobody = Caller::nobody();
        assert!(shop.call(&nobody, setup::get_setup, json!({})).await.unwrap().needs_admin);
        let olga = json!({ "username": "Olga", "password": "correct horse", "role": "cashier" });
        let first = shop.call(&nobody, auth::register, olga).await.unwrap();
        assert_eq!(first.role, Role::Admin, "whatever role was asked for");
        assert!(!shop.call(&nobody, setup::get_setup, json!({})).await.unwrap().needs_admin);

        let mallory = json!({ "username": "mallory", "password": "correct horse", "role": "admin" });
        refused(shop.call(&nobody, auth::register, mallory.clone()).await, Code::Unauthenticated);
        let owner = shop.sign_in("OLGA", "correct horse").await;
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, auth::register, mallory).await, Code::Forbidden);
        let again = json!({ "username": "OLGA", "password": "correct horse" });
        refused(shop.call(&owner, auth::register, again).await, Code::Conflict);
    }

    async fn of_two_who_register_at_once_one_is_first(shop: Shop) {
        let register = |name: &str| {
            let (app, input) = (shop.app.clone(), json!({ "username": name, "password": "correct horse" }));
            tokio::spawn(async move {
                auth::register(&app, Caller::nobody().permit()?, vayupos::wire::decode(input)?).await
            })
        };
        let (one, two) = (register("one"), register("two"));
        let outcomes = [one.await.unwrap(), two.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    }

    async fn a_user_needs_a_name_and_a_password_worth_the_word(shop: Shop) {
        let nobody = Caller::nobody();
        for (input, field) in [
            (json!({ "username": "olga", "password": "short" }), "password"),
            (json!({ "username": "olga", "password": "x".repeat(129) }), "password"),
            (json!({ "username": " ", "password": "correct horse" }), "username"),
            (json!({ "username": "ol ga", "password": "correct horse" }), "username"),
            (json!({ "username": "olga", "password": "correct horse", "email": "no" }), "email"),
            (json!({ "username": "olga", "password": "correct horse", "role": "king" }), "role"),
            (json!({ "username": "olga", "password": "correct horse", "is_admin": true }), "is_admin"),
        ] {
            let error = refused(shop.call(&nobody, auth::register, input).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field), "{error:?}");
        }
        assert!(shop.call(&nobody, setup::get_setup, json!({})).await.unwrap().needs_admin, "nothing was written");
    }

    async fn the_sample_shop_has_a_past_that_adds_up(shop: Shop) {
        let (_, past) = setup::load_demo_with_past(&shop.app, 4).await.unwrap();
        assert!(past.sales > 60 && past.deliveries > 0, "{past:?}");
        let verdict = vayupos::upkeep::verify(&shop.app).await.unwrap();
        assert!(verdict.holds, "{:?}", verdict.first_broken());
        let manager = shop.sign_in("manager1", "manager123").await;
        let report = shop.call(&manager, vayupos::reports::get_sales_report, json!({})).await.unwrap();
        let report = serde_json::to_value(report).unwrap();
        assert_eq!(report["totals"]["orders"], json!(past.sales), "{report:#}");
        assert!(setup::load_demo_with_past(&shop.app, 1).await.is_err(), "it is somebody's shop now");
    }

    async fn a_new_shop_sets_its_currency_and_a_shop_that_sold_keeps_it(shop: Shop) {
        let owner = shop.owner().await;
        let fresh = shop.call(&owner, settings::get_shop, json!({})).await.unwrap();
        assert_eq!((fresh.currency.code(), fresh.time_zone.name(), fresh.cash_rounding), ("USD", "UTC", None));
        let input = json!({ "name": "Olga's", "currency": "CHF", "time_zone": "Europe/Zurich", "cash_rounding": "0.05" });
        let set = shop.call(&owner, settings::update_shop, input).await.unwrap();
        assert_eq!((set.name.as_str(), set.cash_rounding.map(|step| step.to_string()).as_deref()), ("Olga's", Some("0.05")));
        let other = shop.call(&owner, settings::update_shop, json!({ "currency": "JPY" })).await.unwrap();
        assert_eq!(other.cash_rounding, None, "a step of the old currency means nothing in the new one");

        let tea = shop.product(&owner, "TEA", "250", "5", &[]).await;
        let sale = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "300" }] });
        let sold = shop.call(&owner, vayupos::sales::checkout, sale).await.unwrap();
        assert_eq!(serde_json::to_value(sold.change).unwrap(), "50");
        refused(shop.call(&owner, settings::update_shop, json!({ "currency": "EUR" })).await, Code::Conflict);
        for (input, field) in [
            (json!({ "currency": "EURO" }), "currency"),
            (json!({ "time_zone": "Moon/Base" }), "time_zone"),
            (json!({ "day_cutover_hour": 24 }), "day_cutover_hour"),
            (json!({ "cash_rounding": "0" }), "cash_rounding"),
            (json!({ "name": "" }), "name"),
        ] {
            let error = refused(shop.call(&owner, settings::update_shop, input).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field), "{error:?}");
        }
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, settings::update_shop, json!({ "name": "Mine" })).await, Code::Forbidden);
    }

    async fn the_sample_shop_is_a_shop_and_never_replaces_one(shop: Shop) {
        let cashier = shop.demo("cashier1").await;
        let categories = shop.call(&cashier, catalog::list_categories, json!({ "limit": 200 })).await.unwrap();
        let products: i64 = categories.data.iter().map(|category| category.product_count).sum();
        assert!(products >= 200, "{products}");
        assert!(categories.data.len() > 8 && categories.next_cursor.is_none());
        refused(shop.call(&Caller::nobody(), setup::load_demo_shop, json!({})).await, Code::Conflict);
    }

    async fn a_program_that_is_older_than_the_database_leaves_it_alone(shop: Shop) {
        shop.app.db().close().await;
        let newer = "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
                     values (99999999, 'of the future', '2030-01-01 00:00:00', true, ";
        if shop.url.starts_with("sqlite") {
            let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(&shop.url).await.unwrap();
            let text = format!("{newer} x'00', 0)");
            sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&shop.url).await.unwrap();
            let text = format!("{newer} '\\x00', 0)");
            sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
        }
        let error = App::open(&shop.url).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict, "{error}");
    }
}
