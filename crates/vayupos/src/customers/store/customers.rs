//! Rows of `customers`.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::customers::NewCustomer;
use crate::customers::store::search::{insert_terms, search_text};
use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::finding::fold;
use crate::id::Id;
use crate::users::name_key;

/// A customer as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct CustomerRow {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) notes: Option<String>,
    pub(crate) tax_number: Option<String>,
    pub(crate) loyalty_points: i64,
    pub(crate) store_credit_minor: i64,
    pub(crate) total_spent_minor: i64,
    pub(crate) order_count: i64,
    pub(crate) is_active: bool,
    pub(crate) merged_into: Option<Id>,
    pub(crate) last_order_at: Option<DateTime<Utc>>,
    pub(crate) search_text: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

macro_rules! select_customers {
    ($($rest:expr),+) => {
        concat!(
            "select c.id, c.name, c.phone, c.email, c.address, c.notes, c.tax_number, c.loyalty_points,
                    c.store_credit_minor, c.total_spent_minor, c.order_count, c.is_active, c.merged_into,
                    c.last_order_at, c.search_text, c.created_at, c.updated_at
             from customers c ",
            $($rest),+
        )
    };
}
pub(super) use select_customers;

const ONE: &str = select_customers!("where c.id = $1");

/// One customer, active or not.
pub(crate) async fn get(db: &mut impl Session, id: Id) -> Result<CustomerRow> {
    db.sql(ONE).bind(id).optional().await?.ok_or(Error::NotFound { what: "This customer" })
}

/// One customer, held against other changes and against new orders until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: Id) -> Result<CustomerRow> {
    tx.sql(Sql { lite: ONE, pg: select_customers!("where c.id = $1 for update") })
        .bind(id)
        .optional()
        .await?
        .ok_or(Error::NotFound { what: "This customer" })
}

/// Adds a customer.
pub(crate) async fn insert(tx: &mut Tx, new: &NewCustomer, now: DateTime<Utc>) -> Result<()> {
    insert_once(tx, new, "", now).await
}

/// Adds a customer. The same request under the same id again has added them already.
///
/// # Errors
/// `conflict` for an id that was used for another request, and for an e-mail address of an active customer.
pub(crate) async fn insert_once(tx: &mut Tx, new: &NewCustomer, fingerprint: &str, now: DateTime<Utc>) -> Result<()> {
    let inserted = tx
        .sql(
            "insert into customers (id, fingerprint, name, name_key, phone, email, email_key, address, notes, tax_number,
                    search_text, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(fingerprint.to_owned())
        .bind(new.name.clone())
        .bind(fold(&new.name))
        .bind(new.phone.clone())
        .bind(new.email.clone())
        .bind(new.email.as_deref().map(name_key))
        .bind(new.address.clone())
        .bind(new.notes.clone())
        .bind(new.tax_number.clone())
        .bind(search_text(new))
        .bind(now)
        .execute()
        .await?;
    if inserted == 1 {
        return insert_terms(tx, &new.name).await;
    }
    let first: Option<(Option<String>,)> =
        tx.sql("select fingerprint from customers where id = $1").bind(new.id).optional().await?;
    match first {
        Some((Some(first),)) if first == fingerprint => Ok(()),
        Some(_) => Err(Error::conflict("This id belongs to another customer already.")),
        None => Err(taken(tx, new).await?),
    }
}

/// Writes a customer anew.
///
/// # Errors
/// `conflict` for an e-mail address of another active customer.
pub(crate) async fn update(tx: &mut Tx, customer: &NewCustomer, is_active: bool, now: DateTime<Utc>) -> Result<()> {
    // Nothing is written for an address that is taken: a failed statement would end the transaction on Postgres.
    if is_active && owner_of_email(tx, customer).await?.is_some() {
        return Err(taken(tx, customer).await?);
    }
    let written = tx
        .sql(
            "update customers
             set name = $2, name_key = $3, phone = $4, email = $5, email_key = $6, address = $7, notes = $8,
                 tax_number = $9, search_text = $10, is_active = $11, updated_at = $12
             where id = $1",
        )
        .bind(customer.id)
        .bind(customer.name.clone())
        .bind(fold(&customer.name))
        .bind(customer.phone.clone())
        .bind(customer.email.clone())
        .bind(customer.email.as_deref().map(name_key))
        .bind(customer.address.clone())
        .bind(customer.notes.clone())
        .bind(customer.tax_number.clone())
        .bind(search_text(customer))
        .bind(is_active)
        .bind(now)
        .execute()
        .await;
    match written {
        Err(failure) if failure.duplicate_of().is_some() => return Err(Error::conflict(EMAIL_TAKEN)),
        Err(failure) => return Err(failure.into()),
        Ok(_) => {}
    }
    insert_terms(tx, &customer.name).await
}

const EMAIL_TAKEN: &str = "Another customer has this e-mail address.";

async fn owner_of_email(tx: &mut Tx, customer: &NewCustomer) -> Result<Option<(Id, String)>> {
    Ok(tx
        .sql("select id, name from customers where email_key = $1 and is_active and id <> $2")
        .bind(customer.email.as_deref().map(name_key))
        .bind(customer.id)
        .optional()
        .await?)
}

/// Who has the e-mail address already.
async fn taken(tx: &mut Tx, customer: &NewCustomer) -> Result<Error> {
    Ok(match owner_of_email(tx, customer).await? {
        Some((id, name)) => Error::Conflict {
            message: format!("{name} has this e-mail address already."),
            details: Some(json!({ "customer_id": id })),
        },
        None => Error::conflict(EMAIL_TAKEN),
    })
}

/// Whether anything ever happened to a customer's points or credit, or somebody was merged into them.
pub(crate) async fn has_history(tx: &mut Tx, id: Id) -> Result<bool> {
    let row: Option<(Id,)> = tx
        .sql(
            "select id from customer_ledger where customer_id = $1
             union all
             select id from customers where merged_into = $1
             union all
             select id from customers where id = $1 and (order_count <> 0 or merged_into is not null)
             limit 1",
        )
        .bind(id)
        .optional()
        .await?;
    Ok(row.is_some())
}

/// Deletes a customer that nothing refers to.
pub(crate) async fn delete(tx: &mut Tx, id: Id) -> Result<()> {
    tx.sql("delete from customers where id = $1").bind(id).execute().await?;
    Ok(())
}

/// Takes a customer out of the lists; the history stays.
pub(crate) async fn deactivate(tx: &mut Tx, id: Id, now: DateTime<Utc>) -> Result<()> {
    tx.sql("update customers set is_active = false, updated_at = $2 where id = $1")
        .bind(id)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// Says of a customer, and of all who were merged into it before, who has what was theirs.
pub(crate) async fn close_merged(tx: &mut Tx, from: Id, into: Id, now: DateTime<Utc>) -> Result<()> {
    tx.sql(
        "update customers set merged_into = $2, is_active = false, updated_at = $3 where id = $1 or merged_into = $1",
    )
    .bind(from)
    .bind(into)
    .bind(now)
    .execute()
    .await?;
    Ok(())
}
