//! Somebody else's consent to one operation beyond one's role.

use chrono::TimeDelta;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use vayupos::auth::{self, Caller, Permission, Permit};
use vayupos::error::{Code, ErrorBody};
use vayupos::id::Id;
use vayupos::operations::{Shown, run};
use vayupos::{App, Result, catalog, sales, users, wire};

use crate::shop::{Shop, refused, stories};

/// An operation as a face calls it when an approval comes with the call.
async fn call<P: Permission, I: DeserializeOwned, O>(
    shop: &Shop,
    caller: &Caller,
    approval: &str,
    operation: (&'static str, impl AsyncFn(&App, Permit<P>, I) -> Result<O>),
    input: Value,
) -> Result<O, ErrorBody> {
    let (name, operation) = &operation;
    let shown = Shown { approval: approval.to_owned(), operation: name, input: input.clone() };
    let outcome = run(&shop.app, caller.clone(), Some(shown), |caller| {
        let input = input.clone();
        async move { operation(&shop.app, caller.permit()?, wire::decode(input)?).await }
    });
    outcome.await.map_err(vayupos::Error::into_body)
}

/// The operation with its name.
macro_rules! named {
    ($slice:ident::$operation:ident) => {
        (stringify!($operation), $slice::$operation)
    };
}

/// Olga consents by her password.
async fn approved(shop: &Shop, by: &Caller, operation: &str, input: &Value) -> String {
    let ask = json!({ "operation": operation, "input": input, "approver": "olga", "password": "correct horse" });
    shop.call(by, auth::approve, ask).await.unwrap().approval
}

fn tax(name: &str) -> Value {
    json!({ "name": name, "rate": "5" })
}

stories! {
    async fn one_consent_is_good_for_one_call_with_one_input(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let other = shop.staff(&owner, "inventory_officer").await;
        let error = refused(shop.call(&cashier, catalog::create_tax, tax("VAT")).await, Code::Forbidden);
        assert_eq!(error.details.unwrap(), json!({ "permission": "manage_taxes", "action": "change taxes" }));

        let approval = approved(&shop, &cashier, "create_tax", &tax("VAT")).await;
        let op = || named!(catalog::create_tax);
        refused(call(&shop, &cashier, &approval, op(), tax("Other")).await, Code::Forbidden);
        refused(call(&shop, &other, &approval, op(), tax("VAT")).await, Code::Forbidden);
        refused(call(&shop, &Caller::nobody(), &approval, op(), tax("VAT")).await, Code::Unauthenticated);
        refused(call(&shop, &cashier, "made up", op(), tax("VAT")).await, Code::Forbidden);
        let category = json!({ "name": "VAT" });
        refused(call(&shop, &cashier, &approval, named!(catalog::create_category), category).await, Code::Forbidden);
        let vat = call(&shop, &cashier, &approval, op(), tax("VAT")).await.unwrap();
        assert_eq!(vat.name, "VAT");
        refused(call(&shop, &cashier, &approval, op(), tax("VAT")).await, Code::Forbidden);
        refused(shop.call(&cashier, catalog::create_tax, tax("More")).await, Code::Forbidden);
    }

    async fn a_call_that_was_refused_gives_its_consent_back_and_a_repeat_is_the_same_call(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        shop.tax(&owner, "VAT", "5", false).await;
        let input = json!({ "id": Id::now(), "name": "VAT", "rate": "7" });
        let approval = approved(&shop, &cashier, "create_tax", &input).await;
        let op = || named!(catalog::create_tax);
        refused(call(&shop, &cashier, &approval, op(), input.clone()).await, Code::Conflict);
        let seen = shop.call(&owner, auth::list_approvals, json!({})).await.unwrap().data;
        assert_eq!(seen[0].used_at, None, "nothing was changed");

        let input = json!({ "id": Id::now(), "name": "GST", "rate": "7" });
        let approval = approved(&shop, &cashier, "create_tax", &input).await;
        let first = call(&shop, &cashier, &approval, op(), input.clone()).await.unwrap();
        // The answer was lost: the same write under the same id, and no second one.
        assert_eq!(call(&shop, &cashier, &approval, op(), input.clone()).await.unwrap(), first);
        let mut other = input;
        other["rate"] = json!("8");
        refused(call(&shop, &cashier, &approval, op(), other).await, Code::Forbidden);
    }

    async fn of_many_calls_at_once_one_uses_the_consent(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let product = shop.product(&owner, "TEA", "2.50", "5", &[]).await;
        let input = json!({ "product_id": product, "price": "3.00" });
        let approval = approved(&shop, &cashier, "update_product", &input).await;
        let calls: Vec<_> = (0..8)
            .map(|_| {
                let (app, by, input) = (shop.app.clone(), cashier.clone(), input.clone());
                let shown = Shown { approval: approval.clone(), operation: "update_product", input: input.clone() };
                tokio::spawn(async move {
                    run(&app, by, Some(shown), |caller| {
                        let (app, input) = (app.clone(), input.clone());
                        async move { catalog::update_product(&app, caller.permit()?, wire::decode(input)?).await }
                    })
                    .await
                })
            })
            .collect();
        let mut done = 0;
        for call in calls {
            match call.await.unwrap() {
                Ok(_) => done += 1,
                Err(error) => assert_eq!(error.code(), Code::Forbidden, "{error}"),
            }
        }
        assert_eq!(done, 1);
    }

    async fn a_consent_is_proved_and_given_by_somebody_else_who_may(shop: Shop) {
        let owner = shop.owner().await;
        let pin = json!({ "current_password": "correct horse", "pin": "1379" });
        shop.call(&owner, auth::set_pin, pin).await.unwrap();
        let cashier = shop.staff(&owner, "cashier").await;
        shop.staff(&owner, "inventory_officer").await;
        shop.staff(&owner, "manager").await;
        let ask = |approver: &str, credential: &str, text: &str| {
            let mut ask = json!({ "operation": "create_tax", "input": tax("VAT"), "approver": approver });
            ask[credential] = json!(text);
            shop.call(&cashier, auth::approve, ask)
        };
        let by_pin = ask("olga", "pin", "1379").await.unwrap();
        assert_eq!(by_pin.approver_name, "Olga Owner");
        ask("manager", "password", "correct horse").await.unwrap();
        refused(ask("olga", "pin", "1378").await, Code::InvalidCredentials);
        refused(ask("olga", "password", "a guess").await, Code::InvalidCredentials);
        refused(ask("nobody", "pin", "1379").await, Code::InvalidCredentials);
        for (approver, what) in [("cashier", "oneself"), ("inventory_officer", "no right to it either")] {
            let error = refused(ask(approver, "password", "correct horse").await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some("approver"), "{what}");
        }
        let unknown = json!({ "operation": "make_tea", "input": {}, "approver": "olga", "pin": "1379" });
        assert_eq!(refused(shop.call(&cashier, auth::approve, unknown).await, Code::Invalid).field.as_deref(), Some("operation"));

        // Guessing somebody's PIN through approvals is guessing.
        let mut outcome = ask("olga", "pin", "9753").await;
        for _ in 0..3 {
            refused(outcome, Code::InvalidCredentials);
            outcome = ask("olga", "pin", "9753").await;
        }
        refused(ask("olga", "pin", "1379").await, Code::Throttled);
    }

    async fn a_consent_dies_with_time_and_with_the_trust_in_who_gave_it(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let manager = shop.staff(&owner, "manager").await;
        let manager_id = shop.call(&manager, auth::get_me, json!({})).await.unwrap().user.id;
        let op = || named!(catalog::create_tax);
        let by_manager = async |name: &str| {
            let ask = json!({
                "operation": "create_tax", "input": tax(name), "approver": "manager", "password": "correct horse",
            });
            shop.call(&cashier, auth::approve, ask).await.unwrap().approval
        };
        let late = by_manager("Late").await;
        shop.clock.advance(TimeDelta::minutes(5));
        refused(call(&shop, &cashier, &late, op(), tax("Late")).await, Code::Forbidden);

        let role = |role: &str| json!({ "user_id": manager_id, "role": role });
        let demoted = by_manager("Demoted").await;
        shop.call(&owner, users::update_user, role("cashier")).await.unwrap();
        refused(call(&shop, &cashier, &demoted, op(), tax("Demoted")).await, Code::Forbidden);
        shop.call(&owner, users::update_user, role("manager")).await.unwrap();
        refused(call(&shop, &cashier, &demoted, op(), tax("Demoted")).await, Code::Forbidden);

        let deactivated = by_manager("Gone").await;
        shop.call(&owner, users::deactivate_user, json!({ "user_id": manager_id })).await.unwrap();
        refused(call(&shop, &cashier, &deactivated, op(), tax("Gone")).await, Code::Forbidden);
        shop.call(&owner, users::activate_user, json!({ "user_id": manager_id })).await.unwrap();
        refused(call(&shop, &cashier, &deactivated, op(), tax("Gone")).await, Code::Forbidden);

        let changed = by_manager("Changed").await;
        let manager = shop.sign_in("manager", "correct horse").await;
        let change = json!({ "current_password": "correct horse", "new_password": "battery staple" });
        shop.call(&manager, auth::change_password, change).await.unwrap();
        refused(call(&shop, &cashier, &changed, op(), tax("Changed")).await, Code::Forbidden);
    }

    async fn a_basket_is_approved_once_and_may_grow(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let jam = shop.product(&owner, "JAM", "4.00", "100", &[]).await;
        shop.call(&owner, auth::register, json!({ "username": "carla", "password": "correct horse" })).await.unwrap();
        let id = Id::now();
        let cheap = |price: &str, quantity: u32| json!({ "product_id": tea, "quantity": quantity, "unit_price": price });
        let save = |revision: u32, items: Value| json!({ "basket_id": id, "revision": revision, "items": items });
        let op = || named!(sales::save_basket);
        let error = refused(shop.call(&cashier, sales::save_basket, save(1, json!([cheap("1.00", 1)]))).await, Code::Forbidden);
        assert_eq!(error.details.unwrap()["permission"], "override_price");

        let basket = save(1, json!([cheap("1.00", 1)]));
        let ask = json!({ "operation": "save_basket", "input": basket, "approver": "carla", "password": "correct horse" });
        let error = refused(shop.call(&cashier, auth::approve, ask).await, Code::Invalid);
        assert!(error.message.contains("carla may not change a price"), "{error:?}");
        let approval = approved(&shop, &cashier, "save_basket", &basket).await;
        call(&shop, &cashier, &approval, op(), save(1, json!([cheap("1.00", 1)]))).await.unwrap();
        let more = json!([cheap("1.0", 3), { "product_id": jam, "quantity": 2, "discount_percent": "0" }]);
        call(&shop, &cashier, &approval, op(), save(2, more.clone())).await.unwrap();
        refused(call(&shop, &cashier, &approval, op(), save(3, json!([cheap("0.90", 1)]))).await, Code::Forbidden);
        let other_jam = json!([{ "product_id": jam, "quantity": 1, "unit_price": "1.00" }]);
        refused(call(&shop, &cashier, &approval, op(), save(3, other_jam)).await, Code::Forbidden);

        let sale = json!({ "id": id, "items": more, "payments": [{ "method": "cash", "amount": "11.00" }] });
        let sell = || named!(sales::checkout);
        let mut elsewhere = sale.clone();
        elsewhere["id"] = json!(Id::now());
        refused(call(&shop, &cashier, &approval, sell(), elsewhere).await, Code::Forbidden);
        let mut short = sale.clone();
        short["payments"][0]["amount"] = json!("1.00");
        refused(call(&shop, &cashier, &approval, sell(), short).await, Code::InsufficientTender);
        let sold = call(&shop, &cashier, &approval, sell(), sale.clone()).await.unwrap();
        assert_eq!(sold.order.total.to_string(), "11.00");
        let again = call(&shop, &cashier, &approval, sell(), sale).await.unwrap();
        assert_eq!(again.order.order_number, sold.order.order_number);
        let quote = json!({ "id": id, "items": [cheap("1.00", 1)] });
        refused(call(&shop, &cashier, &approval, named!(sales::quote_order), quote).await, Code::Forbidden);
        let late = call(&shop, &cashier, &approval, op(), save(9, json!([cheap("1.00", 4)]))).await;
        let error = refused(late, Code::Conflict);
        assert_eq!(error.details.unwrap()["order_id"], json!(id), "nobody has to consent to what is sold");

        let seen = shop.call(&owner, auth::list_approvals, json!({})).await.unwrap().data;
        assert_eq!(seen[0].deviations, [format!("item:{tea}:unit_price:1")].into());
        assert!(seen[0].used_at.is_some());
    }

    async fn a_discount_above_the_limit_needs_a_consent_for_just_that_discount(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let id = Id::now();
        let quote = |percent: &str| {
            json!({ "id": id, "items": [{ "product_id": tea, "quantity": 1 }], "discount_percent": percent })
        };
        let approval = approved(&shop, &cashier, "quote_order", &quote("50")).await;
        let op = || named!(sales::quote_order);
        call(&shop, &cashier, &approval, op(), quote("50.0")).await.unwrap();
        call(&shop, &cashier, &approval, op(), quote("5")).await.expect("within one's own limit nobody is asked");
        refused(call(&shop, &cashier, &approval, op(), quote("60")).await, Code::Forbidden);
    }

    async fn who_approved_what_is_on_record(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let manager = shop.staff(&owner, "manager").await;
        let product = shop.product(&owner, "TEA", "2.50", "5", &[]).await;
        let input = json!({ "product_id": product, "price": "3.00" });
        let ask = json!({
            "operation": "update_product", "input": input, "approver": "olga", "password": "correct horse",
            "reason": " wrong label ",
        });
        let given = shop.call(&cashier, auth::approve, ask).await.unwrap();
        shop.clock.advance(TimeDelta::seconds(1));
        call(&shop, &cashier, &given.approval, named!(catalog::update_product), input).await.unwrap();
        // A password in an approved input is nowhere in the record.
        let user = json!({ "username": "dora", "password": "battery staple" });
        let approval = approved(&shop, &cashier, "register", &user).await;
        call(&shop, &cashier, &approval, named!(auth::register), user).await.unwrap();

        refused(shop.call(&cashier, auth::list_approvals, json!({})).await, Code::Forbidden);
        let page = shop.call(&manager, auth::list_approvals, json!({ "limit": 1 })).await.unwrap();
        assert_eq!((page.data[0].operation.as_str(), page.data[0].about.len()), ("register", 0));
        let rest = json!({ "limit": 1, "cursor": page.next_cursor });
        let rest = shop.call(&manager, auth::list_approvals, rest).await.unwrap();
        assert_eq!((rest.data.len(), &rest.next_cursor), (1, &None));
        let first = &rest.data[0];
        assert_eq!((first.requester_name.as_str(), first.approver_name.as_str()), ("cashier", "Olga Owner"));
        assert_eq!((first.operation.as_str(), first.reason.as_deref()), ("update_product", Some("wrong label")));
        assert_eq!(first.about, [("product_id".to_owned(), product)].into());
        assert_eq!(first.used_at, Some(first.created_at + TimeDelta::seconds(1)));
    }

    async fn an_operation_learns_who_consented(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let approval = approved(&shop, &cashier, "create_tax", &tax("VAT")).await;
        let shown = Shown { approval, operation: "create_tax", input: tax("VAT") };
        let permit = run(&shop.app, cashier.clone(), Some(shown), |caller| async move {
            caller.permit::<vayupos::auth::ManageTaxes>()
        });
        let permit = permit.await.unwrap();
        assert_eq!(permit.approved_by().map(|approver| approver.name.as_str()), Some("Olga Owner"));
        assert_eq!(permit.actor().name, "cashier");
        assert!(cashier.permit::<vayupos::auth::SignedIn>().unwrap().approved_by().is_none());
    }
}
