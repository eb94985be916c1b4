//! How sales were paid, and the taxes in them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::range::{GroupBy, Period, Range, look, ranged_input};
use super::store::{self, MethodSums, TaxSums};
use crate::app::App;
use crate::auth::{Permit, SeeReports};
use crate::currency::Currency;
use crate::error::Result;
use crate::id::Id;
use crate::money::{Money, Percent};
use crate::sales::tender::Method;

ranged_input! {
    /// Which days, put together how.
    pub struct GetMethodsReport {
        /// Left out: the whole range is one period.
        group_by: Option<GroupBy>,
        till_id: Option<Id>,
    }
}

/// The periods of a report that may be one whole.
fn periods(range: Range, group_by: Option<GroupBy>) -> Vec<Period> {
    match group_by {
        Some(group_by) => range.periods(group_by),
        None => vec![Period {
            period: format!("{}/{}", range.from, range.to),
            period_from: range.from,
            period_to: range.to,
        }],
    }
}

/// Rows in the order of their days, period by period.
fn by_period<'a, T>(
    rows: &'a [T],
    periods: &'a [Period],
    day: fn(&T) -> NaiveDate,
) -> impl Iterator<Item = (&'a Period, &'a [T])> {
    periods.iter().filter_map(move |period| {
        let start = rows.partition_point(|row| day(row) < period.period_from);
        let end = rows.partition_point(|row| day(row) <= period.period_to);
        rows.get(start..end).filter(|rows| !rows.is_empty()).map(|rows| (period, rows))
    })
}

/// How sales were paid.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct MethodsReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// The methods that were used, period by period.
    pub data: Vec<MethodPeriod>,
    /// The methods over all periods.
    pub methods: Vec<MethodTotal>,
    /// All of them.
    pub totals: MethodFigures,
}

/// A method in a period.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct MethodPeriod {
    /// Which period.
    #[serde(flatten)]
    pub period: Period,
    /// Which method, and what it brought.
    #[serde(flatten)]
    pub method: MethodTotal,
}

/// What a method brought.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct MethodTotal {
    /// How it was paid.
    pub method: Method,
    /// What it brought.
    #[serde(flatten)]
    pub figures: MethodFigures,
}

/// What was paid and given back.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct MethodFigures {
    /// How many payments of completed orders.
    pub payments: i64,
    /// What they settled. Over all methods this is Σ totals + Σ cash rounding.
    pub amount: Money,
    /// How many payments went back.
    pub refund_payments: i64,
    /// What went back.
    pub refund_amount: Money,
    /// `amount − refund_amount`.
    pub balance: Money,
}

#[derive(Debug, Clone, Copy, Default)]
struct Paid {
    payments: i64,
    amount_minor: i64,
    refund_payments: i64,
    refund_amount_minor: i64,
}

impl Paid {
    fn of<'a>(rows: impl IntoIterator<Item = &'a MethodSums>) -> Self {
        let mut paid = Self::default();
        for row in rows {
            paid.payments += row.payments;
            paid.amount_minor += row.amount_minor;
            paid.refund_payments += row.refund_payments;
            paid.refund_amount_minor += row.refund_amount_minor;
        }
        paid
    }

    fn figures(self, currency: Currency) -> MethodFigures {
        MethodFigures {
            payments: self.payments,
            amount: currency.money(self.amount_minor),
            refund_payments: self.refund_payments,
            refund_amount: currency.money(self.refund_amount_minor),
            balance: currency.money(self.amount_minor - self.refund_amount_minor),
        }
    }
}

/// What each method of these days brought.
pub(super) fn method_totals(rows: &[MethodSums], currency: Currency) -> Vec<MethodTotal> {
    let mut by_method: BTreeMap<Method, Vec<&MethodSums>> = BTreeMap::new();
    for row in rows {
        by_method.entry(row.method).or_default().push(row);
    }
    let total =
        |(method, rows): (Method, Vec<&MethodSums>)| MethodTotal { method, figures: Paid::of(rows).figures(currency) };
    by_method.into_iter().map(total).collect()
}

/// How completed orders were paid, on the day the order counts for, and how refunds went back.
///
/// Errors: `invalid`.
pub async fn get_methods_report(app: &App, _by: Permit<SeeReports>, input: GetMethodsReport) -> Result<MethodsReport> {
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let rows = store::methods(&mut reader, range, input.till_id).await?;
    let periods = periods(range, input.group_by);
    let mut data = Vec::new();
    for (period, in_one) in by_period(&rows, &periods, |row| row.business_date) {
        let methods = method_totals(in_one, shop.currency).into_iter();
        data.extend(methods.map(|method| MethodPeriod { period: period.clone(), method }));
    }
    Ok(MethodsReport {
        from: range.from,
        to: range.to,
        data,
        methods: method_totals(&rows, shop.currency),
        totals: Paid::of(&rows).figures(shop.currency),
    })
}

/// The taxes in what was sold.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct TaxesReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// The taxes, period by period.
    pub data: Vec<TaxPeriod>,
    /// The taxes over all periods.
    pub taxes: Vec<TaxTotal>,
    /// All taxes of what was sold.
    pub tax: Money,
    /// All taxes of what was given back.
    pub refund_tax: Money,
    /// `tax − refund_tax`.
    pub tax_due: Money,
}

/// A tax in a period.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct TaxPeriod {
    /// Which period.
    #[serde(flatten)]
    pub period: Period,
    /// Which tax, and what it came to.
    #[serde(flatten)]
    pub tax: TaxTotal,
}

/// What a tax came to. A tax whose rate changed has a row for each rate.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct TaxTotal {
    /// Its name as sold.
    pub name: String,
    /// Its rate as sold.
    pub rate: Percent,
    /// Whether prices contained it.
    pub included: bool,
    /// What it was taken of. An item with two taxes is in the net of both.
    pub net: Money,
    /// How much.
    pub tax: Money,
    /// The net of what was given back.
    pub refund_net: Money,
    /// The tax of what was given back.
    pub refund_tax: Money,
    /// `tax − refund_tax`.
    pub tax_due: Money,
}

/// What each tax of these days came to.
pub(super) fn tax_totals(rows: &[TaxSums], currency: Currency) -> Vec<TaxTotal> {
    let mut by_tax: BTreeMap<(&str, Percent, bool), Vec<&TaxSums>> = BTreeMap::new();
    for row in rows {
        by_tax.entry((&row.name, row.rate(), row.included)).or_default().push(row);
    }
    let total = |((name, rate, included), rows): ((&str, Percent, bool), Vec<&TaxSums>)| {
        let sum = |minor: fn(&TaxSums) -> i64| rows.iter().map(|row| minor(row)).sum::<i64>();
        TaxTotal {
            name: name.to_owned(),
            rate,
            included,
            net: currency.money(sum(|row| row.net_minor)),
            tax: currency.money(sum(|row| row.tax_minor)),
            refund_net: currency.money(sum(|row| row.refund_net_minor)),
            refund_tax: currency.money(sum(|row| row.refund_tax_minor)),
            tax_due: currency.money(sum(|row| row.tax_minor - row.refund_tax_minor)),
        }
    };
    by_tax.into_iter().map(total).collect()
}

/// The taxes in what was sold and in what was given back, by name and rate.
///
/// Errors: `invalid`.
pub async fn get_taxes_report(app: &App, _by: Permit<SeeReports>, input: GetMethodsReport) -> Result<TaxesReport> {
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let rows = store::taxes(&mut reader, range, input.till_id).await?;
    let periods = periods(range, input.group_by);
    let mut data = Vec::new();
    for (period, in_one) in by_period(&rows, &periods, |row| row.business_date) {
        let taxes = tax_totals(in_one, shop.currency).into_iter();
        data.extend(taxes.map(|tax| TaxPeriod { period: period.clone(), tax }));
    }
    let (tax, refund_tax): (i64, i64) =
        rows.iter().fold((0, 0), |sum, row| (sum.0 + row.tax_minor, sum.1 + row.refund_tax_minor));
    Ok(TaxesReport {
        from: range.from,
        to: range.to,
        data,
        taxes: tax_totals(&rows, shop.currency),
        tax: shop.currency.money(tax),
        refund_tax: shop.currency.money(refund_tax),
        tax_due: shop.currency.money(tax - refund_tax),
    })
}
