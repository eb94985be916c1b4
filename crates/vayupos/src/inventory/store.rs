//! All SQL that moves stock: the level and its log, always together.
//!
//! Reading logs, single movements and counts have files of their own below this one.

pub(super) mod counts;
pub(super) mod logs;
pub(super) mod moves;
pub(super) mod sheets;
pub(super) mod summary;

use std::collections::HashSet;

use serde::Serialize;
use serde_json::json;

use crate::db::{Answer, Session, Tx, Writes, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::{Movement, Taking};
use crate::quantity::Quantity;
use crate::tills::store::last_number;

/// A movement that has to be logged.
#[derive(Debug, Serialize)]
pub(crate) struct Moved {
    id: Id,
    product_id: Id,
    quantity_e3: i64,
}

impl Moved {
    fn by(quantity_e3: i64, product_id: Id) -> Self {
        Self { id: Id::now(), product_id, quantity_e3 }
    }
}

/// Takes goods off the shelf; each product is named once. [`refuse_missing`] reads what came of it, [`log_taken`] logs it.
///
/// The database holds the race: a level is lowered only where it suffices, or where the product may go below zero.
pub(crate) fn take(writes: &mut Writes, takings: &[Taking]) {
    if takings.is_empty() {
        return;
    }
    let asked: Vec<_> =
        takings.iter().map(|taking| json!({ "id": taking.product_id, "asked": taking.quantity_e3 })).collect();
    writes
        .answering(
            "update products
             set stock_e3 = products.stock_e3 - cast(asked.value ->> 'asked' as bigint)
             from json_each($1) asked
             where products.id = asked.value ->> 'id'
               and (products.allow_negative_stock or products.stock_e3 >= cast(asked.value ->> 'asked' as bigint))
             returning 'taken' as what, products.id, cast(null as text) as words",
        )
        .bind(rows(&asked));
}

/// Logs what an earlier step took for the order whose number it took at this till.
pub(crate) fn log_taken(writes: &mut Writes, takings: &[Taking], till_id: Id, movement: Movement<'_>) {
    let moved: Vec<_> = takings.iter().map(|taking| Moved::by(-taking.quantity_e3, taking.product_id)).collect();
    log(writes, &moved, movement, Some(till_id));
}

/// Refuses what an earlier step could not take.
///
/// # Errors
/// `out_of_stock`, naming the first product there is too little of; the transaction must then be given up.
pub(crate) async fn refuse_missing(tx: &mut Tx, answers: &[Answer], takings: &[Taking]) -> Result<()> {
    let is_taken =
        |taking: &Taking| answers.iter().any(|answer| answer.what == "taken" && answer.id == taking.product_id);
    match takings.iter().find(|taking| !is_taken(taking)) {
        Some(missing) => Err(out_of_stock(tx, missing).await?),
        None => Ok(()),
    }
}

async fn out_of_stock(tx: &mut Tx, taking: &Taking) -> Result<Error> {
    let (available_e3,): (i64,) =
        tx.sql("select stock_e3 from products where id = $1").bind(taking.product_id).one().await?;
    Ok(Error::OutOfStock {
        product_id: taking.product_id,
        product_name: taking.product_name.clone(),
        asked: Quantity::new(taking.quantity_e3),
        available: Quantity::new(available_e3),
    })
}

/// Puts goods on the shelf; each product is named once, with how much of it.
pub(crate) async fn put_back(tx: &mut Tx, goods: &[(Id, i64)], movement: Movement<'_>) -> Result<()> {
    let moved: Vec<_> = goods.iter().map(|(product_id, quantity_e3)| Moved::by(*quantity_e3, *product_id)).collect();
    shift(tx, &moved, movement).await
}

/// Moves levels, to whatever they come to, and logs it; each product is named once.
pub(super) async fn shift(tx: &mut Tx, moved: &[Moved], movement: Movement<'_>) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    let mut writes = tx.writes();
    writes
        .sql(
            "update products
             set stock_e3 = products.stock_e3 + cast(moved.value ->> 'quantity_e3' as bigint)
             from json_each($1) moved
             where products.id = moved.value ->> 'product_id'",
        )
        .bind(rows(&moved));
    writes.then();
    log(&mut writes, moved, movement, None);
    Ok(tx.run(writes).await?)
}

/// What an order took off the shelf and has not given back yet, by product in the order of their ids.
pub(crate) async fn taken_by(tx: &mut Tx, order_id: Id) -> Result<Vec<(Id, i64)>> {
    Ok(tx
        .sql(
            "select product_id, cast(-sum(quantity_e3) as bigint)
             from inventory_logs
             where order_id = $1
             group by product_id
             having sum(quantity_e3) < 0
             order by product_id",
        )
        .bind(order_id)
        .all()
        .await?)
}

/// Logs movements of levels that an earlier step moved. The last order number of this till is their reference, unless they
/// have one.
fn log(writes: &mut Writes, moved: &[Moved], movement: Movement<'_>, till_id: Option<Id>) {
    if moved.is_empty() {
        return;
    }
    writes
        .sql(concat!(
            "insert into inventory_logs (id, product_id, reason, quantity_e3, before_e3, after_e3, user_id, user_name,
                order_id, reference, created_at)
             select moved.value ->> 'id', p.id, $2, cast(moved.value ->> 'quantity_e3' as bigint),
                    p.stock_e3 - cast(moved.value ->> 'quantity_e3' as bigint), p.stock_e3, $3, $4, $5,
                    coalesce($6, ",
            last_number!("$8"),
            "), $7
             from json_each($1) moved join products p on p.id = moved.value ->> 'product_id'",
        ))
        .bind(rows(&moved))
        .bind(movement.reason)
        .bind(movement.user_id)
        .bind(movement.user_name.to_owned())
        .bind(movement.order_id)
        .bind(movement.reference.map(str::to_owned))
        .bind(movement.at)
        .bind(till_id);
}

/// Those of these products whose stock ever moved or was counted.
pub(crate) async fn moved_among(db: &mut impl Session, product_ids: &[Id]) -> Result<HashSet<Id>> {
    let asked: Vec<_> = product_ids.iter().map(|id| json!({ "id": id })).collect();
    let found: Vec<(Id,)> = db
        .sql(
            "select product_id from inventory_logs where product_id in (select value ->> 'id' from json_each($1))
             union
             select product_id from stock_count_entries
             where product_id in (select value ->> 'id' from json_each($1))",
        )
        .bind(rows(&asked))
        .all()
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Whether a product's stock ever moved or was counted.
pub(crate) async fn was_moved(db: &mut impl Session, product_id: Id) -> Result<bool> {
    let row: Option<(Id,)> = db
        .sql(
            "select product_id from inventory_logs where product_id = $1
             union all
             select product_id from stock_count_entries where product_id = $1
             limit 1",
        )
        .bind(product_id)
        .optional()
        .await?;
    Ok(row.is_some())
}
