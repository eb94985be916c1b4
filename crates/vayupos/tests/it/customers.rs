//! Customers: added, found, changed, given points, merged and removed.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::Connection;
use vayupos::auth::Caller;
use vayupos::customers::{self, Customer};
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::attempt;
use vayupos::{Result, sales, wire};

use crate::shop::{Shop, refused, stories};

async fn add(shop: &Shop, caller: &Caller, input: Value) -> Customer {
    shop.call(caller, customers::create_customer, input).await.unwrap()
}

async fn found(shop: &Shop, caller: &Caller, q: &str) -> Vec<String> {
    let page = shop.call(caller, customers::search_customers, json!({ "q": q })).await.unwrap();
    page.data.into_iter().map(|customer| customer.name).collect()
}

async fn get(shop: &Shop, caller: &Caller, id: Id) -> Customer {
    shop.call(caller, customers::get_customer, json!({ "customer_id": id })).await.unwrap()
}

/// The changes and balances of a customer's ledger, oldest first.
async fn points_of(shop: &Shop, caller: &Caller, id: Id) -> Vec<(i64, i64)> {
    let mut rows = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let mut input = json!({ "customer_id": id, "account": "points", "limit": 7 });
        if !cursor.is_null() {
            input["cursor"] = cursor;
        }
        let page = shop.call(caller, customers::list_customer_ledger, input).await.unwrap();
        let page = serde_json::to_value(page).unwrap();
        for row in page["data"].as_array().unwrap() {
            assert_eq!(row["account"], "points");
            rows.push((row["change"].as_i64().unwrap(), row["balance"].as_i64().unwrap()));
        }
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            rows.reverse();
            return rows;
        }
    }
}

/// Sells one piece to a customer; answers the order's number.
async fn sell(shop: &Shop, caller: &Caller, product: &str, customer: Id) -> String {
    let input = json!({
        "customer_id": customer, "items": [{ "product_id": product, "quantity": 1 }],
        "payments": [{ "method": "cash", "amount": "10.00" }],
    });
    shop.call(caller, sales::checkout, input).await.unwrap().order.order_number
}

stories! {
    async fn a_customer_is_kept_as_given_and_changed_field_by_field(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let input = json!({
            "name": " Zoë Łukasz ", "phone": "+353 20 910 0201", "email": "Zoe@Example.com", "address": "3 Row\nDublin",
            "notes": "Oat milk", "tax_number": "IE1234567T",
        });
        let zoe = add(&shop, &cashier, input).await;
        let shown = serde_json::to_value(&zoe).unwrap();
        for (field, value) in [
            ("name", json!("Zoë Łukasz")), ("phone", json!("+353 20 910 0201")), ("email", json!("Zoe@Example.com")),
            ("address", json!("3 Row\nDublin")), ("notes", json!("Oat milk")), ("tax_number", json!("IE1234567T")),
            ("loyalty_points", json!(0)), ("total_spent", json!("0.00")), ("store_credit", json!("0.00")),
            ("order_count", json!(0)), ("last_order_at", json!(null)), ("is_active", json!(true)), ("merged_into", json!(null)),
        ] {
            assert_eq!(shown[field], value, "{field}");
        }
        assert_eq!(get(&shop, &cashier, zoe.id).await, zoe);

        let input = json!({ "customer_id": zoe.id, "name": "Zoë L", "phone": null, "notes": "  " });
        let changed = shop.call(&cashier, customers::update_customer, input).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.phone, changed.notes), ("Zoë L", None, None));
        assert_eq!((changed.email, changed.tax_number), (zoe.email.clone(), zoe.tax_number.clone()));

        // Who goes and who comes back is a manager's to say.
        let gone = json!({ "customer_id": zoe.id, "is_active": false });
        refused(shop.call(&cashier, customers::update_customer, gone.clone()).await, Code::Forbidden);
        assert!(!shop.call(&owner, customers::update_customer, gone).await.unwrap().is_active);
        assert!(found(&shop, &cashier, "zoe").await.is_empty());
        let back = json!({ "customer_id": zoe.id, "is_active": true });
        assert!(shop.call(&owner, customers::update_customer, back).await.unwrap().is_active);
        assert_eq!(found(&shop, &cashier, "zoe").await, ["Zoë L"]);
        let nobody = json!({ "customer_id": Id::now(), "name": "X" });
        refused(shop.call(&owner, customers::update_customer, nobody).await, Code::NotFound);
    }

    async fn the_same_customer_twice_is_one_even_after_a_change(shop: Shop) {
        let owner = shop.owner().await;
        let id = Id::now();
        let anna = json!({ "id": id, "name": "Anna", "phone": "1 23" });
        for _ in 0..2 {
            assert_eq!(add(&shop, &owner, anna.clone()).await.name, "Anna");
        }
        let renamed = json!({ "customer_id": id, "name": "Anna B" });
        shop.call(&owner, customers::update_customer, renamed).await.unwrap();
        assert_eq!(add(&shop, &owner, anna).await.name, "Anna B", "a late retry finds what was added");
        let other = json!({ "id": id, "name": "Anna B", "phone": "1 23" });
        refused(shop.call(&owner, customers::create_customer, other).await, Code::Conflict);
        assert_eq!(shop.call(&owner, customers::list_customers, json!({})).await.unwrap().data.len(), 1);
    }

    async fn a_family_shares_a_telephone_but_no_email(shop: Shop) {
        let owner = shop.owner().await;
        let anna = add(&shop, &owner, json!({ "name": "Anna", "phone": "555 123", "email": "home@example.com" })).await;
        let ben = add(&shop, &owner, json!({ "name": "Ben", "phone": "555 123" })).await;
        let same = json!({ "name": "Cleo", "email": "HOME@example.com" });
        let error = refused(shop.call(&owner, customers::create_customer, same.clone()).await, Code::Conflict);
        assert_eq!(error.details.unwrap()["customer_id"], json!(anna.id));
        let error = refused(
            shop.call(&owner, customers::update_customer, json!({ "customer_id": ben.id, "email": "Home@Example.com" })).await,
            Code::Conflict,
        );
        assert!(error.message.starts_with("Anna"), "{}", error.message);
        // Who is gone holds no address, and cannot come back to it.
        shop.call(&owner, customers::update_customer, json!({ "customer_id": anna.id, "is_active": false })).await.unwrap();
        add(&shop, &owner, same).await;
        let back = json!({ "customer_id": anna.id, "is_active": true });
        refused(shop.call(&owner, customers::update_customer, back).await, Code::Conflict);
    }

    async fn hostile_customers_are_refused_by_field(shop: Shop) {
        let owner = shop.owner().await;
        for (field, value) in [
            ("name", json!("")), ("name", json!("x".repeat(121))), ("name", json!("bell\u{7}")), ("email", json!("nobody")),
            ("email", json!("a b@example.com")), ("phone", json!("call me")), ("phone", json!("1".repeat(41))),
            ("notes", json!("x".repeat(2001))), ("address", json!(7)), ("loyalty_points", json!(5)), ("id", json!("1")),
        ] {
            let mut input = json!({ "name": "Anna" });
            input[field] = value;
            let error = refused(shop.call(&owner, customers::create_customer, input).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field), "{error:?}");
        }
        let long = json!({ "q": "x".repeat(101) });
        refused(shop.call(&owner, customers::search_customers, long).await, Code::Invalid);
        // Nothing of a query is taken for SQL or for the index's own language.
        for q in ["", "  ", "\"", "a* OR b", "'); drop table customers; --", "%", "a & !b", "★", "NEAR(a b)", "\\"] {
            found(&shop, &owner, q).await;
        }
        add(&shop, &owner, json!({ "name": "★" })).await;
    }

    async fn customers_are_found_by_name_email_and_telephone(shop: Shop) {
        let owner = shop.owner().await;
        for (name, phone, email) in [
            ("Siobhán Mulvey", "+353 20 910 0201", "siobhan.mulvey@example.com"),
            ("Declan Furey", "(020) 910-0202", "declan@furey.example.org"),
            ("Anna Mulligan", "0049 30 123456", "anna@example.com"),
            ("St Brannoc's School", "+353 20 910 0229", "office@st-brannocs.example.org"),
        ] {
            add(&shop, &owner, json!({ "name": name, "phone": phone, "email": email })).await;
        }
        for (q, names) in [
            ("siobhan", &["Siobhán Mulvey"][..]), ("MULVEY sio", &["Siobhán Mulvey"]), ("mul", &["Anna Mulligan", "Siobhán Mulvey"]),
            ("mulvye", &["Siobhán Mulvey"]), ("Fury", &["Declan Furey"]), ("brannoc", &["St Brannoc's School"]),
            ("siobhan.mulvey@example.com", &["Siobhán Mulvey"]), ("declan@fur", &["Declan Furey"]),
            ("353209100201", &["Siobhán Mulvey"]), ("+353 20 910 02 01", &["Siobhán Mulvey"]), ("9100201", &["Siobhán Mulvey"]),
            ("020 910 0201", &["Siobhán Mulvey"]), ("020-9100202", &["Declan Furey"]), ("+353 20 910 0202", &["Declan Furey"]),
            ("0201", &["Siobhán Mulvey"]), ("furey 02 02", &["Declan Furey"]), ("+49 (30) 123456", &["Anna Mulligan"]),
            ("nobody", &[]), ("7777", &[]),
        ] {
            let mut got = found(&shop, &owner, q).await;
            got.sort();
            assert_eq!(got, names, "{q}");
        }
        assert_eq!(found(&shop, &owner, "anna").await[0], "Anna Mulligan", "the whole word first");
        let anna = shop.call(&owner, customers::search_customers, json!({ "q": "mulligan" })).await.unwrap().data[0].id;
        shop.call(&owner, customers::update_customer, json!({ "customer_id": anna, "name": "Anna Frost", "phone": "077" })).await.unwrap();
        assert!(found(&shop, &owner, "mulligan").await.is_empty());
        assert!(found(&shop, &owner, "123456").await.is_empty());
        assert_eq!(found(&shop, &owner, "frost").await, ["Anna Frost"]);
        let one = shop.call(&owner, customers::search_customers, json!({ "q": "example", "limit": 1 })).await.unwrap();
        assert_eq!(one.data.len(), 1);
    }

    async fn customers_are_listed_by_name_page_by_page(shop: Shop) {
        let cashier = shop.demo("cashier1").await;
        let mut names = Vec::new();
        let mut input = json!({ "limit": 7 });
        loop {
            let page = shop.call(&cashier, customers::list_customers, input.clone()).await.unwrap();
            names.extend(page.data.into_iter().map(|customer| customer.name));
            let Some(cursor) = page.next_cursor else { break };
            input["cursor"] = json!(cursor);
        }
        assert_eq!(names.len(), 30, "all the sample shop's, each once");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 30);
        assert_eq!(names[0], "Anita Deshmukh");
        assert_eq!(found(&shop, &cashier, "910 0222").await, ["Thérèse Moreau"]);
        let gone = shop.call(&cashier, customers::list_customers, json!({ "is_active": false })).await.unwrap();
        assert!(gone.data.is_empty());
        let stock = shop.sign_in("inventory1", "inventory123").await;
        refused(shop.call(&stock, customers::list_customers, json!({})).await, Code::Forbidden);
    }

    async fn points_are_given_once_and_never_run_below_zero(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let anna = add(&shop, &owner, json!({ "name": "Anna" })).await.id;
        let give = |id: Id, points: i64| json!({ "customer_id": anna, "id": id, "points": points, "reason": "Birthday" });
        let id = Id::now();
        for _ in 0..2 {
            let customer = shop.call(&owner, customers::adjust_loyalty_points, give(id, 50)).await.unwrap();
            assert_eq!(customer.loyalty_points, 50);
        }
        refused(shop.call(&owner, customers::adjust_loyalty_points, give(id, 51)).await, Code::Conflict);
        let error = refused(shop.call(&owner, customers::adjust_loyalty_points, give(Id::now(), -51)).await, Code::Conflict);
        assert_eq!((error.message.as_str(), error.details.unwrap()["available"].as_i64()), ("Anna has only 50 points.", Some(50)));
        let left = shop.call(&owner, customers::adjust_loyalty_points, give(Id::now(), -50)).await.unwrap();
        assert_eq!(left.loyalty_points, 0);
        refused(shop.call(&cashier, customers::adjust_loyalty_points, give(Id::now(), 1)).await, Code::Forbidden);
        for points in [json!(0), json!(1_000_001), json!(-1_000_001), json!(1.5), json!("5"), json!(i64::MIN)] {
            let input = json!({ "customer_id": anna, "points": points, "reason": "x" });
            refused(shop.call(&owner, customers::adjust_loyalty_points, input).await, Code::Invalid);
        }
        let blank = json!({ "customer_id": anna, "points": 1, "reason": " " });
        refused(shop.call(&owner, customers::adjust_loyalty_points, blank).await, Code::Invalid);
        let nobody = json!({ "customer_id": Id::now(), "points": 1, "reason": "x" });
        refused(shop.call(&owner, customers::adjust_loyalty_points, nobody).await, Code::NotFound);
        assert_eq!(points_of(&shop, &cashier, anna).await, [(50, 50), (-50, 0)]);
        let credit = json!({ "customer_id": anna, "account": "credit" });
        assert!(shop.call(&cashier, customers::list_customer_ledger, credit).await.unwrap().data.is_empty());
        let nobody = json!({ "customer_id": Id::now() });
        refused(shop.call(&cashier, customers::list_customer_ledger, nobody).await, Code::NotFound);
    }

    async fn twenty_movements_at_once_leave_the_sum_of_the_ledger(shop: Shop) {
        let owner = shop.owner().await;
        let anna = add(&shop, &owner, json!({ "name": "Anna" })).await.id;
        // Ten times 7 given and 9 taken: some of the takings come too early and are refused. Each is sent twice.
        let running: Vec<_> = (0..20)
            .flat_map(|turn| {
                let points = if turn % 2 == 0 { 7 } else { -9 };
                let input = json!({ "customer_id": anna, "id": Id::now(), "points": points, "reason": "Rush" });
                [input.clone(), input]
            })
            .map(|input| {
                let (app, caller) = (shop.app.clone(), owner.clone());
                tokio::spawn(async move {
                    let points = input["points"].as_i64().unwrap();
                    let outcome = attempt(|| {
                        let (app, caller, input) = (app.clone(), caller.clone(), input.clone());
                        async move { customers::adjust_loyalty_points(&app, caller.permit()?, wire::decode(input)?).await }
                    });
                    (points, outcome.await)
                })
            })
            .collect();
        for one in running {
            let (points, outcome): (i64, Result<Customer>) = one.await.unwrap();
            assert!(outcome.is_ok() || points < 0 && outcome.is_err_and(|error| error.code() == Code::Conflict));
        }
        let ledger = points_of(&shop, &owner, anna).await;
        assert_eq!(ledger.iter().filter(|(change, _)| *change == 7).count(), 10, "each gift once");
        let sum: i64 = ledger.iter().map(|(change, _)| change).sum();
        assert_eq!(get(&shop, &owner, anna).await.loyalty_points, sum);
        assert!(ledger.iter().all(|(_, balance)| *balance >= 0));
        // Every movement began where another one ended, or with nothing, and one of them ended at the balance.
        let mut befores: Vec<_> = ledger.iter().map(|(change, balance)| balance - change).chain([sum]).collect();
        let mut afters: Vec<_> = ledger.iter().map(|(_, balance)| *balance).chain([0]).collect();
        befores.sort_unstable();
        afters.sort_unstable();
        assert_eq!(befores, afters);
    }

    async fn who_has_a_history_is_deactivated_and_who_has_none_is_deleted(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[]).await;
        let [stranger, buyer, saver] = [
            add(&shop, &owner, json!({ "name": "Stranger" })).await.id,
            add(&shop, &owner, json!({ "name": "Buyer" })).await.id,
            add(&shop, &owner, json!({ "name": "Saver" })).await.id,
        ];
        sell(&shop, &cashier, &tea, buyer).await;
        assert_eq!(get(&shop, &owner, buyer).await.last_order_at, Some(crate::shop::morning()));
        let give = json!({ "customer_id": saver, "points": 5, "reason": "Welcome" });
        shop.call(&owner, customers::adjust_loyalty_points, give).await.unwrap();
        refused(shop.call(&cashier, customers::delete_customer, json!({ "customer_id": stranger })).await, Code::Forbidden);
        for id in [stranger, buyer, saver] {
            shop.call(&owner, customers::delete_customer, json!({ "customer_id": id })).await.unwrap();
        }
        refused(shop.call(&owner, customers::get_customer, json!({ "customer_id": stranger })).await, Code::NotFound);
        refused(shop.call(&owner, customers::delete_customer, json!({ "customer_id": stranger })).await, Code::NotFound);
        assert!(!get(&shop, &owner, buyer).await.is_active);
        assert_eq!(get(&shop, &owner, saver).await.loyalty_points, 5);
        assert!(shop.call(&owner, customers::list_customers, json!({})).await.unwrap().data.is_empty());
        let gone = shop.call(&owner, customers::list_customers, json!({ "is_active": false })).await.unwrap();
        assert_eq!(gone.data.into_iter().map(|customer| customer.name).collect::<Vec<_>>(), ["Buyer", "Saver"]);
        assert!(found(&shop, &owner, "stranger").await.is_empty());
    }

    async fn two_entries_of_one_person_become_one(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[]).await;
        let ann = add(&shop, &owner, json!({ "name": "Ann", "email": "ann@example.com", "notes": "Nuts" })).await.id;
        let anna = add(&shop, &owner, json!({ "name": "Anna", "phone": "555" })).await.id;
        let order = sell(&shop, &cashier, &tea, ann).await;
        for (id, points) in [(ann, 30), (anna, 12)] {
            let give = json!({ "customer_id": id, "points": points, "reason": "Welcome" });
            shop.call(&owner, customers::adjust_loyalty_points, give).await.unwrap();
        }
        let merge = json!({ "customer_id": ann, "into_customer_id": anna });
        refused(shop.call(&cashier, customers::merge_customer, merge.clone()).await, Code::Forbidden);
        refused(
            shop.call(&owner, customers::merge_customer, json!({ "customer_id": ann, "into_customer_id": ann })).await,
            Code::Invalid,
        );
        refused(
            shop.call(&owner, customers::merge_customer, json!({ "customer_id": ann, "into_customer_id": Id::now() })).await,
            Code::NotFound,
        );
        for _ in 0..2 {
            let one = shop.call(&owner, customers::merge_customer, merge.clone()).await.unwrap();
            assert_eq!((one.id, one.loyalty_points), (anna, 44));
            assert_eq!((one.name.as_str(), one.phone.as_deref()), ("Anna", Some("555")));
            assert_eq!((one.email.as_deref(), one.notes.as_deref()), (Some("ann@example.com"), Some("Nuts")));
            assert_eq!(one.last_order_at, Some(crate::shop::morning()));
        }
        let order = shop.call(&cashier, sales::get_order_by_number, json!({ "order_number": order })).await.unwrap();
        assert_eq!(order.customer_id, Some(anna));
        let gone = get(&shop, &owner, ann).await;
        assert_eq!((gone.is_active, gone.merged_into, gone.loyalty_points), (false, Some(anna), 0));
        assert_eq!(points_of(&shop, &owner, ann).await, [(2, 2), (30, 32), (-32, 0)]);
        assert_eq!(points_of(&shop, &owner, anna).await, [(12, 12), (32, 44)]);
        assert_eq!(found(&shop, &owner, "ann").await, ["Anna"]);

        // Who was merged stays so.
        for (operation, input) in [
            ("back", json!({ "customer_id": ann, "is_active": true })), ("renamed", json!({ "customer_id": ann, "name": "A" })),
        ] {
            let outcome = shop.call(&owner, customers::update_customer, input).await;
            assert_eq!(outcome.is_ok(), operation == "renamed");
        }
        let give = json!({ "customer_id": ann, "points": 5, "reason": "Late" });
        refused(shop.call(&owner, customers::adjust_loyalty_points, give).await, Code::Conflict);
        let third = add(&shop, &owner, json!({ "name": "Third" })).await.id;
        let again = json!({ "customer_id": ann, "into_customer_id": third });
        refused(shop.call(&owner, customers::merge_customer, again).await, Code::Conflict);
        let onto = json!({ "customer_id": third, "into_customer_id": ann });
        refused(shop.call(&owner, customers::merge_customer, onto).await, Code::Conflict);
        let on = json!({ "customer_id": anna, "into_customer_id": third });
        assert_eq!(shop.call(&owner, customers::merge_customer, on).await.unwrap().loyalty_points, 44);
        assert_eq!(get(&shop, &owner, ann).await.merged_into, Some(third), "nobody points at who is gone");
        shop.call(&owner, customers::delete_customer, json!({ "customer_id": third })).await.unwrap();
        assert!(!get(&shop, &owner, third).await.is_active);
    }

    async fn two_merges_that_cross_leave_one_of_the_two(shop: Shop) {
        let owner = shop.owner().await;
        let a = add(&shop, &owner, json!({ "name": "A" })).await.id;
        let b = add(&shop, &owner, json!({ "name": "B" })).await.id;
        for id in [a, b] {
            let give = json!({ "customer_id": id, "points": 10, "reason": "Welcome" });
            shop.call(&owner, customers::adjust_loyalty_points, give).await.unwrap();
        }
        let merge = |from: Id, into: Id| {
            shop.call(&owner, customers::merge_customer, json!({ "customer_id": from, "into_customer_id": into }))
        };
        let (one, other) = tokio::join!(merge(a, b), merge(b, a));
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
        let (a, b) = (get(&shop, &owner, a).await, get(&shop, &owner, b).await);
        assert_eq!(a.loyalty_points + b.loyalty_points, 20);
        assert_ne!(a.is_active, b.is_active);
    }
}

/// The version of the tables before customers were searched.
const BEFORE: i64 = 6;
const ROWS: &str = "insert into customers (id, name, phone, email, search_text, created_at, updated_at) values
    ('00000000-0000-7000-8000-00000000000a', 'Siobhán Mulvey', '+353 20 910 0201', 'Siobhan@Example.com',
     ' siobhan mulvey +353 20 910 0201 siobhan@example.com', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00'),
    ('00000000-0000-7000-8000-00000000000b', 'St Brannoc''s \"School\"', null, null,
     ' st brannoc''s \"school\"', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')";

async fn older_customers_are_found(shop: Shop) {
    let owner = shop.owner().await;
    for (q, names) in [
        ("mulvey", &["Siobhán Mulvey"][..]),
        ("mulvye", &["Siobhán Mulvey"]),
        ("siobhan@example.com", &["Siobhán Mulvey"]),
        ("910 02", &["Siobhán Mulvey"]),
        ("brannoc school", &["St Brannoc's \"School\""]),
    ] {
        assert_eq!(found(&shop, &owner, q).await, names, "{q}");
    }
    let page = shop.call(&owner, customers::list_customers, json!({ "limit": 1 })).await.unwrap();
    let next = json!({ "cursor": page.next_cursor });
    let rest = shop.call(&owner, customers::list_customers, next).await.unwrap();
    assert_eq!((page.data[0].name.as_str(), rest.data.len()), ("Siobhán Mulvey", 1));
    let same = json!({ "name": "Other", "email": "siobhan@example.com" });
    refused(shop.call(&owner, customers::create_customer, same).await, Code::Conflict);
    let id = page.data[0].id;
    shop.call(&owner, customers::delete_customer, json!({ "customer_id": id })).await.unwrap();
    assert!(found(&shop, &owner, "mulvey").await.is_empty());
}

#[tokio::test]
async fn customers_of_an_older_version_are_found_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
    sqlx::migrate!("../../migrations/sqlite").run_to(BEFORE, &mut connection).await.unwrap();
    sqlx::query(ROWS).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    older_customers_are_found(Shop::open(url, Some(folder)).await).await;
}

#[tokio::test]
async fn customers_of_an_older_version_are_found_on_postgres() {
    let Some(url) = Shop::postgres().await else { return };
    let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
    sqlx::migrate!("../../migrations/postgres").run_to(BEFORE, &mut connection).await.unwrap();
    sqlx::query(ROWS).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    older_customers_are_found(Shop::open(url, None).await).await;
}
