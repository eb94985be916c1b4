//! Letters: what arrives, and that no sale waits for a mail server.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::LetterState;
use vayupos::{App, catalog, mail, receipts, sales, settings, upkeep};

use crate::shop::{Shop, refused, stories};
use crate::smtp::{MailServer, free_port, parsed};

fn way(port: u16) -> Value {
    json!({ "host": "localhost", "port": port, "security": "none", "from_address": "till@ecke.example" })
}

impl Shop {
    fn mail_server(&self, port: u16) -> MailServer {
        MailServer::start(port, self.folder.path().join("maildir"))
    }

    async fn sold(&self, by: &Caller) -> Id {
        let product = self.call(by, catalog::search_products, json!({ "q": "tea" })).await.unwrap().data.remove(0);
        let sale = json!({ "items": [{ "product_id": product.id, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "50.00" }] });
        self.call(by, sales::checkout, sale).await.unwrap().order.id
    }

    async fn letters(&self, by: &Caller) -> Vec<mail::Letter> {
        self.call(by, mail::list_mail, json!({})).await.unwrap().data
    }
}

stories! {
    async fn a_receipt_arrives_with_the_very_pdf(shop: Shop) {
        let owner = shop.owner().await;
        let port = free_port();
        let server = shop.mail_server(port);
        shop.call(&owner, mail::update_mail_settings, way(port)).await.unwrap();
        let input = json!({ "name": "Café Größe\nBcc: evil@example.com", "currency": "EUR", "receipt_footer": "Bye <b>now</b>" });
        shop.call(&owner, settings::update_shop, input).await.unwrap();
        shop.product(&owner, "Tea & Co", "2.50", "10", &[]).await;
        let order_id = shop.sold(&owner).await;
        let cashier = shop.staff(&owner, "cashier").await;
        let input = json!({ "order_id": order_id, "to": " anna@example.com " });
        let letter = shop.call(&cashier, receipts::email_receipt, input).await.unwrap();
        assert_eq!((letter.state, letter.to.as_str(), letter.attempts), (LetterState::Queued, "anna@example.com", 0));
        assert!(server.letters().is_empty());

        assert_eq!(mail::deliver_due(&shop.app).await.unwrap(), 1);
        assert_eq!(mail::deliver_due(&shop.app).await.unwrap(), 0);
        let arrived = server.letters();
        assert_eq!(arrived.len(), 1);
        let message = parsed(&arrived[0]);
        assert_eq!(message.subject(), Some("Your receipt 1-000001 from Café Größe Bcc: evil@example.com"));
        assert_eq!(message.message_id(), Some(format!("{}@ecke.example", letter.id).as_str()));
        let from = message.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some("Café Größe Bcc: evil@example.com"), Some("till@ecke.example")));
        assert_eq!(message.header("X-RcptTo").unwrap().as_text(), Some("anna@example.com"), "and nobody else");
        assert!(message.bcc().is_none());
        let text = message.body_text(0).unwrap();
        assert!(text.contains("Tea & Co: 2.50") && text.contains("Total: 2.50 EUR"), "{text}");
        let html = message.body_html(0).unwrap();
        assert!(html.contains("Tea &amp; Co") && html.contains("Bye &lt;b&gt;now&lt;/b&gt;"), "{html}");
        let pdf = shop.call(&owner, receipts::get_receipt_pdf, json!({ "order_id": order_id })).await.unwrap();
        let attachment = message.attachment(0).unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF"));
        assert!(attachment.contents() == pdf.bytes, "the PDF that arrived is another");
        assert_eq!(message.attachment_count(), 1);

        let sent = shop.letters(&owner).await;
        assert_eq!((sent[0].state, sent[0].attempts, &sent[0].last_error), (LetterState::Sent, 1, &None));
        assert_eq!(sent[0].sent_at, Some(shop.clock.now()));
        refused(shop.call(&cashier, mail::list_mail, json!({})).await, Code::Forbidden);
    }

    async fn a_mail_server_that_is_down_delays_a_letter_and_nothing_else(shop: Shop) {
        let owner = shop.owner().await;
        let port = free_port();
        shop.call(&owner, mail::update_mail_settings, way(port)).await.unwrap();
        shop.product(&owner, "Tea", "2.50", "10", &[]).await;
        let order_id = shop.sold(&owner).await;
        shop.call(&owner, receipts::email_receipt, json!({ "order_id": order_id, "to": "anna@example.com" })).await.unwrap();
        assert_eq!(mail::deliver_due(&shop.app).await.unwrap(), 0);
        let waiting = shop.letters(&owner).await.remove(0);
        assert_eq!((waiting.state, waiting.attempts), (LetterState::Queued, 1));
        assert!(waiting.last_error.unwrap().to_lowercase().contains("connection"));
        assert_eq!(waiting.next_attempt_at, Some(shop.clock.now() + TimeDelta::seconds(60)));
        // Not before its time; and the till sells on.
        assert_eq!(mail::deliver_due(&shop.app).await.unwrap(), 0);
        assert_eq!(shop.letters(&owner).await[0].attempts, 1);
        shop.sold(&owner).await;
        assert_eq!(upkeep::verify(&shop.app).await.unwrap().first_broken(), None);

        // The program is started anew, and so is the mail server; two programs deliver at once.
        let shop = shop.reopened().await;
        let server = shop.mail_server(port);
        shop.clock.advance(TimeDelta::seconds(61));
        let second = App::open_at(&shop.url, shop.clock.clone()).await.unwrap();
        let (one, other) = tokio::join!(mail::deliver_due(&shop.app), mail::deliver_due(&second));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        shop.clock.advance(TimeDelta::days(2));
        assert_eq!(mail::deliver_due(&shop.app).await.unwrap(), 0);
        assert_eq!(server.letters().len(), 1, "exactly once");
        let sent = shop.letters(&owner).await.remove(0);
        assert_eq!((sent.state, sent.attempts, sent.last_error, sent.next_attempt_at), (LetterState::Sent, 2, None, None));
        second.db().close().await;
    }

    async fn a_letter_is_given_up_after_many_days(shop: Shop) {
        let owner = shop.owner().await;
        shop.call(&owner, mail::update_mail_settings, way(free_port())).await.unwrap();
        shop.product(&owner, "Tea", "2.50", "10", &[]).await;
        let order_id = shop.sold(&owner).await;
        shop.call(&owner, receipts::email_receipt, json!({ "order_id": order_id, "to": "anna@example.com" })).await.unwrap();
        let begun = shop.clock.now();
        while shop.letters(&owner).await[0].state == LetterState::Queued {
            assert_eq!(mail::deliver_due(&shop.app).await.unwrap(), 0);
            assert!(shop.clock.now() - begun < TimeDelta::days(30), "it goes on for ever");
            shop.clock.advance(TimeDelta::hours(12));
        }
        let last = shop.letters(&owner).await.remove(0);
        assert_eq!((last.state, last.next_attempt_at, last.sent_at), (LetterState::GivenUp, None, None));
        assert!(last.attempts == 20 && last.last_error.is_some());
    }

    async fn a_letter_that_a_crash_cut_off_is_sent_again(shop: Shop) {
        let owner = shop.owner().await;
        let port = free_port();
        shop.call(&owner, mail::update_mail_settings, way(port)).await.unwrap();
        shop.product(&owner, "Tea", "2.50", "10", &[]).await;
        let order_id = shop.sold(&owner).await;
        let letter = shop.call(&owner, receipts::email_receipt, json!({ "order_id": order_id, "to": "anna@example.com" })).await.unwrap();
        let server = shop.mail_server(port);
        assert_eq!(mail::deliver_due(&shop.app).await.unwrap(), 1);
        // As if the power had gone after the mail server took it and before that was written down.
        shop.force("update outbox set sent_at = null, next_attempt_at = '2026-03-02T09:01:00+00:00'").await;
        shop.clock.advance(TimeDelta::seconds(60));
        assert_eq!(mail::deliver_due(&shop.app).await.unwrap(), 1);
        let arrived = server.letters();
        assert_eq!(arrived.len(), 2);
        for bytes in &arrived {
            let message = parsed(bytes);
            assert_eq!(message.message_id(), Some(format!("{}@ecke.example", letter.id).as_str()), "readers can tell");
            assert_eq!(message.date().unwrap().to_timestamp(), letter.created_at.timestamp());
        }
    }

    async fn a_letter_is_asked_for_once_and_goes_where_it_may(shop: Shop) {
        let cashier = shop.demo("cashier1").await;
        let manager = shop.demo("manager1").await;
        let order_id = shop.sold(&cashier).await;
        let to = |to: &str| json!({ "order_id": order_id, "to": to });
        refused(shop.call(&cashier, receipts::email_receipt, to("anna@example.com")).await, Code::Conflict);
        shop.call(&manager, mail::update_mail_settings, way(free_port())).await.unwrap();
        for bad in ["", "anna", "a@example.com, b@example.com", "a@example.com\nBcc: b@example.com", "Anna <a@example.com>"] {
            let error = refused(shop.call(&cashier, receipts::email_receipt, to(bad)).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some("to"), "{bad}");
        }
        let error = refused(shop.call(&cashier, receipts::email_receipt, json!({ "order_id": order_id })).await, Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("to"), "nobody's address is known");
        refused(shop.call(&cashier, receipts::email_receipt, json!({ "order_id": Id::now(), "to": "a@example.com" })).await, Code::NotFound);

        let id = Id::now();
        let input = json!({ "order_id": order_id, "id": id, "to": "anna@example.com" });
        let first = shop.call(&cashier, receipts::email_receipt, input.clone()).await.unwrap();
        assert_eq!(shop.call(&cashier, receipts::email_receipt, input.clone()).await.unwrap(), first);
        let (one, other) = tokio::join!(shop.call(&cashier, receipts::email_receipt, input.clone()), shop.call(&cashier, receipts::email_receipt, input));
        assert_eq!((one.unwrap(), other.unwrap()), (first.clone(), first.clone()));
        let other = json!({ "order_id": order_id, "id": id, "to": "bert@example.com" });
        refused(shop.call(&cashier, receipts::email_receipt, other).await, Code::Conflict);
        assert_eq!(shop.letters(&manager).await, [first]);

        // The customer's own address, when there is one.
        shop.force("update orders set customer_id = (select id from customers where email is not null order by id limit 1)").await;
        let letter = shop.call(&cashier, receipts::email_receipt, json!({ "order_id": order_id })).await.unwrap();
        assert!(letter.to.contains('@') && letter.to != "anna@example.com");
        for _ in 2..10 {
            shop.clock.advance(TimeDelta::seconds(1));
            shop.call(&cashier, receipts::email_receipt, to("anna@example.com")).await.unwrap();
        }
        refused(shop.call(&cashier, receipts::email_receipt, to("anna@example.com")).await, Code::Conflict);
        let page = shop.call(&manager, mail::list_mail, json!({ "limit": 6 })).await.unwrap();
        let rest = shop.call(&manager, mail::list_mail, json!({ "limit": 6, "cursor": page.next_cursor })).await.unwrap();
        assert_eq!((page.data.len(), rest.data.len(), rest.next_cursor), (6, 4, None));
        assert!(page.data[0].created_at > rest.data[0].created_at);
        shop.force("update orders set status = 'pending'").await;
        refused(shop.call(&cashier, receipts::email_receipt, to("anna@example.com")).await, Code::Conflict);
    }

    async fn the_way_out_is_set_tried_and_keeps_its_password_to_itself(shop: Shop) {
        let owner = shop.owner().await;
        let nothing = shop.call(&owner, mail::get_mail_settings, json!({})).await.unwrap();
        assert_eq!((nothing.host, nothing.has_password), (None, false));
        refused(shop.call(&owner, mail::send_test_mail, json!({ "to": "anna@example.com" })).await, Code::Conflict);
        let good = json!({
            "host": "Mail.Example.com", "security": "starttls", "username": "till", "password": "hunter2-hunter2",
            "from_address": "till@ecke.example", "from_name": "Ecke",
        });
        let with = |field: &str, value: Value| {
            let mut input = good.clone();
            input[field] = value;
            input
        };
        for (field, value) in [
            ("security", json!("none")), ("host", json!("mail example")), ("host", json!("")), ("port", json!(0)),
            ("from_address", json!("a@b\nBcc: c@d.example")), ("password", json!("x".repeat(300))), ("port", json!(70000)),
        ] {
            let error = refused(shop.call(&owner, mail::update_mail_settings, with(field, value)).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field));
        }
        let set = shop.call(&owner, mail::update_mail_settings, good.clone()).await.unwrap();
        assert_eq!((set.host.as_deref(), set.port, set.has_password), (Some("mail.example.com"), Some(587), true));
        assert!(!serde_json::to_string(&set).unwrap().contains("hunter2"));
        assert!(!format!("{:?}", shop.dump().await).contains("hunter2"), "it is in the database");
        let backup = shop.call(&owner, upkeep::create_backup, json!({})).await.unwrap();
        let bytes = shop.call(&owner, upkeep::download_backup, json!({ "name": backup.name })).await.unwrap().bytes;
        assert!(!bytes.windows(7).any(|window| window == b"hunter2"), "it is in a backup");

        let mut without = good.clone();
        without.as_object_mut().unwrap().remove("password");
        assert!(shop.call(&owner, mail::update_mail_settings, without.clone()).await.unwrap().has_password, "it stays");
        without["host"] = json!("mail.elsewhere.example");
        assert!(!shop.call(&owner, mail::update_mail_settings, without).await.unwrap().has_password, "another server never hears it");
        assert!(shop.call(&owner, mail::update_mail_settings, good.clone()).await.unwrap().has_password);
        assert!(!shop.call(&owner, mail::update_mail_settings, with("password", Value::Null)).await.unwrap().has_password);
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, mail::get_mail_settings, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, mail::update_mail_settings, good).await, Code::Forbidden);
        refused(shop.call(&cashier, mail::send_test_mail, json!({ "to": "a@example.com" })).await, Code::Forbidden);

        let port = free_port();
        shop.call(&owner, mail::update_mail_settings, way(port)).await.unwrap();
        let error = refused(shop.call(&owner, mail::send_test_mail, json!({ "to": "anna@example.com" })).await, Code::Conflict);
        assert!(error.message.starts_with("The letter was not taken: "), "{}", error.message);
        let server = shop.mail_server(port);
        shop.call(&owner, mail::send_test_mail, json!({ "to": "anna@example.com" })).await.unwrap();
        let arrived = server.letters();
        assert_eq!(parsed(&arrived[0]).subject(), Some("It works"));
        // A server that does not encrypt is refused where that was asked for, not spoken to in the clear.
        for security in ["starttls", "tls"] {
            let mut encrypted = way(port);
            encrypted["security"] = json!(security);
            shop.call(&owner, mail::update_mail_settings, encrypted).await.unwrap();
            refused(shop.call(&owner, mail::send_test_mail, json!({ "to": "anna@example.com" })).await, Code::Conflict);
        }
        assert_eq!(server.letters().len(), 1);
    }

    async fn the_worker_delivers_by_itself_and_stops_when_told(shop: Shop) {
        let owner = shop.owner().await;
        let port = free_port();
        let server = shop.mail_server(port);
        let worker = shop.app.start_deliveries();
        shop.call(&owner, mail::update_mail_settings, way(port)).await.unwrap();
        shop.product(&owner, "Tea", "2.50", "10", &[]).await;
        let order_id = shop.sold(&owner).await;
        shop.call(&owner, receipts::email_receipt, json!({ "order_id": order_id, "to": "anna@example.com" })).await.unwrap();
        let deadline = Instant::now() + Duration::from_secs(15);
        while shop.letters(&owner).await[0].state != LetterState::Sent {
            assert!(Instant::now() < deadline, "it was not woken");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        worker.stop().await;
        shop.call(&owner, receipts::email_receipt, json!({ "order_id": order_id, "to": "bert@example.com" })).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(server.letters().len(), 1);
    }
}
