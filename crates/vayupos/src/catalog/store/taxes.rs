//! Rows of `taxes` and `product_taxes`.

use chrono::{DateTime, Utc};

use crate::catalog::Tax;
use crate::db::{Session, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Percent;

#[derive(sqlx::FromRow)]
pub(super) struct TaxRow {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) rate_e4: i64,
    pub(super) included: bool,
}

impl TryFrom<TaxRow> for Tax {
    type Error = Error;
    fn try_from(row: TaxRow) -> Result<Self> {
        let rate = Percent::new(row.rate_e4).ok_or_else(|| Error::internal("a stored tax rate is out of range"))?;
        Ok(Self { id: row.id, name: row.name, rate, included: row.included })
    }
}

pub(crate) async fn insert_tax(tx: &mut Tx, new: &Tax, now: DateTime<Utc>) -> Result<Tax> {
    let inserted = tx
        .sql(
            "insert into taxes (id, name, rate_e4, included, created_at) values ($1, $2, $3, $4, $5)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.name.clone())
        .bind(new.rate.e4())
        .bind(new.included)
        .bind(now)
        .execute()
        .await?;
    if inserted == 0 {
        let old: Option<TaxRow> =
            tx.sql("select id, name, rate_e4, included from taxes where id = $1").bind(new.id).optional().await?;
        if old.map(Tax::try_from).transpose()?.as_ref() != Some(new) {
            return Err(Error::conflict("There is a tax of this name already."));
        }
    }
    Ok(new.clone())
}

pub(crate) async fn taxes(db: &mut impl Session) -> Result<Vec<Tax>> {
    let rows: Vec<TaxRow> = db.sql("select id, name, rate_e4, included from taxes order by name").all().await?;
    rows.into_iter().map(Tax::try_from).collect()
}

/// One tax.
pub(crate) async fn tax(db: &mut impl Session, id: Id) -> Result<Tax> {
    let row: Option<TaxRow> =
        db.sql("select id, name, rate_e4, included from taxes where id = $1").bind(id).optional().await?;
    row.ok_or(Error::NotFound { what: "This tax" })?.try_into()
}

/// Changes what is given of a tax, in one statement, so that two changes at once lose nothing of each other.
pub(crate) async fn update_tax(
    tx: &mut Tx,
    id: Id,
    name: Option<String>,
    rate: Option<Percent>,
    included: Option<bool>,
) -> Result<Tax> {
    let written = tx
        .sql(
            "update taxes
             set name = coalesce(cast($2 as text), name), rate_e4 = coalesce(cast($3 as bigint), rate_e4),
                 included = coalesce(cast($4 as boolean), included)
             where id = $1
             returning id, name, rate_e4, included",
        )
        .bind(id)
        .bind(name)
        .bind(rate.map(Percent::e4))
        .bind(included)
        .optional::<TaxRow>()
        .await;
    match written {
        Err(failure) if failure.is_duplicate() => Err(Error::conflict("There is a tax of this name already.")),
        written => written?.ok_or(Error::NotFound { what: "This tax" })?.try_into(),
    }
}

/// Deletes a tax that no product has.
pub(crate) async fn delete_tax(tx: &mut Tx, id: Id) -> Result<()> {
    match tx.sql("delete from taxes where id = $1").bind(id).execute().await {
        Err(failure) if failure.is_dangling() => {
            Err(Error::conflict("There are products with this tax: take it off them first."))
        }
        Err(failure) => Err(failure.into()),
        Ok(0) => Err(Error::NotFound { what: "This tax" }),
        Ok(_) => Ok(()),
    }
}

#[derive(sqlx::FromRow)]
struct ProductTaxRow {
    product_id: Id,
    #[sqlx(flatten)]
    tax: TaxRow,
}

pub(super) async fn taxes_of(db: &mut impl Session, ids: String) -> Result<Vec<(Id, Tax)>> {
    let rows: Vec<ProductTaxRow> = db
        .sql(
            "select pt.product_id, t.id, t.name, t.rate_e4, t.included
             from product_taxes pt
             join taxes t on t.id = pt.tax_id
             where pt.product_id in (select value ->> 'id' from json_each($1))
             order by t.name",
        )
        .bind(ids)
        .all()
        .await?;
    rows.into_iter().map(|row| Ok((row.product_id, Tax::try_from(row.tax)?))).collect()
}
