//! What becomes of a price. Pure: ten-thousandths of the currency's unit in, the same out.

use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::money::{Amount, MAX_UNIT_PRICE_E4, PERCENT_WHOLE_E4, Percent, UnitPrice, round_div};

/// What is done to each price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PriceStep {
    /// By so many percent more.
    RaisePercent {
        /// How many.
        percent: Percent,
    },
    /// By so many percent less.
    LowerPercent {
        /// How many, at most 100.
        percent: Percent,
    },
    /// By so much more.
    RaiseAmount {
        /// How much.
        amount: Amount,
    },
    /// By so much less.
    LowerAmount {
        /// How much.
        amount: Amount,
    },
    /// To this price.
    Set {
        /// The price.
        price: Amount,
    },
}

/// How the outcome is rounded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PriceRounding {
    /// To the nearest multiple; half-way goes up.
    Nearest {
        /// Of what, such as `0.05`.
        step: Amount,
    },
    /// To the nearest price that ends so; half-way goes up. `0.99` makes 3.99 or 4.99, `0.09` 4.09 or 4.19, `9.90`
    /// 39.90 or 49.90.
    Ending {
        /// The ending.
        ending: Amount,
    },
}

/// A rule whose figures were checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    step: Step,
    rounding: Rounding,
    digits: u8,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    /// By ten-thousandths of a percent.
    Percent(i64),
    Amount(i64),
    Set(i64),
}

#[derive(Debug, Clone, Copy)]
enum Rounding {
    /// To what the currency's coins can pay, unless the price had more decimals already.
    Coins,
    Nearest(i64),
    Ending {
        ending_e4: i64,
        period_e4: i64,
    },
}

impl Rule {
    /// Checks a rule.
    ///
    /// # Errors
    /// `invalid`
    pub(super) fn of(step: &PriceStep, rounding: Option<&PriceRounding>, currency: Currency) -> Result<Self> {
        let e4 = |amount: &Amount, field: &str| currency.parse_unit_price(amount, field).map(UnitPrice::e4);
        let step = match step {
            PriceStep::RaisePercent { percent } => Step::Percent(percent.e4()),
            PriceStep::LowerPercent { percent } => {
                let percent = *percent;
                if percent.e4() > PERCENT_WHOLE_E4 {
                    return Err(Error::invalid("change.percent", "A price is lowered by at most 100 percent."));
                }
                Step::Percent(-percent.e4())
            }
            PriceStep::RaiseAmount { amount } => Step::Amount(e4(amount, "change.amount")?),
            PriceStep::LowerAmount { amount } => Step::Amount(-e4(amount, "change.amount")?),
            PriceStep::Set { price } => Step::Set(e4(price, "change.price")?),
        };
        let rounding = match rounding {
            None => Rounding::Coins,
            Some(PriceRounding::Nearest { step }) => match e4(step, "rounding.step")? {
                0 => return Err(Error::invalid("rounding.step", "A price cannot be rounded to a multiple of zero.")),
                step_e4 => Rounding::Nearest(step_e4),
            },
            Some(PriceRounding::Ending { ending }) => match e4(ending, "rounding.ending")? {
                0 => return Err(Error::invalid("rounding.ending", "An ending has a figure that is not zero.")),
                ending_e4 => Rounding::Ending { ending_e4, period_e4: period(ending_e4) },
            },
        };
        Ok(Self { step, rounding, digits: currency.digits() })
    }

    /// The new price; none when it would be negative or too large.
    pub(super) fn apply(&self, before: UnitPrice) -> Option<UnitPrice> {
        let before_e4 = i128::from(before.e4());
        let after_e4 = match self.step {
            Step::Percent(percent_e4) => {
                let whole = i128::from(PERCENT_WHOLE_E4);
                // Kept as a fraction until it is rounded once.
                return self.rounded(before, before_e4 * (whole + i128::from(percent_e4)), whole);
            }
            Step::Amount(amount_e4) => before_e4 + i128::from(amount_e4),
            Step::Set(price_e4) => i128::from(price_e4),
        };
        self.rounded(before, after_e4, 1)
    }

    /// Rounds `numerator / denominator` ten-thousandths.
    fn rounded(&self, before: UnitPrice, numerator: i128, denominator: i128) -> Option<UnitPrice> {
        if numerator < 0 {
            return None;
        }
        let to_multiple = |step_e4: i64| round_div(numerator, denominator * i128::from(step_e4)) * i128::from(step_e4);
        let after_e4 = match self.rounding {
            Rounding::Coins => to_multiple(smallest_step(before.e4(), self.digits)),
            Rounding::Nearest(step_e4) => to_multiple(step_e4),
            Rounding::Ending { ending_e4, period_e4 } => {
                let (ending, period) = (i128::from(ending_e4), i128::from(period_e4));
                // There is no such price below the ending itself.
                let periods = round_div(numerator - ending * denominator, denominator * period).max(0);
                periods * period + ending
            }
        };
        i64::try_from(after_e4)
            .ok()
            .filter(|e4| (0..=MAX_UNIT_PRICE_E4).contains(e4))
            .and_then(|e4| UnitPrice::new(e4, self.digits))
    }
}

/// The smallest step that keeps a price's own decimals and the currency's.
fn smallest_step(price_e4: i64, digits: u8) -> i64 {
    let coin_e4 = 10_i64.pow(4_u32.saturating_sub(u32::from(digits)));
    let mut step_e4 = coin_e4;
    while step_e4 > 1 && price_e4 % step_e4 != 0 {
        step_e4 /= 10;
    }
    step_e4
}

/// The smallest power of ten above an ending: after so much it comes again.
fn period(ending_e4: i64) -> i64 {
    let mut period_e4 = 10;
    while period_e4 <= ending_e4 {
        period_e4 *= 10;
    }
    period_e4
}

/// What is left of a price after the taxes in it and the cost, in percent of the price without taxes, with two decimals.
pub(super) fn margin_percent(price: UnitPrice, cost: Option<UnitPrice>, included_e4: i64) -> Option<String> {
    let whole = i128::from(PERCENT_WHOLE_E4);
    // Both sides times the divisor, so that nothing is rounded before the end.
    let net = i128::from(price.e4()) * whole;
    let cost = i128::from(cost?.e4()) * (whole + i128::from(included_e4));
    if net == 0 {
        return None;
    }
    let hundredths = i64::try_from(round_div((net - cost) * 10_000, net)).ok()?;
    Some(rust_decimal::Decimal::new(hundredths, 2).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(step: PriceStep, rounding: Option<PriceRounding>) -> Result<Rule> {
        Rule::of(&step, rounding.as_ref(), Currency::find("EUR").unwrap())
    }

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    fn percent(text: &str) -> Percent {
        serde_json::from_value(serde_json::json!(text)).unwrap()
    }

    fn applied(rule: &Rule, price: &str) -> Option<String> {
        let before = Currency::find("EUR").unwrap().parse_unit_price(&amount(price), "price").unwrap();
        rule.apply(before).map(|price| price.to_string())
    }

    #[test]
    fn a_price_is_rounded_once() {
        let raise = |text: &str, rounding| eur(PriceStep::RaisePercent { percent: percent(text) }, rounding).unwrap();
        let nearest = |step: &str| Some(PriceRounding::Nearest { step: amount(step) });
        let ending = |text: &str| Some(PriceRounding::Ending { ending: amount(text) });
        for (rule, price, after) in [
            (raise("5", None), "2.49", "2.61"),
            (raise("0", None), "2.49", "2.49"),
            (raise("3", None), "0.125", "0.129"),
            (raise("5", nearest("0.05")), "2.49", "2.60"),
            (raise("0", nearest("0.05")), "2.475", "2.50"),
            (raise("10", ending("0.99")), "3.50", "3.99"),
            (raise("10", ending("0.99")), "4.10", "4.99"),
            (raise("0", ending("0.99")), "0.10", "0.99"),
            (raise("0", ending("0.09")), "4.15", "4.19"),
            (raise("0", ending("9.90")), "46.00", "49.90"),
            (raise("0", ending("0.99")), "4.49", "4.99"),
            (raise("0", ending("0.99")), "4.48", "3.99"),
        ] {
            assert_eq!(applied(&rule, price).as_deref(), Some(after), "{price}");
        }
    }

    #[test]
    fn a_price_is_never_negative() {
        let lower = |text: &str| eur(PriceStep::LowerAmount { amount: amount(text) }, None);
        assert_eq!(applied(&lower("1").unwrap(), "1.00").as_deref(), Some("0.00"));
        assert_eq!(applied(&lower("1").unwrap(), "0.99"), None);
        assert!(lower("-1").is_err());
        assert!(eur(PriceStep::LowerPercent { percent: percent("100.1") }, None).is_err());
        let all = eur(PriceStep::LowerPercent { percent: percent("100") }, None).unwrap();
        assert_eq!(applied(&all, "7.77").as_deref(), Some("0.00"));
        let most = eur(PriceStep::RaisePercent { percent: percent("1000") }, None).unwrap();
        assert_eq!(applied(&most, "99999999"), None, "too large");
        assert!(eur(PriceStep::Set { price: amount("-1") }, None).is_err());
        for rounding in [PriceRounding::Nearest { step: amount("0") }, PriceRounding::Ending { ending: amount("0") }] {
            assert!(eur(PriceStep::Set { price: amount("1") }, Some(rounding)).is_err());
        }
    }

    #[test]
    fn a_margin_is_of_the_price_without_its_taxes() {
        let price = |e4| UnitPrice::new(e4, 2).unwrap();
        let ten = 10 * crate::money::PERCENT_ONE_E4;
        assert_eq!(margin_percent(price(11_000), Some(price(5_000)), ten).as_deref(), Some("50.00"));
        assert_eq!(margin_percent(price(10_000), Some(price(15_000)), 0).as_deref(), Some("-50.00"));
        assert_eq!(margin_percent(price(0), Some(price(1)), 0), None);
        assert_eq!(margin_percent(price(10_000), None, 0), None);
    }
}
