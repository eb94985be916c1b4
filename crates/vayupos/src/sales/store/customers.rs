//! Orders as customers have them.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::{Session, Tx, rows};
use crate::error::Result;
use crate::id::Id;

/// Whether a customer ever had an order, whatever became of it.
pub(crate) async fn has_ordered(tx: &mut Tx, customer_id: Id) -> Result<bool> {
    let row: Option<(Id,)> =
        tx.sql("select id from orders where customer_id = $1 limit 1").bind(customer_id).optional().await?;
    Ok(row.is_some())
}

/// Gives a customer's orders to another one, who is the same person.
pub(crate) async fn move_orders(tx: &mut Tx, from: Id, to: Id) -> Result<()> {
    tx.sql("update orders set customer_id = $2 where customer_id = $1").bind(from).bind(to).execute().await?;
    Ok(())
}

/// When these customers last completed an order; those who never did are left out.
pub(crate) async fn last_orders(db: &mut impl Session, customers: &[Id]) -> Result<Vec<(Id, DateTime<Utc>)>> {
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<_> = customers.iter().map(|id| json!({ "id": id })).collect();
    // One step along the index a customer, instead of all their orders.
    let found: Vec<(Id, Option<DateTime<Utc>>)> = db
        .sql(
            "select asked.value ->> 'id',
                    (select o.created_at
                     from orders o
                     where o.customer_id = asked.value ->> 'id'
                       and o.status in ('completed', 'partially_refunded', 'refunded')
                     order by o.created_at desc, o.id desc
                     limit 1)
             from json_each($1) asked",
        )
        .bind(rows(&asked))
        .all()
        .await?;
    Ok(found.into_iter().filter_map(|(id, at)| Some((id, at?))).collect())
}
