//! Which database, what lies elsewhere, and moving there.

use std::time::Duration;

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::{DatabaseContent, DatabaseTrouble, JobState};
use vayupos::{App, auth, catalog, moving, reports, sales, settings, upkeep, work};

use crate::jobs::{Writer, done, ended, left_behind};
use crate::ledger::a_day;
use crate::shop::{Shop, refused, stories, wire};

async fn sell(shop: &Shop, by: &Caller) -> Result<sales::CheckoutDone, vayupos::error::ErrorBody> {
    let tea = shop.call(by, catalog::search_products, json!({ "q": "TEA" })).await?.data.remove(0).id;
    let sale = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "9.00" }] });
    shop.call(by, sales::checkout, sale).await
}

async fn sales_of_the_day(shop: &Shop, by: &Caller) -> Value {
    wire(shop.call(by, reports::get_sales_report, json!({ "from": "2026-03-01", "to": "2026-03-02" })).await.unwrap())
}

/// An empty database on the other engine.
async fn elsewhere(shop: &Shop) -> Option<String> {
    if shop.is_sqlite() {
        Shop::postgres().await
    } else {
        Some(format!("sqlite:{}", shop.folder.path().join("moved.db").display()))
    }
}

stories! {
    async fn a_shop_moves_and_the_next_start_opens_the_new_place(shop: Shop) {
        let owner = a_day(&shop).await;
        let Some(url) = elsewhere(&shop).await else { return };
        let choice = tempfile::tempdir().unwrap();
        let shop = Shop { app: shop.app.clone().with_choice(choice.path().to_owned()), ..shop };
        let seen = shop.call(&owner, moving::test_database, json!({ "url": url })).await.unwrap();
        assert_eq!((seen.reachable, seen.content, seen.can_move_here), (true, Some(DatabaseContent::Empty), true));
        let (before, before_orders) = (shop.dump().await, sales_of_the_day(&shop, &owner).await);
        let id = Id::now();
        let input = json!({ "id": id, "url": url, "confirm": "My shop" });
        shop.call(&owner, moving::start_move, input.clone()).await.unwrap();
        let result = done(&shop, &owner, id).await;
        assert_eq!((&result["orders"], &result["next_start"]), (&json!(3), &json!("chosen")));
        assert_eq!(moving::chosen(choice.path()).unwrap().as_deref(), Some(url.as_str()));
        // The answer was lost: the same again is the same move.
        assert_eq!(shop.call(&owner, moving::start_move, input).await.unwrap().state, JobState::Done);

        // Here nothing is written any more, and everything can be read.
        let error = refused(sell(&shop, &owner).await.map(wire), Code::Unavailable);
        assert_eq!(error.details, Some(json!({ "moving": true, "restart": true })), "{}", error.message);
        let login = json!({ "username": "olga", "password": "correct horse" });
        refused(shop.call(&Caller::nobody(), auth::login, login).await, Code::Unavailable);
        assert!(shop.call(&owner, moving::get_database, json!({})).await.unwrap().restart_needed);
        assert_eq!(shop.dump().await, before);

        let home = tempfile::tempdir().unwrap();
        let app = App::open_at(&url, shop.clock.clone()).await.unwrap().with_home(home.path().to_owned());
        let there = Shop { app, clock: shop.clock.clone(), url: url.clone(), folder: home };
        let anew = there.sign_in("olga", "correct horse").await;
        assert_eq!(sales_of_the_day(&there, &anew).await, before_orders);
        assert_eq!(sell(&there, &anew).await.unwrap().order.order_number, "1-000004");
        assert_eq!(upkeep::verify(&there.app).await.unwrap().first_broken(), None);
        let open = there.call(&anew, moving::get_database, json!({})).await.unwrap();
        assert!(!open.restart_needed && !open.remembers_choice);
        // And it is somebody's shop now.
        let seen = there.call(&anew, moving::test_database, json!({ "url": url })).await.unwrap();
        assert_eq!((seen.content, seen.can_move_here, seen.shop.unwrap().orders), (Some(DatabaseContent::Shop), false, 4));
    }

    async fn a_move_that_is_stopped_leaves_the_shop_where_it_was(shop: Shop) {
        let owner = a_day(&shop).await;
        let Some(url) = elsewhere(&shop).await else { return };
        let writer = Writer::begin(&shop, "orders").await;
        let job = shop.call(&owner, moving::start_move, json!({ "url": url, "confirm": "My shop" })).await.unwrap();
        let mut refusal = None;
        for _ in 0..500 {
            // The gate is shut and the other program is waited for: selling is told so at once.
            match shop.call(&owner, settings::update_shop, json!({ "phone": "1" })).await {
                Err(error) if error.message.contains("being moved") => {
                    refusal = Some(error);
                    break;
                }
                Err(_) | Ok(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
        let refusal = refusal.expect("nothing is written while the shop moves");
        assert_eq!((refusal.code, refusal.details), (Code::Unavailable, Some(json!({ "moving": true, "restart": false }))));
        assert_eq!(shop.call(&owner, work::get_job, json!({ "job_id": job.id })).await.unwrap().state, JobState::Running);
        let stopped = shop.call(&owner, work::cancel_job, json!({ "job_id": job.id })).await.unwrap();
        assert_eq!(stopped.state, JobState::Cancelled);
        writer.end().await;
        sell(&shop, &owner).await.unwrap();
        assert_eq!(left_behind(&shop), Vec::<String>::new(), "no half of a file");
        let seen = shop.call(&owner, moving::test_database, json!({ "url": url })).await.unwrap();
        assert!(seen.can_move_here, "{seen:?}");
        // It moves later.
        let job = shop.call(&owner, moving::start_move, json!({ "url": url, "confirm": "My shop" })).await.unwrap();
        let result = done(&shop, &owner, job.id).await;
        assert_eq!((&result["orders"], &result["next_start"]), (&json!(4), &json!("by_hand")));
    }

    async fn a_shop_moves_into_nothing_that_is_not_empty(shop: Shop) {
        let owner = a_day(&shop).await;
        let full = Shop::on_sqlite().await;
        full.owner().await;
        let theirs = full.dump().await;
        let other = shop.folder.path().join("other.txt");
        std::fs::write(&other, "a letter home, longer than any header").unwrap();
        let Some(free) = elsewhere(&shop).await else { return };
        for (url, confirm, code, details) in [
            (full.url.clone(), "My shop", Code::Conflict, json!({ "content": "shop" })),
            (shop.url.clone(), "My shop", Code::Conflict, json!({ "content": "shop" })),
            (format!("sqlite:{}", other.display()), "My shop", Code::Conflict, json!({ "trouble": "file" })),
            ("mysql://u:s3cret@h/x".into(), "My shop", Code::Conflict, json!({ "trouble": "address" })),
            (free, "Another", Code::Invalid, Value::Null),
            (" ".into(), "My shop", Code::Invalid, Value::Null),
        ] {
            let error = refused(shop.call(&owner, moving::start_move, json!({ "url": url, "confirm": confirm })).await, code);
            assert_eq!(error.details.unwrap_or_default(), details, "{url}");
            assert!(!error.message.contains("s3cret"));
        }
        assert_eq!(full.dump().await, theirs);
        let manager = shop.staff(&owner, "manager").await;
        refused(shop.call(&manager, moving::start_move, json!({ "url": "sqlite:/a", "confirm": "My shop" })).await, Code::Forbidden);
        refused(shop.call(&manager, moving::test_database, json!({ "url": "sqlite:/a" })).await, Code::Forbidden);
        refused(shop.call(&manager, moving::get_database, json!({})).await, Code::Forbidden);
        sell(&shop, &owner).await.unwrap();
    }

    async fn a_move_whose_target_breaks_leaves_the_shop_where_it_was(shop: Shop) {
        let owner = a_day(&shop).await;
        let before = shop.dump().await;
        let Some(target) = Shop::on_postgres().await else { return };
        // Somebody else's rule in that database refuses every order.
        target.force("create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
             create trigger full_disk before insert on order_items for each row execute function full_disk();
             alter table order_items enable always trigger full_disk").await;
        let theirs = target.dump().await;
        target.app.db().close().await;
        let job = shop.call(&owner, moving::start_move, json!({ "url": target.url, "confirm": "My shop" })).await.unwrap();
        let failed = ended(&shop, &owner, job.id).await;
        assert_eq!(failed.state, JobState::Failed);
        assert_eq!((shop.dump().await, target.dump().await), (before, theirs));
        assert_eq!(left_behind(&shop), Vec::<String>::new());
        sell(&shop, &owner).await.unwrap();
    }

    async fn what_is_wrong_with_an_address_is_said_without_its_password(shop: Shop) {
        let owner = shop.owner().await;
        let trouble = async |url: String| {
            let seen = shop.call(&owner, moving::test_database, json!({ "url": url })).await.unwrap();
            assert!(!wire(&seen).to_string().contains("s3cret") && !seen.reachable, "{seen:?}");
            assert!(seen.message.is_some(), "{seen:?}");
            seen.trouble
        };
        for (url, expected) in [
            ("mysql://till:s3cret@db/shop", DatabaseTrouble::Address),
            ("postgres://till:s3cret@db:port/shop", DatabaseTrouble::Address),
            ("sqlite:relative.db", DatabaseTrouble::Address),
            ("sqlite:/no/such/folder/shop.db", DatabaseTrouble::File),
            ("sqlite:/", DatabaseTrouble::File),
            ("postgres://till:s3cret@127.0.0.1:1/shop", DatabaseTrouble::Refused),
        ] {
            assert_eq!(trouble(url.into()).await, Some(expected), "{url}");
        }
        // Who answers for names may be away where this runs.
        let unknown = trouble("postgres://till:s3cret@no-such-host.invalid/shop".into()).await;
        assert!(matches!(unknown, Some(DatabaseTrouble::UnknownHost | DatabaseTrouble::TimedOut)), "{unknown:?}");
        let Some(url) = Shop::postgres().await else { return };
        let (start, _) = url.rsplit_once('/').unwrap();
        assert_eq!(trouble(format!("{start}/no_such_database")).await, Some(DatabaseTrouble::NoDatabase));
        assert_eq!(trouble(format!("{url}?sslmode=require")).await, Some(DatabaseTrouble::Tls));
        let seen = shop.call(&owner, moving::test_database, json!({ "url": url })).await.unwrap();
        assert_eq!((seen.content, seen.can_move_here), (Some(DatabaseContent::Empty), true));
        assert!(seen.version.is_some());
    }
}
