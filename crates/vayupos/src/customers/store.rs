//! All SQL on customers.

use chrono::{DateTime, Utc};

use crate::catalog::fold;
use crate::customers::NewCustomer;
use crate::db::{Session, Tx};
use crate::error::Result;
use crate::id::Id;

pub(crate) async fn insert(tx: &mut Tx, new: &NewCustomer, now: DateTime<Utc>) -> Result<()> {
    let search_text = [Some(&new.name), new.phone.as_ref(), new.email.as_ref()]
        .into_iter()
        .flatten()
        .map(|part| format!(" {}", fold(part)))
        .collect::<String>();
    tx.sql(
        "insert into customers (id, name, phone, email, address, notes, search_text, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
    )
    .bind(new.id)
    .bind(new.name.clone())
    .bind(new.phone.clone())
    .bind(new.email.clone())
    .bind(new.address.clone())
    .bind(new.notes.clone())
    .bind(search_text)
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// Where a customer gets letters; none when there is no such customer, or no address of theirs.
pub(crate) async fn email_of(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(Option<String>,)> =
        db.sql("select email from customers where id = $1").bind(id).optional().await?;
    Ok(row.and_then(|(email,)| email))
}
