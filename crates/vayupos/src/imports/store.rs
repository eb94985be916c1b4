//! All SQL on imports of products and what they did.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::db::{Session, Sql, Tx, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::imports::facts::Facts;
use crate::imports::plan::{ImportRow, Plan};
use crate::imports::preview::ImportCounts;
use crate::imports::run::ProductImport;
use crate::imports::undo::UndoneImport;
use crate::page::{self, Limit};

/// Rows of one statement.
const BATCH_ROWS: usize = 1_000;

/// An import that begins.
#[derive(Debug)]
pub(super) struct NewImport<'a> {
    pub(super) id: Id,
    pub(super) fingerprint: String,
    pub(super) file_name: Option<String>,
    pub(super) user_id: Id,
    pub(super) user_name: &'a str,
    pub(super) at: DateTime<Utc>,
}

/// Takes the id for an import; false when it is taken, and then the transaction must be given up.
pub(super) async fn insert(tx: &mut Tx, new: &NewImport<'_>) -> Result<bool> {
    let inserted = tx
        .sql(
            "insert into product_imports (id, fingerprint, file_name, created_count, changed_count, unchanged_count,
                    rejected_count, rejected, category_ids, user_id, user_name, created_at)
             values ($1, $2, $3, 0, 0, 0, 0, '[]', '[]', $4, $5, $6)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.fingerprint.clone())
        .bind(new.file_name.clone())
        .bind(new.user_id)
        .bind(new.user_name.to_owned())
        .bind(new.at)
        .execute()
        .await?;
    Ok(inserted == 1)
}

/// The import that has this id already, if it is the same one.
pub(super) async fn first(db: &mut impl Session, id: Id, fingerprint: &str) -> Result<ProductImport> {
    let row: Option<(String,)> =
        db.sql("select fingerprint from product_imports where id = $1").bind(id).optional().await?;
    match row {
        Some((first,)) if first == fingerprint => import(db, id).await,
        Some(_) | None => Err(Error::conflict("This id belongs to another import.")),
    }
}

/// Writes what came of it.
pub(super) async fn finish(
    tx: &mut Tx,
    id: Id,
    counts: ImportCounts,
    rejected: &[ImportRow],
    category_ids: &[Id],
) -> Result<()> {
    tx.sql(
        "update product_imports
         set created_count = $2, changed_count = $3, unchanged_count = $4, rejected_count = $5, rejected = $6,
             category_ids = $7
         where id = $1",
    )
    .bind(id)
    .bind(counts.new)
    .bind(counts.changed)
    .bind(counts.unchanged)
    .bind(counts.rejected)
    .bind(text(&rejected))
    .bind(text(&category_ids))
    .execute()
    .await?;
    Ok(())
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain values are JSON")
}

fn value<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// Keeps what it did to each product.
pub(super) async fn insert_rows(tx: &mut Tx, id: Id, plan: &Plan) -> Result<()> {
    let created = plan
        .created
        .iter()
        .map(|(after, product)| json!({ "id": product.product.id, "before": null, "after": text(after) }));
    let changed = plan.changed.iter().map(
        |(before, after, product)| json!({ "id": product.product.id, "before": text(before), "after": text(after) }),
    );
    let all: Vec<_> = created.chain(changed).collect();
    for batch in all.chunks(BATCH_ROWS) {
        tx.sql(
            "insert into product_import_rows (import_id, product_id, before, after)
             select $2, value ->> 'id', value ->> 'before', value ->> 'after' from json_each($1)",
        )
        .bind(rows(&batch))
        .bind(id)
        .execute()
        .await?;
    }
    Ok(())
}

/// What an import did to a product.
#[derive(Debug)]
pub(super) struct DoneRow {
    pub(super) product_id: Id,
    /// None for one that it made.
    pub(super) before: Option<Facts>,
    pub(super) after: Facts,
}

/// What an import did.
pub(super) async fn rows_of(db: &mut impl Session, id: Id) -> Result<Vec<DoneRow>> {
    let found: Vec<(Id, Option<String>, String)> = db
        .sql("select product_id, before, after from product_import_rows where import_id = $1 order by product_id")
        .bind(id)
        .all()
        .await?;
    let read = |(product_id, before, after): (Id, Option<String>, String)| {
        Ok(DoneRow { product_id, before: before.as_deref().map(value).transpose()?, after: value(&after)? })
    };
    found.into_iter().map(read).collect()
}

/// The categories that an import made.
pub(super) async fn category_ids(db: &mut impl Session, id: Id) -> Result<Vec<Id>> {
    let (ids,): (String,) = db.sql("select category_ids from product_imports where id = $1").bind(id).one().await?;
    value(&ids)
}

#[derive(sqlx::FromRow)]
struct ImportRecord {
    id: Id,
    file_name: Option<String>,
    created_count: i64,
    changed_count: i64,
    unchanged_count: i64,
    rejected_count: i64,
    rejected: String,
    user_name: String,
    created_at: DateTime<Utc>,
    undone: Option<String>,
    undone_by_name: Option<String>,
    undone_at: Option<DateTime<Utc>>,
}

impl TryFrom<ImportRecord> for ProductImport {
    type Error = Error;
    fn try_from(row: ImportRecord) -> Result<Self> {
        Ok(Self {
            id: row.id,
            file_name: row.file_name,
            counts: ImportCounts {
                new: row.created_count,
                changed: row.changed_count,
                unchanged: row.unchanged_count,
                rejected: row.rejected_count,
            },
            rejected: value(&row.rejected)?,
            user_name: row.user_name,
            created_at: row.created_at,
            undone: row.undone.as_deref().map(value).transpose()?,
            undone_by_name: row.undone_by_name,
            undone_at: row.undone_at,
        })
    }
}

macro_rules! select_imports {
    ($rest:literal) => {
        concat!(
            "select id, file_name, created_count, changed_count, unchanged_count, rejected_count, rejected, user_name,
                    created_at, undone, undone_by_name, undone_at
             from product_imports ",
            $rest
        )
    };
}

/// One import.
pub(super) async fn import(db: &mut impl Session, id: Id) -> Result<ProductImport> {
    one(db.sql(select_imports!("where id = $1")).bind(id).optional().await?)
}

/// One import, held until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: Id) -> Result<ProductImport> {
    const LOCK: Sql = Sql { lite: select_imports!("where id = $1"), pg: select_imports!("where id = $1 for update") };
    one(tx.sql(LOCK).bind(id).optional().await?)
}

fn one(row: Option<ImportRecord>) -> Result<ProductImport> {
    row.ok_or(Error::NotFound { what: "This import" })?.try_into()
}

/// A page of imports, newest first, with one row to spare.
pub(super) async fn newest(
    db: &mut impl Session,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<ProductImport>> {
    let (at, id) = page::from_the_top(before);
    let found: Vec<ImportRecord> = db
        .sql(select_imports!("where (created_at, id) < ($1, $2) order by created_at desc, id desc limit $3"))
        .bind(at)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    found.into_iter().map(ProductImport::try_from).collect()
}

/// Notes that an import was taken back, and what that came to.
pub(super) async fn set_undone(
    tx: &mut Tx,
    id: Id,
    undone: &UndoneImport,
    by_name: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    tx.sql("update product_imports set undone = $2, undone_by_name = $3, undone_at = $4 where id = $1")
        .bind(id)
        .bind(text(undone))
        .bind(by_name.to_owned())
        .bind(at)
        .execute()
        .await?;
    Ok(())
}
