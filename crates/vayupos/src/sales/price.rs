//! A basket as JSON, priced without a shop: the support desk's "why is this total so". Pure: no database, no clock.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::money::{Amount, Money, Percent};
use crate::quantity::Quantity;
use crate::sales::basket::{self, Discount, Line, LineTax, Policy, Priced, TaxScope};
use crate::sales::explain::{self, Explained, Step, Trace, Untraced};
use crate::sales::tender;
use crate::sales::ticket::MAX_LINES;
use crate::{settings, wire};

/// Baskets of one input at the most.
const MAX_BASKETS: usize = 10_000;
const MAX_TAXES: usize = 20;
const MAX_TAX_NAME_CHARS: usize = 100;

/// A basket with everything its price depends on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceBasket {
    currency: Currency,
    tax_scope: TaxScope,
    #[serde(default)]
    cash_rounding: Option<Amount>,
    items: Vec<PriceItem>,
    #[serde(default)]
    discount_percent: Option<Percent>,
    #[serde(default)]
    discount_amount: Option<Amount>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceItem {
    unit_price: Amount,
    quantity: Quantity,
    #[serde(default)]
    discount_percent: Option<Percent>,
    #[serde(default)]
    discount_amount: Option<Amount>,
    #[serde(default)]
    taxes: Vec<PriceTax>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceTax {
    name: String,
    rate: Percent,
    included: bool,
}

/// A priced basket.
#[derive(Debug, Clone, Serialize)]
pub struct PricedBasket {
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax_total: Money,
    /// `net + tax_total`.
    pub total: Money,
    /// Each tax, once per name.
    pub taxes: Vec<PricedTax>,
    /// In the order they came.
    pub items: Vec<PricedItem>,
    /// What rounding adds when all is paid in cash, or takes off.
    pub cash_rounding: Money,
    /// What is to be paid when all is paid in cash.
    pub cash_payable: Money,
    /// Every rule and rounding, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<Explained>>,
}

/// A tax over the whole basket.
#[derive(Debug, Clone, Serialize)]
pub struct PricedTax {
    /// Its name.
    pub name: String,
    /// Its rate.
    pub rate: Percent,
    /// How much.
    pub tax: Money,
}

/// A priced line, after its share of the order discount.
#[derive(Debug, Clone, Serialize)]
pub struct PricedItem {
    /// Without taxes.
    pub net: Money,
    /// Its taxes.
    pub tax: Money,
    /// Both.
    pub total: Money,
}

/// One basket, or several.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum PricedBaskets {
    /// An object in, an object out.
    One(PricedBasket),
    /// An array in, an array out.
    Several(Vec<PricedBasket>),
}

/// Prices a basket or an array of baskets, given as JSON.
///
/// # Errors
/// `invalid`, naming the first place that is wrong; in an array with the basket's place before it.
pub fn price_json(json: &[u8], explain: bool) -> Result<PricedBaskets> {
    let is_array = json.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    if !is_array {
        return read::<PriceBasket>(json)?.price(explain).map(PricedBaskets::One);
    }
    let baskets: Vec<PriceBasket> = read(json)?;
    if baskets.len() > MAX_BASKETS {
        let message = format!("At most {MAX_BASKETS} baskets are priced at once.");
        return Err(Error::Invalid { field: None, message });
    }
    let priced = baskets.iter().enumerate().map(|(place, basket)| {
        basket.price(explain).map_err(|error| {
            let Error::Invalid { field: Some(field), message } = error else { return error };
            Error::invalid(format!("[{place}].{field}"), message)
        })
    });
    priced.collect::<Result<_>>().map(PricedBaskets::Several)
}

/// Reads from the text itself, so that a field that is said twice is noticed.
fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
    let mut source = serde_json::Deserializer::from_slice(json);
    let input = wire::decode_with(&mut source)?;
    source.end().map_err(|error| Error::Invalid { field: None, message: wire::sentence(&error.to_string()) })?;
    Ok(input)
}

impl PriceBasket {
    fn price(&self, explain: bool) -> Result<PricedBasket> {
        if !explain {
            return self.price_traced(&mut Untraced);
        }
        let mut steps: Vec<Step> = Vec::new();
        let mut priced = self.price_traced(&mut steps)?;
        priced.steps = Some(explain::explain(self.currency, &steps));
        Ok(priced)
    }

    fn price_traced(&self, trace: &mut impl Trace) -> Result<PricedBasket> {
        let step = self.cash_rounding.as_ref().map(|step| settings::parse_step(self.currency, step)).transpose()?;
        let policy = Policy { currency: self.currency, tax_scope: self.tax_scope, cash_rounding: step };
        if self.items.len() > MAX_LINES {
            return Err(Error::invalid("items", format!("A basket has at most {MAX_LINES} lines.")));
        }
        let lines = self.items.iter().enumerate().map(|(place, item)| item.line(self.currency, place));
        let lines: Vec<Line> = lines.collect::<Result<_>>()?;
        let order_discount =
            Discount::parse(self.currency, self.discount_percent, self.discount_amount.as_ref(), "discount_amount")?;
        let priced = basket::price_traced(&policy, &lines, order_discount, trace)?;
        let payable_minor = tender::cash_payable_minor(&policy, priced.total_minor);
        if let Some(step) = step {
            trace.step(|| Step::Cash { total_minor: priced.total_minor, step, payable_minor });
        }
        Ok(show(self.currency, &priced, payable_minor))
    }
}

impl PriceItem {
    fn line(&self, currency: Currency, place: usize) -> Result<Line> {
        let at = |field: &str| format!("items[{place}].{field}");
        if self.taxes.len() > MAX_TAXES {
            return Err(Error::invalid(at("taxes"), format!("A line has at most {MAX_TAXES} taxes.")));
        }
        let taxes = self.taxes.iter().enumerate().map(|(number, tax)| {
            let name = wire::required(&tax.name, &at(&format!("taxes[{number}].name")), MAX_TAX_NAME_CHARS)?;
            Ok(LineTax { name, rate: tax.rate, included: tax.included })
        });
        Ok(Line {
            unit_price: currency.parse_unit_price(&self.unit_price, &at("unit_price"))?,
            quantity: self.quantity,
            discount: Discount::parse(
                currency,
                self.discount_percent,
                self.discount_amount.as_ref(),
                &at("discount_amount"),
            )?,
            taxes: taxes.collect::<Result<_>>()?,
        })
    }
}

fn show(currency: Currency, priced: &Priced, cash_payable_minor: i64) -> PricedBasket {
    let money = |minor| currency.money(minor);
    PricedBasket {
        net: money(priced.net_minor),
        tax_total: money(priced.tax_minor),
        total: money(priced.total_minor),
        taxes: priced
            .taxes
            .iter()
            .map(|total| PricedTax { name: total.tax.name.clone(), rate: total.tax.rate, tax: money(total.tax_minor) })
            .collect(),
        items: priced
            .lines
            .iter()
            .map(|line| PricedItem {
                net: money(line.net_minor),
                tax: money(line.tax_minor),
                total: money(line.total_minor),
            })
            .collect(),
        cash_rounding: money(cash_payable_minor - priced.total_minor),
        cash_payable: money(cash_payable_minor),
        steps: None,
    }
}
