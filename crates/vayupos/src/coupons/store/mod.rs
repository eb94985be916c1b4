//! All SQL on coupons.

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};

use crate::coupons::{Coupon, FIELD};
use crate::currency::Currency;
use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::finding::fold;
use crate::id::Id;
use crate::money::{Money, Percent};
use crate::page::Limit;
use crate::settings;

#[derive(sqlx::FromRow)]
struct CouponRow {
    id: Id,
    code: String,
    discount_percent_e4: Option<i64>,
    discount_minor: Option<i64>,
    min_total_minor: Option<i64>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    max_uses: Option<i64>,
    used_count: i64,
    is_active: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl CouponRow {
    fn into_coupon(self, currency: Currency) -> Result<Coupon> {
        let percent = |e4| Percent::new(e4).ok_or_else(|| Error::internal("a stored coupon's percentage is not one"));
        Ok(Coupon {
            id: self.id,
            code: self.code,
            discount_percent: self.discount_percent_e4.map(percent).transpose()?,
            discount_amount: self.discount_minor.map(|minor| currency.money(minor)),
            min_total: self.min_total_minor.map(|minor| currency.money(minor)),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            max_uses: self.max_uses,
            used_count: self.used_count,
            is_active: self.is_active,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

macro_rules! select_coupons {
    ($rest:literal) => {
        concat!(
            "select id, code, discount_percent_e4, discount_minor, min_total_minor, valid_from, valid_to, max_uses,
                    used_count, is_active, created_at, updated_at
             from coupons ",
            $rest
        )
    };
}

const ONE: &str = select_coupons!("where id = $1");
const TAKEN: &str = "There is a coupon of this code already.";

/// Adds a coupon. The same coupon under the same id again is the same coupon.
pub(crate) async fn insert(tx: &mut Tx, new: &Coupon, currency: Currency) -> Result<Coupon> {
    let inserted = tx
        .sql(
            "insert into coupons (id, code, code_key, discount_percent_e4, discount_minor, min_total_minor, valid_from,
                    valid_to, max_uses, is_active, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.code.clone())
        .bind(fold(&new.code))
        .bind(new.discount_percent.map(Percent::e4))
        .bind(new.discount_amount.map(Money::minor))
        .bind(new.min_total.map(Money::minor))
        .bind(new.valid_from)
        .bind(new.valid_to)
        .bind(new.max_uses)
        .bind(new.is_active)
        .bind(new.created_at)
        .execute()
        .await?;
    if inserted == 1 {
        return Ok(new.clone());
    }
    match get(tx, new.id, currency).await {
        Ok(old) if is_same(&old, new) => Ok(old),
        Ok(_) => Err(Error::conflict("This id belongs to another coupon already.")),
        Err(Error::NotFound { .. }) => Err(Error::conflict(TAKEN)),
        Err(error) => Err(error),
    }
}

/// Whether a coupon is as it was asked for; how often it was used since makes no difference.
fn is_same(old: &Coupon, new: &Coupon) -> bool {
    let as_asked =
        Coupon { used_count: new.used_count, created_at: new.created_at, updated_at: new.updated_at, ..old.clone() };
    as_asked == *new
}

/// One coupon.
pub(crate) async fn get(db: &mut impl Session, id: Id, currency: Currency) -> Result<Coupon> {
    let row: Option<CouponRow> = db.sql(ONE).bind(id).optional().await?;
    row.ok_or(Error::NotFound { what: "This coupon" })?.into_coupon(currency)
}

/// One coupon, held against other changes and uses until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: Id, currency: Currency) -> Result<Coupon> {
    let sql = Sql { lite: ONE, pg: select_coupons!("where id = $1 for update") };
    let row: Option<CouponRow> = tx.sql(sql).bind(id).optional().await?;
    row.ok_or(Error::NotFound { what: "This coupon" })?.into_coupon(currency)
}

/// A page of coupons by code, with one row to spare.
pub(crate) async fn by_code(
    db: &mut impl Session,
    is_active: Option<bool>,
    after: Option<String>,
    limit: Limit,
    currency: Currency,
) -> Result<Vec<Coupon>> {
    let rows: Vec<CouponRow> = db
        .sql(select_coupons!(
            "where code_key > $1 and (cast($2 as boolean) is null or is_active = $2)
             order by code_key
             limit $3"
        ))
        .bind(after.unwrap_or_default())
        .bind(is_active)
        .bind(limit.and_one())
        .all()
        .await?;
    rows.into_iter().map(|row| row.into_coupon(currency)).collect()
}

/// Writes what may change of a coupon.
pub(crate) async fn update(tx: &mut Tx, coupon: &Coupon) -> Result<()> {
    let written = tx
        .sql(
            "update coupons
             set code = $2, code_key = $3, discount_percent_e4 = $4, discount_minor = $5, min_total_minor = $6,
                 valid_from = $7, valid_to = $8, max_uses = $9, is_active = $10, updated_at = $11
             where id = $1",
        )
        .bind(coupon.id)
        .bind(coupon.code.clone())
        .bind(fold(&coupon.code))
        .bind(coupon.discount_percent.map(Percent::e4))
        .bind(coupon.discount_amount.map(Money::minor))
        .bind(coupon.min_total.map(Money::minor))
        .bind(coupon.valid_from)
        .bind(coupon.valid_to)
        .bind(coupon.max_uses)
        .bind(coupon.is_active)
        .bind(coupon.updated_at)
        .execute()
        .await;
    match written {
        Err(failure) if failure.duplicate_of().is_some() => Err(Error::conflict(TAKEN)),
        Err(failure) => Err(failure.into()),
        Ok(_) => Ok(()),
    }
}

/// Deletes a coupon, or deactivates one that was used.
pub(crate) async fn delete(tx: &mut Tx, id: Id, now: DateTime<Utc>) -> Result<()> {
    if tx.sql("delete from coupons where id = $1 and used_count = 0").bind(id).execute().await? == 1 {
        return Ok(());
    }
    let kept = tx
        .sql("update coupons set is_active = false, updated_at = $2 where id = $1")
        .bind(id)
        .bind(now)
        .execute()
        .await?;
    if kept == 0 { Err(Error::NotFound { what: "This coupon" }) } else { Ok(()) }
}

/// The coupon of a code, whether or not it can be used.
pub(crate) async fn find(db: &mut impl Session, code: &str) -> Result<Option<Coupon>> {
    let currency = settings::store::shop(db).await?.currency;
    let row: Option<CouponRow> =
        db.sql(select_coupons!("where code_key = $1")).bind(fold(code.trim())).optional().await?;
    row.map(|row| row.into_coupon(currency)).transpose()
}

/// The coupon of a code for an order of this subtotal (Σ of the lines, before any order discount) on this day.
/// Nothing is written: a quote asks this, a sale redeems.
///
/// # Errors
/// `invalid` for a code there is none of and for an order that comes to too little; `conflict` for a coupon that is
/// used up, not taken yet or no longer.
pub(crate) async fn usable(
    db: &mut impl Session,
    code: &str,
    subtotal_minor: i64,
    business_date: NaiveDate,
) -> Result<Coupon> {
    let coupon = find(db, code).await?.ok_or_else(|| Error::invalid(FIELD, "There is no coupon of this code."))?;
    coupon.usable(subtotal_minor, business_date)?;
    Ok(coupon)
}

/// Uses a coupon once. The database holds the race: it is never used more often than it may be.
///
/// # Errors
/// As [`usable`]; the transaction must then be given up.
pub(crate) async fn redeem(tx: &mut Tx, code: &str, subtotal_minor: i64, business_date: NaiveDate) -> Result<Coupon> {
    let row: Option<CouponRow> = tx
        .sql(
            "update coupons
             set used_count = used_count + 1
             where code_key = $1 and is_active
               and (max_uses is null or used_count < max_uses)
               and (min_total_minor is null or min_total_minor <= $2)
               and (valid_from is null or valid_from <= $3)
               and (valid_to is null or valid_to >= $3)
             returning id, code, discount_percent_e4, discount_minor, min_total_minor, valid_from, valid_to, max_uses,
                       used_count, is_active, created_at, updated_at",
        )
        .bind(fold(code.trim()))
        .bind(subtotal_minor)
        .bind(business_date)
        .optional()
        .await?;
    match row {
        Some(row) => row.into_coupon(settings::store::shop(tx).await?.currency),
        None => {
            usable(tx, code, subtotal_minor, business_date).await?;
            // It was given back between the two statements.
            Err(Error::conflict("The coupon was used at the same moment. Please try again."))
        }
    }
}

/// Gives a use back, when the order it was used for is cancelled.
pub(crate) async fn give_back(tx: &mut Tx, id: Id) -> Result<()> {
    tx.sql("update coupons set used_count = used_count - 1 where id = $1 and used_count > 0")
        .bind(id)
        .execute()
        .await?;
    Ok(())
}
