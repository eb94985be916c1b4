//! Why a total is so: the steps of a price, told by `basket` and `taxing` as they take them. Pure.
//!
//! Nothing is computed a second time here, and what has no trace to tell pays nothing for it.

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use serde::Serialize;

use crate::currency::Currency;
use crate::money::{Money, UnitPrice};
use crate::quantity::Quantity;
use crate::sales::basket::{Discount, LineTax, TaxScope};
use crate::sales::taxing::ratio;

/// Decimals of an exact figure that are written out; a longer one ends in `…`.
const MAX_DECIMALS: u32 = 8;

/// Is told the steps of a price.
pub trait Trace {
    /// One step; it is only made up when somebody listens.
    fn step(&mut self, step: impl FnOnce() -> Step);
}

/// Nobody listens.
#[derive(Debug)]
pub struct Untraced;

impl Trace for Untraced {
    fn step(&mut self, _: impl FnOnce() -> Step) {}
}

impl Trace for Vec<Step> {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.push(step());
    }
}

/// A step of a price. Exact figures are fractions of the currency's minor unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Price × quantity less the line's own discount.
    Line(LineStep),
    /// Σ lines.
    Subtotal {
        /// What the lines come to.
        subtotal_minor: i64,
    },
    /// The order discount as a whole.
    OrderDiscount(OrderDiscountStep),
    /// A line's share of the order discount.
    DiscountShare {
        /// Which line.
        place: usize,
        /// In exact proportion to the line.
        exact: BigRational,
        /// By largest remainder.
        share_minor: i64,
    },
    /// One tax of one line.
    Tax(TaxStep),
    /// What a line comes to without its taxes.
    Net {
        /// Which line.
        place: usize,
        /// The line less its share of the order discount.
        payable_minor: i64,
        /// That, less the taxes it contains.
        net_minor: i64,
    },
    /// What is to be paid.
    Total {
        /// Σ net of the lines.
        net_minor: i64,
        /// Σ taxes.
        tax_minor: i64,
        /// Both.
        total_minor: i64,
    },
    /// What is to be paid in coins.
    Cash {
        /// What is to be paid.
        total_minor: i64,
        /// The smallest coin.
        step: Money,
        /// The nearest amount in such coins.
        payable_minor: i64,
    },
}

/// How a line came to its total.
#[derive(Debug, Clone, PartialEq)]
pub struct LineStep {
    /// Which line.
    pub place: usize,
    /// Of one.
    pub unit_price: UnitPrice,
    /// How many.
    pub quantity: Quantity,
    /// Off this line.
    pub discount: Discount,
    /// Price × quantity.
    pub gross: BigRational,
    /// Less the percentage.
    pub reduced: BigRational,
    /// Less the amount: what is rounded.
    pub exact: BigRational,
    /// What counts.
    pub total_minor: i64,
}

/// How an order discount came to its amount.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderDiscountStep {
    /// What it is taken off.
    pub subtotal_minor: i64,
    /// As it was given.
    pub discount: Discount,
    /// The percentage's part, which is rounded.
    pub exact_of_percent: BigRational,
    /// What counts.
    pub discount_minor: i64,
}

/// How a tax of a line came to its amount.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxStep {
    /// Which line.
    pub place: usize,
    /// Which tax.
    pub tax: LineTax,
    /// Where it is rounded.
    pub scope: TaxScope,
    /// The line less its share of the order discount.
    pub payable_minor: i64,
    /// What the rate is taken of: the exact net; the rounded one for a tax on top that is rounded per line.
    pub base: BigRational,
    /// The exact tax.
    pub exact: BigRational,
    /// What is rounded: the exact tax, or under `rate_total` the sum of this tax over the lines so far.
    pub sum: BigRational,
    /// What the lines before have of the rounded sum.
    pub handed_out_minor: i64,
    /// What counts.
    pub tax_minor: i64,
}

/// A step as a person reads it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// Which rule was applied.
    pub rule: &'static str,
    /// To what: a line as the input names it, or the whole order.
    pub at: String,
    /// How.
    pub calculation: String,
    /// The figure before rounding.
    pub exact: String,
    /// The figure that counts.
    pub rounded: String,
}

/// Steps in words.
pub fn explain(currency: Currency, steps: &[Step]) -> Vec<Explained> {
    let words = Words { currency };
    steps.iter().map(|step| words.of(step)).collect()
}

struct Words {
    currency: Currency,
}

impl Words {
    fn of(&self, step: &Step) -> Explained {
        let order = || "order".to_owned();
        match step {
            Step::Line(line) => self.line(line),
            Step::Subtotal { subtotal_minor } => {
                self.sum("subtotal: the lines together", order(), "Σ lines".into(), *subtotal_minor)
            }
            Step::OrderDiscount(discount) => self.order_discount(discount),
            Step::DiscountShare { place, exact, share_minor } => self.step(
                "share of the order discount: in proportion, the units left over to the largest remainders",
                at_line(*place),
                format!("{} → {}", self.exact(exact), self.money(*share_minor)),
                exact,
                *share_minor,
            ),
            Step::Tax(tax) => self.tax(tax),
            Step::Net { place, payable_minor, net_minor } => self.sum(
                "net: the line less its share of the order discount, less the taxes it contains",
                at_line(*place),
                format!("{} − {}", self.money(*payable_minor), self.money(payable_minor - net_minor)),
                *net_minor,
            ),
            Step::Total { net_minor, tax_minor, total_minor } => self.sum(
                "total: net and taxes",
                order(),
                format!("{} + {}", self.money(*net_minor), self.money(*tax_minor)),
                *total_minor,
            ),
            Step::Cash { total_minor, step, payable_minor } => self.step(
                "cash: the nearest amount in steps; half a step goes up",
                order(),
                format!(
                    "{} in steps of {step} → {}; rounding {}",
                    self.money(*total_minor),
                    self.money(*payable_minor),
                    self.money(payable_minor - total_minor),
                ),
                &ratio(i128::from(*total_minor), 1),
                *payable_minor,
            ),
        }
    }

    fn line(&self, line: &LineStep) -> Explained {
        let mut calculation = format!("{} × {} = {}", line.unit_price, line.quantity, self.exact(&line.gross));
        if line.discount.percent.e4() > 0 {
            calculation += &format!("; − {} % = {}", line.discount.percent, self.exact(&line.reduced));
        }
        if line.discount.amount_minor > 0 {
            calculation += &format!("; − {} = {}", self.money(line.discount.amount_minor), self.exact(&line.exact));
        }
        calculation += &format!(" → {}", self.money(line.total_minor));
        let rule = "line: price × quantity, less the percentage, less the amount; rounded once, half a unit goes up";
        self.step(rule, at_line(line.place), calculation, &line.exact, line.total_minor)
    }

    fn order_discount(&self, step: &OrderDiscountStep) -> Explained {
        let amount_minor = step.discount.amount_minor;
        let of_percent_minor = step.discount_minor - amount_minor;
        let calculation = format!(
            "{} × {} % = {} → {}; + {} = {}",
            self.money(step.subtotal_minor),
            step.discount.percent,
            self.exact(&step.exact_of_percent),
            self.money(of_percent_minor),
            self.money(amount_minor),
            self.money(step.discount_minor),
        );
        let exact = &step.exact_of_percent + ratio(i128::from(amount_minor), 1);
        let rule = "order discount: the percentage of the subtotal, rounded, and then the amount";
        self.step(rule, "order".into(), calculation, &exact, step.discount_minor)
    }

    fn tax(&self, step: &TaxStep) -> Explained {
        let rate = step.tax.rate;
        let (base, exact) = (self.exact(&step.base), self.exact(&step.exact));
        let payable = ratio(i128::from(step.payable_minor), 1);
        let mut calculation = if step.tax.included && payable.numer().sign() != Sign::NoSign {
            // What the price contains: one, and all included rates.
            let parts = decimal(&(&payable / &step.base), 0);
            format!("{} ({rate} %): {} ÷ {parts} = {base}; × {rate} % = {exact}", step.tax.name, self.exact(&payable))
        } else {
            format!("{} ({rate} %): {base} × {rate} % = {exact}", step.tax.name)
        };
        let rule = match step.scope {
            TaxScope::Line => "tax: of each line, rounded there",
            TaxScope::RateTotal => {
                calculation += &format!(
                    "; over the lines so far {} → {}, of which the lines before have {}",
                    self.exact(&step.sum),
                    self.money(step.handed_out_minor + step.tax_minor),
                    self.money(step.handed_out_minor),
                );
                "tax: over all lines, rounded once; a line gets what the rounded sum grew by"
            }
        };
        calculation += &format!(" → {}", self.money(step.tax_minor));
        self.step(rule, at_line(step.place), calculation, &step.exact, step.tax_minor)
    }

    /// A step that has nothing to round.
    fn sum(&self, rule: &'static str, at: String, calculation: String, minor: i64) -> Explained {
        let calculation = format!("{calculation} = {}", self.money(minor));
        self.step(rule, at, calculation, &ratio(i128::from(minor), 1), minor)
    }

    fn step(&self, rule: &'static str, at: String, calculation: String, exact: &BigRational, minor: i64) -> Explained {
        Explained { rule, at, calculation, exact: self.exact(exact), rounded: self.money(minor) }
    }

    fn money(&self, minor: i64) -> String {
        self.currency.money(minor).to_string()
    }

    fn exact(&self, minor: &BigRational) -> String {
        decimal(minor, self.currency.digits())
    }
}

fn at_line(place: usize) -> String {
    format!("items[{place}]")
}

/// A fraction of minor units as a decimal of the currency, with at least its digits.
fn decimal(minor: &BigRational, digits: u8) -> String {
    let ten = |digits: u32| BigInt::from(10).pow(digits);
    let numerator = minor.numer().magnitude() * ten(MAX_DECIMALS).magnitude();
    let denominator = minor.denom().magnitude() * ten(u32::from(digits)).magnitude();
    let (scaled, rest) = (&numerator / &denominator, &numerator % &denominator);
    let unit = ten(MAX_DECIMALS).magnitude().clone();
    let mut decimals = format!("{:0>width$}", (&scaled % &unit).to_string(), width = MAX_DECIMALS as usize);
    let is_cut = rest != BigInt::ZERO.magnitude().clone();
    while !is_cut && decimals.len() > usize::from(digits) && decimals.ends_with('0') {
        decimals.pop();
    }
    let sign = if minor.numer().sign() == Sign::Minus { "-" } else { "" };
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{decimals}{}", &scaled / &unit, if is_cut { "…" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_figures_are_written_with_the_currency_s_digits_or_more() {
        for (numerator, denominator, digits, text) in [
            (12_440, 1, 2, "124.40"),
            (12_440, 1, 0, "12440"),
            (11_196, 10, 2, "11.196"),
            (82_563, 100, 2, "8.2563"),
            (1, 3, 2, "0.00333333…"),
            (-1, 2, 2, "-0.005"),
            (5, 2, 0, "2.5"),
            (0, 1, 3, "0.000"),
            (1, 100_000_000, 2, "0.00000000…"),
        ] {
            assert_eq!(decimal(&ratio(numerator, denominator), digits), text, "{numerator}/{denominator}");
        }
    }
}
