//! Taking an import back, as far as nobody has changed since what it did.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageCatalog, Permit};
use crate::catalog::store::bulk::{self, BulkProduct};
use crate::error::Result;
use crate::id::Id;
use crate::imports::columns::ImportField;
use crate::imports::facts::{Beside, Facts};
use crate::imports::known::Known;
use crate::imports::run::ProductImport;
use crate::imports::{MAX_SHOWN, store};
use crate::quantity::Quantity;
use crate::{catalog, inventory, sales};

/// Which import.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoProductImport {
    import_id: Id,
}

/// A product that stays as it is, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct KeptProduct {
    /// Which product.
    pub product_id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Fields that stay; none of a product that the import made.
    pub fields: Vec<ImportField>,
    /// Why.
    pub reason: String,
}

/// What taking an import back came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct UndoneImport {
    /// Products that the import made and that are gone.
    pub deleted: i64,
    /// Products that are as they were, but for what is kept.
    pub restored: i64,
    /// Products of which something stays.
    pub kept_count: i64,
    /// The first 200 of them.
    pub kept: Vec<KeptProduct>,
}

/// Takes an import back: fields that nobody has changed since are as they were, products it made are deleted unless they
/// were sold, moved or changed since. Asked again, it answers what the first time came to.
///
/// Errors: `not_found`.
pub async fn undo_product_import(
    app: &App,
    by: Permit<ManageCatalog>,
    input: UndoProductImport,
) -> Result<ProductImport> {
    let id = input.import_id;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let import = store::lock(&mut tx, id).await?;
    if import.undone.is_some() {
        tx.commit().await?;
        return Ok(import);
    }
    let rows = store::rows_of(&mut tx, id).await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.product_id).collect();
    bulk::hold(&mut tx, &ids).await?;
    let (sku_keys, code_keys) = keys_before(&rows);
    let mut all = bulk::ids_by_keys(&mut tx, &sku_keys, &code_keys).await?;
    all.extend(&ids);
    let known = Known::read(&mut tx, &all).await?;
    let mut undoing = Undoing { known: &known, restored: Vec::new(), kept: Vec::new() };
    let mut made = Vec::new();
    for row in &rows {
        // A product that is gone needs no taking back.
        let Some(there) = known.products.get(&row.product_id) else { continue };
        match &row.before {
            None if there.facts == row.after => made.push(row.product_id),
            None => undoing.keep(row.product_id, &there.facts, Vec::new(), "It was changed since."),
            Some(before) => undoing.restore(row.product_id, before, &row.after),
        }
    }
    let sold = sales::store::sold_among(&mut tx, &made).await?;
    let moved = inventory::store::moved_among(&mut tx, &made).await?;
    let free: Vec<Id> =
        made.iter().copied().filter(|product_id| !sold.contains(product_id) && !moved.contains(product_id)).collect();
    let needed = bulk::delete_unless_needed(&mut tx, &free).await?;
    for product_id in made {
        let facts = &known.products[&product_id].facts;
        if sold.contains(&product_id) {
            undoing.keep(product_id, facts, Vec::new(), "It was sold since.");
        } else if moved.contains(&product_id) {
            undoing.keep(product_id, facts, Vec::new(), "Its stock was moved since.");
        } else if needed.contains(&product_id) {
            undoing.keep(product_id, facts, Vec::new(), "Something else refers to it by now.");
        }
    }
    bulk::update_products(&mut tx, &undoing.restored, now).await?;
    let category_ids = store::category_ids(&mut tx, id).await?;
    bulk::delete_empty_categories(&mut tx, &category_ids).await?;
    let undone = UndoneImport {
        deleted: i64::try_from(free.len() - needed.len()).unwrap_or(i64::MAX),
        restored: i64::try_from(undoing.restored.len()).unwrap_or(i64::MAX),
        kept_count: i64::try_from(undoing.kept.len()).unwrap_or(i64::MAX),
        kept: undoing.kept.into_iter().take(MAX_SHOWN).collect(),
    };
    store::set_undone(&mut tx, id, &undone, &by.actor().name, now).await?;
    let import = store::import(&mut tx, id).await?;
    tx.commit().await?;
    Ok(import)
}

/// What the products were found by before, to see who has that now.
fn keys_before(rows: &[store::DoneRow]) -> (Vec<String>, Vec<String>) {
    let before = || rows.iter().filter_map(|row| row.before.as_ref());
    let skus = before().map(|facts| crate::finding::fold(&facts.sku)).collect();
    let codes = before().flat_map(|facts| &facts.barcodes).map(|code| catalog::barcode::key(code)).collect();
    (skus, codes)
}

struct Undoing<'a> {
    known: &'a Known,
    restored: Vec<BulkProduct>,
    kept: Vec<KeptProduct>,
}

impl Undoing<'_> {
    fn keep(&mut self, product_id: Id, facts: &Facts, fields: Vec<ImportField>, reason: impl Into<String>) {
        let (sku, name) = (facts.sku.clone(), facts.name.clone());
        self.kept.push(KeptProduct { product_id, sku, name, fields, reason: reason.into() });
    }

    /// Puts back each field that is as the import left it.
    fn restore(&mut self, product_id: Id, before: &Facts, after: &Facts) {
        let there = &self.known.products[&product_id];
        let (mut facts, touched) = (there.facts.clone(), there.facts.clone());
        let changed = Facts::FIELDS.into_iter().filter(|field| before.differs(after, *field));
        let (free, kept): (Vec<_>, Vec<_>) = changed.partition(|field| !touched.differs(after, *field));
        for field in &free {
            facts.take(before, *field);
        }
        if let Some(reason) = self.flaw(product_id, &facts) {
            self.keep(product_id, &touched, [free, kept].concat(), reason);
            return;
        }
        if facts != touched {
            let beside =
                Beside { id: product_id, stock: Quantity::ZERO, allow_negative_stock: there.allow_negative_stock };
            match facts.checked(beside, self.known.currency) {
                Ok((_, product)) => self.restored.push(product),
                Err(error) => {
                    self.keep(product_id, &touched, free, error.to_string());
                    return;
                }
            }
        }
        if !kept.is_empty() {
            self.keep(product_id, &touched, kept, "These fields were changed since.");
        }
    }

    /// Why a product cannot be as it was.
    fn flaw(&self, product_id: Id, facts: &Facts) -> Option<String> {
        let is_other = |found: Option<Id>| found.is_some_and(|id| id != product_id);
        if is_other(self.known.by_sku(&facts.sku)) {
            return Some(format!("Another product has the SKU {} by now.", facts.sku));
        }
        if let Some(code) = facts.barcodes.iter().find(|code| is_other(self.known.by_code(code))) {
            return Some(format!("Another product has the barcode {code} by now."));
        }
        if facts.category_id.is_some_and(|id| !self.known.has_category(id)) {
            return Some("Its category is gone.".into());
        }
        let has_lost_tax = facts.tax_ids.iter().any(|id| !self.known.has_tax(*id));
        has_lost_tax.then(|| "One of its taxes is gone.".into())
    }
}
