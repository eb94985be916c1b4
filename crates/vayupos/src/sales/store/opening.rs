//! How the transaction of a sale begins: with what it has to know.

use sqlx::{ColumnIndex, FromRow, Row};

use crate::catalog::store::{SaleProduct, TaxedRow, ask_for_products, sale_products};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::settings::Shop;
use crate::settings::store::{ShopRow, ask_for_shop};

enum Known {
    Shop(ShopRow),
    Product(TaxedRow),
}

impl<'r, R: Row> FromRow<'r, R> for Known
where
    ShopRow: FromRow<'r, R>,
    TaxedRow: FromRow<'r, R>,
    &'static str: ColumnIndex<R>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        if row.try_column("time_zone").is_ok() {
            ShopRow::from_row(row).map(Self::Shop)
        } else {
            TaxedRow::from_row(row).map(Self::Product)
        }
    }
}

/// Begins the transaction of a sale with the shop's settings and the products of these ids, both held until it ends.
pub(crate) async fn begin(db: &Db, ids: &[Id]) -> Result<(Tx, Shop, Vec<SaleProduct>)> {
    let (tx, rows) = db.write_asking(vec![ask_for_shop(), ask_for_products(ids)]).await?;
    let (mut shop, mut products) = (None, Vec::with_capacity(rows.len()));
    for row in rows {
        match row {
            Known::Shop(row) => shop = Some(Shop::try_from(row)?),
            Known::Product(row) => products.push(row),
        }
    }
    let shop = shop.ok_or_else(|| Error::internal("the shop has no settings"))?;
    Ok((tx, shop, sale_products(products)?))
}
