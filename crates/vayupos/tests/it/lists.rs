//! Lists as a back office shows them: filtered, sorted by any column, counted, page by page.

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::{catalog, customers, sales};

use crate::shop::{Shop, refused, stories, wire};

/// All rows of a list of products, seven at a time, and how many it says there are.
async fn products(shop: &Shop, by: &Caller, mut input: Value) -> (Vec<Value>, u64) {
    let (mut rows, mut count) = (Vec::new(), None);
    input["limit"] = json!(7);
    input["count"] = json!(true);
    loop {
        let page = shop.call(by, catalog::list_products, input.clone()).await.unwrap();
        assert!(count.is_none() || count == page.count, "{input}");
        count = page.count;
        rows.extend(page.data.into_iter().map(wire));
        match page.next_cursor {
            None => return (rows, count.unwrap()),
            Some(cursor) => input["cursor"] = json!(cursor),
        }
    }
}

async fn customers(shop: &Shop, by: &Caller, mut input: Value) -> Vec<String> {
    let mut names = Vec::new();
    input["limit"] = json!(2);
    loop {
        let page = shop.call(by, customers::list_customers, input.clone()).await.unwrap();
        names.extend(page.data.into_iter().map(|customer| customer.name));
        match page.next_cursor {
            None => return names,
            Some(cursor) => input["cursor"] = json!(cursor),
        }
    }
}

fn number(of: &Value) -> f64 {
    of.as_str().unwrap().parse().unwrap()
}

/// Without capitals, and without the marks that the sample shop's names have.
fn folded(of: &Value) -> String {
    let plain = |letter| match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'î' => 'i',
        'ó' | 'ô' | 'ö' => 'o',
        'ü' | 'ú' | 'û' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    };
    of.as_str().unwrap().to_lowercase().chars().map(plain).collect()
}

fn is_low(product: &Value) -> bool {
    product["track_stock"] == true && number(&product["stock_quantity"]) <= number(&product["min_stock_level"])
}

async fn sold(shop: &Shop, by: &Caller, product: &str, customer: Value, method: &str) -> sales::Order {
    let sale = json!({
        "customer_id": customer, "items": [{ "product_id": product, "quantity": 1 }],
        "payments": [{ "method": method, "amount": "2.50" }],
    });
    shop.clock.advance(chrono::TimeDelta::minutes(1));
    shop.call(by, sales::checkout, sale).await.unwrap().order
}

stories! {
    async fn products_are_listed_by_any_column_and_filter(shop: Shop) {
        let manager = shop.demo("manager1").await;
        let (all, count) = products(&shop, &manager, json!({})).await;
        let whole = all.len();
        assert!(whole > 199 && whole as u64 == count);
        for (sort, field) in [("name", "name"), ("sku", "sku"), ("price", "price"), ("stock", "stock_quantity")] {
            for direction in ["asc", "desc"] {
                let (rows, _) = products(&shop, &manager, json!({ "sort": sort, "direction": direction })).await;
                let mut ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
                let in_order = rows.windows(2).all(|pair| {
                    let (one, two) = (&pair[0][field], &pair[1][field]);
                    let order = match sort {
                        "price" | "stock" => number(one).total_cmp(&number(two)),
                        _ => folded(one).cmp(&folded(two)),
                    };
                    let same = pair[0]["id"].as_str().cmp(&pair[1]["id"].as_str());
                    if direction == "asc" { order.then(same).is_lt() } else { order.then(same).is_gt() }
                });
                assert!(in_order, "{sort} {direction}");
                ids.sort_unstable();
                ids.dedup();
                assert_eq!(ids.len(), whole, "{sort} {direction}: each once");
            }
        }
        let category = all[0]["category_id"].clone();
        let tax = all.iter().find(|row| row["taxes"][0].is_object()).unwrap()["taxes"][0]["id"].clone();
        let has_tax = |row: &Value| row["taxes"].as_array().unwrap().iter().any(|of| of["id"] == tax);
        let low = all.iter().filter(|row| is_low(row)).count();
        assert!(low > 0 && low < whole);
        for (input, expected) in [
            (json!({ "category_id": category }), all.iter().filter(|row| row["category_id"] == category).count()),
            (json!({ "tax_id": tax }), all.iter().filter(|row| has_tax(row)).count()),
            (json!({ "low_stock": true }), low),
            (json!({ "low_stock": false }), whole - low),
            (json!({ "is_favourite": true }), all.iter().filter(|row| row["is_favourite"] == true).count()),
            (json!({ "category_id": category, "tax_id": tax, "low_stock": false, "sort": "stock", "direction": "desc" }),
             all.iter().filter(|row| row["category_id"] == category && has_tax(row) && !is_low(row)).count()),
            (json!({ "is_active": false }), 0),
            (json!({ "q": "!?" }), 0),
            (json!({ "q": "  " }), whole),
        ] {
            let (rows, count) = products(&shop, &manager, input.clone()).await;
            assert_eq!((rows.len(), count), (expected, expected as u64), "{input}");
        }
        let (teas, count) = products(&shop, &manager, json!({ "q": "tea", "sort": "price", "direction": "desc" })).await;
        assert!(count > 0 && teas.windows(2).all(|pair| number(&pair[0]["price"]) >= number(&pair[1]["price"])));
        assert!(teas.iter().all(|row| row["name"].as_str().unwrap().to_lowercase().contains("tea")), "{teas:?}");
        let one = teas[0]["id"].clone();
        shop.call(&manager, catalog::update_product, json!({ "product_id": one, "is_active": false })).await.unwrap();
        assert_eq!(products(&shop, &manager, json!({ "is_active": false })).await.1, 1);
        assert_eq!(products(&shop, &manager, json!({ "q": "tea" })).await.1, count - 1);
        assert_eq!(shop.call(&manager, catalog::list_products, json!({})).await.unwrap().count, None, "only when asked");

        let page = shop.call(&manager, catalog::list_products, json!({ "sort": "price" })).await.unwrap();
        for other in [json!({}), json!({ "sort": "stock" }), json!({ "sort": "price", "direction": "desc" })] {
            let mut input = other;
            input["cursor"] = json!(page.next_cursor);
            let error = refused(shop.call(&manager, catalog::list_products, input).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some("cursor"));
        }
        for wrong in [json!({ "sort": "colour" }), json!({ "direction": "up" }), json!({ "q": "x".repeat(101) })] {
            refused(shop.call(&manager, catalog::list_products, wrong).await, Code::Invalid);
        }
    }

    async fn customers_are_listed_by_what_they_spent_and_when_they_last_came(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let mut ids = Vec::new();
        for (name, phone) in [("Zoe", "+353 20 910 0201"), ("Anna Berg", "123"), ("Émile", "456"), ("Berta", "789")] {
            let input = json!({ "name": name, "phone": phone });
            ids.push(json!(shop.call(&owner, customers::create_customer, input).await.unwrap().id));
        }
        for place in [0, 2, 1, 2] {
            sold(&shop, &owner, &tea, ids[place].clone(), "cash").await;
        }
        let by = async |sort: &str, direction: &str| {
            customers(&shop, &owner, json!({ "sort": sort, "direction": direction })).await
        };
        assert_eq!(by("name", "asc").await, ["Anna Berg", "Berta", "Émile", "Zoe"]);
        assert_eq!(by("name", "desc").await, ["Zoe", "Émile", "Berta", "Anna Berg"]);
        assert_eq!(by("last_order", "desc").await, ["Émile", "Anna Berg", "Zoe", "Berta"]);
        assert_eq!(by("last_order", "asc").await, ["Berta", "Zoe", "Anna Berg", "Émile"]);
        let spent = by("total_spent", "desc").await;
        assert_eq!((spent[0].as_str(), spent[3].as_str()), ("Émile", "Berta"));
        let spent = by("total_spent", "asc").await;
        assert_eq!((spent[0].as_str(), spent[3].as_str()), ("Berta", "Émile"));
        for (q, found) in [("ber", vec!["Anna Berg", "Berta"]), ("910 02 01", vec!["Zoe"]), ("nobody", vec![]), ("?", vec![])] {
            assert_eq!(customers(&shop, &owner, json!({ "q": q })).await, found, "{q}");
            let counted = json!({ "q": q, "count": true, "limit": 1 });
            let page = shop.call(&owner, customers::list_customers, counted).await.unwrap();
            assert_eq!(page.count, Some(found.len() as u64), "{q}");
        }
        // Who stays after a merge came when either of them last came.
        shop.call(&owner, customers::merge_customer, json!({ "customer_id": ids[1], "into_customer_id": ids[0] })).await.unwrap();
        let zoe = shop.call(&owner, customers::get_customer, json!({ "customer_id": ids[0] })).await.unwrap();
        assert_eq!(zoe.last_order_at.unwrap().to_rfc3339(), "2026-03-02T09:03:00+00:00");
        let page = shop.call(&owner, customers::list_customers, json!({ "sort": "last_order", "limit": 1 })).await.unwrap();
        let other = json!({ "sort": "name", "cursor": page.next_cursor });
        refused(shop.call(&owner, customers::list_customers, other).await, Code::Invalid);
    }

    async fn orders_are_found_by_number_by_name_and_by_how_they_were_paid(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let cashier = shop.staff(&owner, "cashier").await;
        let vera = json!(shop.call(&owner, customers::create_customer, json!({ "name": "Vera Lind" })).await.unwrap().id);
        for place in 0..12 {
            let (customer, method) = if place % 4 == 0 { (vera.clone(), "card") } else { (Value::Null, "cash") };
            sold(&shop, if place < 3 { &cashier } else { &owner }, &tea, customer, method).await;
        }
        let numbers = async |input: Value| -> Vec<String> {
            let page = shop.call(&owner, sales::list_orders, input).await.unwrap();
            page.data.into_iter().map(|order| order.order_number).collect()
        };
        assert_eq!(numbers(json!({ "q": "1-00001" })).await, ["1-000012", "1-000011", "1-000010"]);
        assert_eq!(numbers(json!({ "q": "1-000011" })).await, ["1-000011"]);
        assert_eq!(numbers(json!({ "q": "11" })).await, ["1-000011"]);
        assert_eq!(numbers(json!({ "q": "1-0" })).await.len(), 12);
        assert_eq!(numbers(json!({ "q": "1-1" })).await.len(), 0);
        assert_eq!(numbers(json!({ "q": "lin ver" })).await, ["1-000009", "1-000005", "1-000001"]);
        assert_eq!(numbers(json!({ "q": "lind", "limit": 1 })).await, ["1-000009"]);
        assert_eq!(numbers(json!({ "q": "nobody" })).await.len(), 0);
        assert_eq!(numbers(json!({ "payment_method": "card" })).await, ["1-000009", "1-000005", "1-000001"]);
        assert_eq!(numbers(json!({ "payment_method": "mobile" })).await.len(), 0);
        let both = json!({ "payment_method": "card", "q": "vera", "cashier_id": cashier.actor().unwrap().user_id });
        assert_eq!(numbers(both).await, ["1-000001"]);
        let named = shop.call(&owner, sales::list_orders, json!({ "q": "1" })).await.unwrap().data;
        assert_eq!((named.len(), named[0].customer_name.as_deref()), (1, Some("Vera Lind")));
        let order = json!({ "items": [{ "product_id": tea, "quantity": 1 }] });
        let pending = shop.call(&owner, sales::create_order, order).await.unwrap();
        let input = json!({ "order_id": pending.id, "reason": "changed their mind" });
        shop.call(&owner, sales::cancel_order, input).await.unwrap();
        assert_eq!(numbers(json!({ "status": "cancelled" })).await, ["1-000013"]);
        assert_eq!(numbers(json!({ "status": "refunded" })).await.len(), 0);
        assert_eq!(numbers(json!({ "status": "completed" })).await.len(), 12);
    }
}
