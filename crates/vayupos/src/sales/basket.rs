//! Pricing a basket: lines, discounts, taxes, totals. Pure: no database, no clock.
//!
//! Ties round half up, away from zero, and each figure is rounded once. Tax shares are exact fractions until then,
//! so that net + tax = total holds to the minor unit whatever the rates are.

use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::money::{Amount, MAX_AMOUNT_MINOR, Money, PERCENT_WHOLE_E4, Percent, UnitPrice, round_div};
use crate::quantity::Quantity;
use crate::sales::explain::{LineStep, OrderDiscountStep, Step, Trace, Untraced};
use crate::sales::taxing::{ratio, tax, tax_totals};
use crate::words::words;

words! {
    /// Where taxes are rounded.
    pub enum TaxScope {
        /// Each tax on each line.
        Line = "line",
        /// Each tax once, on the sum of the lines.
        RateTotal = "rate_total",
    }
}

/// The rules of the shop that a price depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// What is sold in.
    pub currency: Currency,
    /// Where taxes are rounded.
    pub tax_scope: TaxScope,
    /// The step cash is rounded to.
    pub cash_rounding: Option<Money>,
}

/// A tax as it applies to a line.
#[derive(Debug, Clone, PartialEq)]
pub struct LineTax {
    /// Its name on the receipt.
    pub name: String,
    /// Its rate.
    pub rate: Percent,
    /// Whether the price contains it already.
    pub included: bool,
}

/// Money off: a percentage first, then an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discount {
    /// Of what is discounted.
    pub percent: Percent,
    /// Taken off after the percentage.
    pub amount_minor: i64,
}

impl Discount {
    /// No discount.
    pub const NONE: Self = Self { percent: Percent::ZERO, amount_minor: 0 };

    /// A discount as a caller wrote it.
    pub(crate) fn parse(
        currency: Currency,
        percent: Option<Percent>,
        amount: Option<&Amount>,
        field: &str,
    ) -> Result<Self> {
        let amount_minor = match amount {
            Some(amount) => currency.parse_money(amount, field)?.minor(),
            None => 0,
        };
        Ok(Self { percent: percent.unwrap_or(Percent::ZERO), amount_minor })
    }
}

/// A line to be priced.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Of one piece or one unit of weight.
    pub unit_price: UnitPrice,
    /// How many, more than zero.
    pub quantity: Quantity,
    /// Off this line.
    pub discount: Discount,
    /// All taxes on it.
    pub taxes: Vec<LineTax>,
}

/// A tax of a priced line.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxShare {
    /// Which.
    pub tax: LineTax,
    /// How much of it lies on this line.
    pub tax_minor: i64,
}

/// A priced line.
#[derive(Debug, Clone, PartialEq)]
pub struct PricedLine {
    /// Price × quantity less the line's discount: what the ticket shows.
    pub line_total_minor: i64,
    /// What the line's own discount took off.
    pub discount_minor: i64,
    /// The line's share of the order discount.
    pub order_discount_minor: i64,
    /// Without taxes.
    pub net_minor: i64,
    /// All taxes.
    pub tax_minor: i64,
    /// `net + tax`: what the customer pays for this line.
    pub total_minor: i64,
    /// Each tax.
    pub taxes: Vec<TaxShare>,
}

/// A tax over the whole basket.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxTotal {
    /// Which; a name appears once.
    pub tax: LineTax,
    /// The net it was taken of.
    pub net_minor: i64,
    /// How much.
    pub tax_minor: i64,
}

/// A priced basket.
#[derive(Debug, Clone, PartialEq)]
pub struct Priced {
    /// In the order they came.
    pub lines: Vec<PricedLine>,
    /// Σ `line_total`.
    pub subtotal_minor: i64,
    /// The order discount.
    pub discount_minor: i64,
    /// Line discounts and order discount.
    pub savings_minor: i64,
    /// Without taxes.
    pub net_minor: i64,
    /// All taxes.
    pub tax_minor: i64,
    /// `net + tax`, exactly.
    pub total_minor: i64,
    /// In the order in which lines first name them.
    pub taxes: Vec<TaxTotal>,
}

/// Prices a basket.
///
/// # Errors
/// `invalid`, naming the place: a quantity of nothing, a discount larger than what it is taken off, or an amount
/// beyond what the till counts.
pub fn price(policy: &Policy, lines: &[Line], order_discount: Discount) -> Result<Priced> {
    price_traced(policy, lines, order_discount, &mut Untraced)
}

/// The same, telling each step to a trace as it is taken.
///
/// # Errors
/// As [`price`].
pub fn price_traced(
    policy: &Policy,
    lines: &[Line],
    order_discount: Discount,
    trace: &mut impl Trace,
) -> Result<Priced> {
    let mut amounts = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        amounts.push(line_amounts(policy, line, place, trace)?);
    }
    let subtotal = amounts.iter().map(|amount| i128::from(amount.total_minor)).sum::<i128>();
    let subtotal = in_range(subtotal, "items")?;
    trace.step(|| Step::Subtotal { subtotal_minor: subtotal });
    let discount_minor = order_discount_of(subtotal, order_discount, trace)?;
    let line_totals: Vec<i64> = amounts.iter().map(|amount| amount.total_minor).collect();
    let shares = allocate(discount_minor, &line_totals);
    if discount_minor > 0 {
        for (place, (weight, share_minor)) in line_totals.iter().zip(&shares).enumerate() {
            let exact = || ratio(i128::from(discount_minor) * i128::from(*weight), i128::from(subtotal));
            trace.step(|| Step::DiscountShare { place, exact: exact(), share_minor: *share_minor });
        }
    }
    let payable: Vec<i64> = line_totals.iter().zip(&shares).map(|(total, share)| total - share).collect();
    let taxed = tax(policy.tax_scope, lines, &payable, trace)?;

    let mut priced = Priced {
        lines: Vec::with_capacity(lines.len()),
        subtotal_minor: subtotal,
        discount_minor,
        savings_minor: discount_minor + amounts.iter().map(|amount| amount.discount_minor).sum::<i64>(),
        net_minor: 0,
        tax_minor: 0,
        total_minor: 0,
        taxes: tax_totals(&taxed),
    };
    for ((amount, order_discount_minor), taxed) in amounts.into_iter().zip(shares).zip(taxed) {
        let tax_minor = taxed.taxes.iter().map(|share| share.tax_minor).sum();
        priced.net_minor += taxed.net_minor;
        priced.tax_minor += tax_minor;
        priced.lines.push(PricedLine {
            line_total_minor: amount.total_minor,
            discount_minor: amount.discount_minor,
            order_discount_minor,
            net_minor: taxed.net_minor,
            tax_minor,
            total_minor: taxed.net_minor + tax_minor,
            taxes: taxed.taxes,
        });
    }
    priced.total_minor = in_range(i128::from(priced.net_minor) + i128::from(priced.tax_minor), "items")?;
    trace.step(|| Step::Total {
        net_minor: priced.net_minor,
        tax_minor: priced.tax_minor,
        total_minor: priced.total_minor,
    });
    Ok(priced)
}

struct LineAmounts {
    total_minor: i64,
    discount_minor: i64,
}

/// `round(price × quantity × (1 − percent) − amount)`, rounded once.
fn line_amounts(policy: &Policy, line: &Line, place: usize, trace: &mut impl Trace) -> Result<LineAmounts> {
    if line.quantity <= Quantity::ZERO {
        return Err(Error::invalid(format!("items[{place}].quantity"), "A quantity is more than zero."));
    }
    let percent = line.discount.percent.at_most_whole(&format!("items[{place}].discount_percent"))?;
    // Price in 10⁻⁴, quantity in 10⁻³, percentage in 10⁻⁶ of one: together 10⁻¹³ of the currency's unit.
    let unit = 10_i128.pow(13 - u32::from(policy.currency.digits()));
    let price = i128::from(line.unit_price.e4()) * i128::from(line.quantity.e3());
    let gross = price * i128::from(PERCENT_WHOLE_E4);
    let reduced = price * i128::from(PERCENT_WHOLE_E4 - percent.e4());
    let left = reduced - i128::from(line.discount.amount_minor) * unit;
    let total = round_div(left, unit);
    if total < 0 || line.discount.amount_minor < 0 {
        return Err(Error::invalid(
            format!("items[{place}].discount_amount"),
            "A discount is not more than the line it is taken off.",
        ));
    }
    let total_minor = in_range(total, &format!("items[{place}]"))?;
    let undiscounted = in_range(round_div(gross, unit), &format!("items[{place}]"))?;
    trace.step(|| {
        Step::Line(LineStep {
            place,
            unit_price: line.unit_price,
            quantity: line.quantity,
            discount: line.discount,
            gross: ratio(gross, unit),
            reduced: ratio(reduced, unit),
            exact: ratio(left, unit),
            total_minor,
        })
    });
    Ok(LineAmounts { total_minor, discount_minor: undiscounted - total_minor })
}

fn order_discount_of(subtotal_minor: i64, discount: Discount, trace: &mut impl Trace) -> Result<i64> {
    let percent = discount.percent.at_most_whole("discount_percent")?;
    let whole = i128::from(PERCENT_WHOLE_E4);
    let percent_of_subtotal = i128::from(subtotal_minor) * i128::from(percent.e4());
    let of_percent = round_div(percent_of_subtotal, whole);
    let off = in_range(of_percent + i128::from(discount.amount_minor), "discount_amount")?;
    if off > subtotal_minor || discount.amount_minor < 0 {
        return Err(Error::invalid("discount_amount", "A discount is not more than what it is taken off."));
    }
    if discount != Discount::NONE {
        trace.step(|| {
            Step::OrderDiscount(OrderDiscountStep {
                subtotal_minor,
                discount,
                exact_of_percent: ratio(percent_of_subtotal, whole),
                discount_minor: off,
            })
        });
    }
    Ok(off)
}

fn in_range(minor: i128, field: &str) -> Result<i64> {
    match i64::try_from(minor) {
        Ok(minor) if minor <= MAX_AMOUNT_MINOR => Ok(minor),
        Ok(_) | Err(_) => Err(Error::invalid(field, "This comes to more than the till counts.")),
    }
}

/// Spreads an amount over weights by largest remainder; of equal remainders the first line gets the unit.
///
/// The shares add up to the amount exactly, and none exceeds its weight while the amount does not exceed their sum.
pub(crate) fn allocate(amount_minor: i64, weights: &[i64]) -> Vec<i64> {
    let total: i128 = weights.iter().copied().map(i128::from).sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let products: Vec<i128> = weights.iter().map(|weight| i128::from(amount_minor) * i128::from(*weight)).collect();
    let mut shares: Vec<i64> = products.iter().map(|product| narrow(product / total)).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|place| std::cmp::Reverse(products[*place] % total));
    let missing = amount_minor - shares.iter().sum::<i64>();
    for place in by_remainder.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        shares[place] += 1;
    }
    shares
}

/// A share never exceeds the whole it is a share of.
fn narrow(minor: i128) -> i64 {
    i64::try_from(minor).expect("a share of an i64 amount is an i64")
}
