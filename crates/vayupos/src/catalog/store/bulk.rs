//! Many products in a few statements: for imports and changes of many prices.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::catalog::barcode;
use crate::catalog::store::{NewProduct, rows_of_ids};
use crate::db::{Session, Sql, Tx, rows};
use crate::error::{Error, Result};
use crate::finding::fold;
use crate::id::Id;
use crate::money::UnitPrice;

/// Products of one statement.
const BATCH_ROWS: usize = 1_000;

/// A product with whether it can be sold.
#[derive(Debug, Clone)]
pub(crate) struct BulkProduct {
    pub(crate) product: NewProduct,
    pub(crate) is_active: bool,
}

impl BulkProduct {
    fn row(&self) -> Value {
        let product = &self.product;
        json!({
            "id": product.id, "sku": product.sku, "sku_key": fold(&product.sku), "name": product.name,
            "name_key": product.name_key, "description": product.description, "category_id": product.category_id,
            "price": product.price.e4(), "cost": product.cost_price.map(UnitPrice::e4), "stock": product.stock.e3(),
            "min_stock": product.min_stock.e3(), "unit": product.unit, "by_weight": product.sold_by_weight,
            "track": product.track_stock, "favourite": product.is_favourite, "words": product.search_text,
            "active": self.is_active, "negative": product.allow_negative_stock,
        })
    }
}

/// The products that have one of these SKUs or barcodes, by their keys, active or not; in the order of their ids.
pub(crate) async fn ids_by_keys(db: &mut impl Session, sku_keys: &[String], code_keys: &[String]) -> Result<Vec<Id>> {
    let found: Vec<(Id,)> = db
        .sql(
            "select id from products where sku_key in (select value ->> 'key' from json_each($1))
             union
             select product_id from product_barcodes where code_key in (select value ->> 'key' from json_each($2))
             order by 1",
        )
        .bind(rows_of_keys(sku_keys))
        .bind(rows_of_keys(code_keys))
        .all()
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

fn rows_of_keys(keys: &[String]) -> String {
    rows(&keys.iter().map(|key| json!({ "key": key })).collect::<Vec<_>>())
}

/// The active products, of one category or of all, by id; at most so many.
pub(crate) async fn active_ids(db: &mut impl Session, category_id: Option<Id>, limit: i64) -> Result<Vec<Id>> {
    let found: Vec<(Id,)> = db
        .sql(
            "select id from products
             where is_active and (cast($1 as text) is null or category_id = $1)
             order by id
             limit $2",
        )
        .bind(category_id)
        .bind(limit)
        .all()
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// All categories with their names.
pub(crate) async fn category_names(db: &mut impl Session) -> Result<Vec<(Id, String)>> {
    Ok(db.sql("select id, name from categories order by name_key").all().await?)
}

/// Holds products until the transaction ends, in the order of their ids.
pub(crate) async fn hold(tx: &mut Tx, ids: &[Id]) -> Result<()> {
    const HOLD: Sql = Sql {
        // The transaction has the only write lock already.
        lite: "select id from products where id in (select value ->> 'id' from json_each($1)) limit 1",
        pg: "select id from products where id in (select value ->> 'id' from json_each($1)) order by id for no key update",
    };
    tx.sql(HOLD).bind(rows_of_ids(ids.iter().copied())).all::<(Id,)>().await?;
    Ok(())
}

/// Adds products with their barcodes and taxes.
///
/// # Errors
/// `conflict` when an SKU or a barcode is taken, or a category or tax is gone.
pub(crate) async fn insert_products(tx: &mut Tx, products: &[BulkProduct], now: DateTime<Utc>) -> Result<()> {
    for batch in products.chunks(BATCH_ROWS) {
        let added = tx
            .sql(
                "insert into products (id, sku, sku_key, name, name_key, description, category_id, price_e4,
                        cost_price_e4, opening_stock_e3, stock_e3, min_stock_e3, unit, sold_by_weight, track_stock,
                        is_favourite, search_text, is_active, allow_negative_stock, created_at, updated_at)
                 select value ->> 'id', value ->> 'sku', value ->> 'sku_key', value ->> 'name', value ->> 'name_key',
                        value ->> 'description', value ->> 'category_id', cast(value ->> 'price' as bigint),
                        cast(value ->> 'cost' as bigint), cast(value ->> 'stock' as bigint),
                        cast(value ->> 'stock' as bigint), cast(value ->> 'min_stock' as bigint), value ->> 'unit',
                        cast(value ->> 'by_weight' as boolean), cast(value ->> 'track' as boolean),
                        cast(value ->> 'favourite' as boolean), value ->> 'words', cast(value ->> 'active' as boolean),
                        cast(value ->> 'negative' as boolean), $2, $2
                 from json_each($1)
                 where true
                 on conflict do nothing",
            )
            .bind(rows(&batch.iter().map(BulkProduct::row).collect::<Vec<_>>()))
            .bind(now)
            .execute()
            .await
            .map_err(|failure| if failure.is_dangling() { moved_on() } else { failure.into() })?;
        if added < u64::try_from(batch.len()).unwrap_or(u64::MAX) {
            return Err(moved_on());
        }
        insert_parts(tx, batch).await?;
    }
    Ok(())
}

/// Writes products anew, with their barcodes and taxes; their stock is none of this.
///
/// # Errors
/// As [`insert_products`].
pub(crate) async fn update_products(tx: &mut Tx, products: &[BulkProduct], now: DateTime<Utc>) -> Result<()> {
    for batch in products.chunks(BATCH_ROWS) {
        let written = tx
            .sql(
                "update products
                 set sku = row.value ->> 'sku', sku_key = row.value ->> 'sku_key', name = row.value ->> 'name',
                     name_key = row.value ->> 'name_key', description = row.value ->> 'description',
                     category_id = row.value ->> 'category_id', price_e4 = cast(row.value ->> 'price' as bigint),
                     cost_price_e4 = cast(row.value ->> 'cost' as bigint),
                     min_stock_e3 = cast(row.value ->> 'min_stock' as bigint), unit = row.value ->> 'unit',
                     sold_by_weight = cast(row.value ->> 'by_weight' as boolean),
                     track_stock = cast(row.value ->> 'track' as boolean),
                     is_favourite = cast(row.value ->> 'favourite' as boolean),
                     search_text = row.value ->> 'words', is_active = cast(row.value ->> 'active' as boolean),
                     updated_at = $2
                 from json_each($1) row
                 where products.id = row.value ->> 'id'",
            )
            .bind(rows(&batch.iter().map(BulkProduct::row).collect::<Vec<_>>()))
            .bind(now)
            .execute()
            .await;
        match written {
            Err(failure) if failure.is_duplicate() || failure.is_dangling() => return Err(moved_on()),
            written => written?,
        };
        delete_parts(tx, &ids_of(batch)).await?;
    }
    // All old codes are gone before the first new one comes: two products may have changed theirs with each other.
    for batch in products.chunks(BATCH_ROWS) {
        insert_parts(tx, batch).await?;
    }
    Ok(())
}

fn ids_of(batch: &[BulkProduct]) -> Vec<Id> {
    batch.iter().map(|row| row.product.id).collect()
}

/// Somebody changed the catalogue between looking and writing.
fn moved_on() -> Error {
    Error::conflict("The catalogue was changed meanwhile. Nothing was changed; please look at it once more.")
}

async fn delete_parts(tx: &mut Tx, ids: &[Id]) -> Result<()> {
    let ids = rows_of_ids(ids.iter().copied());
    for text in [
        "delete from product_barcodes where product_id in (select value ->> 'id' from json_each($1))",
        "delete from product_taxes where product_id in (select value ->> 'id' from json_each($1))",
    ] {
        tx.sql(text).bind(ids.clone()).execute().await?;
    }
    Ok(())
}

async fn insert_parts(tx: &mut Tx, batch: &[BulkProduct]) -> Result<()> {
    let mut barcodes = Vec::new();
    let mut taxes = Vec::new();
    let mut terms = BTreeSet::new();
    for BulkProduct { product, .. } in batch {
        for (position, code) in product.barcodes.iter().enumerate() {
            barcodes.push(
                json!({ "key": barcode::key(code), "code": code, "product_id": product.id, "position": position }),
            );
        }
        taxes.extend(product.tax_ids.iter().map(|id| json!({ "id": id, "product_id": product.id })));
        terms.extend(product.search_text.split_whitespace());
    }
    let added = tx
        .sql(
            "insert into product_barcodes (code_key, code, product_id, position)
             select value ->> 'key', value ->> 'code', value ->> 'product_id', cast(value ->> 'position' as bigint)
             from json_each($1)
             where true
             on conflict do nothing",
        )
        .bind(rows(&barcodes))
        .execute()
        .await?;
    if added < u64::try_from(barcodes.len()).unwrap_or(u64::MAX) {
        return Err(moved_on());
    }
    tx.sql(
        "insert into product_taxes (product_id, tax_id, position)
         select value ->> 'product_id', value ->> 'id', 0 from json_each($1)",
    )
    .bind(rows(&taxes))
    .execute()
    .await
    .map_err(|failure| if failure.is_dangling() { moved_on() } else { failure.into() })?;
    let terms: Vec<_> = terms.into_iter().map(|term| json!({ "term": term })).collect();
    tx.sql(
        "insert into product_terms (term) select value ->> 'term' from json_each($1) where true on conflict do nothing",
    )
    .bind(rows(&terms))
    .execute()
    .await?;
    Ok(())
}

/// Deletes products to which nothing refers any more; answers those that something does refer to, which are as they
/// were.
pub(crate) async fn delete_unless_needed(tx: &mut Tx, ids: &[Id]) -> Result<Vec<Id>> {
    if delete_all_or_none(tx, ids).await? {
        return Ok(Vec::new());
    }
    let mut needed = Vec::new();
    for id in ids {
        if !delete_all_or_none(tx, &[*id]).await? {
            needed.push(*id);
        }
    }
    Ok(needed)
}

async fn delete_all_or_none(tx: &mut Tx, ids: &[Id]) -> Result<bool> {
    tx.sql("savepoint before_delete").execute().await?;
    delete_parts(tx, ids).await?;
    let deleted = tx
        .sql("delete from products where id in (select value ->> 'id' from json_each($1))")
        .bind(rows_of_ids(ids.iter().copied()))
        .execute()
        .await;
    let is_needed = match deleted {
        Err(failure) if failure.is_dangling() => true,
        Err(failure) => return Err(failure.into()),
        Ok(_) => false,
    };
    if is_needed {
        tx.sql("rollback to savepoint before_delete").execute().await?;
    }
    tx.sql("release savepoint before_delete").execute().await?;
    Ok(!is_needed)
}

/// Deletes those of these categories that hold no product.
pub(crate) async fn delete_empty_categories(tx: &mut Tx, ids: &[Id]) -> Result<()> {
    let deleted = tx
        .sql(
            "delete from categories
             where id in (select value ->> 'id' from json_each($1))
               and not exists (select 1 from products p where p.category_id = categories.id)",
        )
        .bind(rows_of_ids(ids.iter().copied()))
        .execute()
        .await;
    match deleted {
        // A product came into one at this very moment.
        Err(failure) if failure.is_dangling() => Err(Error::Raced(failure)),
        Err(failure) => Err(failure.into()),
        Ok(_) => Ok(()),
    }
}

/// Gives products new prices.
pub(crate) async fn set_prices(tx: &mut Tx, prices: &[(Id, UnitPrice)], now: DateTime<Utc>) -> Result<()> {
    let prices: Vec<_> = prices.iter().map(|(id, price)| json!({ "id": id, "price": price.e4() })).collect();
    tx.sql(
        "update products
         set price_e4 = cast(row.value ->> 'price' as bigint), updated_at = $2
         from json_each($1) row
         where products.id = row.value ->> 'id'",
    )
    .bind(rows(&prices))
    .bind(now)
    .execute()
    .await?;
    Ok(())
}
