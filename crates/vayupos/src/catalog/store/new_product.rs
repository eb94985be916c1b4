//! Adding a product: its row, its barcodes, its taxes, its words.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::catalog::barcode;
use crate::catalog::store::rows_of_ids;
use crate::db::{Session, Tx, rows};
use crate::error::{Error, Result};
use crate::finding::{self, fold};
use crate::id::Id;
use crate::money::UnitPrice;
use crate::quantity::Quantity;

/// A product to be added, checked.
#[derive(Debug, Clone)]
pub(crate) struct NewProduct {
    pub(crate) id: Id,
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) name_key: String,
    pub(crate) description: Option<String>,
    pub(crate) barcodes: Vec<String>,
    pub(crate) category_id: Option<Id>,
    pub(crate) price: UnitPrice,
    pub(crate) cost_price: Option<UnitPrice>,
    /// In the order of their ids, each once.
    pub(crate) tax_ids: Vec<Id>,
    pub(crate) stock: Quantity,
    pub(crate) min_stock: Quantity,
    pub(crate) unit: String,
    pub(crate) sold_by_weight: bool,
    pub(crate) track_stock: bool,
    pub(crate) allow_negative_stock: bool,
    pub(crate) is_favourite: bool,
    pub(crate) search_text: String,
}

/// The words a product is found by, each after a blank.
pub(crate) fn search_text(name: &str, sku: &str, barcodes: &[String]) -> String {
    let parts = [name, sku].into_iter().chain(barcodes.iter().map(String::as_str));
    finding::search_text(parts.flat_map(finding::words_of))
}

/// Adds a product with its barcodes and taxes. The same product under the same id again is the same product.
pub(crate) async fn insert_product(tx: &mut Tx, new: &NewProduct, now: DateTime<Utc>) -> Result<()> {
    if insert_product_row(tx, new, now).await? == 0 {
        return refuse_unless_same(tx, new).await;
    }
    insert_parts(tx, new).await
}

/// Writes a product anew, with its barcodes and taxes; its stock is none of this.
pub(crate) async fn update_product(
    tx: &mut Tx,
    product: &NewProduct,
    is_active: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let written = tx
        .sql(
            "update products set sku = $2, sku_key = $3, name = $4, name_key = $5, description = $6, category_id = $7,
                    price_e4 = $8, cost_price_e4 = $9, min_stock_e3 = $10, unit = $11, sold_by_weight = $12,
                    track_stock = $13, is_favourite = $14, search_text = $15, is_active = $16, updated_at = $17,
                    allow_negative_stock = $18
             where id = $1",
        )
        .bind(product.id)
        .bind(product.sku.clone())
        .bind(fold(&product.sku))
        .bind(product.name.clone())
        .bind(product.name_key.clone())
        .bind(product.description.clone())
        .bind(product.category_id)
        .bind(product.price.e4())
        .bind(product.cost_price.map(UnitPrice::e4))
        .bind(product.min_stock.e3())
        .bind(product.unit.clone())
        .bind(product.sold_by_weight)
        .bind(product.track_stock)
        .bind(product.is_favourite)
        .bind(product.search_text.clone())
        .bind(is_active)
        .bind(now)
        .bind(product.allow_negative_stock)
        .execute()
        .await;
    match written {
        Err(failure) if failure.duplicate_of().is_some() => {
            return Err(Error::conflict("There is a product of this SKU already."));
        }
        Err(failure) if failure.is_dangling() => return Err(Error::NotFound { what: "This category" }),
        written => written?,
    };
    delete_parts(tx, product.id).await?;
    insert_parts(tx, product).await
}

/// Deletes a product that nothing refers to any more.
pub(crate) async fn delete_product(tx: &mut Tx, id: Id) -> Result<()> {
    delete_parts(tx, id).await?;
    tx.sql("delete from products where id = $1").bind(id).execute().await?;
    Ok(())
}

/// Takes a product out of the catalogue; its history stays.
pub(crate) async fn deactivate_product(tx: &mut Tx, id: Id, now: DateTime<Utc>) -> Result<()> {
    tx.sql("update products set is_active = false, updated_at = $2 where id = $1").bind(id).bind(now).execute().await?;
    Ok(())
}

async fn delete_parts(tx: &mut Tx, id: Id) -> Result<()> {
    tx.sql("delete from product_barcodes where product_id = $1").bind(id).execute().await?;
    tx.sql("delete from product_taxes where product_id = $1").bind(id).execute().await?;
    Ok(())
}

async fn insert_parts(tx: &mut Tx, new: &NewProduct) -> Result<()> {
    let barcodes: Vec<_> = new
        .barcodes
        .iter()
        .enumerate()
        .map(|(position, code)| json!({ "key": barcode::key(code), "code": code, "position": position }))
        .collect();
    let added = tx
        .sql(
            "insert into product_barcodes (code_key, code, product_id, position)
             select value ->> 'key', value ->> 'code', $2, cast(value ->> 'position' as bigint)
             from json_each($1)
             where true
             on conflict do nothing",
        )
        .bind(rows(&barcodes))
        .bind(new.id)
        .execute()
        .await?;
    if added < u64::try_from(barcodes.len()).unwrap_or(u64::MAX) {
        return Err(Error::conflict("Another product has one of these barcodes."));
    }
    tx.sql(
        "insert into product_taxes (product_id, tax_id, position)
         select $2, value ->> 'id', 0 from json_each($1)",
    )
    .bind(rows_of_ids(new.tax_ids.iter().copied()))
    .bind(new.id)
    .execute()
    .await
    .map_err(|failure| if failure.is_dangling() { Error::NotFound { what: "This tax" } } else { failure.into() })?;
    let terms: Vec<_> = new.search_text.split_whitespace().map(|term| json!({ "term": term })).collect();
    tx.sql(
        "insert into product_terms (term) select value ->> 'term' from json_each($1) where true on conflict do nothing",
    )
    .bind(rows(&terms))
    .execute()
    .await?;
    Ok(())
}

async fn insert_product_row(tx: &mut Tx, new: &NewProduct, now: DateTime<Utc>) -> Result<u64> {
    tx.sql(
        "insert into products (id, sku, sku_key, name, name_key, description, category_id, price_e4, cost_price_e4,
                opening_stock_e3, stock_e3, min_stock_e3, unit, sold_by_weight, track_stock, is_favourite,
                search_text, created_at, updated_at, allow_negative_stock)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14, $15, $16, $17, $17, $18)
         on conflict do nothing",
    )
    .bind(new.id)
    .bind(new.sku.clone())
    .bind(fold(&new.sku))
    .bind(new.name.clone())
    .bind(new.name_key.clone())
    .bind(new.description.clone())
    .bind(new.category_id)
    .bind(new.price.e4())
    .bind(new.cost_price.map(UnitPrice::e4))
    .bind(new.stock.e3())
    .bind(new.min_stock.e3())
    .bind(new.unit.clone())
    .bind(new.sold_by_weight)
    .bind(new.track_stock)
    .bind(new.is_favourite)
    .bind(new.search_text.clone())
    .bind(now)
    .bind(new.allow_negative_stock)
    .execute()
    .await
    .map_err(|failure| if failure.is_dangling() { Error::NotFound { what: "This category" } } else { failure.into() })
}

/// A product of this id or SKU is there: fine when it is the very one.
async fn refuse_unless_same(tx: &mut Tx, new: &NewProduct) -> Result<()> {
    let old: Option<(String, String, i64, i64, String)> = tx
        .sql("select sku, name, price_e4, opening_stock_e3, search_text from products where id = $1")
        .bind(new.id)
        .optional()
        .await?;
    let same = old.is_some_and(|(sku, name, price_e4, opening_e3, search_text)| {
        (sku, name, search_text) == (new.sku.clone(), new.name.clone(), new.search_text.clone())
            && (price_e4, opening_e3) == (new.price.e4(), new.stock.e3())
    });
    if same { Ok(()) } else { Err(Error::conflict("There is a product of this SKU already.")) }
}
