//! Taxes of a basket: net and taxes of each line, and the sums. Pure: no database, no clock.
//!
//! Tax shares are exact fractions until they are rounded, once each, where the shop's [`TaxScope`] says.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::error::{Error, Result};
use crate::money::PERCENT_WHOLE_E4;
use crate::sales::basket::{Line, LineTax, TaxScope, TaxShare, TaxTotal};
use crate::sales::explain::{Step, TaxStep, Trace};

/// What a line comes to without its taxes, and each of them.
pub(super) struct TaxedLine {
    pub(super) net_minor: i64,
    pub(super) taxes: Vec<TaxShare>,
}

/// Splits each payable amount into net and taxes.
pub(super) fn tax(
    scope: TaxScope,
    lines: &[Line],
    payable_minor: &[i64],
    trace: &mut impl Trace,
) -> Result<Vec<TaxedLine>> {
    let mut running = RunningTotals::default();
    let mut taxed = Vec::with_capacity(lines.len());
    for (place, (line, payable_minor)) in lines.iter().zip(payable_minor.iter().copied()).enumerate() {
        let included: i64 = line.taxes.iter().filter(|tax| tax.included).map(|tax| tax.rate.e4()).sum();
        // Before any rounding: amount / (1 + Σ included rates).
        let exact_net =
            ratio(i128::from(payable_minor) * i128::from(PERCENT_WHOLE_E4), i128::from(PERCENT_WHOLE_E4 + included));
        let mut net_minor = payable_minor;
        let mut shares = Vec::with_capacity(line.taxes.len());
        let mut share = |tax: &LineTax, base: &BigRational| -> Result<i64> {
            let exact = base * ratio(i128::from(tax.rate.e4()), i128::from(PERCENT_WHOLE_E4));
            let Rounded { sum, handed_out_minor, tax_minor } = running.round(scope, tax, &exact)?;
            shares.push(TaxShare { tax: tax.clone(), tax_minor });
            trace.step(|| {
                let (tax, base) = (tax.clone(), base.clone());
                Step::Tax(TaxStep { place, tax, scope, payable_minor, base, exact, sum, handed_out_minor, tax_minor })
            });
            Ok(tax_minor)
        };
        for tax in line.taxes.iter().filter(|tax| tax.included) {
            net_minor -= share(tax, &exact_net)?;
        }
        let base = match scope {
            TaxScope::Line => ratio(i128::from(net_minor), 1),
            TaxScope::RateTotal => exact_net,
        };
        for tax in line.taxes.iter().filter(|tax| !tax.included) {
            share(tax, &base)?;
        }
        trace.step(|| Step::Net { place, payable_minor, net_minor });
        taxed.push(TaxedLine { net_minor, taxes: shares });
    }
    Ok(taxed)
}

/// Per tax, what it came to so far: exactly, and as handed out.
#[derive(Default)]
struct RunningTotals(Vec<(String, BigRational, i64)>);

impl RunningTotals {
    /// The share of a line, in minor units.
    ///
    /// Rounded once per tax, a line gets what the rounded running total grew by: the shares then add up to the
    /// rounded sum of all lines, whatever their order, and each is within one unit of its exact share.
    fn round(&mut self, scope: TaxScope, tax: &LineTax, exact: &BigRational) -> Result<Rounded> {
        match scope {
            TaxScope::Line => Ok(Rounded { sum: exact.clone(), handed_out_minor: 0, tax_minor: rounded(exact)? }),
            TaxScope::RateTotal => {
                let known = self.0.iter().position(|(name, ..)| *name == tax.name).unwrap_or_else(|| {
                    self.0.push((tax.name.clone(), ratio(0, 1), 0));
                    self.0.len() - 1
                });
                let (_, sum, handed_out) = &mut self.0[known];
                *sum += exact;
                let total = rounded(sum)?;
                let handed_out_minor = std::mem::replace(handed_out, total);
                Ok(Rounded { sum: sum.clone(), handed_out_minor, tax_minor: total - handed_out_minor })
            }
        }
    }
}

/// A line's share of a tax, and how it came about.
struct Rounded {
    sum: BigRational,
    handed_out_minor: i64,
    tax_minor: i64,
}

/// Each tax over all lines.
pub(super) fn tax_totals(lines: &[TaxedLine]) -> Vec<TaxTotal> {
    let mut totals: Vec<TaxTotal> = Vec::new();
    for line in lines {
        for share in &line.taxes {
            match totals.iter_mut().find(|total| total.tax.name == share.tax.name) {
                Some(total) => {
                    total.tax_minor += share.tax_minor;
                    total.net_minor += line.net_minor;
                }
                None => totals.push(TaxTotal {
                    tax: share.tax.clone(),
                    net_minor: line.net_minor,
                    tax_minor: share.tax_minor,
                }),
            }
        }
    }
    totals
}

/// An exact fraction.
pub(super) fn ratio(numerator: i128, denominator: i128) -> BigRational {
    BigRational::new(BigInt::from(numerator), BigInt::from(denominator))
}

/// To the nearest whole, ties away from zero.
fn rounded(exact: &BigRational) -> Result<i64> {
    i64::try_from(exact.round().to_integer())
        .map_err(|_| Error::invalid("items", "This comes to more than the till counts."))
}
