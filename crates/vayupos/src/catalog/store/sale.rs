//! Reading products as a sale needs them.

use crate::catalog::Tax;
use crate::catalog::store::rows_of_ids;
use crate::catalog::store::taxes::taxes_of;
use crate::db::{Session, Sql, Tx};
use crate::error::Result;
use crate::id::Id;

/// What a sale needs to know of a product.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct SaleProduct {
    pub(crate) id: Id,
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) sold_by_weight: bool,
    pub(crate) track_stock: bool,
    pub(crate) is_active: bool,
    pub(crate) price_e4: i64,
    pub(crate) cost_price_e4: Option<i64>,
    pub(crate) stock_e3: i64,
    #[sqlx(skip)]
    pub(crate) taxes: Vec<Tax>,
}

macro_rules! select_sale_products {
    ($lock:literal) => {
        concat!(
            "select id, sku, name, unit, sold_by_weight, track_stock, is_active, price_e4, cost_price_e4, stock_e3
             from products
             where id in (select value ->> 'id' from json_each($1))
             order by id",
            $lock
        )
    };
}

/// The products of a basket as they are now.
pub(crate) async fn products_of_basket(db: &mut impl Session, ids: &[Id]) -> Result<Vec<SaleProduct>> {
    with_taxes(db, ids, select_sale_products!("").into()).await
}

/// The products of a sale, held until the transaction ends. They are locked in the order of their ids, so that two
/// sales never wait for each other; on SQLite the transaction has the only write lock already.
pub(crate) async fn lock_products_of_sale(tx: &mut Tx, ids: &[Id]) -> Result<Vec<SaleProduct>> {
    let text = Sql { lite: select_sale_products!(""), pg: select_sale_products!(" for no key update") };
    with_taxes(tx, ids, text).await
}

async fn with_taxes(db: &mut impl Session, ids: &[Id], text: Sql) -> Result<Vec<SaleProduct>> {
    let ids = rows_of_ids(ids.iter().copied());
    let mut products: Vec<SaleProduct> = db.sql(text).bind(ids.clone()).all().await?;
    let taxes = taxes_of(db, ids).await?;
    for product in &mut products {
        product.taxes = taxes.iter().filter(|(id, _)| *id == product.id).map(|(_, tax)| tax.clone()).collect();
    }
    Ok(products)
}
