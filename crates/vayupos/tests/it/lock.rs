//! PINs, locking a till, changing places at it, and the sessions behind that.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vayupos::auth::{self, Caller, Session};
use vayupos::error::{Code, ErrorBody};
use vayupos::{catalog, users};

use crate::shop::{Shop, refused, stories};

async fn sign_in(shop: &Shop, username: &str) -> Session {
    let input = json!({ "username": username, "password": "correct horse" });
    shop.call(&Caller::nobody(), auth::login, input).await.unwrap()
}

/// The caller of a token, as a face finds it with every call.
async fn who(shop: &Shop, session: &Session) -> Caller {
    shop.app.caller(Some(&session.access_token)).await.unwrap()
}

async fn set_pin(shop: &Shop, caller: &Caller, pin: Value) -> Result<(), ErrorBody> {
    let input = json!({ "current_password": "correct horse", "pin": pin });
    shop.call(caller, auth::set_pin, input).await.map(drop)
}

/// Olga with the PIN 1379 and Carla, a cashier, with the PIN 2468, both signed in.
async fn two(shop: &Shop) -> (Session, Session) {
    let owner = shop.owner().await;
    set_pin(shop, &owner, json!("1379")).await.unwrap();
    shop.call(&owner, auth::register, json!({ "username": "carla", "password": "correct horse" })).await.unwrap();
    let carla = sign_in(shop, "carla").await;
    set_pin(shop, &who(shop, &carla).await, json!("24680")).await.unwrap();
    (sign_in(shop, "olga").await, carla)
}

stories! {
    async fn a_new_token_ends_the_old_one(shop: Shop) {
        shop.owner().await;
        let old = sign_in(&shop, "olga").await;
        shop.clock.advance(TimeDelta::hours(15));
        let by = who(&shop, &old).await;
        let new = shop.call(&by, auth::refresh, json!({})).await.unwrap();
        assert!(shop.app.caller(Some(&old.access_token)).await.is_err());
        refused(shop.call(&by, auth::refresh, json!({})).await, Code::Unauthenticated);
        shop.clock.advance(TimeDelta::hours(15));
        let me = shop.call(&who(&shop, &new).await, auth::get_me, json!({})).await.unwrap();
        assert_eq!((me.user, me.till), (old.user, old.till));
    }

    async fn of_two_who_refresh_at_once_one_gets_the_new_token(shop: Shop) {
        let owner = shop.owner().await;
        let refresh = || {
            let (app, by) = (shop.app.clone(), owner.clone());
            tokio::spawn(async move { auth::refresh(&app, by.permit()?, vayupos::wire::Nothing {}).await })
        };
        let (one, two) = (refresh(), refresh());
        let outcomes = [one.await.unwrap(), two.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    }

    async fn a_pin_is_one_s_own_and_not_one_that_everybody_tries(shop: Shop) {
        let owner = shop.owner().await;
        assert!(!shop.call(&owner, auth::get_me, json!({})).await.unwrap().user.has_pin);
        for bad in ["123", "123456789", "12a4", "1111", "1234", "4321"] {
            let error = refused(set_pin(&shop, &owner, json!(bad)).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some("pin"), "{bad}");
        }
        let wrong = json!({ "current_password": "a guess", "pin": "1379" });
        let error = refused(shop.call(&owner, auth::set_pin, wrong).await, Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("current_password"));
        refused(shop.call(&owner, auth::set_pin, json!({ "current_password": "correct horse" })).await, Code::Invalid);

        set_pin(&shop, &owner, json!("1379")).await.unwrap();
        let me = shop.call(&owner, auth::get_me, json!({})).await.unwrap().user;
        assert!(me.has_pin);
        // A PIN is for the till one stands at: it never signs in from outside.
        let outside = json!({ "username": "olga", "pin": "1379" });
        refused(shop.call(&Caller::nobody(), auth::unlock, outside).await, Code::Unauthenticated);
        set_pin(&shop, &owner, json!(null)).await.unwrap();
        refused(shop.call(&owner, auth::unlock, json!({ "pin": "1379" })).await, Code::InvalidCredentials);
        set_pin(&shop, &owner, json!("1379")).await.unwrap();
        assert!(!shop.call(&owner, users::clear_pin, json!({ "user_id": me.id })).await.unwrap().has_pin);
        refused(shop.call(&owner, auth::unlock, json!({ "pin": "1379" })).await, Code::InvalidCredentials);
    }

    async fn a_locked_till_does_nothing_until_it_is_unlocked(shop: Shop) {
        let (olga, _) = two(&shop).await;
        shop.call(&who(&shop, &olga).await, auth::lock, json!({})).await.unwrap();
        let shop = shop.reopened().await;
        let locked = who(&shop, &olga).await;
        let error = refused(shop.call(&locked, auth::get_me, json!({})).await, Code::Unauthenticated);
        assert_eq!(error.details.unwrap(), json!({ "locked": true, "name": "Olga Owner" }));
        refused(shop.call(&locked, catalog::list_products, json!({})).await, Code::Unauthenticated);
        refused(shop.call(&locked, auth::refresh, json!({})).await, Code::Unauthenticated);
        let mallory = json!({ "username": "mallory", "password": "correct horse", "role": "admin" });
        refused(shop.call(&locked, auth::register, mallory).await, Code::Unauthenticated);

        refused(shop.call(&locked, auth::unlock, json!({ "pin": "1378" })).await, Code::InvalidCredentials);
        refused(shop.call(&locked, auth::unlock, json!({})).await, Code::Invalid);
        let both = json!({ "pin": "1379", "password": "correct horse" });
        refused(shop.call(&locked, auth::unlock, both).await, Code::Invalid);
        let again = shop.call(&locked, auth::unlock, json!({ "pin": "1379" })).await.unwrap();
        assert_eq!((&again.access_token, again.user.id), (&olga.access_token, olga.user.id));
        assert_eq!(again.expires_in, olga.expires_in);
        let by = who(&shop, &olga).await;
        shop.call(&by, auth::get_me, json!({})).await.unwrap();
        shop.call(&by, auth::lock, json!({})).await.unwrap();
        let locked = who(&shop, &olga).await;
        shop.call(&locked, auth::unlock, json!({ "password": "correct horse" })).await.unwrap();
        shop.call(&who(&shop, &olga).await, auth::lock, json!({})).await.unwrap();
        shop.call(&locked, auth::logout, json!({})).await.unwrap();
        assert!(shop.app.caller(Some(&olga.access_token)).await.is_err());
        refused(shop.call(&locked, auth::unlock, json!({ "pin": "1379" })).await, Code::Unauthenticated);
    }

    async fn another_s_pin_changes_places_at_the_till(shop: Shop) {
        let (olga, carla) = two(&shop).await;
        let till = json!({ "id": vayupos::id::Id::now(), "code": "b2", "name": "Bar" });
        let bar = shop.call(&who(&shop, &olga).await, vayupos::tills::create_till, till).await.unwrap();
        shop.call(&who(&shop, &olga).await, auth::move_to_till, json!({ "till_id": bar.id })).await.unwrap();
        shop.call(&who(&shop, &olga).await, auth::lock, json!({})).await.unwrap();
        let locked = who(&shop, &olga).await;
        let as_carla = |pin: &str| json!({ "username": "CARLA", "pin": pin });
        refused(shop.call(&locked, auth::unlock, as_carla("1379")).await, Code::InvalidCredentials);
        let here = shop.call(&locked, auth::unlock, as_carla("24680")).await.unwrap();
        assert_eq!((here.user.id, &here.till), (carla.user.id, &bar));
        assert!(here.access_token != olga.access_token && here.access_token != carla.access_token);
        assert!(shop.app.caller(Some(&olga.access_token)).await.is_err(), "the locked session has ended");
        who(&shop, &carla).await;

        // Without a lock, too, and a second time the same way is too late.
        let by = who(&shop, &here).await;
        let as_olga = json!({ "username": "olga", "pin": "1379" });
        let back = shop.call(&by, auth::unlock, as_olga.clone()).await.unwrap();
        assert_eq!(back.user.id, olga.user.id);
        refused(shop.call(&by, auth::unlock, as_olga).await, Code::Unauthenticated);
        let carla_id = json!({ "user_id": carla.user.id });
        shop.call(&who(&shop, &back).await, users::deactivate_user, carla_id).await.unwrap();
        refused(shop.call(&who(&shop, &back).await, auth::unlock, as_carla("24680")).await, Code::InvalidCredentials);
    }

    async fn a_sign_in_at_a_locked_till_ends_what_was_locked(shop: Shop) {
        let (olga, _) = two(&shop).await;
        shop.call(&who(&shop, &olga).await, auth::lock, json!({})).await.unwrap();
        let locked = who(&shop, &olga).await;
        let carla = json!({ "username": "carla", "password": "correct horse" });
        shop.call(&locked, auth::login, carla).await.unwrap();
        assert!(shop.app.caller(Some(&olga.access_token)).await.is_err());
    }

    async fn a_pin_that_was_guessed_at_ten_times_waits_for_the_password(shop: Shop) {
        let (olga, carla) = two(&shop).await;
        let by = who(&shop, &olga).await;
        let try_pin = async |pin: &str| {
            loop {
                match shop.call(&by, auth::unlock, json!({ "username": "carla", "pin": pin })).await {
                    Err(error) if error.code == Code::Throttled => {
                        let wait = error.details.unwrap()["retry_after"].as_i64().unwrap();
                        assert!(wait <= 300);
                        shop.clock.advance(TimeDelta::seconds(wait));
                    }
                    outcome => return outcome,
                }
            }
        };
        let start = shop.clock.now();
        for _ in 0..6 {
            assert_eq!(shop.clock.now(), start, "the first ones are free");
            refused(try_pin("13790").await, Code::InvalidCredentials);
        }
        for _ in 0..4 {
            refused(try_pin("13790").await, Code::InvalidCredentials);
            assert!(shop.clock.now() > start, "then they take longer and longer");
        }
        let error = refused(try_pin("24680").await, Code::InvalidCredentials);
        assert_eq!(error.details.unwrap(), json!({ "use_password": true }));
        shop.clock.advance(TimeDelta::hours(1));
        refused(try_pin("24680").await, Code::InvalidCredentials);

        let carla_here = sign_in(&shop, "carla").await;
        let by_carla = who(&shop, &carla_here).await;
        shop.call(&by_carla, auth::unlock, json!({ "pin": "24680" })).await.unwrap();
        who(&shop, &carla).await;
    }

    async fn right_pins_between_wrong_ones_start_the_count_anew(shop: Shop) {
        let (olga, _) = two(&shop).await;
        let by = who(&shop, &olga).await;
        for _ in 0..5 {
            for _ in 0..3 {
                refused(shop.call(&by, auth::unlock, json!({ "pin": "9753" })).await, Code::InvalidCredentials);
            }
            shop.call(&by, auth::unlock, json!({ "pin": "1379" })).await.unwrap();
            // The session's own count is one of time.
            shop.clock.advance(TimeDelta::minutes(16));
        }
    }

    async fn guesses_at_one_session_are_counted_whoever_they_are_at(shop: Shop) {
        let (olga, _) = two(&shop).await;
        let owner = who(&shop, &olga).await;
        for name in ["dora", "emil", "fritz"] {
            shop.call(&owner, auth::register, json!({ "username": name, "password": "correct horse" })).await.unwrap();
        }
        for name in ["carla", "dora", "emil", "fritz", "nobody", "carla"] {
            let input = json!({ "username": name, "pin": "9753" });
            refused(shop.call(&owner, auth::unlock, input).await, Code::InvalidCredentials);
        }
        let input = json!({ "username": "dora", "pin": "9753" });
        refused(shop.call(&owner, auth::unlock, input).await, Code::Throttled);
    }

    async fn an_admin_resets_a_password_and_signs_a_user_out(shop: Shop) {
        let (olga, carla) = two(&shop).await;
        let owner = who(&shop, &olga).await;
        let user = json!({ "user_id": carla.user.id });
        shop.call(&owner, users::sign_out_user, user.clone()).await.unwrap();
        assert!(shop.app.caller(Some(&carla.access_token)).await.is_err());
        let carla = sign_in(&shop, "carla").await;
        refused(shop.call(&who(&shop, &carla).await, users::sign_out_user, user).await, Code::Forbidden);

        let reset = json!({ "user_id": carla.user.id, "new_password": "battery staple" });
        shop.call(&owner, users::reset_password, reset).await.unwrap();
        assert!(shop.app.caller(Some(&carla.access_token)).await.is_err());
        let old = json!({ "username": "carla", "password": "correct horse" });
        refused(shop.call(&Caller::nobody(), auth::login, old).await, Code::InvalidCredentials);
        shop.sign_in("carla", "battery staple").await;
        let own = json!({ "user_id": olga.user.id, "new_password": "battery staple" });
        refused(shop.call(&owner, users::reset_password, own).await, Code::Invalid);
        let nobody = json!({ "user_id": vayupos::id::Id::now(), "new_password": "battery staple" });
        refused(shop.call(&owner, users::reset_password, nobody).await, Code::NotFound);
    }
}
