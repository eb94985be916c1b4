//! Who bought, and what came back.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::figures::Sums;
use super::ledger_store;
use super::range::{look, ranged_input};
use super::store::{self, Of};
use crate::app::App;
use crate::auth::{Permit, SeeReports};
use crate::error::Result;
use crate::id::Id;
use crate::money::Money;
use crate::page::{self, Limit, Page};

ranged_input! {
    /// Which days, and which page of customers.
    pub struct GetCustomersReport {
        limit: Option<Limit>,
        cursor: Option<String>,
    }
}

ranged_input! {
    /// Which days, and which page of refunds.
    pub struct GetRefundsReport {
        till_id: Option<Id>,
        /// Who gave the money back.
        cashier_id: Option<Id>,
        limit: Option<Limit>,
        cursor: Option<String>,
    }
}

/// Who bought most.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CustomersReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// The customers, the highest total first.
    pub data: Vec<CustomerSales>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// How many customers there are on all pages.
    pub customers: i64,
    /// What they bought together.
    pub totals: CustomerFigures,
    /// What was sold to nobody in particular. Together with `totals` it is all that was sold.
    pub without_customer: CustomerFigures,
}

/// What a customer bought.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CustomerSales {
    /// The customer.
    pub customer_id: Id,
    /// The name.
    pub name: String,
    /// The telephone number.
    pub phone: Option<String>,
    /// The last day with an order within the report.
    pub last_order: Option<NaiveDate>,
    /// What was bought.
    #[serde(flatten)]
    pub figures: CustomerFigures,
}

/// What was bought and brought back.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CustomerFigures {
    /// Completed orders.
    pub orders: i64,
    /// What they came to.
    pub total: Money,
    /// How often something was given back.
    pub refunds: i64,
    /// What was given back.
    pub refund_total: Money,
}

/// The customers of these days, the highest total first.
///
/// Errors: `invalid`.
pub async fn get_customers_report(
    app: &App,
    _by: Permit<SeeReports>,
    input: GetCustomersReport,
) -> Result<CustomersReport> {
    let limit = input.limit.unwrap_or_default();
    customers_report(app, input, limit.rows()).await
}

/// The same with as many rows as a file may have.
pub(super) async fn customers_report(app: &App, input: GetCustomersReport, limit: usize) -> Result<CustomersReport> {
    let after: Option<(i64, Id)> = page::decode(input.cursor.as_deref())?;
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let figures = |orders, total, refunds, refund_total| CustomerFigures {
        orders,
        total: shop.currency.money(total),
        refunds,
        refund_total: shop.currency.money(refund_total),
    };
    let rows = ledger_store::customers(&mut reader, range, after, limit).await?;
    let page = Page::cut_at(rows, limit, |row| (row.total_minor, row.customer_id)).map(|row| CustomerSales {
        customer_id: row.customer_id,
        name: row.name,
        phone: row.phone,
        last_order: row.last_order,
        figures: figures(row.orders, row.total_minor, row.refunds, row.refund_total_minor),
    });
    let known = ledger_store::all_customers(&mut reader, range).await?;
    let days = store::days(&mut reader, range, Of::default()).await?;
    let all = Sums::of(days.iter().map(|day| &day.sums));
    Ok(CustomersReport {
        from: range.from,
        to: range.to,
        data: page.data,
        next_cursor: page.next_cursor,
        customers: known.customers,
        totals: figures(known.orders, known.total_minor, known.refunds, known.refund_total_minor),
        without_customer: figures(
            all.orders - known.orders,
            all.total_minor - known.total_minor,
            all.refunds - known.refunds,
            all.refund_total_minor - known.refund_total_minor,
        ),
    })
}

/// What came back.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RefundsReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// The refunds, newest first.
    pub data: Vec<RefundReported>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// All pages together.
    pub totals: RefundFigures,
}

/// A refund.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RefundReported {
    /// The identifier.
    pub id: Id,
    /// What was sold.
    pub order_id: Id,
    /// Its number.
    pub order_number: String,
    /// The day it was sold on.
    pub sold_on: NaiveDate,
    /// Who had bought it, where known.
    pub customer_name: Option<String>,
    /// Why it came back.
    pub reason: String,
    /// Who gave the money back, under the name of that day.
    pub user_name: String,
    /// Where.
    pub till_name: String,
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax: Money,
    /// `net + tax`.
    pub total: Money,
    /// What rounding the cash added, or took off.
    pub cash_rounding: Money,
    /// The day it counts for.
    pub business_date: NaiveDate,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What refunds come to.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RefundFigures {
    /// How many.
    pub refunds: i64,
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax: Money,
    /// `net + tax`.
    pub total: Money,
    /// What rounding the cash added, or took off.
    pub cash_rounding: Money,
}

/// The refunds of these days, newest first. A deposit given back is not one of them: nothing had been sold.
///
/// Errors: `invalid`.
pub async fn get_refunds_report(app: &App, _by: Permit<SeeReports>, input: GetRefundsReport) -> Result<RefundsReport> {
    let limit = input.limit.unwrap_or_default();
    refunds_report(app, input, limit.rows()).await
}

/// The same with as many rows as a file may have.
pub(super) async fn refunds_report(app: &App, input: GetRefundsReport, limit: usize) -> Result<RefundsReport> {
    let before: Option<(NaiveDate, DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let of = Of { till_id: input.till_id, cashier_id: input.cashier_id };
    let money = |minor| shop.currency.money(minor);
    let rows = ledger_store::refunds(&mut reader, range, of, before, limit).await?;
    let page = Page::cut_at(rows, limit, |row| (row.business_date, row.created_at, row.id)).map(|row| RefundReported {
        id: row.id,
        order_id: row.order_id,
        order_number: row.order_number,
        sold_on: row.sold_on,
        customer_name: row.customer_name,
        reason: row.reason,
        user_name: row.user_name,
        till_name: row.till_name,
        net: money(row.net_minor),
        tax: money(row.tax_minor),
        total: money(row.total_minor),
        cash_rounding: money(row.cash_rounding_minor),
        business_date: row.business_date,
        created_at: row.created_at,
    });
    let days = store::days(&mut reader, range, of).await?;
    let sums = Sums::of(days.iter().map(|day| &day.sums));
    Ok(RefundsReport {
        from: range.from,
        to: range.to,
        data: page.data,
        next_cursor: page.next_cursor,
        totals: RefundFigures {
            refunds: sums.refunds,
            net: money(sums.refund_net_minor),
            tax: money(sums.refund_tax_minor),
            total: money(sums.refund_total_minor),
            cash_rounding: money(sums.refund_cash_rounding_minor),
        },
    })
}
