//! Reading products as a sale needs them.

use crate::catalog::Tax;
use crate::catalog::store::rows_of_ids;
use crate::catalog::store::taxes::TaxRow;
use crate::db::{Question, Session, Sql, Tx};
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

/// A product with one of its taxes.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct TaxedRow {
    #[sqlx(flatten)]
    product: SaleProduct,
    tax_id: Option<Id>,
    tax_name: Option<String>,
    tax_rate_e4: Option<i64>,
    tax_included: Option<bool>,
}

impl TaxedRow {
    fn tax(&mut self) -> Result<Option<Tax>> {
        let parts = (self.tax_id, self.tax_name.take(), self.tax_rate_e4, self.tax_included);
        let (Some(id), Some(name), Some(rate_e4), Some(included)) = parts else { return Ok(None) };
        TaxRow { id, name, rate_e4, included }.try_into().map(Some)
    }
}

macro_rules! select_sale_products {
    ($lock:literal) => {
        concat!(
            "select p.id, p.sku, p.name, p.unit, p.sold_by_weight, p.track_stock, p.is_active, p.price_e4,
                    p.cost_price_e4, p.stock_e3, t.id as tax_id, t.name as tax_name, t.rate_e4 as tax_rate_e4,
                    t.included as tax_included
             from products p
             left join product_taxes pt on pt.product_id = p.id
             left join taxes t on t.id = pt.tax_id
             where p.id in (select value ->> 'id' from json_each($1))
             order by p.id, t.name",
            $lock
        )
    };
}

const FOR_SALE: Sql = Sql { lite: select_sale_products!(""), pg: select_sale_products!(" for no key update of p") };

/// The products of a basket as they are now.
pub(crate) async fn products_of_basket(db: &mut impl Session, ids: &[Id]) -> Result<Vec<SaleProduct>> {
    products(db, ids, select_sale_products!("").into()).await
}

/// The products of a sale, held until the transaction ends. They are locked in the order of their ids, so that two
/// sales never wait for each other; on SQLite the transaction has the only write lock already.
pub(crate) async fn lock_products_of_sale(tx: &mut Tx, ids: &[Id]) -> Result<Vec<SaleProduct>> {
    products(tx, ids, FOR_SALE).await
}

/// The same as a transaction's first question; its answers are for [`sale_products`].
pub(crate) fn ask_for_products(ids: &[Id]) -> Question {
    Question::about(FOR_SALE, rows_of_ids(ids.iter().copied()))
}

async fn products(db: &mut impl Session, ids: &[Id], text: Sql) -> Result<Vec<SaleProduct>> {
    sale_products(db.sql(text).bind(rows_of_ids(ids.iter().copied())).all().await?)
}

/// Puts the taxes of each product together.
pub(crate) fn sale_products(rows: Vec<TaxedRow>) -> Result<Vec<SaleProduct>> {
    let mut products: Vec<SaleProduct> = Vec::new();
    for mut row in rows {
        let tax = row.tax()?;
        match products.last_mut() {
            Some(last) if last.id == row.product.id => last.taxes.extend(tax),
            Some(_) | None => {
                row.product.taxes.extend(tax);
                products.push(row.product);
            }
        }
    }
    Ok(products)
}
