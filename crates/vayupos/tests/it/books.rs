//! The books of a shop kept a second time, in plain arithmetic from what its orders say, to hold against the reports.
//!
//! Whoever adds a kind of event to the story of the books records it here as a [`Sold`] or a [`Returned`].

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

/// A completed order.
pub(crate) struct Sold {
    pub(crate) day: NaiveDate,
    pub(crate) hour: i64,
    pub(crate) order: Value,
    /// What each method settled, deposits given back taken off.
    pub(crate) paid: Vec<(String, i64)>,
}

/// A refund of a completed order.
pub(crate) struct Returned {
    pub(crate) day: NaiveDate,
    pub(crate) hour: i64,
    pub(crate) till: String,
    pub(crate) user: String,
    pub(crate) customer: Option<String>,
    pub(crate) items: Vec<ReturnedItem>,
    pub(crate) cash_rounding: i64,
    pub(crate) paid: Vec<(String, i64)>,
}

/// What came back of one product.
pub(crate) struct ReturnedItem {
    pub(crate) product: String,
    pub(crate) quantity_e3: i64,
    pub(crate) restock: bool,
    pub(crate) net: i64,
    /// Name, rate as shown, whether prices contain it, how much.
    pub(crate) taxes: Vec<(String, String, bool, i64)>,
}

impl ReturnedItem {
    fn tax(&self) -> i64 {
        self.taxes.iter().map(|(.., tax)| tax).sum()
    }
}

impl Returned {
    pub(crate) fn net(&self) -> i64 {
        self.items.iter().map(|item| item.net).sum()
    }

    pub(crate) fn tax(&self) -> i64 {
        self.items.iter().map(ReturnedItem::tax).sum()
    }
}

/// The business date and the hour by the wall clock, told another way than the core does.
pub(crate) fn day_and_hour(at: DateTime<Utc>, time_zone: Tz, cutover: u32) -> (NaiveDate, i64) {
    let local = at.with_timezone(&time_zone);
    let today = local.date_naive();
    (if local.hour() < cutover { today.pred_opt().unwrap() } else { today }, i64::from(local.hour()))
}

/// Everything that happened, and what the products cost.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) sold: Vec<Sold>,
    pub(crate) returned: Vec<Returned>,
    /// By product, in ten-thousandths.
    pub(crate) costs: BTreeMap<String, Option<i64>>,
    pub(crate) names: BTreeMap<String, String>,
}

/// A part of the books.
pub(crate) struct Part<'a> {
    books: &'a Books,
    pub(crate) sold: Vec<&'a Sold>,
    pub(crate) returned: Vec<&'a Returned>,
}

pub(crate) fn minor(amount: &Value) -> i64 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

pub(crate) fn e3(quantity: &Value) -> i64 {
    let text = quantity.as_str().unwrap();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<3}").parse().unwrap()
}

pub(crate) fn money(minor: i64) -> String {
    format!("{}{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100)
}

fn quantity(e3: i64) -> String {
    let text = format!("{}.{:03}", e3 / 1000, e3 % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// To the nearest, ties away from zero.
fn nearest(part: i128, whole: i128) -> i64 {
    let sign = if (part < 0) == (whole < 0) { 1 } else { -1 };
    i64::try_from(sign * (part.abs() * 2 + whole.abs()) / (whole.abs() * 2)).unwrap()
}

fn percent(part: i64, whole: i64) -> Value {
    if whole == 0 { Value::Null } else { json!(money(nearest(i128::from(part) * 10_000, whole.into()))) }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl Books {
    pub(crate) fn part(&self, sold: impl Fn(&Sold) -> bool, returned: impl Fn(&Returned) -> bool) -> Part<'_> {
        Part {
            books: self,
            sold: self.sold.iter().filter(|one| sold(one)).collect(),
            returned: self.returned.iter().filter(|one| returned(one)).collect(),
        }
    }

    pub(crate) fn days(&self, from: NaiveDate, to: NaiveDate) -> Part<'_> {
        let within = move |day: NaiveDate| from <= day && day <= to;
        self.part(move |one| within(one.day), move |one| within(one.day))
    }

    fn cost(&self, product: &str, quantity_e3: i64) -> i64 {
        let cost_e4 = self.costs[product].unwrap_or(0);
        nearest(i128::from(cost_e4) * i128::from(quantity_e3), 100_000)
    }
}

impl<'a> Part<'a> {
    /// What of it also is so.
    pub(crate) fn and(&self, sold: impl Fn(&Sold) -> bool, returned: impl Fn(&Returned) -> bool) -> Part<'a> {
        Part {
            books: self.books,
            sold: self.sold.iter().copied().filter(|one| sold(one)).collect(),
            returned: self.returned.iter().copied().filter(|one| returned(one)).collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.sold.is_empty() && self.returned.is_empty()
    }

    fn sum(&self, field: &str) -> i64 {
        self.sold.iter().map(|one| minor(&one.order[field])).sum()
    }

    pub(crate) fn total(&self) -> i64 {
        self.sum("total")
    }

    /// As the reports show it.
    pub(crate) fn figures(&self) -> Value {
        let orders = self.sold.len() as i64;
        let items: i64 = self.sold.iter().map(|one| e3(&one.order["item_count"])).sum();
        let (refund_net, refund_tax): (i64, i64) =
            (self.returned.iter().map(|one| one.net()).sum(), self.returned.iter().map(|one| one.tax()).sum());
        let gross: i64 = self
            .sold
            .iter()
            .flat_map(|one| one.order["items"].as_array().unwrap())
            .map(|item| minor(&item["line_total"]) + minor(&item["discount"]))
            .sum();
        json!({
            "orders": orders, "items": quantity(items), "gross": money(gross),
            "discount": money(self.sum("savings_total")), "net": money(self.sum("net")),
            "tax": money(self.sum("tax_total")), "total": money(self.total()),
            "cash_rounding": money(self.sum("cash_rounding")),
            "average": money(if orders == 0 { 0 } else { nearest(self.total().into(), orders.into()) }),
            "refunds": self.returned.len(), "refund_net": money(refund_net), "refund_tax": money(refund_tax),
            "refund_total": money(refund_net + refund_tax),
            "refund_cash_rounding": money(self.returned.iter().map(|one| one.cash_rounding).sum()),
            "net_sales": money(self.sum("net") - refund_net),
            "total_sales": money(self.total() - refund_net - refund_tax),
        })
    }

    pub(crate) fn discounts(&self) -> Value {
        let figures = self.figures();
        let discounted = self.sold.iter().filter(|one| minor(&one.order["savings_total"]) != 0).count();
        let (gross, discount) = (minor(&figures["gross"]), minor(&figures["discount"]));
        json!({
            "orders": self.sold.len(), "discounted_orders": discounted, "gross": money(gross),
            "discount": money(discount), "discount_percent": percent(discount, gross),
        })
    }

    /// By method, as the reports show it.
    pub(crate) fn methods(&self) -> BTreeMap<String, Value> {
        let mut by: BTreeMap<String, [i64; 4]> = BTreeMap::new();
        for (method, amount) in self.sold.iter().flat_map(|one| &one.paid) {
            // A deposit that went back is less money, and no payment.
            let (method, payments) = match method.strip_suffix(" given back") {
                Some(method) => (method, 0),
                None => (method.as_str(), 1),
            };
            let row = by.entry(method.to_owned()).or_default();
            (row[0], row[1]) = (row[0] + payments, row[1] + amount);
        }
        for (method, amount) in self.returned.iter().flat_map(|one| &one.paid) {
            let row = by.entry(method.clone()).or_default();
            (row[2], row[3]) = (row[2] + 1, row[3] + amount);
        }
        by.into_iter()
            .map(|(method, [payments, amount, refund_payments, refund_amount])| {
                let row = json!({
                    "method": method, "payments": payments, "amount": money(amount),
                    "refund_payments": refund_payments, "refund_amount": money(refund_amount),
                    "balance": money(amount - refund_amount),
                });
                (method, row)
            })
            .collect()
    }

    /// By name and rate, as the reports show it.
    pub(crate) fn taxes(&self) -> BTreeMap<(String, String, bool), Value> {
        let mut by: BTreeMap<(String, String, bool), [i64; 4]> = BTreeMap::new();
        for tax in self.sold.iter().flat_map(|one| one.order["taxes"].as_array().unwrap()) {
            let key = (text(&tax["name"]), text(&tax["rate"]), tax["included"].as_bool().unwrap());
            let row = by.entry(key).or_default();
            (row[0], row[1]) = (row[0] + minor(&tax["net"]), row[1] + minor(&tax["tax"]));
        }
        for item in self.returned.iter().flat_map(|one| &one.items) {
            for (name, rate, included, tax) in &item.taxes {
                let row = by.entry((name.clone(), rate.clone(), *included)).or_default();
                (row[2], row[3]) = (row[2] + item.net, row[3] + tax);
            }
        }
        by.into_iter()
            .map(|(key, [net, tax, refund_net, refund_tax])| {
                let row = json!({
                    "name": key.0, "rate": key.1, "included": key.2, "net": money(net), "tax": money(tax),
                    "refund_net": money(refund_net), "refund_tax": money(refund_tax),
                    "tax_due": money(tax - refund_tax),
                });
                (key, row)
            })
            .collect()
    }

    /// By product: what the reports show, and in how many orders it was.
    pub(crate) fn products(&self) -> BTreeMap<String, (i64, ProductSums)> {
        let mut by: BTreeMap<String, (BTreeSet<String>, ProductSums)> = BTreeMap::new();
        for one in &self.sold {
            let items = one.order["items"].as_array().unwrap();
            let totals: Vec<i64> = items.iter().map(|item| minor(&item["line_total"])).collect();
            let shares = shares(minor(&one.order["discount_total"]), &totals);
            for (item, share) in items.iter().zip(shares) {
                let product = text(&item["product_id"]);
                let cost = self.books.cost(&product, e3(&item["quantity"]));
                let (orders, sums) = by.entry(product.clone()).or_default();
                orders.insert(text(&one.order["id"]));
                sums.add([
                    e3(&item["quantity"]),
                    minor(&item["line_total"]) + minor(&item["discount"]),
                    minor(&item["discount"]) + share,
                    minor(&item["net"]),
                    minor(&item["tax"]),
                    minor(&item["total"]),
                    cost,
                    i64::from(self.books.costs[&product].is_none()),
                    0,
                    0,
                    0,
                    0,
                ]);
            }
        }
        for item in self.returned.iter().flat_map(|one| &one.items) {
            let cost = if item.restock { self.books.cost(&item.product, item.quantity_e3) } else { 0 };
            let (_, sums) = by.entry(item.product.clone()).or_default();
            sums.add([0, 0, 0, 0, 0, 0, 0, 0, item.quantity_e3, item.net, item.tax(), cost]);
        }
        by.into_iter().map(|(product, (orders, sums))| (product, (orders.len() as i64, sums))).collect()
    }

    pub(crate) fn all_products(&self) -> ProductSums {
        let mut all = ProductSums::default();
        self.products().values().for_each(|(_, sums)| all.add(sums.0));
        all
    }
}

/// Quantity, gross, discount, net, tax, total, cost, lines without cost; then of refunds quantity, net, tax, cost.
#[derive(Default, Clone, Copy)]
pub(crate) struct ProductSums([i64; 12]);

impl ProductSums {
    pub(crate) fn add(&mut self, other: [i64; 12]) {
        self.0.iter_mut().zip(other).for_each(|(one, other)| *one += other);
    }

    pub(crate) fn plus(mut self, other: Self) -> Self {
        self.add(other.0);
        self
    }

    pub(crate) fn total(self) -> i64 {
        self.0[5]
    }

    pub(crate) fn margin(self) -> Value {
        let [.., net, _, _, cost, uncosted, _, refund_net, _, refund_cost] = self.0;
        let (net, cost) = (net - refund_net, cost - refund_cost);
        json!({
            "net_sales": money(net), "cost": money(cost), "margin": money(net - cost),
            "margin_percent": percent(net - cost, net), "lines_without_cost": uncosted,
        })
    }

    pub(crate) fn figures(self) -> Value {
        let [sold, gross, discount, net, tax, total, _, _, back, refund_net, refund_tax, _] = self.0;
        let mut row = json!({
            "quantity": quantity(sold), "gross": money(gross), "discount": money(discount), "net": money(net),
            "tax": money(tax), "total": money(total), "refund_quantity": quantity(back),
            "refund_net": money(refund_net), "refund_tax": money(refund_tax),
            "refund_total": money(refund_net + refund_tax),
        });
        merge(&mut row, self.margin());
        row
    }
}

/// Adds the fields of one object to another.
pub(crate) fn merge(row: &mut Value, more: Value) {
    let Value::Object(more) = more else { panic!("{more} is no object") };
    row.as_object_mut().unwrap().extend(more);
}

/// Those fields of a row that an expected one has.
pub(crate) fn fields_of(row: &Value, expected: &Value) -> Value {
    let names = expected.as_object().unwrap().keys();
    Value::Object(names.map(|name| (name.clone(), row[name].clone())).collect::<Map<_, _>>())
}

/// An amount spread over lines by largest remainder.
fn shares(amount: i64, lines: &[i64]) -> Vec<i64> {
    let whole: i64 = lines.iter().sum();
    if whole == 0 {
        return vec![0; lines.len()];
    }
    let mut shares: Vec<i64> = lines.iter().map(|line| amount * line / whole).collect();
    let mut places: Vec<usize> = (0..lines.len()).collect();
    places.sort_by_key(|place| (-(amount * lines[*place] % whole), *place));
    let missing = amount - shares.iter().sum::<i64>();
    places.iter().take(missing as usize).for_each(|place| shares[*place] += 1);
    shares
}

pub(crate) fn weekday(day: NaiveDate) -> u32 {
    day.weekday().number_from_monday()
}
