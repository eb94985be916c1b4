//! Random days of a shop, across the night when the clocks change, after which every report must agree with its orders.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::{auth, catalog, id::Id, payments, reports, sales, settings};

use crate::books::{Books, Returned, ReturnedItem, Sold, day_and_hour, e3, minor, money};
use crate::reports::by_hand;
use crate::shop::{Shop, stories, wire};

/// A small generator of numbers that look random and are the same each time (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }
}

pub(crate) const CUTOVER: u32 = 4;
const TURNS: usize = 70;
pub(crate) const ZONE: chrono_tz::Tz = chrono_tz::Europe::Dublin;

pub(crate) struct Story {
    pub(crate) shop: Shop,
    pub(crate) dice: Dice,
    pub(crate) books: Books,
    pub(crate) owner: Caller,
    /// Who sells, with the id of the user and of the till.
    pub(crate) cashiers: Vec<(Caller, String, String)>,
    pub(crate) products: Vec<String>,
    /// By product: the category it is in.
    pub(crate) categories: BTreeMap<String, Option<String>>,
    pub(crate) customers: Vec<String>,
}

impl Story {
    async fn begin(shop: Shop, seed: u64) -> Self {
        let owner = shop.owner().await;
        let input = json!({
            "currency": "EUR", "time_zone": "Europe/Dublin", "day_cutover_hour": CUTOVER, "cash_rounding": "0.05",
            "tax_scope": if seed.is_multiple_of(2) { "line" } else { "rate_total" },
        });
        shop.call(&owner, settings::update_shop, input).await.unwrap();
        let mut story = Self {
            dice: Dice(seed),
            books: Books::default(),
            owner,
            cashiers: Vec::new(),
            products: Vec::new(),
            categories: BTreeMap::new(),
            customers: Vec::new(),
            shop,
        };
        story.fill_the_shelf().await;
        story.staff().await;
        for name in ["Aoife", "Brendan", "Ciara"] {
            let id = Id::now().to_string();
            by_hand(
                &story.shop,
                &format!(
                    "insert into customers (id, name, search_text, created_at, updated_at)
                 values ('{id}', '{name}', '', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')"
                ),
            )
            .await;
            story.customers.push(id);
        }
        story.set_clock("2026-03-26T20:00:00Z");
        story
    }

    async fn fill_the_shelf(&mut self) {
        let high = self.shop.tax(&self.owner, "VAT 23%", "23", true).await;
        let low = self.shop.tax(&self.owner, "VAT 13.5%", "13.5", true).await;
        let service = self.shop.tax(&self.owner, "Service", "12.5", false).await;
        let food = self.shop.call(&self.owner, catalog::create_category, json!({ "name": "Food" })).await.unwrap().id;
        let drink = self.shop.call(&self.owner, catalog::create_category, json!({ "name": "Drink" })).await.unwrap().id;
        let shelf = [
            ("Stout", "5.85", Some("2.1333"), vec![high.id, service.id], Some(drink)),
            ("Tea", "2.45", Some("0.0450"), vec![low.id], Some(drink)),
            ("Salmon", "24.9950", Some("13.7777"), vec![], Some(food)),
            ("Crisps", "1.99", None, vec![high.id], Some(food)),
            ("Toast", "3.33", Some("1.005"), vec![low.id, service.id], None),
            ("Sponge", "0.79", Some("0.79"), vec![service.id], None),
        ];
        for (name, price, cost, taxes, category) in shelf {
            let input = json!({
                "sku": name, "name": name, "price": price, "cost_price": cost, "tax_ids": taxes, "category_id": category,
                "track_stock": name != "Toast", "stock_quantity": "100000", "sold_by_weight": name == "Salmon",
            });
            let id = self.shop.call(&self.owner, catalog::create_product, input).await.unwrap().id.to_string();
            let cost = cost.map(|cost| (cost.parse::<f64>().unwrap() * 10_000.0).round() as i64);
            self.books.costs.insert(id.clone(), cost);
            self.books.names.insert(id.clone(), name.to_owned());
            self.categories.insert(id.clone(), category.map(|id| id.to_string()));
            self.products.push(id);
        }
    }

    /// Three people, the last of them at a till of her own.
    async fn staff(&mut self) {
        let second = Id::now().to_string();
        by_hand(&self.shop, &format!("insert into tills (id, code, name) values ('{second}', '2', 'Till 2')")).await;
        for (username, till) in [("siobhan", None), ("padraig", None), ("niamh", Some(&second))] {
            let input = json!({ "username": username, "password": "correct horse", "role": "manager" });
            self.shop.call(&self.owner, auth::register, input).await.unwrap();
            let input = json!({ "username": username, "password": "correct horse" });
            let session = self.shop.call(&Caller::nobody(), auth::login, input).await.unwrap();
            let user = wire(&session)["user"]["id"].as_str().unwrap().to_owned();
            if let Some(till) = till {
                by_hand(&self.shop, &format!("update sessions set till_id = '{till}' where user_id = '{user}'")).await;
            }
            let caller = self.shop.app.caller(Some(&session.access_token)).await.unwrap();
            let till = wire(caller.permit::<auth::Sell>().unwrap().actor().till.id);
            self.cashiers.push((caller, user, till.as_str().unwrap().to_owned()));
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.shop.clock.now()
    }

    fn set_clock(&self, at: &str) {
        self.shop.clock.advance(at.parse::<DateTime<Utc>>().unwrap() - self.now());
    }

    /// One thing that happens in the shop.
    async fn turn(&mut self) {
        match self.dice.below(8) {
            0 if !self.books.sold.is_empty() => self.give_back().await,
            1 => self.order_ahead().await,
            _ => self.sell().await,
        }
    }

    async fn sell(&mut self) {
        let mut items = Vec::new();
        for _ in 0..=self.dice.below(3) {
            let product = self.dice.one_of(&self.products).clone();
            let quantity =
                if self.books.names[&product] == "Salmon" { "0.347" } else { *self.dice.one_of(&["1", "2", "7"]) };
            let mut item = json!({ "product_id": product, "quantity": quantity });
            match self.dice.below(4) {
                0 => item["discount_percent"] = json!("12.5"),
                1 => item["discount_amount"] = json!("0.13"),
                _ => {}
            }
            items.push(item);
        }
        let mut ticket = json!({ "items": items });
        match self.dice.below(4) {
            0 => ticket["discount_percent"] = json!("7.5"),
            1 => ticket["discount_amount"] = json!("0.29"),
            _ => {}
        }
        if self.dice.below(2) == 0 {
            ticket["customer_id"] = json!(self.dice.one_of(&self.customers));
        }
        let place = self.dice.below(self.cashiers.len() as u64) as usize;
        let by = &self.cashiers[place].0;
        let mut priced = ticket.clone();
        priced.as_object_mut().unwrap().remove("customer_id");
        let total = minor(&wire(self.shop.call(by, sales::quote_order, priced).await.unwrap())["total"]);
        ticket["payments"] = match self.dice.below(3) {
            0 => json!([{ "method": "card", "amount": money(total) }]),
            1 => json!([{ "method": "cash", "amount": "500.00" }]),
            _ => {
                json!([{ "method": "mobile", "amount": money(total / 3 + 1) }, { "method": "cash", "amount": "500.00" }])
            }
        };
        let order = wire(self.shop.call(by, sales::checkout, ticket).await.unwrap())["order"].take();
        self.record(order);
    }

    fn record(&mut self, order: Value) {
        let (day, hour) = day_and_hour(order["completed_at"].as_str().unwrap().parse().unwrap(), ZONE, CUTOVER);
        assert_eq!(order["business_date"], json!(day));
        let payments = order["payments"].as_array().unwrap();
        let paid =
            payments.iter().map(|row| (row["method"].as_str().unwrap().to_owned(), minor(&row["amount"]))).collect();
        self.books.sold.push(Sold { day, hour, order, paid });
    }

    /// Goods come back, whole or in part, or money alone.
    async fn give_back(&mut self) {
        let order = self.dice.one_of(&self.books.sold).order["id"].clone();
        let order = wire(self.shop.call(&self.owner, sales::get_order, json!({ "order_id": order })).await.unwrap());
        if order["status"] == "refunded" {
            return;
        }
        let (by, user, till) = self.dice.one_of(&self.cashiers).clone();
        let payments = order["payments"].as_array().unwrap();
        let payment = self.dice.one_of(payments).clone();
        let left = minor(&payment["amount"]) - minor(&payment["refunded"]);
        let item = self.dice.one_of(order["items"].as_array().unwrap()).clone();
        let restock = self.dice.below(2) == 0;
        let refund = match self.dice.below(4) {
            0 => {
                let all = json!({ "order_id": order["id"], "reason": "all of it", "method": "cash" });
                self.shop.call(&by, payments::return_items, all).await.unwrap()
            }
            1 if left > 0 => {
                let amount = money(1 + self.dice.below(left as u64) as i64);
                let some = json!({ "payment_id": payment["id"], "amount": amount, "reason": "goodwill" });
                self.shop.call(&by, payments::refund_payment, some).await.unwrap()
            }
            _ if item["returned"] == "0" => {
                let quantity = if item["sold_by_weight"] == true { item["quantity"].clone() } else { json!("1") };
                let back = json!([{ "order_item_id": item["id"], "quantity": quantity, "restock": restock }]);
                let some = json!({ "order_id": order["id"], "items": back, "reason": "broken" });
                self.shop.call(&by, payments::return_items, some).await.unwrap()
            }
            _ => return,
        };
        self.record_refund(&order, &wire(refund), user, till);
    }

    fn record_refund(&mut self, order: &Value, refund: &Value, user: String, till: String) {
        let (day, hour) = day_and_hour(self.now(), ZONE, CUTOVER);
        let item = |row: &Value| {
            let sold = order["items"].as_array().unwrap().iter().find(|item| item["id"] == row["order_item_id"]);
            let tax = |tax: &Value| {
                let text = |field: &str| tax[field].as_str().unwrap().to_owned();
                (text("name"), text("rate"), tax["included"] == true, minor(&tax["tax"]))
            };
            ReturnedItem {
                product: sold.unwrap()["product_id"].as_str().unwrap().to_owned(),
                quantity_e3: e3(&row["quantity"]),
                restock: row["restock"] == true,
                net: minor(&row["net"]),
                taxes: row["taxes"].as_array().unwrap().iter().map(tax).collect(),
            }
        };
        let part = |row: &Value| (row["method"].as_str().unwrap().to_owned(), minor(&row["amount"]));
        self.books.returned.push(Returned {
            day,
            hour,
            till,
            user,
            customer: order["customer_id"].as_str().map(str::to_owned),
            items: refund["items"].as_array().unwrap().iter().map(item).collect(),
            cash_rounding: minor(&refund["cash_rounding"]),
            paid: refund["payments"].as_array().unwrap().iter().map(part).collect(),
        });
    }

    /// An order that waits: given up with its deposit, or paid later, after a deposit went back.
    async fn order_ahead(&mut self) {
        let (by, ..) = self.dice.one_of(&self.cashiers).clone();
        let product = self.products[1].clone();
        let ticket = json!({ "items": [{ "product_id": product, "quantity": "4" }] });
        let order = wire(self.shop.call(&by, sales::create_order, ticket).await.unwrap());
        let deposit = json!({ "order_id": order["id"], "method": "card", "amount": "5.00" });
        let deposit = wire(self.shop.call(&by, payments::create_payment, deposit).await.unwrap());
        self.shop.clock.advance(TimeDelta::hours(self.dice.below(9) as i64));
        if self.dice.below(2) == 0 {
            self.shop.call(&by, sales::cancel_order, json!({ "order_id": order["id"] })).await.unwrap();
            return;
        }
        let back = json!({ "payment_id": deposit["id"], "reason": "changed mind" });
        self.shop.call(&by, payments::refund_payment, back).await.unwrap();
        let rest = json!({ "order_id": order["id"], "method": "cash", "amount": "50.00" });
        self.shop.call(&by, payments::create_payment, rest).await.unwrap();
        let order = wire(self.shop.call(&by, sales::get_order, json!({ "order_id": order["id"] })).await.unwrap());
        self.record(order);
        let paid = &mut self.books.sold.last_mut().unwrap().paid;
        paid.push(("card given back".into(), -500));
    }
}

async fn random_days(shop: Shop, seed: u64) {
    let mut story = Story::begin(shop, seed).await;
    for _ in 0..TURNS {
        let minutes = story.dice.below(200) as i64;
        story.shop.clock.advance(TimeDelta::minutes(minutes));
        story.turn().await;
    }
    // The night in which 01:00 is followed by 02:00, and the hour at which the business day changes.
    for at in ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29T02:59:59Z", "2026-03-29T03:00:00Z"] {
        story.set_clock(at);
        story.sell().await;
    }
    assert_eq!(reports::compare_days(&story.shop.app).await.unwrap(), []);

    let date = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let (first, last) = (date("2026-03-20"), date("2026-04-05"));
    story.check(first, last).await;
    for _ in 0..3 {
        let from = first + Days::new(story.dice.below(12));
        let to = from + Days::new(story.dice.below(5));
        story.check(from, to).await;
    }
    for day in first.iter_days().take(12) {
        story.check_day(day).await;
    }
    for at in ["2026-04-04T02:30:00Z", "2026-04-04T20:30:00Z", "2026-04-05T02:59:00Z"] {
        story.set_clock(at);
        story.sell().await;
        story.check_dashboard().await;
    }

    by_hand(&story.shop, "update day_product set net_minor = net_minor - 1 where business_date = '2026-03-28'").await;
    let differences = reports::compare_days(&story.shop.app).await.unwrap();
    assert!(!differences.is_empty());
    assert!(
        differences.iter().all(|row| row.table == "day_product" && row.key.contains("2026-03-28")),
        "{differences:?}"
    );
    reports::rebuild_days(&story.shop.app).await.unwrap();
    assert_eq!(reports::compare_days(&story.shop.app).await.unwrap(), []);
    story.check(first, last).await;
}

stories! {
    async fn every_report_agrees_with_the_orders_taxed_line_by_line(shop: Shop) {
        random_days(shop, 2026).await;
    }

    async fn every_report_agrees_with_the_orders_taxed_on_their_totals(shop: Shop) {
        random_days(shop, 77).await;
    }
}
