//! Reading products as the catalogue shows them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::catalog::store::rows_of_ids;
use crate::catalog::store::taxes::taxes_of;
use crate::catalog::{Colour, Product, barcode};
use crate::currency::Currency;
use crate::db::Session;
use crate::error::{Error, Result};
use crate::finding::fold;
use crate::id::Id;
use crate::money::UnitPrice;
use crate::page::Limit;
use crate::quantity::Quantity;

#[derive(sqlx::FromRow)]
pub(super) struct ProductRow {
    id: Id,
    sku: String,
    name: String,
    description: Option<String>,
    category_id: Option<Id>,
    category_name: Option<String>,
    colour: Option<Colour>,
    price_e4: i64,
    cost_price_e4: Option<i64>,
    stock_e3: i64,
    min_stock_e3: i64,
    unit: String,
    sold_by_weight: bool,
    track_stock: bool,
    allow_negative_stock: bool,
    is_favourite: bool,
    image_version: Option<i64>,
    is_active: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl ProductRow {
    fn into_product(self, currency: Currency) -> Product {
        Product {
            id: self.id,
            sku: self.sku,
            name: self.name,
            description: self.description,
            barcodes: Vec::new(),
            category_id: self.category_id,
            category_name: self.category_name,
            colour: self.colour.unwrap_or(Colour::Grey),
            price: UnitPrice::stored(self.price_e4, currency.digits()),
            cost_price: self.cost_price_e4.map(|e4| UnitPrice::stored(e4, currency.digits())),
            taxes: Vec::new(),
            stock_quantity: Quantity::new(self.stock_e3),
            min_stock_level: Quantity::new(self.min_stock_e3),
            unit: self.unit,
            sold_by_weight: self.sold_by_weight,
            track_stock: self.track_stock,
            allow_negative_stock: self.allow_negative_stock,
            is_favourite: self.is_favourite,
            image_version: self.image_version,
            is_active: self.is_active,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

macro_rules! select_products {
    ($($rest:expr),+) => {
        concat!(
            "select p.id, p.sku, p.name, p.description, p.category_id, c.name as category_name, c.colour, p.price_e4,
                    p.cost_price_e4, p.stock_e3, p.min_stock_e3, p.unit, p.sold_by_weight, p.track_stock,
                    p.allow_negative_stock, p.is_favourite,
                    (select i.version from product_images i where i.product_id = p.id) as image_version,
                    p.is_active, p.created_at, p.updated_at
             from products p
             left join categories c on c.id = p.category_id ",
            $($rest),+
        )
    };
}

pub(super) use select_products;

/// One product, active or not.
pub(crate) async fn product(db: &mut impl Session, id: Id, currency: Currency) -> Result<Product> {
    let row: Option<ProductRow> = db.sql(select_products!("where p.id = $1")).bind(id).optional().await?;
    let row = row.ok_or(Error::NotFound { what: "This product" })?;
    let mut products = complete(db, vec![row], currency).await?;
    products.pop().ok_or(Error::NotFound { what: "This product" })
}

/// The active product of a barcode, or else of an SKU.
pub(crate) async fn product_by_code(db: &mut impl Session, code: &str, currency: Currency) -> Result<Option<Product>> {
    let row: Option<ProductRow> = db
        .sql(select_products!(
            "where p.is_active
               and p.id in (select product_id from product_barcodes where code_key = $1
                            union all
                            select id from products where sku_key = $2)
             order by case when p.sku_key = $2 then 1 else 0 end
             limit 1"
        ))
        .bind(barcode::key(code))
        .bind(fold(code))
        .optional()
        .await?;
    let products = complete(db, row.into_iter().collect(), currency).await?;
    Ok(products.into_iter().next())
}

/// A page of active products that should be ordered, by name, with one row to spare.
pub(crate) async fn low_stock(
    db: &mut impl Session,
    after: Option<(String, Id)>,
    limit: Limit,
    currency: Currency,
) -> Result<Vec<Product>> {
    let (name_key, id) = after.map_or_else(|| (String::new(), String::new()), |(key, id)| (key, id.to_string()));
    let rows: Vec<ProductRow> = db
        .sql(select_products!(
            "where p.is_active and p.track_stock and p.stock_e3 <= p.min_stock_e3 and (p.name_key, p.id) > ($1, $2)
             order by p.name_key, p.id
             limit $3"
        ))
        .bind(name_key)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    complete(db, rows, currency).await
}

/// Those of these products that there are, by id.
pub(crate) async fn products_among(db: &mut impl Session, ids: &[Id], currency: Currency) -> Result<Vec<Product>> {
    let rows: Vec<ProductRow> = db
        .sql(select_products!("where p.id in (select value ->> 'id' from json_each($1)) order by p.id"))
        .bind(rows_of_ids(ids.iter().copied()))
        .all()
        .await?;
    complete(db, rows, currency).await
}

/// These products, in this order.
pub(crate) async fn products_by_ids(db: &mut impl Session, ids: &[Id], currency: Currency) -> Result<Vec<Product>> {
    let rows: Vec<ProductRow> = db
        .sql(select_products!("where p.id in (select value ->> 'id' from json_each($1))"))
        .bind(rows_of_ids(ids.iter().copied()))
        .all()
        .await?;
    let mut products = complete(db, rows, currency).await?;
    products.sort_by_key(|product| ids.iter().position(|id| *id == product.id));
    Ok(products)
}

/// Adds barcodes and taxes to the rows of products.
pub(super) async fn complete(
    db: &mut impl Session,
    found: Vec<ProductRow>,
    currency: Currency,
) -> Result<Vec<Product>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids = rows_of_ids(found.iter().map(|row| row.id));
    let mut products: Vec<Product> = found.into_iter().map(|row| row.into_product(currency)).collect();
    let barcodes: Vec<(Id, String)> = db
        .sql(
            "select product_id, code from product_barcodes
             where product_id in (select value ->> 'id' from json_each($1))
             order by position",
        )
        .bind(ids.clone())
        .all()
        .await?;
    let taxes = taxes_of(db, ids).await?;
    let places: HashMap<Id, usize> = products.iter().enumerate().map(|(place, product)| (product.id, place)).collect();
    for (id, code) in barcodes {
        if let Some(place) = places.get(&id) {
            products[*place].barcodes.push(code);
        }
    }
    for (id, tax) in taxes {
        if let Some(place) = places.get(&id) {
            products[*place].taxes.push(tax);
        }
    }
    Ok(products)
}
