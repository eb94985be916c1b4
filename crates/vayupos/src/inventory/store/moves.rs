//! Single movements of one product, made by hand.

use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::{Movement, Taking};
use crate::quantity::MAX_QUANTITY_E3;

/// A movement of one product, with what is said about it.
#[derive(Debug, Clone)]
pub(in crate::inventory) struct Move<'a> {
    pub(in crate::inventory) id: Id,
    pub(in crate::inventory) product_id: Id,
    pub(in crate::inventory) quantity_e3: i64,
    pub(in crate::inventory) fingerprint: &'a str,
    pub(in crate::inventory) notes: Option<String>,
    pub(in crate::inventory) movement: Movement<'a>,
}

#[derive(sqlx::FromRow)]
struct Level {
    name: String,
    track_stock: bool,
    stock_e3: i64,
}

/// The level of a product whose stock is counted, held until the transaction ends.
pub(in crate::inventory) async fn lock_level(tx: &mut Tx, product_id: Id) -> Result<i64> {
    const LEVEL: &str = "select name, track_stock, stock_e3 from products where id = $1";
    let pg = "select name, track_stock, stock_e3 from products where id = $1 for no key update";
    let level: Option<Level> = tx.sql(Sql { lite: LEVEL, pg }).bind(product_id).optional().await?;
    let level = level.ok_or(Error::NotFound { what: "This product" })?;
    if !level.track_stock {
        return Err(Error::conflict(format!("The stock of {} is not counted.", level.name)));
    }
    Ok(level.stock_e3)
}

/// Moves the level of one product and logs it; false when a movement of this id is there already, and then the
/// transaction must be given up.
///
/// # Errors
/// `not_found`; `conflict` when the product's stock is not counted; `out_of_stock`; `invalid` for more than can be counted.
pub(in crate::inventory) async fn move_level(tx: &mut Tx, this: &Move<'_>) -> Result<bool> {
    let level: Option<(i64,)> = tx
        .sql(
            "update products set stock_e3 = stock_e3 + $2
             where id = $1 and track_stock
               and (cast($2 as bigint) >= 0 or stock_e3 + $2 >= 0 or allow_negative_stock)
             returning stock_e3",
        )
        .bind(this.product_id)
        .bind(this.quantity_e3)
        .optional()
        .await?;
    let Some((after_e3,)) = level else { return Err(why_not(tx, this).await?) };
    if after_e3.abs() > MAX_QUANTITY_E3 {
        return Err(Error::invalid("quantity", "That is more than can be counted."));
    }
    let movement = this.movement;
    let inserted = tx
        .sql(
            "insert into inventory_logs (id, product_id, reason, quantity_e3, before_e3, after_e3, user_id, user_name,
                    order_id, reference, created_at, notes, fingerprint)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             on conflict do nothing",
        )
        .bind(this.id)
        .bind(this.product_id)
        .bind(movement.reason)
        .bind(this.quantity_e3)
        .bind(after_e3 - this.quantity_e3)
        .bind(after_e3)
        .bind(movement.user_id)
        .bind(movement.user_name.to_owned())
        .bind(movement.order_id)
        .bind(movement.reference.map(str::to_owned))
        .bind(movement.at)
        .bind(this.notes.clone())
        .bind(this.fingerprint.to_owned())
        .execute()
        .await?;
    Ok(inserted == 1)
}

/// Why a level could not be moved.
async fn why_not(tx: &mut Tx, this: &Move<'_>) -> Result<Error> {
    // It is held now, so what is said of it is so.
    if let Err(refusal) = lock_level(tx, this.product_id).await {
        return Ok(refusal);
    }
    let (product_name,): (String,) =
        tx.sql("select name from products where id = $1").bind(this.product_id).one().await?;
    let taking = Taking { product_id: this.product_id, product_name, quantity_e3: -this.quantity_e3 };
    super::out_of_stock(tx, &taking).await
}
