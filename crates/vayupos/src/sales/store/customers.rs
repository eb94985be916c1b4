//! Orders as customers have them.

use crate::db::{Session, Tx};
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
