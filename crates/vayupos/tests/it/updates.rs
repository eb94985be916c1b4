//! Before the program is replaced: who may, that nobody is interrupted, and that everything was copied first.

use chrono::TimeDelta;
use serde_json::json;
use vayupos::auth::{Caller, ManageDatabase, Permit};
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::{Interruption, Ledger, back_up_before_update, interruption};
use vayupos::{auth, payments, sales, tills, upkeep};

use crate::jobs::{Writer, done};
use crate::ledger::a_day;
use crate::shop::{Shop, refused, stories};

fn permit(by: &Caller) -> Permit<ManageDatabase> {
    by.permit().unwrap()
}

async fn interrupted(shop: &Shop, by: &Caller) -> Option<Interruption> {
    interruption(&shop.app, &permit(by)).await.unwrap()
}

stories! {
    async fn only_an_admin_may(shop: Shop) {
        let owner = shop.owner().await;
        for role in ["manager", "cashier", "inventory_officer"] {
            let other = shop.staff(&owner, role).await;
            assert_eq!(other.permit::<ManageDatabase>().unwrap_err().code(), Code::Forbidden, "{role}");
        }
        assert_eq!(Caller::nobody().permit::<ManageDatabase>().unwrap_err().code(), Code::Unauthenticated);
        permit(&owner);
    }

    async fn a_sale_is_not_interrupted_and_a_parked_one_is_none(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        assert_eq!(interrupted(&shop, &owner).await, None);
        let id = Id::now();
        let items = json!([{ "product_id": tea, "quantity": "1" }]);
        let full = json!({ "basket_id": id, "revision": 1, "items": items });
        shop.call(&owner, sales::save_basket, full).await.unwrap();
        assert_eq!(interrupted(&shop, &owner).await, Some(Interruption::Sale));

        // The program of another till goes on: its sales are not interrupted by this one's end.
        let till = shop.call(&owner, tills::create_till, json!({ "code": "B", "name": "B" })).await.unwrap();
        let elsewhere = at_till(&shop, till.id).await;
        assert_eq!(interrupted(&shop, &elsewhere).await, None);

        shop.call(&owner, sales::park_basket, json!({ "basket_id": id, "revision": 1 })).await.unwrap();
        assert_eq!(interrupted(&shop, &owner).await, None);
        shop.call(&owner, sales::recall_basket, json!({ "basket_id": id })).await.unwrap();
        assert_eq!(interrupted(&shop, &owner).await, Some(Interruption::Sale));
        let empty = json!({ "basket_id": id, "revision": 9, "items": [] });
        shop.call(&owner, sales::save_basket, empty).await.unwrap();
        assert_eq!(interrupted(&shop, &owner).await, None);
    }

    async fn a_payment_in_parts_is_waited_for_and_a_deposit_of_long_ago_is_not(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let order = json!({ "items": [{ "product_id": tea, "quantity": "4" }] });
        let order = shop.call(&owner, sales::create_order, order).await.unwrap();
        assert_eq!(interrupted(&shop, &owner).await, None, "nobody has begun to pay");
        let pay = |amount: &str| json!({ "order_id": order.id, "method": "card", "amount": amount });
        shop.call(&owner, payments::create_payment, pay("4.00")).await.unwrap();
        assert_eq!(interrupted(&shop, &owner).await, Some(Interruption::Payment));
        shop.clock.advance(TimeDelta::minutes(16));
        assert_eq!(interrupted(&shop, &owner).await, None, "a deposit waits for weeks");
        shop.call(&owner, payments::create_payment, pay("6.00")).await.unwrap();
        assert_eq!(interrupted(&shop, &owner).await, None, "paid in full");
    }

    async fn long_work_is_not_interrupted(shop: Shop) {
        let owner = a_day(&shop).await;
        // The deposits of that day are no payment under way any more.
        shop.clock.advance(TimeDelta::hours(1));
        let writer = Writer::begin(&shop, "day_total").await;
        let job = shop.call(&owner, upkeep::rebuild_day_totals, json!({})).await.unwrap();
        assert_eq!(interrupted(&shop, &owner).await, Some(Interruption::Job));
        writer.end().await;
        done(&shop, &owner, job.id).await;
        assert_eq!(interrupted(&shop, &owner).await, None);
    }

    async fn everything_is_backed_up_first_or_the_update_is_not_installed(shop: Shop) {
        let owner = a_day(&shop).await;
        let kept = back_up_before_update(&shop.app, &permit(&owner)).await.unwrap();
        let name = kept.file_name().unwrap().to_str().unwrap();
        assert_eq!(name, "before-update-20260302-090000.db");
        let before = shop.dump().await;
        let more = json!({ "username": "late", "password": "correct horse", "role": "cashier" });
        shop.call(&owner, auth::register, more).await.unwrap();
        upkeep::restore_from(&shop.app, &kept, Ledger::MustHold).await.unwrap();
        assert_eq!(shop.dump().await, before, "it brings back what there was");

        let backups = shop.folder.path().join("backups");
        std::fs::remove_dir_all(&backups).unwrap();
        std::fs::write(&backups, "a file where the folder should be").unwrap();
        let owner = shop.sign_in("olga", "correct horse").await;
        let error = back_up_before_update(&shop.app, &permit(&owner)).await.map_err(vayupos::Error::into_body);
        refused(error, Code::Conflict);
    }
}

/// The owner at another till as well.
async fn at_till(shop: &Shop, till_id: Id) -> Caller {
    let input = json!({ "username": "olga", "password": "correct horse", "till_id": till_id });
    let session = shop.call(&Caller::nobody(), auth::login, input).await.unwrap();
    shop.app.caller(Some(&session.access_token)).await.unwrap()
}
