//! A day on one page, and how today is going.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::figures::{SalesFigures, Sums};
use super::ledger_store;
use super::money_in::{MethodTotal, TaxTotal, method_totals, tax_totals};
use super::products::ProductSalesRow;
use super::range::{Range, look};
use super::sales::{CashierFigures, HourFigures, cashier_figures, hours_of_day};
use super::store::{self, HourSums, Of};
use crate::app::App;
use crate::auth::{Permit, SeeReports};
use crate::error::Result;
use crate::money::Money;
use crate::sales::tender::Method;
use crate::settings::Shop;
use crate::wire::Nothing;

/// Products of a daily summary.
const TOP_OF_DAY: i64 = 10;
/// Products on the dashboard.
const TOP_OF_NOW: i64 = 5;

/// Which day.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetDailySummary {
    /// A business date. Left out: today, by the shop's clock.
    date: Option<NaiveDate>,
}

/// A day on one page.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct DailySummary {
    /// The business date.
    pub date: NaiveDate,
    /// What was sold and given back.
    pub sales: SalesFigures,
    /// How it was paid.
    pub methods: Vec<MethodTotal>,
    /// What cash sales brought less what refunds took: what the day added to the drawers.
    pub expected_cash: Money,
    /// The taxes.
    pub taxes: Vec<TaxTotal>,
    /// The products with the highest totals.
    pub top_products: Vec<ProductSalesRow>,
    /// The hours in which anything happened, in the order in which they passed.
    pub hours: Vec<HourFigures>,
    /// Who sold, the highest total first.
    pub cashiers: Vec<CashierFigures>,
}

/// One business date: sales, refunds, payments, taxes, best products, hours and cashiers.
///
/// Errors: `invalid`.
pub async fn get_daily_summary(app: &App, _by: Permit<SeeReports>, input: GetDailySummary) -> Result<DailySummary> {
    let (mut reader, shop, until) = look(app, None, input.date).await?;
    let range = Range::day(until.to);
    let currency = shop.currency;
    let hours = store::hours(&mut reader, range, Of::default()).await?;
    let methods = store::methods(&mut reader, range, None).await?;
    let cash = methods.iter().filter(|row| row.method == Method::Cash);
    let expected_cash = cash.map(|row| row.amount_minor - row.refund_amount_minor).sum();
    let taxes = store::taxes(&mut reader, range, None).await?;
    let top = store::products(&mut reader, range, "", None, TOP_OF_DAY).await?;
    let (cashiers, _) = cashier_figures(&mut reader, range, None, currency).await?;
    let happened = |hour: i64| {
        let part = hours.iter().find(|part| part.hour == hour)?;
        Some(HourFigures { hour, figures: part.sums.figures(currency) })
    };
    Ok(DailySummary {
        date: range.to,
        sales: Sums::of(hours.iter().map(|part| &part.sums)).figures(currency),
        methods: method_totals(&methods, currency),
        expected_cash: currency.money(expected_cash),
        taxes: tax_totals(&taxes, currency),
        top_products: top.into_iter().map(|row| ProductSalesRow::of(row, currency)).collect(),
        hours: hours_of_day(shop.day_cutover_hour).filter_map(happened).collect(),
        cashiers,
    })
}

/// How today is going.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Dashboard {
    /// Today's business date.
    pub date: NaiveDate,
    /// The hour it is, by the shop's clock.
    pub hour: i64,
    /// Today so far.
    pub today: SalesFigures,
    /// The same day of last week.
    pub compared_with: NaiveDate,
    /// That day up to the end of this hour.
    pub last_week: SalesFigures,
    /// All hours, beginning with the one at which the shop's day begins.
    pub hours: Vec<DashboardHour>,
    /// The products with the highest totals today.
    pub top_products: Vec<ProductSalesRow>,
    /// Products that should be ordered.
    pub low_stock: i64,
}

/// An hour of today beside that of last week.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct DashboardHour {
    /// 0 to 23, by the shop's clock.
    pub hour: i64,
    /// Orders today.
    pub orders: i64,
    /// What they came to.
    pub total: Money,
    /// Orders on the same day of last week.
    pub last_week_orders: i64,
    /// What those came to.
    pub last_week_total: Money,
}

/// Today so far, against the same day of last week up to this hour.
pub async fn get_dashboard(app: &App, _by: Permit<SeeReports>, _input: Nothing) -> Result<Dashboard> {
    let (mut reader, shop, until) = look(app, None, None).await?;
    let currency = shop.currency;
    let today = until.to;
    let week_ago = today.checked_sub_days(Days::new(7)).unwrap_or(today);
    let hour = i64::from(shop.local_hour(app.clock.now()));
    let now = store::hours(&mut reader, Range::day(today), Of::default()).await?;
    let then = store::hours(&mut reader, Range::day(week_ago), Of::default()).await?;
    let so_far = passed(&shop, hour);
    let then_so_far = then.iter().filter(|part| passed(&shop, part.hour) <= so_far);
    let hours = hours_of_day(shop.day_cutover_hour).map(|hour| {
        let (now, then) = (in_hour(&now, hour), in_hour(&then, hour));
        DashboardHour {
            hour,
            orders: now.orders,
            total: currency.money(now.total_minor),
            last_week_orders: then.orders,
            last_week_total: currency.money(then.total_minor),
        }
    });
    let top = store::products(&mut reader, Range::day(today), "", None, TOP_OF_NOW).await?;
    Ok(Dashboard {
        date: today,
        hour,
        today: Sums::of(now.iter().map(|part| &part.sums)).figures(currency),
        compared_with: week_ago,
        last_week: Sums::of(then_so_far.map(|part| &part.sums)).figures(currency),
        hours: hours.collect(),
        top_products: top.into_iter().map(|row| ProductSalesRow::of(row, currency)).collect(),
        low_stock: ledger_store::low_stock(&mut reader).await?,
    })
}

/// Hours since the shop's day began.
fn passed(shop: &Shop, hour: i64) -> i64 {
    (hour - i64::from(shop.day_cutover_hour)).rem_euclid(24)
}

fn in_hour(parts: &[HourSums], hour: i64) -> Sums {
    Sums::of(parts.iter().filter(|part| part.hour == hour).map(|part| &part.sums))
}
