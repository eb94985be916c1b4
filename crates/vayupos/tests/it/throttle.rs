//! Guessing, from one place and at many accounts, and passwords that are guessed first.

use std::net::IpAddr;

use chrono::TimeDelta;
use serde_json::json;
use vayupos::auth::{self, Caller};
use vayupos::error::{Code, ErrorBody};
use vayupos::users;

use crate::shop::{Shop, refused, stories};

fn waits(error: &ErrorBody) -> i64 {
    error.details.as_ref().unwrap()["retry_after"].as_i64().unwrap()
}

fn from(address: &str) -> Caller {
    Caller::nobody().at_address(address.parse::<IpAddr>().unwrap())
}

async fn guess(shop: &Shop, caller: &Caller, name: &str) -> Result<auth::Session, ErrorBody> {
    shop.call(caller, auth::login, json!({ "username": name, "password": "a guess" })).await
}

stories! {
    async fn an_address_is_slowed_down_whatever_names_it_tries(shop: Shop) {
        shop.owner().await;
        let (attacker, elsewhere) = (from("192.0.2.7"), from("192.0.2.8"));
        for name in 0..21 {
            refused(guess(&shop, &attacker, &format!("name{name}")).await, Code::InvalidCredentials);
        }
        let first = waits(&refused(guess(&shop, &attacker, "another").await, Code::Throttled));
        let right = json!({ "username": "olga", "password": "correct horse" });
        refused(shop.call(&attacker, auth::login, right.clone()).await, Code::Throttled);
        shop.call(&elsewhere, auth::login, right.clone()).await.unwrap();
        shop.call(&Caller::nobody(), auth::login, right.clone()).await.unwrap();

        let shop = shop.reopened().await;
        refused(guess(&shop, &attacker, "another").await, Code::Throttled);
        shop.clock.advance(TimeDelta::seconds(first));
        // An account of one's own buys no new guesses at the others.
        shop.call(&attacker, auth::login, right.clone()).await.unwrap();
        refused(guess(&shop, &attacker, "another").await, Code::InvalidCredentials);
        let second = waits(&refused(guess(&shop, &attacker, "another").await, Code::Throttled));
        assert!(second >= first && second <= 300, "{second} {first}");

        shop.clock.advance(TimeDelta::minutes(15));
        for name in 0..20 {
            refused(guess(&shop, &attacker, &format!("later{name}")).await, Code::InvalidCredentials);
        }
        shop.call(&attacker, auth::login, right).await.unwrap();
    }

    async fn a_name_and_its_address_of_e_mail_are_one_account(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "username": "carla", "password": "correct horse", "email": "carla@example.com" });
        shop.call(&owner, auth::register, input).await.unwrap();
        for turn in 0..6 {
            let name = if turn % 2 == 0 { "carla" } else { "Carla@Example.com" };
            refused(guess(&shop, &Caller::nobody(), name).await, Code::InvalidCredentials);
        }
        refused(guess(&shop, &Caller::nobody(), "carla").await, Code::Throttled);
        refused(guess(&shop, &Caller::nobody(), "carla@example.com").await, Code::Throttled);
        refused(guess(&shop, &Caller::nobody(), "olga").await, Code::InvalidCredentials);
    }

    async fn guesses_sent_at_once_are_counted_like_guesses_one_by_one(shop: Shop) {
        shop.owner().await;
        let guesses: Vec<_> = (0..30)
            .map(|_| {
                let app = shop.app.clone();
                tokio::spawn(async move {
                    vayupos::operations::attempt(|| async {
                        let input = json!({ "username": "olga", "password": "a guess" });
                        auth::login(&app, Caller::nobody().permit()?, vayupos::wire::decode(input)?).await
                    })
                    .await
                })
            })
            .collect();
        let mut looked_at = 0;
        for guess in guesses {
            let code = guess.await.unwrap().unwrap_err().code();
            assert!([Code::InvalidCredentials, Code::Throttled].contains(&code), "{code:?}");
            looked_at += u32::from(code == Code::InvalidCredentials);
        }
        assert_eq!(looked_at, 6, "five are free, and the sixth brings the wait");
    }

    async fn one_s_own_password_cannot_be_guessed_at_an_open_till_either(shop: Shop) {
        let owner = shop.owner().await;
        let change = |current: &str| json!({ "current_password": current, "new_password": "battery staple" });
        for _ in 0..6 {
            refused(shop.call(&owner, auth::change_password, change("a guess")).await, Code::Invalid);
        }
        refused(shop.call(&owner, auth::change_password, change("correct horse")).await, Code::Throttled);
        let pin = json!({ "current_password": "correct horse", "pin": "1379" });
        refused(shop.call(&owner, auth::set_pin, pin).await, Code::Throttled);
    }

    async fn a_password_that_is_guessed_first_is_refused_wherever_it_is_set(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "username": "carla", "password": "correct horse" });
        let carla = shop.call(&owner, auth::register, input).await.unwrap();
        for common in ["password", "PASSWORD1", "12345678", "iloveyou"] {
            let register = json!({ "username": "dora", "password": common });
            let reset = json!({ "user_id": carla.id, "new_password": common });
            let change = json!({ "current_password": "correct horse", "new_password": common });
            for (error, field) in [
                (refused(shop.call(&owner, auth::register, register).await, Code::Invalid), "password"),
                (refused(shop.call(&owner, users::reset_password, reset).await, Code::Invalid), "new_password"),
                (refused(shop.call(&owner, auth::change_password, change).await, Code::Invalid), "new_password"),
            ] {
                assert_eq!(error.field.as_deref(), Some(field), "{error:?}");
            }
        }
        // The sample shop's passwords are in the manual, and stay.
        shop.sign_in("olga", "correct horse").await;
    }
}
