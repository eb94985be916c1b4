//! Sales by day, week or month, by hour, by weekday and by cashier, and what is left of them.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;

use super::figures::{MarginFigures, SalesFigures, Sums, percent};
use super::range::{GroupBy, Period, Range, look, ranged_input};
use super::store::{self, Of};
use crate::app::App;
use crate::auth::{Permit, SeeReports};
use crate::currency::Currency;
use crate::db::Session;
use crate::error::Result;
use crate::id::Id;
use crate::money::Money;

ranged_input! {
    /// Which days, put together how.
    pub struct GetSalesReport {
        /// Left out: day.
        group_by: Option<GroupBy>,
        till_id: Option<Id>,
        cashier_id: Option<Id>,
    }
}

ranged_input! {
    /// Which days.
    pub struct GetHoursReport {
        till_id: Option<Id>,
        cashier_id: Option<Id>,
    }
}

ranged_input! {
    /// Which days.
    pub struct GetCashiersReport {
        till_id: Option<Id>,
    }
}

/// What was sold, period by period.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct SalesReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// How days are put together.
    pub group_by: GroupBy,
    /// Every period, also those without a sale.
    pub data: Vec<SalesPeriod>,
    /// All of them.
    pub totals: SalesFigures,
}

/// What was sold in a period.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct SalesPeriod {
    /// Which.
    #[serde(flatten)]
    pub period: Period,
    /// What was sold.
    #[serde(flatten)]
    pub figures: SalesFigures,
}

/// What was sold, by day, week or month: completed orders on their business date, refunds on theirs.
///
/// Errors: `invalid`.
pub async fn get_sales_report(app: &App, _by: Permit<SeeReports>, input: GetSalesReport) -> Result<SalesReport> {
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let group_by = input.group_by.unwrap_or(GroupBy::Day);
    let of = Of { till_id: input.till_id, cashier_id: input.cashier_id };
    let (periods, totals) = by_period(&mut reader, range, group_by, of).await?;
    Ok(SalesReport {
        from: range.from,
        to: range.to,
        group_by,
        data: periods
            .into_iter()
            .map(|(period, sums)| SalesPeriod { period, figures: sums.figures(shop.currency) })
            .collect(),
        totals: totals.figures(shop.currency),
    })
}

/// Every period of a range with its sums, and those of all.
async fn by_period(
    db: &mut impl Session,
    range: Range,
    group_by: GroupBy,
    of: Of,
) -> Result<(Vec<(Period, Sums)>, Sums)> {
    let days = store::days(db, range, of).await?;
    let mut periods: Vec<(Period, Sums)> =
        range.periods(group_by).into_iter().map(|period| (period, Sums::default())).collect();
    for day in &days {
        let place = periods.partition_point(|(period, _)| period.period_to < day.business_date);
        if let Some((_, sums)) = periods.get_mut(place) {
            sums.add(&day.sums);
        }
    }
    Ok((periods, Sums::of(days.iter().map(|day| &day.sums))))
}

/// What was left of the sales, period by period.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct MarginReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// How days are put together.
    pub group_by: GroupBy,
    /// Every period, also those without a sale.
    pub data: Vec<MarginPeriod>,
    /// All of them.
    pub totals: MarginFigures,
}

/// What was left of a period's sales.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct MarginPeriod {
    /// Which.
    #[serde(flatten)]
    pub period: Period,
    /// What was left.
    #[serde(flatten)]
    pub figures: MarginFigures,
}

/// What is left of the sales when the goods are paid for, at the cost prices of the day of the sale.
///
/// Errors: `invalid`.
pub async fn get_margin_report(app: &App, _by: Permit<SeeReports>, input: GetSalesReport) -> Result<MarginReport> {
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let group_by = input.group_by.unwrap_or(GroupBy::Day);
    let of = Of { till_id: input.till_id, cashier_id: input.cashier_id };
    let (periods, totals) = by_period(&mut reader, range, group_by, of).await?;
    Ok(MarginReport {
        from: range.from,
        to: range.to,
        group_by,
        data: periods
            .into_iter()
            .map(|(period, sums)| MarginPeriod { period, figures: sums.margin(shop.currency) })
            .collect(),
        totals: totals.margin(shop.currency),
    })
}

/// When it is busy.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct HoursReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// All hours, beginning with the one at which the shop's day begins.
    pub hours: Vec<HourFigures>,
    /// Monday to Sunday, by business date.
    pub weekdays: Vec<WeekdayFigures>,
    /// All of them.
    pub totals: SalesFigures,
}

/// What was sold in an hour of the day.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct HourFigures {
    /// 0 to 23, by the shop's clock.
    pub hour: i64,
    /// What was sold.
    #[serde(flatten)]
    pub figures: SalesFigures,
}

/// What was sold on a day of the week.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct WeekdayFigures {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u32,
    /// How many such days the report covers.
    pub days: i64,
    /// What was sold.
    #[serde(flatten)]
    pub figures: SalesFigures,
}

/// The hours of a day of the shop, in the order in which they pass.
pub(super) fn hours_of_day(day_cutover_hour: u8) -> impl Iterator<Item = i64> {
    (0..24).map(move |passed| (i64::from(day_cutover_hour) + passed) % 24)
}

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// What was sold by hour and by day of the week.
///
/// Errors: `invalid`.
pub async fn get_hours_report(app: &App, _by: Permit<SeeReports>, input: GetHoursReport) -> Result<HoursReport> {
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let of = Of { till_id: input.till_id, cashier_id: input.cashier_id };
    let parts = store::hours(&mut reader, range, of).await?;
    let hour = |hour| {
        let sums = Sums::of(parts.iter().filter(|part| part.hour == hour).map(|part| &part.sums));
        HourFigures { hour, figures: sums.figures(shop.currency) }
    };
    let weekday = |weekday: Weekday| {
        let on_it = parts.iter().filter(|part| part.business_date.weekday() == weekday);
        WeekdayFigures {
            weekday: weekday.number_from_monday(),
            days: range.count_of(weekday),
            figures: Sums::of(on_it.map(|part| &part.sums)).figures(shop.currency),
        }
    };
    Ok(HoursReport {
        from: range.from,
        to: range.to,
        hours: hours_of_day(shop.day_cutover_hour).map(hour).collect(),
        weekdays: WEEK.into_iter().map(weekday).collect(),
        totals: Sums::of(parts.iter().map(|part| &part.sums)).figures(shop.currency),
    })
}

/// Who sold what.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CashiersReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// Who sold or gave back anything, the highest total first.
    pub data: Vec<CashierFigures>,
    /// All of them.
    pub totals: SalesFigures,
}

/// What a cashier sold, and gave back.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CashierFigures {
    /// The user.
    pub cashier_id: Id,
    /// The name, as it is now.
    pub cashier_name: String,
    /// What was sold.
    #[serde(flatten)]
    pub figures: SalesFigures,
}

/// Each cashier's sums with the name, the highest total first.
async fn named_cashiers(db: &mut impl Session, range: Range, of: Of) -> Result<Vec<(Id, String, Sums)>> {
    let mut found = store::cashiers(db, range, of).await?;
    found.sort_by_key(|cashier| (std::cmp::Reverse(cashier.sums.total_minor), cashier.cashier_id));
    let names = store::names(db, found.iter().map(|cashier| cashier.cashier_id)).await?;
    let name_of = |id| names.iter().find(|(other, _)| *other == id).map(|(_, name)| name.clone()).unwrap_or_default();
    Ok(found.into_iter().map(|row| (row.cashier_id, name_of(row.cashier_id), row.sums)).collect())
}

/// What each cashier sold and gave back.
///
/// Errors: `invalid`.
pub async fn get_cashiers_report(
    app: &App,
    _by: Permit<SeeReports>,
    input: GetCashiersReport,
) -> Result<CashiersReport> {
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let (data, totals) = cashier_figures(&mut reader, range, input.till_id, shop.currency).await?;
    Ok(CashiersReport { from: range.from, to: range.to, data, totals: totals.figures(shop.currency) })
}

/// The cashiers' figures, and the sums of all.
pub(super) async fn cashier_figures(
    db: &mut impl Session,
    range: Range,
    till_id: Option<Id>,
    currency: Currency,
) -> Result<(Vec<CashierFigures>, Sums)> {
    let cashiers = named_cashiers(db, range, Of { till_id, cashier_id: None }).await?;
    let totals = Sums::of(cashiers.iter().map(|(_, _, sums)| sums));
    let figures = |(cashier_id, cashier_name, sums): (Id, String, Sums)| CashierFigures {
        cashier_id,
        cashier_name,
        figures: sums.figures(currency),
    };
    Ok((cashiers.into_iter().map(figures).collect(), totals))
}

/// Who gave which discounts.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct DiscountsReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// By cashier, the highest total first.
    pub data: Vec<CashierDiscounts>,
    /// All of them.
    pub totals: DiscountFigures,
}

/// The discounts of a cashier.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CashierDiscounts {
    /// The user.
    pub cashier_id: Id,
    /// The name, as it is now.
    pub cashier_name: String,
    /// How much was given.
    #[serde(flatten)]
    pub figures: DiscountFigures,
}

/// How much discount was given.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct DiscountFigures {
    /// Completed orders.
    pub orders: i64,
    /// Those with any discount.
    pub discounted_orders: i64,
    /// Before any discount.
    pub gross: Money,
    /// Line and order discounts.
    pub discount: Money,
    /// Of `gross`, with two decimals; null when nothing was sold.
    pub discount_percent: Option<String>,
}

impl DiscountFigures {
    fn of(sums: &Sums, currency: Currency) -> Self {
        Self {
            orders: sums.orders,
            discounted_orders: sums.discounted_orders,
            gross: currency.money(sums.gross_minor),
            discount: currency.money(sums.discount_minor),
            discount_percent: percent(sums.discount_minor, sums.gross_minor),
        }
    }
}

/// Which cashier gave how much discount.
///
/// Errors: `invalid`.
pub async fn get_discounts_report(
    app: &App,
    _by: Permit<SeeReports>,
    input: GetCashiersReport,
) -> Result<DiscountsReport> {
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let of = Of { till_id: input.till_id, cashier_id: None };
    let cashiers = named_cashiers(&mut reader, range, of).await?;
    let totals = Sums::of(cashiers.iter().map(|(_, _, sums)| sums));
    let data = cashiers.into_iter().map(|(cashier_id, cashier_name, sums)| CashierDiscounts {
        cashier_id,
        cashier_name,
        figures: DiscountFigures::of(&sums, shop.currency),
    });
    Ok(DiscountsReport {
        from: range.from,
        to: range.to,
        data: data.collect(),
        totals: DiscountFigures::of(&totals, shop.currency),
    })
}
