//! Taking a file of products in, and the list of those that were.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageCatalog, Permit};
use crate::catalog;
use crate::catalog::store::bulk::{self, BulkProduct};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::imports::columns::ColumnMapping;
use crate::imports::known::Known;
use crate::imports::numbers::DecimalMark;
use crate::imports::plan::{ImportRow, Plan, RowKind};
use crate::imports::preview::{ImportCounts, MappedSheet, MatchBy, PreviewProductImport};
use crate::imports::sheet::Delimiter;
use crate::imports::undo::UndoneImport;
use crate::imports::{MAX_FILE_NAME_CHARS, MAX_SHOWN, store};
use crate::page::{self, Limit, Page};
use crate::wire;

/// A file of products that was looked through, to be taken in as it was.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunProductImport {
    /// Chosen by the caller, so that a retry takes nothing in twice.
    id: Option<Id>,
    /// What the file is called, for the list.
    #[schemars(length(max = 200))]
    file_name: Option<String>,
    /// As the preview of the same file says it.
    #[schemars(length(max = 64))]
    digest: String,
    /// The file's text, of at most 8 MiB. Either this or `base64`.
    #[schemars(length(max = 8_388_608))]
    csv: Option<String>,
    /// The file's bytes, of at most 8 MiB.
    #[schemars(length(max = 11_184_812))]
    base64: Option<String>,
    delimiter: Option<Delimiter>,
    decimal_mark: Option<DecimalMark>,
    #[schemars(length(max = 60))]
    mapping: Option<Vec<ColumnMapping>>,
    match_by: Option<MatchBy>,
}

/// A file of products that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProductImport {
    /// The identifier.
    pub id: Id,
    /// What the file was called.
    pub file_name: Option<String>,
    /// How many rows did what.
    pub counts: ImportCounts,
    /// The first 200 rows that were left out, with their reasons.
    pub rejected: Vec<ImportRow>,
    /// Who took it in.
    pub user_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What taking it back came to; null while it stands.
    pub undone: Option<UndoneImport>,
    /// Who took it back.
    pub undone_by_name: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Which page of imports.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListProductImports {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Takes a file of products in, all of it that is not rejected or nothing.
///
/// Errors: `conflict` when it is not what the preview showed any more, or the id belongs to another import; `invalid`;
/// `forbidden` for stock without the right to move it.
pub async fn run_product_import(
    app: &App,
    by: Permit<ManageCatalog>,
    input: RunProductImport,
) -> Result<ProductImport> {
    let RunProductImport { id, file_name, digest, csv, base64, delimiter, decimal_mark, mapping, match_by } = input;
    let file_name = wire::optional(file_name.as_deref(), "file_name", MAX_FILE_NAME_CHARS)?;
    let source = PreviewProductImport { csv, base64, delimiter, decimal_mark, mapping, match_by };
    let sheet = Arc::new(MappedSheet::read(source)?);
    sheet.check_permits(&by)?;
    sheet.refuse_unmapped()?;
    let id = id.unwrap_or_else(Id::now);
    let actor = by.actor();
    let new = store::NewImport {
        id,
        // The digest is of the whole file and of what it did.
        fingerprint: wire::fingerprint(&(&digest, &file_name))?,
        file_name,
        user_id: actor.user_id,
        user_name: &actor.name,
        at: app.clock.now(),
    };
    let mut tx = app.db.write().await?;
    if !store::insert(&mut tx, &new).await? {
        tx.commit().await?;
        return store::first(&mut app.db.read(), id, &new.fingerprint).await;
    }
    let (sku_keys, code_keys) = sheet.keys();
    let ids = bulk::ids_by_keys(&mut tx, &sku_keys, &code_keys).await?;
    bulk::hold(&mut tx, &ids).await?;
    let known = Known::read(&mut tx, &ids).await?;
    let (plan, known) = sheet.clone().plan(known).await?;
    if sheet.digest(&plan) != digest {
        return Err(Error::conflict(
            "The file or the catalogue is not as the preview showed it. Nothing was changed; please look at it again.",
        ));
    }
    for category in &known.new_categories {
        catalog::store::insert_category(&mut tx, category, new.at).await?;
    }
    let created: Vec<BulkProduct> = plan.created.iter().map(|(_, product)| product.clone()).collect();
    let changed: Vec<BulkProduct> = plan.changed.iter().map(|(.., product)| product.clone()).collect();
    bulk::insert_products(&mut tx, &created, new.at).await?;
    bulk::update_products(&mut tx, &changed, new.at).await?;
    let category_ids: Vec<Id> = known.new_categories.iter().map(|category| category.id).collect();
    store::finish(&mut tx, id, plan.counts(), &plan.rejected(), &category_ids).await?;
    store::insert_rows(&mut tx, id, &plan).await?;
    let import = store::import(&mut tx, id).await?;
    tx.commit().await?;
    Ok(import)
}

impl Plan {
    fn rejected(&self) -> Vec<ImportRow> {
        self.rows.iter().filter(|row| row.kind == RowKind::Rejected).take(MAX_SHOWN).cloned().collect()
    }
}

/// The files of products that were taken in, newest first.
pub async fn list_product_imports(
    app: &App,
    _by: Permit<ManageCatalog>,
    input: ListProductImports,
) -> Result<Page<ProductImport>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let imports = store::newest(&mut app.db.read(), before, limit).await?;
    Ok(Page::cut(imports, limit, |import| (import.created_at, import.id)))
}
