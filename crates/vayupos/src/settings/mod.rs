//! The shop: its name, its currency, its day, and the rules it sells by.

mod design;
pub(crate) mod store;

pub use design::{
    ChangeReceiptDesign, Locale, LogoType, Paper, ReceiptDesign, ReceiptLanguage, SetShopLogo, ShopLogo,
    delete_shop_logo, get_shop_logo, set_shop_logo, update_receipt_design,
};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ChangeSettings, Permit, SignedIn};
use crate::catalog::barcode::measure::{NewScaleCode, ScaleCode};
use crate::clock;
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::money::{Amount, Money, Percent, UnitPrice};
use crate::quantity::Quantity;
use crate::sales::basket::{Policy, TaxScope};
use crate::wire::{self, Nothing};

const MAX_SHOP_NAME_CHARS: usize = 80;
const MAX_ADDRESS_CHARS: usize = 300;
const MAX_SHORT_CHARS: usize = 40;
const MAX_FOOTER_CHARS: usize = 500;
const MAX_POINTS_PER_UNIT: Quantity = Quantity::new(1_000_000);

/// The shop's settings.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Shop {
    /// Its name, as on the receipt.
    pub name: String,
    /// Its address; lines are kept.
    pub address: String,
    /// Its telephone number.
    pub phone: Option<String>,
    /// The number it pays taxes under.
    pub tax_number: Option<String>,
    /// What it sells in. Fixed once something was sold.
    pub currency: Currency,
    /// Decimal digits of that currency's minor unit.
    pub currency_digits: u8,
    /// Its IANA time zone.
    #[schemars(with = "String")]
    pub time_zone: Tz,
    /// The hour at which its business day begins, 0 to 23.
    pub day_cutover_hour: u8,
    /// Whether new taxes are meant as included in prices.
    pub prices_include_tax: bool,
    /// Where taxes are rounded.
    pub tax_scope: TaxScope,
    /// The step cash is rounded to, where the smallest coins are gone.
    pub cash_rounding: Option<Money>,
    /// The last words of a receipt.
    pub receipt_footer: String,
    /// How receipts look.
    pub receipt: ReceiptDesign,
    /// The version of its logo, if it has one.
    pub logo_version: Option<i64>,
    /// Its language and country (BCP 47).
    pub locale: Locale,
    /// Discounts above this need a manager.
    pub cashier_discount_limit: Percent,
    /// Points a customer earns for each whole unit of the currency; zero for none.
    pub loyalty_points_per_unit: Quantity,
    /// What a point is worth as money; zero where points pay nothing.
    pub loyalty_point_value: UnitPrice,
    /// How the shop's scales write weight or price into a barcode.
    pub scale_codes: Vec<ScaleCode>,
    /// When this was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Shop {
    /// The rules a basket is priced by.
    pub(crate) fn policy(&self) -> Policy {
        Policy { currency: self.currency, tax_scope: self.tax_scope, cash_rounding: self.cash_rounding }
    }

    /// The day something counts for.
    pub(crate) fn business_date(&self, at: DateTime<Utc>) -> NaiveDate {
        clock::business_date(at, self.time_zone, self.day_cutover_hour)
    }

    /// The hour on the shop's wall.
    pub(crate) fn local_hour(&self, at: DateTime<Utc>) -> u8 {
        clock::local_hour(at, self.time_zone)
    }
}

/// Changes of the settings; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 0))]
pub struct UpdateShop {
    #[schemars(length(min = 1, max = 80))]
    name: Option<String>,
    #[schemars(length(max = 300))]
    address: Option<String>,
    /// Null takes it away.
    #[serde(deserialize_with = "wire::given")]
    #[schemars(length(max = 40))]
    phone: Option<Option<String>>,
    /// Null takes it away.
    #[serde(deserialize_with = "wire::given")]
    #[schemars(length(max = 40))]
    tax_number: Option<Option<String>>,
    currency: Option<Currency>,
    #[schemars(with = "Option<String>", length(max = 60))]
    time_zone: Option<Tz>,
    #[schemars(range(max = 23))]
    day_cutover_hour: Option<u8>,
    prices_include_tax: Option<bool>,
    tax_scope: Option<TaxScope>,
    /// Null: cash is not rounded.
    #[serde(deserialize_with = "wire::given")]
    cash_rounding: Option<Option<Amount>>,
    #[schemars(length(max = 500))]
    receipt_footer: Option<String>,
    locale: Option<Locale>,
    cashier_discount_limit: Option<Percent>,
    loyalty_points_per_unit: Option<Quantity>,
    loyalty_point_value: Option<Amount>,
    /// All of them from now on, each prefix once.
    #[schemars(length(max = 11))]
    scale_codes: Option<Vec<NewScaleCode>>,
}

/// The shop's settings.
pub async fn get_shop(app: &App, _by: Permit<SignedIn>, _input: Nothing) -> Result<Shop> {
    store::shop(&mut app.db.read()).await
}

/// Changes the shop's settings.
///
/// Errors: `conflict` when the currency is to change after something was sold; `invalid`.
pub async fn update_shop(app: &App, _by: Permit<ChangeSettings>, input: UpdateShop) -> Result<Shop> {
    let mut tx = app.db.write().await?;
    let old = store::lock_shop(&mut tx).await?;
    let shop = changed(&old, input, app.clock.now())?;
    if shop.currency != old.currency && crate::sales::store::any(&mut tx).await? {
        return Err(Error::conflict("The currency stays as it is, because there are sales in it."));
    }
    store::update(&mut tx, &shop).await?;
    tx.commit().await?;
    Ok(shop)
}

pub(crate) fn changed(old: &Shop, input: UpdateShop, now: DateTime<Utc>) -> Result<Shop> {
    let currency = input.currency.unwrap_or(old.currency);
    let cash_rounding = match &input.cash_rounding {
        Some(step) => step.as_ref().map(|step| parse_step(currency, step)).transpose()?,
        None if currency == old.currency => old.cash_rounding,
        // A step in another currency means nothing in this one.
        None => None,
    };
    Ok(Shop {
        name: match &input.name {
            Some(name) => wire::required(name, "name", MAX_SHOP_NAME_CHARS)?,
            None => old.name.clone(),
        },
        address: text(input.address.as_deref(), "address", MAX_ADDRESS_CHARS, &old.address)?,
        phone: match input.phone {
            Some(phone) => wire::optional(phone.as_deref(), "phone", MAX_SHORT_CHARS)?,
            None => old.phone.clone(),
        },
        tax_number: match input.tax_number {
            Some(number) => wire::optional(number.as_deref(), "tax_number", MAX_SHORT_CHARS)?,
            None => old.tax_number.clone(),
        },
        currency,
        currency_digits: currency.digits(),
        time_zone: input.time_zone.unwrap_or(old.time_zone),
        day_cutover_hour: match input.day_cutover_hour {
            Some(hour @ 0..=23) => hour,
            Some(_) => return Err(Error::invalid("day_cutover_hour", "An hour is 0 to 23.")),
            None => old.day_cutover_hour,
        },
        prices_include_tax: input.prices_include_tax.unwrap_or(old.prices_include_tax),
        tax_scope: input.tax_scope.unwrap_or(old.tax_scope),
        cash_rounding,
        receipt_footer: text(input.receipt_footer.as_deref(), "receipt_footer", MAX_FOOTER_CHARS, &old.receipt_footer)?,
        receipt: old.receipt.clone(),
        logo_version: old.logo_version,
        locale: input.locale.unwrap_or(old.locale),
        cashier_discount_limit: match input.cashier_discount_limit {
            Some(limit) => limit.at_most_whole("cashier_discount_limit")?,
            None => old.cashier_discount_limit,
        },
        loyalty_points_per_unit: match input.loyalty_points_per_unit {
            Some(points) if (Quantity::ZERO..=MAX_POINTS_PER_UNIT).contains(&points) => points,
            Some(_) => return Err(Error::invalid("loyalty_points_per_unit", "A unit earns 0 to 1000 points.")),
            None => old.loyalty_points_per_unit,
        },
        loyalty_point_value: match &input.loyalty_point_value {
            Some(value) => currency.parse_unit_price(value, "loyalty_point_value")?,
            None => old.loyalty_point_value,
        },
        scale_codes: match input.scale_codes {
            Some(codes) => ScaleCode::checked(codes.into_iter().map(ScaleCode::from).collect(), currency.digits())?,
            None => ScaleCode::checked(old.scale_codes.clone(), currency.digits())?,
        },
        updated_at: now,
    })
}

/// The step of cash rounding; zero is none at all, so it is refused in favour of null.
pub(crate) fn parse_step(currency: Currency, step: &Amount) -> Result<Money> {
    let step = currency.parse_money(step, "cash_rounding")?;
    if step.minor() > 0 {
        Ok(step)
    } else {
        Err(Error::invalid("cash_rounding", "A step is more than nothing; null is none."))
    }
}

fn text(new: Option<&str>, field: &str, max: usize, old: &str) -> Result<String> {
    match new {
        Some(new) => Ok(wire::optional(Some(new), field, max)?.unwrap_or_default()),
        None => Ok(old.to_owned()),
    }
}
