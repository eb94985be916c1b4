//! Backup, restore, reset: what is kept, what is refused, and that nothing is ever half done.

use std::path::Path;

use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::operations::{Ledger, attempt};
use vayupos::{App, auth, catalog, sales, settings, setup, upkeep, wire};

use crate::ledger::a_day;
use crate::raw::lite;
use crate::shop::{Shop, refused, stories};

async fn sell(shop: &Shop, by: &Caller, sku: &str, quantity: &str) -> String {
    let found = shop.call(by, catalog::search_products, json!({ "q": sku })).await.unwrap();
    let sale = json!({
        "items": [{ "product_id": found.data[0].id, "quantity": quantity }],
        "payments": [{ "method": "cash", "amount": "50.00" }],
    });
    shop.call(by, sales::checkout, sale).await.unwrap().order.order_number
}

/// Everything the desk can see of products and orders.
async fn seen(shop: &Shop, by: &Caller) -> Value {
    let products = shop.call(by, catalog::list_products, json!({ "limit": 200 })).await.unwrap();
    let found = shop.call(by, catalog::search_products, json!({ "q": "te" })).await.unwrap();
    let mut orders = Vec::new();
    for order in shop.call(by, sales::list_orders, json!({})).await.unwrap().data {
        orders.push(shop.call(by, sales::get_order, json!({ "order_id": order.id })).await.unwrap());
    }
    json!({ "products": products, "found": found, "orders": orders })
}

async fn change(file: &Path, text: &'static str) {
    let mut connection = lite(&format!("sqlite:{}", file.display())).await;
    sqlx::raw_sql(text).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// The database refuses every new order from now on, as a disk that is full or a lost connection would.
async fn break_new_orders(shop: &Shop) {
    let text = if shop.is_sqlite() {
        "create trigger full_disk before insert on order_items begin select raise(abort, 'no room'); end"
    } else {
        "create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
         create trigger full_disk before insert on order_items for each row execute function full_disk();
         alter table order_items enable always trigger full_disk"
    };
    shop.force(text).await;
}

fn kept(shop: &Shop, what: &str) -> usize {
    let Ok(entries) = std::fs::read_dir(shop.folder.path().join("backups")) else { return 0 };
    entries.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with(what)).count()
}

stories! {
    async fn a_backup_is_listed_and_fetched_by_those_who_may(shop: Shop) {
        let owner = a_day(&shop).await;
        let made = shop.call(&owner, upkeep::create_backup, json!({})).await.unwrap();
        assert_eq!((made.name.as_str(), made.orders), ("backup-20260302-090000.db", Some(3)));
        let again = shop.call(&owner, upkeep::create_backup, json!({})).await.unwrap();
        assert_eq!(again.name, "backup-20260302-090000-2.db");
        let list = shop.call(&owner, upkeep::list_backups, json!({})).await.unwrap().data;
        assert_eq!(list.len(), 2);
        assert!(list.contains(&made) && list.contains(&again));
        let file = shop.call(&owner, upkeep::download_backup, json!({ "name": made.name })).await.unwrap();
        assert!(file.bytes.starts_with(b"SQLite format 3\0") && file.bytes.len() as u64 == made.size_bytes);
        for name in ["../shop.db", "backup-1.db", ".db", "/etc/passwd"] {
            refused(shop.call(&owner, upkeep::download_backup, json!({ "name": name })).await, Code::NotFound);
        }
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, upkeep::create_backup, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, upkeep::list_backups, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, upkeep::download_backup, json!({ "name": made.name })).await, Code::Forbidden);
        let manager = shop.staff(&owner, "manager").await;
        shop.call(&manager, upkeep::create_backup, json!({})).await.unwrap();
        let restore = json!({ "name": made.name, "confirm": "My shop" });
        refused(shop.call(&manager, upkeep::restore_backup, restore).await, Code::Forbidden);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let folder = shop.folder.path().join("backups");
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&folder.join(&made.name))), (0o700, 0o600));
        }
    }

    async fn a_backup_signs_nobody_in_and_overwrites_nothing(shop: Shop) {
        shop.owner().await;
        let login = json!({ "username": "olga", "password": "correct horse" });
        let session = shop.call(&Caller::nobody(), auth::login, login).await.unwrap();
        let file = shop.folder.path().join("kept.db");
        upkeep::backup_into(&shop.app, &file).await.unwrap();
        let bytes = std::fs::read(&file).unwrap();
        let error = upkeep::backup_into(&shop.app, &file).await.unwrap_err();
        assert!(error.code() == Code::Conflict && error.to_string().contains("exists already"), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
        let copy = App::open(&format!("sqlite:{}", file.display())).await.unwrap();
        assert_eq!(copy.caller(Some(&session.access_token)).await.unwrap_err().code(), Code::Unauthenticated);
        copy.db().close().await;
        // Here it goes on.
        shop.app.caller(Some(&session.access_token)).await.unwrap();
    }

    async fn a_backup_from_elsewhere_is_brought_to_the_others_and_restored(shop: Shop) {
        let owner = a_day(&shop).await;
        let stick = tempfile::tempdir().unwrap();
        let file = stick.path().join("shop of monday.db");
        upkeep::backup_into(&shop.app, &file).await.unwrap();
        for content in ["", "not a database, and long enough to have the header of one, if it were one at all, here ............"] {
            let other = stick.path().join("other.db");
            std::fs::write(&other, content).unwrap();
            assert_eq!(upkeep::bring_backup(&shop.app, &other).await.unwrap_err().code(), Code::Conflict);
        }
        let missing = upkeep::bring_backup(&shop.app, &stick.path().join("none.db")).await;
        assert_eq!(missing.unwrap_err().code(), Code::Conflict);
        let list = async || shop.call(&owner, upkeep::list_backups, json!({})).await.unwrap().data;
        assert_eq!(list().await, []);

        let name = upkeep::bring_backup(&shop.app, &file).await.unwrap();
        let brought = list().await;
        assert_eq!((brought[0].name.as_str(), brought[0].orders), (name.as_str(), Some(3)));
        // One that lies among them already is not copied again.
        let there = shop.folder.path().join("backups").join(&name);
        assert_eq!(upkeep::bring_backup(&shop.app, &there).await.unwrap(), name);
        assert_eq!(list().await.len(), 1);
        let restored = shop.call(&owner, upkeep::restore_backup, json!({ "name": name, "confirm": "My shop" })).await.unwrap();
        assert_eq!(restored.orders, 3);
        assert!(file.is_file());
    }

    async fn a_backup_taken_while_forty_sell_is_of_one_moment(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "1000", &[]).await;
        let mut selling = Vec::new();
        for _ in 0..4 {
            let (app, by, tea) = (shop.app.clone(), owner.clone(), tea.clone());
            selling.push(tokio::spawn(async move {
                for _ in 0..10 {
                    let sale = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "5.00" }] });
                    attempt(async || sales::checkout(&app, by.permit()?, wire::decode(sale.clone())?).await).await.unwrap();
                }
            }));
        }
        let mut files = Vec::new();
        while !selling.iter().all(tokio::task::JoinHandle::is_finished) {
            let file = shop.folder.path().join(format!("during-{}.db", files.len()));
            upkeep::backup_into(&shop.app, &file).await.unwrap();
            files.push(file);
        }
        for task in selling {
            task.await.unwrap();
        }
        assert!(!files.is_empty());
        for file in files {
            let copy = App::open(&format!("sqlite:{}", file.display())).await.unwrap();
            assert_eq!(upkeep::verify(&copy).await.unwrap().first_broken(), None);
            copy.db().close().await;
        }
        assert_eq!(shop.call(&owner, sales::list_orders, json!({ "limit": 200 })).await.unwrap().data.len(), 40, "no sale had to wait too long");
    }

    async fn a_restored_shop_is_the_one_that_was_backed_up_and_goes_on(shop: Shop) {
        let owner = a_day(&shop).await;
        let before = shop.dump().await;
        let backup = shop.call(&owner, upkeep::create_backup, json!({})).await.unwrap().name;
        assert_eq!(sell(&shop, &owner, "TEA", "2").await, "1-000004");
        shop.call(&owner, settings::update_shop, json!({ "name": "Ecke" })).await.unwrap();
        let after = shop.dump().await;
        assert_ne!(before, after);

        let wrong = json!({ "name": backup, "confirm": "My shop" });
        let error = refused(shop.call(&owner, upkeep::restore_backup, wrong).await, Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("confirm"));
        refused(shop.call(&owner, upkeep::restore_backup, json!({ "name": "none.db", "confirm": "Ecke" })).await, Code::NotFound);
        assert_eq!(shop.dump().await, after);

        let login = json!({ "username": "olga", "password": "correct horse" });
        let session = shop.call(&Caller::nobody(), auth::login, login).await.unwrap();
        let restored = shop.call(&owner, upkeep::restore_backup, json!({ "name": backup, "confirm": "Ecke" })).await.unwrap();
        assert_eq!(restored.orders, 3);
        assert_eq!(shop.dump().await, before, "to the last row");
        assert_eq!(shop.app.caller(Some(&session.access_token)).await.unwrap_err().code(), Code::Unauthenticated);

        // The same program goes on, with the search and the numbers of that day.
        let owner = shop.sign_in("olga", "correct horse").await;
        assert_eq!(sell(&shop, &owner, "TEA", "1").await, "1-000004");
        assert_eq!(upkeep::verify(&shop.app).await.unwrap().first_broken(), None);

        // And what was replaced is not lost.
        let back = json!({ "name": restored.kept, "confirm": "My shop" });
        assert_eq!(shop.call(&owner, upkeep::restore_backup, back).await.unwrap().orders, 4);
        assert_eq!(shop.dump().await, after);
    }

    async fn a_shop_moves_to_the_other_engine_and_back(shop: Shop) {
        let owner = shop.demo("admin").await;
        sell(&shop, &owner, "tea", "2").await;
        sell(&shop, &owner, "bread", "1").await;
        let before = seen(&shop, &owner).await;
        let rows = shop.dump().await;
        let other = if shop.is_sqlite() { Shop::on_postgres().await } else { Some(Shop::on_sqlite().await) };
        let Some(other) = other else { return };
        let away = shop.folder.path().join("away.db");
        upkeep::backup_into(&shop.app, &away).await.unwrap();
        let (_, orders) = upkeep::restore_from(&other.app, &away, Ledger::MustHold).await.unwrap();
        assert_eq!(orders, 2);
        let there = other.sign_in("admin", "admin123").await;
        assert_eq!(seen(&other, &there).await, before);
        assert_eq!(upkeep::verify(&other.app).await.unwrap().first_broken(), None);

        let home = other.folder.path().join("home.db");
        upkeep::backup_into(&other.app, &home).await.unwrap();
        upkeep::restore_from(&shop.app, &home, Ledger::MustHold).await.unwrap();
        let owner = shop.sign_in("admin", "admin123").await;
        assert_eq!(seen(&shop, &owner).await, before);
        assert_eq!(shop.dump().await.keys().collect::<Vec<_>>(), rows.keys().collect::<Vec<_>>());
        for (table, old) in rows {
            let new = &shop.dump().await[&table];
            // SQLite numbers products itself; everything else is the same to the letter.
            assert!(table.starts_with("product") || *new == old, "{table}: {old:#?} became {new:#?}");
            assert_eq!(new.len(), old.len(), "{table}");
        }
        sell(&shop, &owner, "tea", "1").await;
    }

    async fn a_file_that_may_not_be_restored_is_refused_and_changes_nothing(shop: Shop) {
        a_day(&shop).await;
        let before = shop.dump().await;
        let good = shop.folder.path().join("good.db");
        upkeep::backup_into(&shop.app, &good).await.unwrap();
        let file = |name: &str| shop.folder.path().join(name);
        let copy = |name: &str| {
            std::fs::copy(&good, file(name)).unwrap();
            file(name)
        };
        std::fs::write(file("text.db"), "a letter home, longer than any header").unwrap();
        std::fs::write(file("empty.db"), "").unwrap();
        let whole = std::fs::read(&good).unwrap();
        std::fs::write(file("cut.db"), &whole[..whole.len() / 2]).unwrap();
        let mut scribbled = whole.clone();
        let middle = whole.len() / 2;
        scribbled[middle..middle + 4096].fill(0xA5);
        std::fs::write(file("scribbled.db"), scribbled).unwrap();
        std::fs::copy(&good, file("other.db")).unwrap();
        change(&file("other.db"), "drop table _sqlx_migrations").await;
        change(&copy("newer.db"), "insert into _sqlx_migrations values (9999, 'the future', '2030-01-01', true, x'00', 0)").await;
        change(&copy("another.db"), "update _sqlx_migrations set checksum = x'00' where version = 5").await;
        change(&copy("dangling.db"), "update order_items set product_id = 'gone' where id = 'i3'").await;
        change(&copy("checks.db"), "update users set role = 'king'").await;
        change(&copy("books.db"), "update products set stock_e3 = stock_e3 + 1").await;
        for (name, sentence) in [
            ("missing.db", "no such file"),
            ("text.db", "not a backup"),
            ("empty.db", "not a backup"),
            ("cut.db", "damaged"),
            ("scribbled.db", "damaged"),
            ("other.db", "not a shop"),
            ("newer.db", "newer version of the program, which knows step 9999 \"the future\""),
            ("another.db", "its step 5 "),
            ("dangling.db", "order_items"),
            ("checks.db", "damaged"),
            ("books.db", "stock_level"),
        ] {
            let error = upkeep::restore_from(&shop.app, &file(name), Ledger::MustHold).await.expect_err(name);
            assert_eq!(error.code(), Code::Conflict, "{name}: {error:?}");
            assert!(error.to_string().contains(sentence), "{name}: {error}");
        }
        assert_eq!(shop.dump().await, before);
        assert_eq!(kept(&shop, ""), 0, "nothing was begun");
        assert_eq!(std::fs::read(&good).unwrap(), whole, "looking at a file does not change it");
        // The only one left, with books that do not add up, is better than none.
        upkeep::restore_from(&shop.app, &file("books.db"), Ledger::AsItIs).await.unwrap();
        assert_ne!(shop.dump().await, before);
    }

    async fn a_copy_that_fails_half_way_changes_nothing(shop: Shop) {
        let owner = a_day(&shop).await;
        let backup = shop.folder.path().join("good.db");
        upkeep::backup_into(&shop.app, &backup).await.unwrap();
        sell(&shop, &owner, "TEA", "1").await;
        let before = shop.dump().await;
        break_new_orders(&shop).await;
        upkeep::restore_from(&shop.app, &backup, Ledger::MustHold).await.unwrap_err();
        assert_eq!(shop.dump().await, before);
        assert_eq!(kept(&shop, "before-restore"), 1);
        // The program goes on, and so does who was signed in.
        shop.call(&owner, auth::get_me, json!({})).await.unwrap();
        shop.call(&owner, settings::update_shop, json!({ "name": "Ecke" })).await.unwrap();
        let drop = if shop.is_sqlite() { "drop trigger full_disk" } else { "drop trigger full_disk on order_items" };
        shop.force(drop).await;
        assert_eq!(sell(&shop, &owner, "TEA", "1").await, "1-000005");
        upkeep::restore_from(&shop.app, &backup, Ledger::MustHold).await.unwrap();
    }

    async fn a_table_that_the_engines_do_not_share_is_an_error_and_no_loss(shop: Shop) {
        let owner = a_day(&shop).await;
        let file = shop.folder.path().join("more.db");
        upkeep::backup_into(&shop.app, &file).await.unwrap();
        change(&file, "create table vouchers (id text primary key) strict").await;
        let before = shop.dump().await;
        let error = upkeep::restore_from(&shop.app, &file, Ledger::MustHold).await.unwrap_err();
        assert!(format!("{error:?}").contains("tables"), "{error:?}");
        assert_eq!(shop.dump().await, before);
        if !shop.is_sqlite() {
            shop.force("create table vouchers (id text primary key)").await;
            refused(shop.call(&owner, upkeep::create_backup, json!({})).await, Code::Internal);
            shop.force("drop table vouchers; alter table products add column colour text").await;
            refused(shop.call(&owner, upkeep::create_backup, json!({})).await, Code::Internal);
            assert_eq!(kept(&shop, "backup"), 0);
        }
    }

    async fn an_older_backup_is_brought_up_to_date(shop: Shop) {
        a_day(&shop).await;
        let steps = shop.folder.path().join("steps");
        std::fs::create_dir(&steps).unwrap();
        let migrations = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../migrations/sqlite");
        for entry in std::fs::read_dir(migrations).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap();
            if name.to_str().unwrap() < "0007" {
                std::fs::copy(&path, steps.join(name)).unwrap();
            }
        }
        let file = shop.folder.path().join("old.db");
        let mut old = SqliteConnection::connect(&format!("sqlite:{}?mode=rwc", file.display())).await.unwrap();
        sqlx::migrate::Migrator::new(steps.as_path()).await.unwrap().run(&mut old).await.unwrap();
        sqlx::raw_sql("update shop set name = 'As it was'").execute(&mut old).await.unwrap();
        old.close().await.unwrap();
        let bytes = std::fs::read(&file).unwrap();
        upkeep::restore_from(&shop.app, &file, Ledger::MustHold).await.unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "the backup itself stays as old as it is");
        let first_run = shop.call(&Caller::nobody(), setup::get_setup, json!({})).await.unwrap();
        assert_eq!((first_run.shop_name.as_str(), first_run.needs_admin), ("As it was", true));
        assert_eq!(shop.dump().await["outbox"], Vec::<String>::new());
    }

    async fn a_reset_shop_is_a_new_one(shop: Shop) {
        let fresh = shop.dump().await;
        a_day(&shop).await;
        let old = shop.dump().await;
        let kept_in = upkeep::reset(&shop.app, true).await.unwrap().unwrap();
        assert_eq!(shop.dump().await, fresh);
        assert!(shop.call(&Caller::nobody(), setup::get_setup, json!({})).await.unwrap().needs_admin);
        shop.owner().await;
        assert_eq!(upkeep::reset(&shop.app, false).await.unwrap(), None);
        assert_eq!(kept(&shop, "before-reset"), 1);
        upkeep::restore_from(&shop.app, &kept_in, Ledger::MustHold).await.unwrap();
        assert_eq!(shop.dump().await, old);
    }
}
