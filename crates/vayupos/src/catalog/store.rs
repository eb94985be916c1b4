//! All SQL on categories, taxes, products and their barcodes.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use crate::catalog::{Category, Colour, Product, Tax, barcode, fold};
use crate::currency::Currency;
use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Percent, UnitPrice};
use crate::page::Limit;
use crate::quantity::Quantity;

/// Rows for a statement that reads them with `json_each`.
pub(crate) fn rows(rows: &impl Serialize) -> String {
    serde_json::to_string(rows).expect("rows of plain values are JSON")
}

fn rows_of_ids(ids: impl IntoIterator<Item = Id>) -> String {
    rows(&ids.into_iter().map(|id| json!({ "id": id })).collect::<Vec<_>>())
}

fn one_more(limit: Limit) -> i64 {
    i64::try_from(limit.rows() + 1).expect("a page is short")
}

// ---- categories

pub(crate) async fn insert_category(tx: &mut Tx, new: &Category, now: DateTime<Utc>) -> Result<Category> {
    let inserted = tx
        .sql(
            "insert into categories (id, name, name_key, colour, position, created_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.name.clone())
        .bind(fold(&new.name))
        .bind(new.colour)
        .bind(new.position)
        .bind(now)
        .execute()
        .await?;
    if inserted == 1 {
        return Ok(new.clone());
    }
    match category(tx, new.id).await {
        Ok(old) if (&old.name, old.colour, old.position) == (&new.name, new.colour, new.position) => Ok(old),
        Ok(_) | Err(Error::NotFound { .. }) => Err(Error::conflict("There is a category of this name already.")),
        Err(error) => Err(error),
    }
}

pub(crate) async fn category(db: &mut impl Session, id: Id) -> Result<Category> {
    db.sql(
        "select c.id, c.name, c.colour, c.position,
                (select count(*) from products p where p.category_id = c.id and p.is_active) as product_count
         from categories c
         where c.id = $1",
    )
    .bind(id)
    .optional()
    .await?
    .ok_or(Error::NotFound { what: "This category" })
}

pub(crate) async fn categories(
    db: &mut impl Session,
    after: Option<(i64, String)>,
    limit: Limit,
) -> Result<Vec<Category>> {
    let (position, name_key) = after.unwrap_or((-1, String::new()));
    Ok(db
        .sql(
            "select c.id, c.name, c.colour, c.position,
                    (select count(*) from products p where p.category_id = c.id and p.is_active) as product_count
             from categories c
             where (c.position, c.name_key) > ($1, $2)
             order by c.position, c.name_key
             limit $3",
        )
        .bind(position)
        .bind(name_key)
        .bind(one_more(limit))
        .all()
        .await?)
}

// ---- taxes

#[derive(sqlx::FromRow)]
struct TaxRow {
    id: Id,
    name: String,
    rate_e4: i64,
    included: bool,
}

impl TryFrom<TaxRow> for Tax {
    type Error = Error;
    fn try_from(row: TaxRow) -> Result<Self> {
        let rate = Percent::new(row.rate_e4).ok_or_else(|| Error::internal("a stored tax rate is out of range"))?;
        Ok(Self { id: row.id, name: row.name, rate, included: row.included })
    }
}

pub(crate) async fn insert_tax(tx: &mut Tx, new: &Tax, now: DateTime<Utc>) -> Result<Tax> {
    let inserted = tx
        .sql(
            "insert into taxes (id, name, rate_e4, included, created_at) values ($1, $2, $3, $4, $5)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.name.clone())
        .bind(new.rate.e4())
        .bind(new.included)
        .bind(now)
        .execute()
        .await?;
    if inserted == 0 {
        let old: Option<TaxRow> =
            tx.sql("select id, name, rate_e4, included from taxes where id = $1").bind(new.id).optional().await?;
        if old.map(Tax::try_from).transpose()?.as_ref() != Some(new) {
            return Err(Error::conflict("There is a tax of this name already."));
        }
    }
    Ok(new.clone())
}

pub(crate) async fn taxes(db: &mut impl Session) -> Result<Vec<Tax>> {
    let rows: Vec<TaxRow> = db.sql("select id, name, rate_e4, included from taxes order by name").all().await?;
    rows.into_iter().map(Tax::try_from).collect()
}

// ---- products

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
    pub(crate) is_favourite: bool,
    pub(crate) search_text: String,
}

/// The words a product is found by, each after a blank.
pub(crate) fn search_text(name: &str, sku: &str, barcodes: &[String]) -> String {
    let mut text = String::new();
    for part in [name, sku].into_iter().chain(barcodes.iter().map(String::as_str)) {
        for word in fold(part).split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
            text.push(' ');
            text.push_str(word);
        }
    }
    text
}

/// Adds a product with its barcodes and taxes. The same product under the same id again is the same product.
pub(crate) async fn insert_product(tx: &mut Tx, new: &NewProduct, now: DateTime<Utc>) -> Result<()> {
    if insert_product_row(tx, new, now).await? == 0 {
        return refuse_unless_same(tx, new).await;
    }
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
                search_text, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14, $15, $16, $17, $17)
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

#[derive(sqlx::FromRow)]
struct ProductRow {
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
    is_favourite: bool,
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
            is_favourite: self.is_favourite,
            is_active: self.is_active,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

macro_rules! select_products {
    ($rest:literal) => {
        concat!(
            "select p.id, p.sku, p.name, p.description, p.category_id, c.name as category_name, c.colour, p.price_e4,
                    p.cost_price_e4, p.stock_e3, p.min_stock_e3, p.unit, p.sold_by_weight, p.track_stock,
                    p.is_favourite, p.is_active, p.created_at, p.updated_at
             from products p
             left join categories c on c.id = p.category_id ",
            $rest
        )
    };
}

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

/// Which products of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProductFilter {
    pub(crate) category_id: Option<Id>,
    pub(crate) is_favourite: Option<bool>,
}

/// A page of active products by name, with one row to spare.
pub(crate) async fn products(
    db: &mut impl Session,
    filter: ProductFilter,
    after: Option<(String, Id)>,
    limit: Limit,
    currency: Currency,
) -> Result<Vec<Product>> {
    let (name_key, id) = after.map_or_else(|| (String::new(), String::new()), |(key, id)| (key, id.to_string()));
    let rows: Vec<ProductRow> = db
        .sql(select_products!(
            "where p.is_active
               and (p.name_key, p.id) > ($1, $2)
               and (cast($3 as text) is null or p.category_id = $3)
               and (cast($4 as boolean) is null or p.is_favourite = $4)
             order by p.name_key, p.id
             limit $5"
        ))
        .bind(name_key)
        .bind(id)
        .bind(filter.category_id)
        .bind(filter.is_favourite)
        .bind(one_more(limit))
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
async fn complete(db: &mut impl Session, found: Vec<ProductRow>, currency: Currency) -> Result<Vec<Product>> {
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
    for product in &mut products {
        product.barcodes = barcodes.iter().filter(|(id, _)| *id == product.id).map(|(_, code)| code.clone()).collect();
        product.taxes = taxes.iter().filter(|(id, _)| *id == product.id).map(|(_, tax)| tax.clone()).collect();
    }
    Ok(products)
}

#[derive(sqlx::FromRow)]
struct ProductTaxRow {
    product_id: Id,
    #[sqlx(flatten)]
    tax: TaxRow,
}

async fn taxes_of(db: &mut impl Session, ids: String) -> Result<Vec<(Id, Tax)>> {
    let rows: Vec<ProductTaxRow> = db
        .sql(
            "select pt.product_id, t.id, t.name, t.rate_e4, t.included
             from product_taxes pt
             join taxes t on t.id = pt.tax_id
             where pt.product_id in (select value ->> 'id' from json_each($1))
             order by t.name",
        )
        .bind(ids)
        .all()
        .await?;
    rows.into_iter().map(|row| Ok((row.product_id, Tax::try_from(row.tax)?))).collect()
}

// ---- products in a sale

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

// ---- search

/// A product that may be meant.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Candidate {
    pub(crate) id: Id,
    pub(crate) search_text: String,
}

/// Active products that have every one of these words, or words that begin with them.
pub(crate) async fn products_with_words(db: &mut impl Session, words: &[String], limit: i64) -> Result<Vec<Candidate>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // Words hold letters and digits only, so there is nothing in them to escape for either engine.
    let prefixes: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
    let patterns: Vec<_> = words.iter().map(|word| json!({ "pattern": format!("% {word}%") })).collect();
    let longest = words.iter().max_by_key(|word| word.len()).expect("there is a word");
    Ok(db
        .sql(Sql {
            lite: "select p.id, p.search_text
                   from product_words w
                   join products p on p.number = w.rowid
                   where w.search_text match $1 and p.is_active
                   limit $4",
            // The longest word goes through the index; the others only sift what it finds.
            pg: "select p.id, p.search_text
                 from products p
                 where p.is_active and cast($1 as text) is not null
                   and p.search_text like $3
                   and p.search_text like all (select value ->> 'pattern' from json_each($2))
                 limit $4",
        })
        .bind(prefixes.join(" "))
        .bind(rows(&patterns))
        .bind(format!("% {longest}%"))
        .bind(limit)
        .all()
        .await?)
}

/// Words of the catalogue with the same first letter.
pub(crate) async fn terms_like(db: &mut impl Session, word: &str) -> Result<Vec<String>> {
    let Some(first) = word.chars().next() else { return Ok(Vec::new()) };
    let rows: Vec<(String,)> = db
        .sql("select term from product_terms where term >= $1 and term < $2")
        .bind(first.to_string())
        .bind(format!("{first}\u{10ffff}"))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(term,)| term).collect())
}
