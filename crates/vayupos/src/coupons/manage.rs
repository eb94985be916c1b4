//! Looking after coupons. Taking one is part of a sale.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::app::App;
use crate::auth::{ChangeSettings, Permit};
use crate::coupons::{Coupon, store};
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::finding::fold;
use crate::id::Id;
use crate::money::{Amount, Percent};
use crate::page::{self, Limit, Page};
use crate::settings;
use crate::wire::{self, Nothing};

const MAX_CODE_CHARS: usize = 40;
/// Uses of a coupon at the most, where they are limited at all.
const MAX_USES: i64 = 1_000_000_000;

/// A new coupon.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCoupon {
    /// Chosen by the caller, so that a retry adds nothing twice.
    id: Option<Id>,
    /// Without blanks; capitals make no difference.
    #[schemars(length(min = 1, max = 40))]
    code: String,
    /// Either this, above 0 and at most 100, or an amount.
    discount_percent: Option<Percent>,
    /// Either this, above 0, or a percentage.
    discount_amount: Option<Amount>,
    /// Left out: for every order.
    min_total: Option<Amount>,
    /// Left out: from now on.
    valid_from: Option<NaiveDate>,
    /// Left out: for ever.
    valid_to: Option<NaiveDate>,
    /// Left out: as often as one likes.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    max_uses: Option<i64>,
    /// Left out: true.
    is_active: Option<bool>,
}

/// Changes of a coupon; what is left out stays, null takes it away.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCoupon {
    coupon_id: Id,
    #[schemars(length(min = 1, max = 40))]
    code: Option<String>,
    #[serde(default, deserialize_with = "wire::given")]
    discount_percent: Option<Option<Percent>>,
    #[serde(default, deserialize_with = "wire::given")]
    discount_amount: Option<Option<Amount>>,
    #[serde(default, deserialize_with = "wire::given")]
    min_total: Option<Option<Amount>>,
    #[serde(default, deserialize_with = "wire::given")]
    valid_from: Option<Option<NaiveDate>>,
    #[serde(default, deserialize_with = "wire::given")]
    valid_to: Option<Option<NaiveDate>>,
    #[schemars(range(min = 1, max = 1_000_000_000))]
    #[serde(default, deserialize_with = "wire::given")]
    max_uses: Option<Option<i64>>,
    is_active: Option<bool>,
}

/// Which coupon.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCoupon {
    coupon_id: Id,
}

/// Which coupon.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteCoupon {
    coupon_id: Id,
}

/// Which page of coupons.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCoupons {
    /// Left out: all of them.
    is_active: Option<bool>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Adds a coupon.
///
/// Errors: `conflict` for a code that is taken; `invalid`.
pub async fn create_coupon(app: &App, _by: Permit<ChangeSettings>, input: CreateCoupon) -> Result<Coupon> {
    let mut tx = app.db.write().await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    let money = |amount: Option<Amount>, field| amount.map(|amount| currency.parse_money(&amount, field)).transpose();
    let now = app.clock.now();
    let coupon = Coupon {
        id: input.id.unwrap_or_else(Id::now),
        code: input.code,
        discount_percent: input.discount_percent,
        discount_amount: money(input.discount_amount, "discount_amount")?,
        min_total: money(input.min_total, "min_total")?,
        valid_from: input.valid_from,
        valid_to: input.valid_to,
        max_uses: input.max_uses,
        used_count: 0,
        is_active: input.is_active.unwrap_or(true),
        created_at: now,
        updated_at: now,
    };
    let coupon = store::insert(&mut tx, &checked(coupon)?, currency).await?;
    tx.commit().await?;
    Ok(coupon)
}

/// Changes a coupon. What was sold with it keeps the discount it was sold with.
///
/// Errors: `not_found`; `conflict` for a code that is taken; `invalid`.
pub async fn update_coupon(app: &App, _by: Permit<ChangeSettings>, input: UpdateCoupon) -> Result<Coupon> {
    let mut tx = app.db.write().await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    let old = store::lock(&mut tx, input.coupon_id, currency).await?;
    let coupon = checked(changed(old, input, currency)?)?;
    let coupon = Coupon { updated_at: app.clock.now(), ..coupon };
    store::update(&mut tx, &coupon).await?;
    tx.commit().await?;
    Ok(coupon)
}

fn changed(old: Coupon, input: UpdateCoupon, currency: Currency) -> Result<Coupon> {
    let money = |amount: Option<Amount>, field| amount.map(|amount| currency.parse_money(&amount, field)).transpose();
    // A new kind of discount takes the place of the other.
    let new_percent = input.discount_percent.is_some_and(|percent| percent.is_some());
    let new_amount = input.discount_amount.is_some_and(|amount| amount.is_some());
    let old_percent = old.discount_percent.filter(|_| !new_amount);
    let old_amount = old.discount_amount.filter(|_| !new_percent);
    Ok(Coupon {
        code: input.code.unwrap_or(old.code),
        discount_percent: input.discount_percent.unwrap_or(old_percent),
        discount_amount: input.discount_amount.map_or(Ok(old_amount), |amount| money(amount, "discount_amount"))?,
        min_total: input.min_total.map_or(Ok(old.min_total), |amount| money(amount, "min_total"))?,
        valid_from: input.valid_from.unwrap_or(old.valid_from),
        valid_to: input.valid_to.unwrap_or(old.valid_to),
        max_uses: input.max_uses.unwrap_or(old.max_uses),
        is_active: input.is_active.unwrap_or(old.is_active),
        ..old
    })
}

fn checked(coupon: Coupon) -> Result<Coupon> {
    let code = wire::required(&coupon.code, "code", MAX_CODE_CHARS)?;
    if code.contains(char::is_whitespace) {
        return Err(Error::invalid("code", "A code has no blanks."));
    }
    match (coupon.discount_percent, coupon.discount_amount) {
        (Some(percent), None) if percent == Percent::ZERO => {
            return Err(Error::invalid("discount_percent", "A coupon takes something off."));
        }
        (Some(percent), None) => {
            percent.at_most_whole("discount_percent")?;
        }
        (None, Some(amount)) if amount.minor() == 0 => {
            return Err(Error::invalid("discount_amount", "A coupon takes something off."));
        }
        (None, Some(_)) => {}
        (Some(_), Some(_)) | (None, None) => {
            return Err(Error::invalid("discount_percent", "A coupon takes off either a percentage or an amount."));
        }
    }
    if coupon.valid_from.zip(coupon.valid_to).is_some_and(|(from, to)| from > to) {
        return Err(Error::invalid("valid_to", "The last day is before the first."));
    }
    if coupon.max_uses.is_some_and(|uses| !(1..=MAX_USES).contains(&uses)) {
        return Err(Error::invalid("max_uses", format!("Uses are 1 to {MAX_USES}.")));
    }
    Ok(Coupon { code, ..coupon })
}

/// Deletes a coupon. One that was used is deactivated instead, because orders name it.
///
/// Errors: `not_found`.
pub async fn delete_coupon(app: &App, _by: Permit<ChangeSettings>, input: DeleteCoupon) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    store::delete(&mut tx, input.coupon_id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Nothing {})
}

/// The coupons by code.
pub async fn list_coupons(app: &App, _by: Permit<ChangeSettings>, input: ListCoupons) -> Result<Page<Coupon>> {
    let limit = input.limit.unwrap_or_default();
    let after: Option<String> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let coupons = store::by_code(&mut reader, input.is_active, after, limit, currency).await?;
    Ok(Page::cut(coupons, limit, |coupon| fold(&coupon.code)))
}

/// One coupon.
///
/// Errors: `not_found`.
pub async fn get_coupon(app: &App, _by: Permit<ChangeSettings>, input: GetCoupon) -> Result<Coupon> {
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    store::get(&mut reader, input.coupon_id, currency).await
}
