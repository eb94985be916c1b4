//! The file for the support desk: what it says, and above all what it does not.

use std::io::{Cursor, Read};

use serde_json::{Value, json};
use vayupos::error::Code;
use vayupos::{auth, customers, logs, mail, sales, upkeep};
use zip::ZipArchive;

use crate::shop::{Shop, refused, stories};

fn unzipped(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.push((file.name().unwrap().into_owned(), text));
    }
    files
}

stories! {
    async fn it_says_how_the_shop_is_doing_and_nothing_secret(shop: Shop) {
        let owner = shop.owner().await;
        let pin = json!({ "current_password": "correct horse", "pin": "48151623" });
        shop.call(&owner, auth::set_pin, pin).await.unwrap();
        let session = json!({ "username": "olga", "password": "correct horse" });
        let token = shop.call(&vayupos::auth::Caller::nobody(), auth::login, session).await.unwrap().access_token;
        let way = json!({
            "host": "mail.example.org", "security": "starttls", "username": "letters@example.org",
            "password": "Tr0ub4dor & 3", "from_address": "letters@example.org",
        });
        shop.call(&owner, mail::update_mail_settings, way).await.unwrap();
        let vera = json!({ "name": "Vera Vogel", "email": "vera@example.net", "phone": "+49 171 5550123" });
        let vera = shop.call(&owner, customers::create_customer, vera).await.unwrap();
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let sale = json!({
            "customer_id": vera.id, "items": [{ "product_id": tea, "quantity": "1" }],
            "payments": [{ "method": "cash", "amount": "5.00" }],
        });
        shop.call(&owner, sales::checkout, sale).await.unwrap();
        // Broken on purpose, so that the check of the books has somebody to name.
        shop.force("update customers set loyalty_points = loyalty_points + 1").await;

        // No log of ours says any of these; one that did would not be sent.
        let folder = logs::folder_in(shop.folder.path());
        std::fs::create_dir(&folder).unwrap();
        let log = format!(
            "2026-03-02T09:00:00Z INFO it began\n\
             2026-03-02T09:00:01Z WARN smtp said: Tr0ub4dor & 3 is wrong for letters@example.org\n\
             2026-03-02T09:00:02Z WARN postgres://till:h0rse-b4ttery@db/shop is away\n\
             2026-03-02T09:00:03Z INFO Authorization: Bearer {token}\n\
             2026-03-02T09:00:04Z INFO pin=48151623\n"
        );
        std::fs::write(folder.join("window.2026-03-02.log"), log).unwrap();
        let app = shop.app.clone().with_logs(folder);
        let shop = Shop { app, ..shop };

        let file = shop.call(&owner, upkeep::get_diagnostics, json!({})).await.unwrap();
        assert_eq!((file.file_name.as_str(), file.content_type), ("vayupos-diagnostics-20260302-090000.zip", "application/zip"));
        let files = unzipped(&file.bytes);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["about.json", "verify.json", "logs/window.2026-03-02.log"]);
        let secrets = [
            "Tr0ub4dor", "48151623", token.as_str(), "correct horse", "h0rse-b4ttery", "argon2",
            "Vera", "Vogel", "vera@example.net", "5550123", "letters@example.org",
        ];
        for (name, text) in &files {
            for secret in secrets {
                assert!(!text.contains(secret), "{name} says {secret}: {text}");
            }
        }

        let about: Value = serde_json::from_str(&files[0].1).unwrap();
        assert_eq!(about["program"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(about["database"]["engine"], if shop.is_sqlite() { "sqlite" } else { "postgres" });
        assert!(about["database"]["schema_version"].as_i64().unwrap() >= 15);
        assert!(about["database"]["size_bytes"].as_i64().unwrap() > 10_000);
        assert_eq!(about["database"]["rows"], json!({ "users": 1, "products": 1, "customers": 1, "orders": 1, "baskets": 0, "outbox": 0 }));
        assert_eq!(about["settings"]["name"], "My shop");
        assert_eq!(about["mail"], json!({ "host": "mail.example.org", "port": 587, "security": "starttls", "has_username": true, "has_password": true }));
        let verdict: Value = serde_json::from_str(&files[1].1).unwrap();
        assert_eq!(verdict["holds"], false);
        assert!(files[2].1.contains("it began") && files[2].1.contains("smtp said"), "{}", files[2].1);
    }

    async fn who_may_not_back_up_may_not_have_it(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, upkeep::get_diagnostics, json!({})).await, Code::Forbidden);
        let manager = shop.staff(&owner, "manager").await;
        let files = unzipped(&shop.call(&manager, upkeep::get_diagnostics, json!({})).await.unwrap().bytes);
        assert_eq!(files.len(), 2, "without a folder for logs there are none");
        let verdict: Value = serde_json::from_str(&files[1].1).unwrap();
        assert_eq!(verdict["holds"], true, "{verdict}");
    }
}
