//! What the reports of a range of days must say, held against the books.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde_json::{Value, json};
use vayupos::{auth, reports};

use crate::books::{Part, ProductSums, day_and_hour, fields_of, merge, minor, money, weekday};
use crate::books_story::{CUTOVER, Story, ZONE};
use crate::shop::wire;

/// The reports of a range, held against the books.
impl Story {
    async fn report<P: auth::Permission, I: serde::de::DeserializeOwned, O: Serialize>(
        &self,
        operation: impl AsyncFn(&vayupos::App, auth::Permit<P>, I) -> vayupos::Result<O>,
        input: Value,
    ) -> Value {
        wire(self.shop.call(&self.owner, operation, input).await.unwrap())
    }

    /// The rows of all pages, two at a time, with the first page.
    async fn rows<P: auth::Permission, I: serde::de::DeserializeOwned, O: Serialize>(
        &self,
        operation: impl AsyncFn(&vayupos::App, auth::Permit<P>, I) -> vayupos::Result<O>,
        range: &Value,
    ) -> (Vec<Value>, Value) {
        let mut input = range.clone();
        input["limit"] = json!(2);
        let first = self.report(&operation, input.clone()).await;
        let (mut rows, mut page) = (Vec::new(), first.clone());
        loop {
            rows.extend(page["data"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(cursor) => input["cursor"] = json!(cursor),
                None => return (rows, first),
            }
            page = self.report(&operation, input.clone()).await;
            assert_eq!(page["totals"], first["totals"]);
        }
    }

    pub(crate) async fn check(&self, from: NaiveDate, to: NaiveDate) {
        let range = json!({ "from": from, "to": to });
        let part = self.books.days(from, to);
        self.check_sales(&range, &part).await;
        self.check_people(&range, &part).await;
        self.check_products(&range, &part).await;
        self.check_money(&range, &part).await;
    }

    async fn check_sales(&self, range: &Value, part: &Part<'_>) {
        for group_by in ["day", "week", "month"] {
            let mut input = range.clone();
            input["group_by"] = json!(group_by);
            let report = self.report(reports::get_sales_report, input.clone()).await;
            assert_eq!(report["totals"], part.figures());
            let margin = self.report(reports::get_margin_report, input).await;
            assert_eq!(margin["totals"], part.all_products().margin());
            let mut next: NaiveDate = range["from"].as_str().unwrap().parse().unwrap();
            for (row, left) in report["data"].as_array().unwrap().iter().zip(margin["data"].as_array().unwrap()) {
                let day = |name: &str| -> NaiveDate { row[name].as_str().unwrap().parse().unwrap() };
                let (first, last) = (day("period_from"), day("period_to"));
                assert_eq!(first, next, "periods follow one another");
                next = last + Days::new(1);
                let within = |day: NaiveDate| first <= day && day <= last;
                let of_period = part.and(|one| within(one.day), |one| within(one.day));
                assert_eq!(fields_of(row, &of_period.figures()), of_period.figures());
                let expected = of_period.all_products().margin();
                assert_eq!(fields_of(left, &expected), expected);
            }
            assert_eq!(json!(next - Days::new(1)), range["to"]);
        }
        let report = self.report(reports::get_hours_report, range.clone()).await;
        assert_eq!(report["totals"], part.figures());
        let hours = report["hours"].as_array().unwrap();
        assert_eq!((hours.len(), &hours[0]["hour"]), (24, &json!(CUTOVER)));
        for row in hours {
            let hour = row["hour"].as_i64().unwrap();
            let expected = part.and(|one| one.hour == hour, |one| one.hour == hour).figures();
            assert_eq!(fields_of(row, &expected), expected);
        }
        for row in report["weekdays"].as_array().unwrap() {
            let on_it = |day| json!(weekday(day)) == row["weekday"];
            let expected = part.and(|one| on_it(one.day), |one| on_it(one.day)).figures();
            assert_eq!(fields_of(row, &expected), expected);
        }
    }

    async fn check_people(&self, range: &Value, part: &Part<'_>) {
        let cashiers = self.report(reports::get_cashiers_report, range.clone()).await;
        let discounts = self.report(reports::get_discounts_report, range.clone()).await;
        assert_eq!((&cashiers["totals"], &discounts["totals"]), (&part.figures(), &part.discounts()));
        for (_, user, till) in &self.cashiers {
            let of_user = part.and(|one| one.order["cashier"]["id"] == json!(user), |one| one.user == *user);
            let row = |report: &Value| {
                report["data"].as_array().unwrap().iter().find(|row| row["cashier_id"] == json!(user)).cloned()
            };
            assert_eq!(row(&cashiers).is_some(), !of_user.is_empty());
            if let (Some(sales), Some(given)) = (row(&cashiers), row(&discounts)) {
                assert_eq!(fields_of(&sales, &of_user.figures()), of_user.figures());
                assert_eq!(fields_of(&given, &of_user.discounts()), of_user.discounts());
            }
            let mut input = range.clone();
            merge(&mut input, json!({ "till_id": till, "cashier_id": user }));
            let of_both = of_user.and(|one| one.order["till"]["id"] == json!(till), |one| one.till == *till);
            let filtered = self.report(reports::get_sales_report, input).await;
            assert_eq!(filtered["totals"], of_both.figures());
        }
        let (rows, report) = self.rows(reports::get_customers_report, range).await;
        assert_eq!(report["customers"], json!(rows.len()));
        let mut totals: Vec<i64> = rows.iter().map(|row| minor(&row["total"])).collect();
        assert!(totals.is_sorted_by(|one, next| one >= next));
        totals.push(minor(&report["without_customer"]["total"]));
        assert_eq!(totals.iter().sum::<i64>(), part.total());
        for row in &rows {
            let of = part.and(
                |one| one.order["customer_id"] == row["customer_id"],
                |one| json!(one.customer) == row["customer_id"],
            );
            let figures = of.figures();
            for field in ["orders", "total", "refunds", "refund_total"] {
                assert_eq!(row[field], figures[field], "{field}");
            }
            assert_eq!(row["last_order"], json!(of.sold.iter().map(|one| one.day).max()));
        }
        let (refunds, report) = self.rows(reports::get_refunds_report, range).await;
        assert_eq!(refunds.len(), part.returned.len());
        let sum: i64 = refunds.iter().map(|row| minor(&row["total"])).sum();
        assert_eq!(
            (json!(money(sum)), &report["totals"]["total"]),
            (part.figures()["refund_total"].clone(), &json!(money(sum)))
        );
    }

    async fn check_products(&self, range: &Value, part: &Part<'_>) {
        let products = part.products();
        let (rows, page) = self.rows(reports::list_product_sales, range).await;
        assert_eq!((&page["totals"], &page["products"]), (&part.all_products().figures(), &json!(products.len())));
        assert_eq!(rows.len(), products.len());
        assert!(rows.is_sorted_by_key(|row| -minor(&row["total"])));
        for row in &rows {
            let (orders, sums) = &products[row["product_id"].as_str().unwrap()];
            assert_eq!(fields_of(row, &sums.figures()), sums.figures());
            assert_eq!(row["orders"], json!(orders));
        }
        let report = self.report(reports::get_categories_report, range.clone()).await;
        assert_eq!(report["totals"], part.all_products().figures());
        let mut of_categories: BTreeMap<Option<String>, ProductSums> = BTreeMap::new();
        for (product, (_, sums)) in products {
            let category = of_categories.entry(self.categories[&product].clone()).or_default();
            *category = category.plus(sums);
        }
        let rows = report["data"].as_array().unwrap();
        assert_eq!(rows.len(), of_categories.len());
        for row in rows {
            let expected = of_categories[&row["category_id"].as_str().map(str::to_owned)].figures();
            assert_eq!(fields_of(row, &expected), expected);
        }
        assert_eq!(part.all_products().total(), part.total(), "products and orders come to the same");
    }

    async fn check_money(&self, range: &Value, part: &Part<'_>) {
        let report = self.report(reports::get_methods_report, range.clone()).await;
        let methods: Vec<Value> = part.methods().into_values().collect();
        let mut told = report["methods"].as_array().unwrap().clone();
        told.sort_by_key(|row| row["method"].as_str().unwrap().to_owned());
        assert_eq!(told, methods);
        let figures = part.figures();
        let due = minor(&figures["total"]) + minor(&figures["cash_rounding"]);
        assert_eq!(report["totals"]["amount"], json!(money(due)), "Σ payments = Σ totals + Σ rounding");
        let back = minor(&figures["refund_total"]) + minor(&figures["refund_cash_rounding"]);
        assert_eq!(report["totals"]["refund_amount"], json!(money(back)));
        let mut by_day = range.clone();
        by_day["group_by"] = json!("day");
        let by_day = self.report(reports::get_methods_report, by_day).await;
        for row in by_day["data"].as_array().unwrap() {
            let on_it = |day: NaiveDate| json!(day) == row["period_from"];
            let expected =
                &part.and(|one| on_it(one.day), |one| on_it(one.day)).methods()[row["method"].as_str().unwrap()];
            assert_eq!(fields_of(row, expected), *expected);
        }

        let report = self.report(reports::get_taxes_report, range.clone()).await;
        let mut told = report["taxes"].as_array().unwrap().clone();
        told.sort_by_key(|row| (row["name"].as_str().unwrap().to_owned(), row["rate"].as_str().unwrap().to_owned()));
        assert_eq!(told, part.taxes().into_values().collect::<Vec<_>>());
        assert_eq!((&report["tax"], &report["refund_tax"]), (&figures["tax"], &figures["refund_tax"]));
    }

    pub(crate) async fn check_day(&self, day: NaiveDate) {
        let part = self.books.days(day, day);
        let summary = self.report(reports::get_daily_summary, json!({ "date": day })).await;
        assert_eq!(summary["sales"], part.figures());
        let cash = part.methods().get("cash").map_or(0, |row| minor(&row["balance"]));
        assert_eq!(summary["expected_cash"], json!(money(cash)));
        assert_eq!(summary["taxes"].as_array().unwrap().len(), part.taxes().len());
        let hours = summary["hours"].as_array().unwrap();
        assert_eq!(hours.iter().map(|row| minor(&row["total"])).sum::<i64>(), part.total());
        let best = part.products().values().map(|(_, sums)| sums.total()).max().unwrap_or(0);
        assert_eq!(
            summary["top_products"][0]["total"].as_str().map_or(0, |_| minor(&summary["top_products"][0]["total"])),
            best
        );
    }

    /// Today beside the same day of last week, up to this hour.
    pub(crate) async fn check_dashboard(&self) {
        let (today, hour) = day_and_hour(self.now(), ZONE, CUTOVER);
        let week_ago = today - Days::new(7);
        let passed = |hour: i64| (hour + 24 - i64::from(CUTOVER)) % 24;
        let dashboard = self.report(reports::get_dashboard, json!({})).await;
        assert_eq!((&dashboard["date"], &dashboard["hour"]), (&json!(today), &json!(hour)));
        assert_eq!(dashboard["today"], self.books.days(today, today).figures());
        let then = self.books.days(week_ago, week_ago);
        let so_far = then.and(|one| passed(one.hour) <= passed(hour), |one| passed(one.hour) <= passed(hour));
        assert_eq!(dashboard["last_week"], so_far.figures());
        let whole: i64 = dashboard["hours"].as_array().unwrap().iter().map(|row| minor(&row["last_week_total"])).sum();
        assert_eq!(whole, then.total());
    }
}
