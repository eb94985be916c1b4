//! What a file would do to the shop, row by row, before anything is written.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::catalog::store::bulk::BulkProduct;
use crate::catalog::{CreateCategory, barcode, checked_category};
use crate::error::Error;
use crate::finding::fold;
use crate::id::Id;
use crate::imports::columns::ImportField;
use crate::imports::facts::{Beside, Facts};
use crate::imports::known::Known;
use crate::imports::numbers::DecimalMark;
use crate::imports::preview::MatchBy;
use crate::imports::row::{self, Wanted};
use crate::imports::sheet::Line;
use crate::quantity::Quantity;
use crate::words::words;

words! {
    /// What a row does.
    pub enum RowKind {
        /// It adds a product.
        New = "new",
        /// It changes one.
        Changed = "changed",
        /// It says of a product what is so already.
        Unchanged = "unchanged",
        /// It cannot be taken in, and is left out.
        Rejected = "rejected",
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RowProblem {
    /// The field it is about; null for the whole row.
    pub field: Option<ImportField>,
    /// A sentence for a person.
    pub message: String,
}

/// A field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FieldChange {
    /// Which field.
    pub field: ImportField,
    /// What it says now; null when nothing, and for a new product.
    pub before: Option<String>,
    /// What it would say; null when nothing.
    pub after: Option<String>,
}

/// A row of the file, and what it would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ImportRow {
    /// Its line in the file; the headings are on the first.
    pub line: u64,
    /// What it would do.
    pub kind: RowKind,
    /// The SKU, as far as it is known.
    pub sku: Option<String>,
    /// The name, as far as it is known.
    pub name: Option<String>,
    /// The product it is about, if there is one.
    pub product_id: Option<Id>,
    /// Why it is rejected.
    pub problems: Vec<RowProblem>,
    /// What it changes; of a new product what it says.
    pub changes: Vec<FieldChange>,
}

/// All rows, and what is to be written for them.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) rows: Vec<ImportRow>,
    pub(super) created: Vec<(Facts, BulkProduct)>,
    /// Before, after, and as it is written.
    pub(super) changed: Vec<(Facts, Facts, BulkProduct)>,
}

/// What is looked up of the shop before a plan: folded SKUs and keys of barcodes.
pub(super) fn keys(lines: &[Line], fields: &[Option<ImportField>]) -> (Vec<String>, Vec<String>) {
    let cells = |field| {
        let place = fields.iter().position(|mapped| *mapped == Some(field));
        lines.iter().filter_map(move |line| place.map(|place| line.cells[place].as_str()))
    };
    let codes: HashSet<String> =
        cells(ImportField::Barcodes).flat_map(|cell| row::codes(cell).unwrap_or_default()).collect();
    // A new product without an SKU takes its first barcode for one.
    let skus: HashSet<String> = cells(ImportField::Sku).map(fold).chain(codes.iter().map(|code| fold(code))).collect();
    let codes: HashSet<String> = codes.iter().map(|code| barcode::key(code)).collect();
    (skus.into_iter().collect(), codes.into_iter().collect())
}

/// Makes a plan.
pub(super) fn plan(
    lines: &[Line],
    fields: &[Option<ImportField>],
    mark: DecimalMark,
    match_by: MatchBy,
    known: &mut Known,
) -> Plan {
    let mut planner =
        Planner { known, match_by, skus: HashMap::new(), codes: HashMap::new(), products: HashMap::new() };
    let mut plan = Plan { rows: Vec::with_capacity(lines.len()), created: Vec::new(), changed: Vec::new() };
    for line in lines {
        let (wanted, problems) = row::read(line, fields, mark);
        let existing = planner.existing(&wanted);
        let named = existing.as_ref().ok().copied().flatten().and_then(|id| planner.known.products.get(&id));
        let mut row = ImportRow {
            line: line.number,
            kind: RowKind::Rejected,
            sku: wanted.sku.clone().or_else(|| named.map(|there| there.facts.sku.clone())),
            name: wanted.name.clone().or_else(|| named.map(|there| there.facts.name.clone())),
            product_id: existing.as_ref().ok().copied().flatten(),
            problems,
            changes: Vec::new(),
        };
        match planner.outcome(line.number, wanted, existing, &mut row) {
            Some(Outcome::New(facts, product)) => plan.created.push((facts, product)),
            Some(Outcome::Changed(before, after, product)) => plan.changed.push((*before, after, product)),
            Some(Outcome::Unchanged) | None => {}
        }
        plan.rows.push(row);
    }
    plan
}

enum Outcome {
    New(Facts, BulkProduct),
    Changed(Box<Facts>, Facts, BulkProduct),
    Unchanged,
}

struct Planner<'a> {
    known: &'a mut Known,
    match_by: MatchBy,
    /// What earlier rows took, and on which line.
    skus: HashMap<String, u64>,
    codes: HashMap<String, u64>,
    products: HashMap<Id, u64>,
}

fn problem(field: ImportField, message: impl Into<String>) -> RowProblem {
    RowProblem { field: Some(field), message: message.into() }
}

impl Planner<'_> {
    /// The product that a row is about; none for a new one.
    fn existing(&self, wanted: &Wanted) -> Result<Option<Id>, RowProblem> {
        match self.match_by {
            MatchBy::Sku => match &wanted.sku {
                Some(sku) => Ok(self.known.by_sku(sku)),
                None => Err(problem(ImportField::Sku, "There is no SKU.")),
            },
            MatchBy::Barcode => {
                let Some(codes) = &wanted.barcodes else {
                    return Err(problem(ImportField::Barcodes, "There is no barcode."));
                };
                let found: HashSet<Id> = codes.iter().filter_map(|code| self.known.by_code(code)).collect();
                match found.len() {
                    0 | 1 => Ok(found.into_iter().next()),
                    _ => Err(problem(ImportField::Barcodes, "These barcodes are of different products.")),
                }
            }
        }
    }

    /// What a row comes to; none when it is rejected, and then the row says why.
    fn outcome(
        &mut self,
        line: u64,
        wanted: Wanted,
        existing: Result<Option<Id>, RowProblem>,
        row: &mut ImportRow,
    ) -> Option<Outcome> {
        let existing = existing.map_err(|refusal| row.problems.push(refusal)).ok()?;
        let there = existing.and_then(|id| self.known.products.get(&id)).cloned();
        let stock = wanted.stock.unwrap_or_default();
        let category = self.category(&wanted, &mut row.problems);
        let before = there.as_ref().map(|there| there.facts.clone());
        let draft = match &before {
            Some(facts) => Some(facts.clone()),
            None => new_facts(&wanted, &mut row.problems),
        };
        let tax_ids = self.taxes(&wanted, &mut row.problems);
        let mut draft = draft?;
        apply(&mut draft, wanted, tax_ids);
        if let Some((id, _)) = &category {
            draft.category_id = Some(*id);
        }
        let beside = Beside {
            id: existing.unwrap_or_else(Id::now),
            stock: if existing.is_some() { Quantity::ZERO } else { stock },
            allow_negative_stock: there.is_some_and(|there| there.allow_negative_stock),
        };
        if !row.problems.is_empty() {
            return None;
        }
        let (after, product) =
            draft.checked(beside, self.known.currency).map_err(|error| row.problems.push(of(error))).ok()?;
        self.refuse_taken(&after, existing, row);
        if !row.problems.is_empty() {
            return None;
        }
        self.take(line, &after, beside.id);
        if let Some((_, Some(new))) = category {
            self.known.add_category(new);
        }
        Some(self.finish(before, after, product, stock, row))
    }

    fn finish(
        &self,
        before: Option<Facts>,
        after: Facts,
        product: BulkProduct,
        stock: Quantity,
        row: &mut ImportRow,
    ) -> Outcome {
        let shown = |facts: &Facts, field| facts.shown(field, self.known);
        match before {
            None => {
                row.kind = RowKind::New;
                let said = Facts::FIELDS.into_iter().map(|field| (field, shown(&after, field)));
                let said = said.chain([(ImportField::StockQuantity, Some(stock.to_string()))]);
                row.changes = said
                    .filter(|(_, after)| after.is_some())
                    .map(|(field, after)| FieldChange { field, before: None, after })
                    .collect();
                Outcome::New(after, product)
            }
            Some(before) if before == after => {
                row.kind = RowKind::Unchanged;
                Outcome::Unchanged
            }
            Some(before) => {
                row.kind = RowKind::Changed;
                let fields = Facts::FIELDS.into_iter().filter(|field| before.differs(&after, *field));
                row.changes = fields
                    .map(|field| FieldChange { field, before: shown(&before, field), after: shown(&after, field) })
                    .collect();
                Outcome::Changed(Box::new(before), after, product)
            }
        }
    }

    /// The category a row names, and the one to be made when there is none.
    fn category(
        &self,
        wanted: &Wanted,
        problems: &mut Vec<RowProblem>,
    ) -> Option<(Id, Option<crate::catalog::Category>)> {
        let name = wanted.category.as_ref()?;
        if let Some(id) = self.known.category(name) {
            return Some((id, None));
        }
        match checked_category(CreateCategory { id: None, name: name.clone(), colour: None, position: None }) {
            Ok(new) => Some((new.id, Some(new))),
            Err(error) => {
                problems.push(problem(ImportField::Category, error.to_string()));
                None
            }
        }
    }

    /// The taxes a row names: the whole cell is one, or it holds several.
    fn taxes(&self, wanted: &Wanted, problems: &mut Vec<RowProblem>) -> Option<Vec<Id>> {
        let cell = wanted.taxes.as_ref()?;
        if let Some(id) = self.known.tax(cell) {
            return Some(vec![id]);
        }
        let mut ids = Vec::new();
        for name in cell.split(['|', ';', ',']).map(str::trim).filter(|name| !name.is_empty()) {
            match self.known.tax(name) {
                Some(id) if !ids.contains(&id) => ids.push(id),
                Some(_) => {}
                None => problems.push(problem(ImportField::Taxes, format!("There is no tax named {name}."))),
            }
        }
        ids.sort_unstable();
        Some(ids)
    }

    /// Refuses what another product, or an earlier row, has already.
    fn refuse_taken(&self, after: &Facts, existing: Option<Id>, row: &mut ImportRow) {
        if let Some(line) = existing.and_then(|id| self.products.get(&id)) {
            row.problems.push(RowProblem { field: None, message: format!("Line {line} is about the same product.") });
            return;
        }
        if let Some(line) = self.skus.get(&fold(&after.sku)) {
            row.problems.push(problem(ImportField::Sku, format!("Line {line} has the same SKU.")));
        } else if self.known.by_sku(&after.sku).is_some_and(|id| Some(id) != existing) {
            row.problems.push(problem(ImportField::Sku, "Another product has this SKU."));
        }
        for code in &after.barcodes {
            if let Some(line) = self.codes.get(&barcode::key(code)) {
                row.problems.push(problem(ImportField::Barcodes, format!("Line {line} has the barcode {code} too.")));
            } else if self.known.by_code(code).is_some_and(|id| Some(id) != existing) {
                row.problems.push(problem(ImportField::Barcodes, format!("Another product has the barcode {code}.")));
            }
        }
    }

    fn take(&mut self, line: u64, after: &Facts, id: Id) {
        self.products.insert(id, line);
        self.skus.insert(fold(&after.sku), line);
        self.codes.extend(after.barcodes.iter().map(|code| (barcode::key(code), line)));
    }
}

/// A new product needs a name and a price; without an SKU it takes its first barcode for one.
fn new_facts(wanted: &Wanted, problems: &mut Vec<RowProblem>) -> Option<Facts> {
    let sku = wanted.sku.clone().or_else(|| wanted.barcodes.as_ref()?.first().cloned());
    if wanted.name.is_none() {
        problems.push(problem(ImportField::Name, "A new product needs a name."));
    }
    if wanted.price.is_none() && !problems.iter().any(|problem| problem.field == Some(ImportField::Price)) {
        problems.push(problem(ImportField::Price, "A new product needs a price."));
    }
    Some(Facts::of_new(sku?, wanted.name.clone()?, wanted.price?))
}

fn apply(facts: &mut Facts, wanted: Wanted, tax_ids: Option<Vec<Id>>) {
    fn set<T>(place: &mut T, wanted: Option<T>) {
        if let Some(wanted) = wanted {
            *place = wanted;
        }
    }
    set(&mut facts.sku, wanted.sku);
    set(&mut facts.name, wanted.name);
    set(&mut facts.description, wanted.description.map(Some));
    set(&mut facts.barcodes, wanted.barcodes);
    set(&mut facts.price, wanted.price);
    set(&mut facts.cost_price, wanted.cost_price.map(Some));
    set(&mut facts.tax_ids, tax_ids);
    set(&mut facts.min_stock_level, wanted.min_stock);
    set(&mut facts.unit, wanted.unit);
    set(&mut facts.sold_by_weight, wanted.sold_by_weight);
    set(&mut facts.track_stock, wanted.track_stock);
    set(&mut facts.is_favourite, wanted.is_favourite);
    set(&mut facts.is_active, wanted.is_active);
}

/// A refusal of the catalogue as a problem of a row.
fn of(error: Error) -> RowProblem {
    let message = error.to_string();
    let Error::Invalid { field, .. } = error else { return RowProblem { field: None, message } };
    let name = field.as_deref().map(|field| field.split('[').next().unwrap_or(field));
    let name = if name == Some("tax_ids") { Some("taxes") } else { name };
    RowProblem { field: name.and_then(|name| name.parse().ok()), message }
}
