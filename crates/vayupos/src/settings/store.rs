//! All SQL on the shop's settings.

use chrono::{DateTime, Utc};

use crate::currency::Currency;
use crate::db::{Question, Session, Sql, Tx, rows};
use crate::error::{Error, Result};
use crate::money::{Percent, UnitPrice};
use crate::quantity::Quantity;
use crate::sales::basket::TaxScope;
use crate::settings::{Locale, LogoType, Shop, ShopLogo};

/// The settings as they are stored.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ShopRow {
    name: String,
    address: String,
    phone: Option<String>,
    tax_number: Option<String>,
    currency: String,
    time_zone: String,
    day_cutover_hour: i64,
    prices_include_tax: bool,
    tax_scope: TaxScope,
    cash_rounding_minor: Option<i64>,
    receipt_footer: String,
    cashier_discount_limit_e4: i64,
    loyalty_points_per_unit_e3: i64,
    loyalty_point_value_e4: i64,
    scale_codes: String,
    locale: Locale,
    receipt_design: String,
    logo_version: Option<i64>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<ShopRow> for Shop {
    type Error = Error;
    fn try_from(row: ShopRow) -> Result<Self> {
        let damaged = |what: &str| Error::internal(format!("the stored {what} of the shop is not one"));
        let currency = Currency::find(&row.currency).ok_or_else(|| damaged("currency"))?;
        Ok(Self {
            name: row.name,
            address: row.address,
            phone: row.phone,
            tax_number: row.tax_number,
            currency,
            currency_digits: currency.digits(),
            time_zone: row.time_zone.parse().map_err(|_| damaged("time zone"))?,
            day_cutover_hour: u8::try_from(row.day_cutover_hour).map_err(|_| damaged("day cut-over"))?,
            prices_include_tax: row.prices_include_tax,
            tax_scope: row.tax_scope,
            cash_rounding: row.cash_rounding_minor.map(|minor| currency.money(minor)),
            receipt_footer: row.receipt_footer,
            receipt: serde_json::from_str(&row.receipt_design).map_err(|_| damaged("receipt design"))?,
            logo_version: row.logo_version,
            locale: row.locale,
            cashier_discount_limit: Percent::new(row.cashier_discount_limit_e4)
                .ok_or_else(|| damaged("discount limit"))?,
            loyalty_points_per_unit: Quantity::new(row.loyalty_points_per_unit_e3),
            loyalty_point_value: UnitPrice::stored(row.loyalty_point_value_e4, currency.digits()),
            scale_codes: serde_json::from_str(&row.scale_codes).map_err(|_| damaged("scale codes"))?,
            updated_at: row.updated_at,
        })
    }
}

macro_rules! shop_columns {
    ($lock:literal) => {
        concat!(
            "select name, address, phone, tax_number, currency, time_zone, day_cutover_hour, prices_include_tax,
                    tax_scope, cash_rounding_minor, receipt_footer, cashier_discount_limit_e4,
                    loyalty_points_per_unit_e3, loyalty_point_value_e4, updated_at, scale_codes, locale, receipt_design,
                    (select l.version from shop_logo l) as logo_version
             from shop",
            $lock
        )
    };
}

const SHOP: &str = shop_columns!("");
const SHOP_FOR_SALE: Sql = Sql { lite: SHOP, pg: shop_columns!(" for share of shop") };

/// The settings.
pub(crate) async fn shop(db: &mut impl Session) -> Result<Shop> {
    db.sql(SHOP).one::<ShopRow>().await?.try_into()
}

/// The settings, held against other changes and against sales until the transaction ends.
pub(crate) async fn lock_shop(tx: &mut Tx) -> Result<Shop> {
    tx.sql(Sql { lite: SHOP, pg: shop_columns!(" for update of shop") }).one::<ShopRow>().await?.try_into()
}

/// The settings a sale is made by, held so that they cannot change before it is stored.
pub(crate) async fn shop_for_sale(tx: &mut Tx) -> Result<Shop> {
    tx.sql(SHOP_FOR_SALE).one::<ShopRow>().await?.try_into()
}

/// The same as a transaction's first question; its answer is a [`ShopRow`].
pub(crate) fn ask_for_shop() -> Question {
    Question::new(SHOP_FOR_SALE)
}

pub(crate) async fn update(tx: &mut Tx, shop: &Shop) -> Result<()> {
    tx.sql(
        "update shop set name = $1, address = $2, phone = $3, tax_number = $4, currency = $5, time_zone = $6,
                day_cutover_hour = $7, prices_include_tax = $8, tax_scope = $9, cash_rounding_minor = $10,
                receipt_footer = $11, cashier_discount_limit_e4 = $12, loyalty_points_per_unit_e3 = $13,
                loyalty_point_value_e4 = $14, updated_at = $15, scale_codes = $16, locale = $17, receipt_design = $18",
    )
    .bind(shop.name.clone())
    .bind(shop.address.clone())
    .bind(shop.phone.clone())
    .bind(shop.tax_number.clone())
    .bind(shop.currency.code())
    .bind(shop.time_zone.name())
    .bind(i64::from(shop.day_cutover_hour))
    .bind(shop.prices_include_tax)
    .bind(shop.tax_scope)
    .bind(shop.cash_rounding.map(crate::money::Money::minor))
    .bind(shop.receipt_footer.clone())
    .bind(shop.cashier_discount_limit.e4())
    .bind(shop.loyalty_points_per_unit.e3())
    .bind(shop.loyalty_point_value.e4())
    .bind(shop.updated_at)
    .bind(rows(&shop.scale_codes))
    .bind(shop.locale)
    .bind(rows(&shop.receipt))
    .execute()
    .await?;
    Ok(())
}

/// Keeps the shop's logo, instead of the one it had.
pub(crate) async fn save_logo(
    tx: &mut Tx,
    content_type: LogoType,
    bytes: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<ShopLogo> {
    let size_bytes = i64::try_from(bytes.len()).map_err(Error::internal)?;
    // As with pictures of products: the first version is the time, so that a logo that came back has a newer one.
    let (version,): (i64,) = tx
        .sql(
            "insert into shop_logo (id, content_type, bytes, version, updated_at) values (1, $1, $2, $3, $4)
             on conflict (id) do update
             set content_type = excluded.content_type, bytes = excluded.bytes, updated_at = excluded.updated_at,
                 version = case when excluded.version > shop_logo.version then excluded.version
                                else shop_logo.version + 1 end
             returning version",
        )
        .bind(content_type)
        .bind(bytes)
        .bind(now.timestamp_micros())
        .bind(now)
        .one()
        .await?;
    Ok(ShopLogo { content_type, size_bytes, version, updated_at: now })
}

/// The shop's logo, if it has one.
pub(crate) async fn logo(db: &mut impl Session) -> Result<Option<(LogoType, Vec<u8>)>> {
    Ok(db.sql("select content_type, bytes from shop_logo").optional().await?)
}

/// Takes the logo away.
pub(crate) async fn delete_logo(tx: &mut Tx) -> Result<()> {
    tx.sql("delete from shop_logo").execute().await?;
    Ok(())
}
