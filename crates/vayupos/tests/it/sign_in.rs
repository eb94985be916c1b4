//! Signing in and out.

use chrono::TimeDelta;
use serde_json::json;
use vayupos::auth::{self, Caller};
use vayupos::error::Code;

use crate::shop::{refused, stories};

stories! {
    async fn who_signs_out_is_out_at_once(shop: Shop) {
        let owner = shop.owner().await;
        let session = shop
            .call(&Caller::nobody(), auth::login, json!({ "username": " olga ", "password": "correct horse" }))
            .await
            .unwrap();
        let here = shop.app.caller(Some(&session.access_token)).await.unwrap();
        let me = shop.call(&here, auth::get_me, json!({})).await.unwrap();
        assert_eq!(me.user.full_name.as_deref(), Some("Olga Owner"));
        assert!(me.permissions.contains(&"override_price"));
        shop.call(&here, auth::logout, json!({})).await.unwrap();
        let error = shop.app.caller(Some(&session.access_token)).await.unwrap_err();
        assert_eq!(error.code(), Code::Unauthenticated);
        shop.call(&owner, auth::get_me, json!({})).await.unwrap();
    }

    async fn a_session_ends_by_itself_and_an_invented_one_never_began(shop: Shop) {
        shop.owner().await;
        let input = json!({ "username": "olga", "password": "correct horse" });
        let session = shop.call(&Caller::nobody(), auth::login, input).await.unwrap();
        shop.clock.advance(TimeDelta::seconds(session.expires_in - 1));
        assert!(shop.app.caller(Some(&session.access_token)).await.is_ok());
        shop.clock.advance(TimeDelta::seconds(1));
        for token in [session.access_token.as_str(), "", "x", "' or 1=1 --"] {
            assert_eq!(shop.app.caller(Some(token)).await.unwrap_err().code(), Code::Unauthenticated);
        }
    }

    async fn wrong_names_and_wrong_passwords_get_one_answer(shop: Shop) {
        shop.owner().await;
        let nobody = Caller::nobody();
        let wrong = shop.call(&nobody, auth::login, json!({ "username": "olga", "password": "incorrect" })).await;
        let unknown = shop.call(&nobody, auth::login, json!({ "username": "nina", "password": "incorrect" })).await;
        let (wrong, unknown) = (refused(wrong, Code::InvalidCredentials), refused(unknown, Code::InvalidCredentials));
        assert_eq!(wrong.message, unknown.message);
    }

    async fn guessing_is_slowed_down_more_and_more_and_never_locks_for_good(shop: Shop) {
        shop.owner().await;
        let nobody = Caller::nobody();
        let guess = || shop.call(&nobody, auth::login, json!({ "username": "OLGA", "password": "guess" }));
        for _ in 0..6 {
            refused(guess().await, Code::InvalidCredentials);
        }
        let waits = |error: &vayupos::error::ErrorBody| error.details.as_ref().unwrap()["retry_after"].as_i64().unwrap();
        let first = waits(&refused(guess().await, Code::Throttled));
        let right = json!({ "username": "olga", "password": "correct horse" });
        refused(shop.call(&nobody, auth::login, right.clone()).await, Code::Throttled);
        shop.clock.advance(TimeDelta::seconds(first));
        refused(guess().await, Code::InvalidCredentials);
        let second = waits(&refused(guess().await, Code::Throttled));
        assert!(second > first, "{second} {first}");

        let shop = shop.reopened().await;
        refused(shop.call(&nobody, auth::login, right.clone()).await, Code::Throttled);
        shop.clock.advance(TimeDelta::seconds(second));
        shop.call(&nobody, auth::login, right.clone()).await.unwrap();
        let wrong = json!({ "username": "olga", "password": "guess" });
        refused(shop.call(&nobody, auth::login, wrong).await, Code::InvalidCredentials);
        shop.call(&nobody, auth::login, right).await.unwrap();
    }
}
