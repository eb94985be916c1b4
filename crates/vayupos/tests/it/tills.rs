//! More tills than one.

use serde_json::json;
use vayupos::auth::{self, Caller};
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::{sales, tills};

use crate::shop::{refused, stories};

stories! {
    async fn a_till_is_added_once_and_named_anew(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "id": Id::now(), "code": " bar1 ", "name": "Bar" });
        let bar = shop.call(&owner, tills::create_till, input.clone()).await.unwrap();
        assert_eq!(bar.code, "BAR1");
        assert_eq!(shop.call(&owner, tills::create_till, input.clone()).await.unwrap(), bar);
        let mut other = input.clone();
        other["name"] = json!("Door");
        refused(shop.call(&owner, tills::create_till, other).await, Code::Conflict);
        refused(shop.call(&owner, tills::create_till, json!({ "code": "Bar1", "name": "Door" })).await, Code::Conflict);
        for code in ["", "123456789", "a-1", "é"] {
            let input = json!({ "code": code, "name": "Door" });
            let error = refused(shop.call(&owner, tills::create_till, input).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some("code"), "{code}");
        }
        let named = shop.call(&owner, tills::update_till, json!({ "till_id": bar.id, "name": "Terrace" })).await.unwrap();
        assert_eq!((named.name.as_str(), named.code.as_str()), ("Terrace", "BAR1"));
        let missing = json!({ "till_id": Id::now(), "name": "Terrace" });
        refused(shop.call(&owner, tills::update_till, missing).await, Code::NotFound);

        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, tills::create_till, json!({ "code": "2", "name": "Two" })).await, Code::Forbidden);
        let page = shop.call(&cashier, tills::list_tills, json!({ "limit": 1 })).await.unwrap();
        let rest = shop.call(&cashier, tills::list_tills, json!({ "limit": 1, "cursor": page.next_cursor })).await.unwrap();
        assert_eq!((page.data[0].code.as_str(), &rest.data[0], rest.next_cursor), ("1", &named, None));
    }

    async fn who_sells_where_counts_order_numbers_there(shop: Shop) {
        let owner = shop.owner().await;
        // A code that sorts before the first till's does not become the first till.
        let bar = shop.call(&owner, tills::create_till, json!({ "code": "0", "name": "Bar" })).await.unwrap();
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let sell = async |by: &Caller| {
            let items = json!([{ "product_id": tea, "quantity": 1 }]);
            let sale = json!({ "items": items, "payments": [{ "method": "cash", "amount": "2.50" }] });
            shop.call(by, sales::checkout, sale).await.unwrap().order.order_number
        };
        let at = async |till: Option<Id>| {
            let input = json!({ "username": "olga", "password": "correct horse", "till_id": till });
            shop.call(&Caller::nobody(), auth::login, input).await
        };
        let session = at(None).await.unwrap();
        assert_eq!(session.till.code, "1");
        let by = async || shop.app.caller(Some(&session.access_token)).await.unwrap();
        assert_eq!(sell(&by().await).await, "1-000001");
        let me = shop.call(&by().await, auth::move_to_till, json!({ "till_id": bar.id })).await.unwrap();
        assert_eq!(me.till, bar);
        assert_eq!(sell(&by().await).await, "0-000001");
        refused(shop.call(&by().await, auth::move_to_till, json!({ "till_id": Id::now() })).await, Code::NotFound);
        let there = at(Some(bar.id)).await.unwrap();
        assert_eq!(sell(&shop.app.caller(Some(&there.access_token)).await.unwrap()).await, "0-000002");

        for _ in 0..8 {
            refused(at(Some(Id::now())).await, Code::NotFound);
        }
        at(None).await.expect("a wrong till is no wrong password");
    }
}
