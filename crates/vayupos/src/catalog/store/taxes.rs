//! Rows of `taxes` and `product_taxes`.

use chrono::{DateTime, Utc};

use crate::catalog::Tax;
use crate::db::{Session, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Percent;

#[derive(sqlx::FromRow)]
struct TaxRow {
    id: Id,
    name: String,
    rate_e4: i64,
    included: bool,
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
