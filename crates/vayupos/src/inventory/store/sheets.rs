//! What stands on the sheets of counts: entries, lines, and how lines become movements.

use chrono::{DateTime, Utc};

use super::{Moved, shift};
use crate::currency::Currency;
use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::Movement;
use crate::inventory::counts::{CountLine, EntryKind, MissingProduct, variance_value};
use crate::page::Limit;
use crate::quantity::Quantity;

/// A product as a count needs it.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::inventory) struct Countable {
    pub(in crate::inventory) name: String,
    pub(in crate::inventory) track_stock: bool,
    pub(in crate::inventory) category_id: Option<Id>,
}

/// A product as a count needs it.
pub(in crate::inventory) async fn countable(tx: &mut Tx, product_id: Id) -> Result<Countable> {
    let row = tx.sql("select name, track_stock, category_id from products where id = $1").bind(product_id).optional();
    row.await?.ok_or(Error::NotFound { what: "This product" })
}

/// A figure to be entered.
#[derive(Debug)]
pub(in crate::inventory) struct NewEntry<'a> {
    pub(in crate::inventory) id: Id,
    pub(in crate::inventory) count_id: Id,
    pub(in crate::inventory) product_id: Id,
    pub(in crate::inventory) kind: EntryKind,
    pub(in crate::inventory) quantity_e3: i64,
    pub(in crate::inventory) user_id: Id,
    pub(in crate::inventory) user_name: &'a str,
    pub(in crate::inventory) at: DateTime<Utc>,
}

/// Whether this very figure was entered already.
///
/// # Errors
/// `conflict` when its id belongs to another one.
pub(in crate::inventory) async fn is_entered(tx: &mut Tx, new: &NewEntry<'_>) -> Result<bool> {
    let old: Option<(Id, Id, EntryKind, i64)> = tx
        .sql("select count_id, product_id, kind, quantity_e3 from stock_count_entries where id = $1")
        .bind(new.id)
        .optional()
        .await?;
    match old {
        None => Ok(false),
        Some(old) if old == (new.count_id, new.product_id, new.kind, new.quantity_e3) => Ok(true),
        Some(_) => Err(Error::conflict("This entry_id belongs to another entry already.")),
    }
}

/// Keeps a figure; false when it was entered already.
pub(in crate::inventory) async fn insert_entry(tx: &mut Tx, new: &NewEntry<'_>) -> Result<bool> {
    let inserted = tx
        .sql(
            "insert into stock_count_entries (id, count_id, product_id, kind, quantity_e3, user_id, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.count_id)
        .bind(new.product_id)
        .bind(new.kind)
        .bind(new.quantity_e3)
        .bind(new.user_id)
        .bind(new.at)
        .execute()
        .await?;
    Ok(inserted == 1 || !is_entered(tx, new).await?)
}

/// Puts a figure on its line; answers what the line says now. The database adds, so that two scanners lose nothing.
pub(in crate::inventory) async fn write_line(tx: &mut Tx, new: &NewEntry<'_>) -> Result<i64> {
    let text = match new.kind {
        EntryKind::Counted => {
            "insert into stock_count_lines (count_id, product_id, expected_e3, counted_e3, cost_price_e4, user_name,
                    counted_at)
             select $1, id, stock_e3, $3, cost_price_e4, $4, $5 from products where id = $2
             on conflict (count_id, product_id) do update
             set expected_e3 = excluded.expected_e3, counted_e3 = excluded.counted_e3,
                 cost_price_e4 = excluded.cost_price_e4, user_name = excluded.user_name, counted_at = excluded.counted_at
             returning counted_e3"
        }
        EntryKind::Add => {
            "insert into stock_count_lines (count_id, product_id, expected_e3, counted_e3, cost_price_e4, user_name,
                    counted_at)
             select $1, id, stock_e3, $3, cost_price_e4, $4, $5 from products where id = $2
             on conflict (count_id, product_id) do update
             set counted_e3 = stock_count_lines.counted_e3 + excluded.counted_e3,
                 user_name = excluded.user_name, counted_at = excluded.counted_at
             returning counted_e3"
        }
    };
    let (counted_e3,): (i64,) = tx
        .sql(text)
        .bind(new.count_id)
        .bind(new.product_id)
        .bind(new.quantity_e3)
        .bind(new.user_name.to_owned())
        .bind(new.at)
        .one()
        .await?;
    Ok(counted_e3)
}

#[derive(sqlx::FromRow)]
struct LineRow {
    product_id: Id,
    sku: String,
    name: String,
    unit: String,
    expected_e3: i64,
    counted_e3: i64,
    cost_price_e4: Option<i64>,
    user_name: String,
    counted_at: DateTime<Utc>,
}

impl LineRow {
    fn into_line(self, currency: Currency) -> Result<CountLine> {
        let variance_e3 = self.counted_e3 - self.expected_e3;
        Ok(CountLine {
            product_id: self.product_id,
            sku: self.sku,
            name: self.name,
            unit: self.unit,
            expected: Quantity::new(self.expected_e3),
            counted: Quantity::new(self.counted_e3),
            variance: Quantity::new(variance_e3),
            value: variance_value(variance_e3, self.cost_price_e4, currency)?,
            user_name: self.user_name,
            counted_at: self.counted_at,
        })
    }
}

macro_rules! select_lines {
    ($rest:literal) => {
        concat!(
            "select l.product_id, p.sku, p.name, p.unit, l.expected_e3, l.counted_e3, l.cost_price_e4, l.user_name,
                    l.counted_at
             from stock_count_lines l
             join products p on p.id = l.product_id
             where l.count_id = $1 ",
            $rest
        )
    };
}

/// One line.
pub(in crate::inventory) async fn line(
    db: &mut impl Session,
    count_id: Id,
    product_id: Id,
    currency: Currency,
) -> Result<CountLine> {
    let row: Option<LineRow> =
        db.sql(select_lines!("and l.product_id = $2")).bind(count_id).bind(product_id).optional().await?;
    row.ok_or(Error::NotFound { what: "This line of the count" })?.into_line(currency)
}

/// A page of lines by the products' names, with one row to spare.
pub(in crate::inventory) async fn lines(
    db: &mut impl Session,
    count_id: Id,
    after: Option<(String, Id)>,
    limit: Limit,
    currency: Currency,
) -> Result<Vec<CountLine>> {
    let (name_key, id) = after.map_or_else(|| (String::new(), String::new()), |(key, id)| (key, id.to_string()));
    let rows: Vec<LineRow> = db
        .sql(select_lines!("and (p.name_key, p.id) > ($2, $3) order by p.name_key, p.id limit $4"))
        .bind(count_id)
        .bind(name_key)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    rows.into_iter().map(|row| row.into_line(currency)).collect()
}

#[derive(sqlx::FromRow)]
struct MissingRow {
    product_id: Id,
    sku: String,
    name: String,
    unit: String,
    category_name: Option<String>,
    stock_e3: i64,
}

// As in `select_counts`: a count of a category that is gone has no products.
macro_rules! missing {
    ($what:literal, $rest:literal) => {
        concat!(
            "select ",
            $what,
            " from stock_counts s
             join products p on p.is_active and p.track_stock
                            and (s.category_name is null or p.category_id = s.category_id)
             left join categories c on c.id = p.category_id
             where s.id = $1
               and not exists (select 1 from stock_count_lines l where l.count_id = s.id and l.product_id = p.id) ",
            $rest
        )
    };
}

/// A page of the products that a count has no line of, by name, with one row to spare.
pub(in crate::inventory) async fn missing(
    db: &mut impl Session,
    count_id: Id,
    after: Option<(String, Id)>,
    limit: Limit,
) -> Result<Vec<MissingProduct>> {
    let (name_key, id) = after.map_or_else(|| (String::new(), String::new()), |(key, id)| (key, id.to_string()));
    let rows: Vec<MissingRow> = db
        .sql(missing!(
            "p.id as product_id, p.sku, p.name, p.unit, c.name as category_name, p.stock_e3",
            "and (p.name_key, p.id) > ($2, $3) order by p.name_key, p.id limit $4"
        ))
        .bind(count_id)
        .bind(name_key)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    let product = |row: MissingRow| MissingProduct {
        product_id: row.product_id,
        sku: row.sku,
        name: row.name,
        unit: row.unit,
        category_name: row.category_name,
        expected: Quantity::new(row.stock_e3),
    };
    Ok(rows.into_iter().map(product).collect())
}

/// How many products a count has no line of.
pub(in crate::inventory) async fn count_missing(db: &mut impl Session, count_id: Id) -> Result<i64> {
    let (count,): (i64,) = db.sql(missing!("count(*)", "")).bind(count_id).one().await?;
    Ok(count)
}

/// A line that is about to be booked, with its product's level.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::inventory) struct Closing {
    pub(in crate::inventory) product_id: Id,
    pub(in crate::inventory) name: String,
    pub(in crate::inventory) allow_negative_stock: bool,
    pub(in crate::inventory) stock_e3: i64,
    expected_e3: i64,
    counted_e3: i64,
}

impl Closing {
    /// What the level moves by.
    pub(in crate::inventory) fn variance_e3(&self) -> i64 {
        self.counted_e3 - self.expected_e3
    }
}

/// The lines of a count with their products, held in the order of their ids, as sales hold them.
pub(in crate::inventory) async fn lock_closings(tx: &mut Tx, count_id: Id) -> Result<Vec<Closing>> {
    macro_rules! closings {
        ($lock:literal) => {
            concat!(
                "select p.id as product_id, p.name, p.allow_negative_stock, p.stock_e3, l.expected_e3, l.counted_e3
                 from products p
                 join stock_count_lines l on l.product_id = p.id
                 where l.count_id = $1
                 order by p.id",
                $lock
            )
        };
    }
    let text = Sql { lite: closings!(""), pg: closings!(" for no key update of p") };
    Ok(tx.sql(text).bind(count_id).all().await?)
}

/// Moves the levels of held products by their variances and logs every line, those that confirm the level too.
pub(in crate::inventory) async fn book(tx: &mut Tx, closings: &[Closing], movement: Movement<'_>) -> Result<()> {
    let moved: Vec<_> = closings.iter().map(|closing| Moved::by(closing.variance_e3(), closing.product_id)).collect();
    shift(tx, &moved, movement).await
}
