//! Some months of the sample shop's past: real sales, returns, cancelled orders and deliveries, through the same
//! operations as at the counter, by a clock that is set to each day in turn.

use chrono::{DateTime, Datelike, Days, TimeDelta, TimeZone, Utc, Weekday};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::{self, Caller};
use crate::catalog::{self, Product};
use crate::clock::Clock;
use crate::customers;
use crate::error::{Error, Result};
use crate::inventory;
use crate::payments;
use crate::sales::{self, Order};
use crate::settings;
use crate::setup::{DemoShop, load_demo_shop};
use crate::wire::{Nothing, decode};

/// The same past every time, so that two sample shops can be compared.
const SEED: u64 = 2026;
/// The hours the sample shop is open, by its own clock.
const OPENS: u32 = 7;
const OPEN_MINUTES: u32 = 12 * 60;
/// What a delivery brings of a product that ran low.
const DELIVERY: &str = "40";

/// What the sample shop has done so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct DemoPast {
    /// Orders that were paid.
    pub sales: u32,
    /// Returns of goods.
    pub returns: u32,
    /// Orders that were given up.
    pub cancelled: u32,
    /// Deliveries of one product.
    pub deliveries: u32,
}

/// Fills an empty database with the sample shop and this many days of its past, up to yesterday.
///
/// # Errors
/// As [`load_demo_shop`].
pub async fn load_demo_with_past(app: &App, days: u16) -> Result<(DemoShop, DemoPast)> {
    let today = app.clock.now();
    let opened = today - Days::new(u64::from(days));
    let then = app.by_clock(Clock::fixed(opened));
    let shop = load_demo_shop(&then, Caller::nobody().permit()?, Nothing {}).await?;
    let mut past = Past { app: then, rng: Rng::with_seed(SEED), done: DemoPast::default(), sold: Vec::new() };
    for day in 0..u64::from(days) {
        past.day(opened + Days::new(day)).await?;
    }
    Ok((shop, past.done))
}

struct Past {
    app: App,
    rng: Rng,
    done: DemoPast,
    /// Orders that may still come back.
    sold: Vec<Order>,
}

impl Past {
    async fn day(&mut self, date: DateTime<Utc>) -> Result<()> {
        let shop = settings::store::shop(&mut self.app.db.read()).await?;
        let local = date.with_timezone(&shop.time_zone).date_naive();
        let opening = local.and_hms_opt(OPENS, 0, 0).expect("an hour of the day");
        let opening = shop.time_zone.from_local_datetime(&opening).earliest().map_or(date, |time| time.to_utc());
        self.set_clock(opening);
        let officer = self.sign_in("inventory1", "inventory123").await?;
        self.deliver(&officer).await?;
        let cashier = self.sign_in("cashier1", "cashier123").await?;
        let manager = self.sign_in("manager1", "manager123").await?;
        let products = self.products(&cashier).await?;
        let buyers = self.customers(&cashier).await?;
        let sales = match local.weekday() {
            Weekday::Sat => self.rng.u32(38..60),
            Weekday::Fri | Weekday::Sun => self.rng.u32(28..45),
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu => self.rng.u32(18..34),
        };
        let mut minutes: Vec<u32> = (0..sales).map(|_| self.rng.u32(0..OPEN_MINUTES)).collect();
        minutes.sort_unstable();
        for minute in minutes {
            self.set_clock(opening + TimeDelta::minutes(i64::from(minute)));
            match self.rng.u32(0..60) {
                0 => self.give_up(&cashier, &manager, &products).await?,
                1 => self.bring_back(&manager).await?,
                _ => self.sell(&cashier, &products, &buyers).await?,
            }
        }
        for caller in [officer, cashier, manager] {
            auth::logout(&self.app, caller.permit()?, Nothing {}).await?;
        }
        Ok(())
    }

    fn set_clock(&self, at: DateTime<Utc>) {
        self.app.clock.advance(at - self.app.clock.now());
    }

    async fn sign_in(&self, username: &str, password: &str) -> Result<Caller> {
        let input = decode(json!({ "username": username, "password": password }))?;
        let session = auth::login(&self.app, Caller::nobody().permit()?, input).await?;
        self.app.caller(Some(&session.access_token)).await
    }

    async fn products(&self, by: &Caller) -> Result<Vec<Product>> {
        let mut products = Vec::new();
        let mut input = json!({ "limit": 200 });
        loop {
            let page = catalog::list_products(&self.app, by.permit()?, decode(input.clone())?).await?;
            products.extend(page.data);
            match page.next_cursor {
                Some(cursor) => input["cursor"] = json!(cursor),
                None => return Ok(products),
            }
        }
    }

    async fn customers(&self, by: &Caller) -> Result<Vec<Value>> {
        let page = customers::list_customers(&self.app, by.permit()?, decode(json!({ "limit": 200 }))?).await?;
        Ok(page.data.into_iter().map(|customer| json!(customer.id)).collect())
    }

    /// What ran low is delivered before the shop opens.
    async fn deliver(&mut self, by: &Caller) -> Result<()> {
        let low = catalog::list_low_stock(&self.app, by.permit()?, decode(json!({ "limit": 200 }))?).await?;
        for product in low.data {
            let input = json!({ "product_id": product.id, "quantity": DELIVERY, "reason": "purchase", "reference": "Delivery" });
            inventory::create_inventory_log(&self.app, by.permit()?, decode(input)?).await?;
            self.done.deliveries += 1;
        }
        Ok(())
    }

    fn items(&mut self, products: &[Product]) -> Vec<Value> {
        let favourites: Vec<&Product> = products.iter().filter(|product| product.is_favourite).collect();
        let mut items = Vec::new();
        for _ in 0..self.rng.u32(1..6) {
            let product = if self.rng.u32(0..10) < 6 && !favourites.is_empty() {
                favourites[self.rng.usize(0..favourites.len())]
            } else {
                &products[self.rng.usize(0..products.len())]
            };
            let quantity = match product.sold_by_weight {
                true => format!("{:.3}", f64::from(self.rng.u32(150..1500)) / 1000.0),
                false => self.rng.u32(1..3).to_string(),
            };
            let mut item = json!({ "product_id": product.id, "quantity": quantity });
            if self.rng.u32(0..25) == 0 {
                item["discount_percent"] = json!("10");
            }
            items.push(item);
        }
        items
    }

    async fn sell(&mut self, by: &Caller, products: &[Product], buyers: &[Value]) -> Result<()> {
        let mut ticket = json!({ "items": self.items(products) });
        let quote = sales::quote_order(&self.app, by.permit()?, decode(ticket.clone())?).await?;
        ticket["payments"] = match self.rng.u32(0..20) {
            0 => json!([{ "method": "mobile", "amount": quote.total }]),
            1..12 => {
                json!([{ "method": "card", "amount": quote.total, "reference": format!("T{:06}", self.rng.u32(0..1_000_000)) }])
            }
            _ => {
                json!([{ "method": "cash", "amount": quote.quick_cash.first().copied().unwrap_or(quote.cash_payable) }])
            }
        };
        if self.rng.u32(0..3) == 0 && !buyers.is_empty() {
            ticket["customer_id"] = buyers[self.rng.usize(0..buyers.len())].clone();
        }
        match sales::checkout(&self.app, by.permit()?, decode(ticket)?).await {
            Ok(done) => {
                self.done.sales += 1;
                self.sold.push(done.order);
                Ok(())
            }
            // The shelf is empty until tomorrow's delivery: this customer leaves.
            Err(Error::OutOfStock { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn give_up(&mut self, cashier: &Caller, manager: &Caller, products: &[Product]) -> Result<()> {
        let ticket = json!({ "items": self.items(products) });
        match sales::create_order(&self.app, cashier.permit()?, decode(ticket)?).await {
            Ok(order) => {
                let which = json!({ "order_id": order.id, "reason": "Changed their mind" });
                sales::cancel_order(&self.app, manager.permit()?, decode(which)?).await?;
                self.done.cancelled += 1;
                Ok(())
            }
            Err(Error::OutOfStock { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn bring_back(&mut self, by: &Caller) -> Result<()> {
        if self.sold.is_empty() {
            return Ok(());
        }
        let order = self.sold.swap_remove(self.rng.usize(0..self.sold.len()));
        let item = &order.items[self.rng.usize(0..order.items.len())];
        let input = json!({
            "order_id": order.id, "reason": "Not what they wanted",
            "items": [{ "order_item_id": item.id, "quantity": item.quantity, "restock": !item.sold_by_weight }],
        });
        payments::return_items(&self.app, by.permit()?, decode(input)?).await?;
        self.done.returns += 1;
        Ok(())
    }
}
