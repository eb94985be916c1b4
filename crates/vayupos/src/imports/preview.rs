//! Looking through a file of products: nothing is written.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::auth::{ManageCatalog, ManageStock, Permit};
use crate::catalog::store::bulk;
use crate::error::{Error, Result};
use crate::imports::columns::{self, ColumnMapping, ImportField};
use crate::imports::known::Known;
use crate::imports::numbers::DecimalMark;
use crate::imports::plan::{self, ImportRow, Plan, RowKind};
use crate::imports::sheet::{Delimiter, Line, Sheet};
use crate::imports::{MAX_SHOWN, text};
use crate::words::words;

/// Cells of a column that are shown, to tell what it holds.
const MAX_SAMPLES: usize = 3;
const MAX_SAMPLE_CHARS: usize = 60;

words! {
    /// How a row finds the product it is about.
    pub enum MatchBy {
        /// By its SKU.
        Sku = "sku",
        /// By any of its barcodes.
        Barcode = "barcode",
    }
}

/// A file of products, and how to read it. What is left out is guessed from the file.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewProductImport {
    /// The file's text, of at most 8 MiB. Either this or `base64`.
    #[schemars(length(max = 8_388_608))]
    pub(super) csv: Option<String>,
    /// The file's bytes: UTF-8, Windows-1252, or UTF-16 with its mark; of at most 8 MiB.
    #[schemars(length(max = 11_184_812))]
    pub(super) base64: Option<String>,
    pub(super) delimiter: Option<Delimiter>,
    pub(super) decimal_mark: Option<DecimalMark>,
    /// Which column fills what. Columns that are not named here fill nothing.
    #[schemars(length(max = 60))]
    pub(super) mapping: Option<Vec<ColumnMapping>>,
    /// Left out: `sku`.
    pub(super) match_by: Option<MatchBy>,
}

/// A column of the file.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ImportColumn {
    /// Its heading; a number is added to one that comes twice.
    pub name: String,
    /// What it fills; null for nothing.
    pub field: Option<ImportField>,
    /// A few of its cells.
    pub samples: Vec<String>,
}

/// Rows by what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct ImportCounts {
    /// Products that are added.
    pub new: i64,
    /// Products that are changed.
    pub changed: i64,
    /// Products that are as the file says already.
    pub unchanged: i64,
    /// Rows that are left out.
    pub rejected: i64,
}

/// What a file would do to the catalogue.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ImportPreview {
    /// Give this to `run_product_import`, which refuses when the file or the catalogue is another one by then.
    pub digest: String,
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// What stands before the decimals.
    pub decimal_mark: DecimalMark,
    /// How a row finds its product.
    pub match_by: MatchBy,
    /// The columns of the file, in their order.
    pub columns: Vec<ImportColumn>,
    /// Which column fills what.
    pub mapping: Vec<ColumnMapping>,
    /// Fields that must be mapped first: while there are any, there are no rows.
    pub needed: Vec<ImportField>,
    /// How many rows do what.
    pub counts: ImportCounts,
    /// Categories that would be made.
    pub new_categories: Vec<String>,
    /// The first 200 rows of each kind, in the order of the file.
    pub rows: Vec<ImportRow>,
}

/// Says what a file of products would do: nothing is written. An empty cell changes nothing, and stock is that of new
/// products only.
///
/// Errors: `invalid`: no text, no CSV, too large, or a mapping that does not fit; `forbidden` for stock without the
/// right to move it.
pub async fn preview_product_import(
    app: &App,
    by: Permit<ManageCatalog>,
    input: PreviewProductImport,
) -> Result<ImportPreview> {
    let sheet = Arc::new(MappedSheet::read(input)?);
    sheet.check_permits(&by)?;
    let mut reader = app.db.read();
    let (sku_keys, code_keys) = sheet.keys();
    let ids = bulk::ids_by_keys(&mut reader, &sku_keys, &code_keys).await?;
    let known = Known::read(&mut reader, &ids).await?;
    let (plan, known) = sheet.clone().plan(known).await?;
    Ok(sheet.preview(&plan, &known))
}

/// A file whose columns are known.
#[derive(Debug)]
pub(super) struct MappedSheet {
    delimiter: Delimiter,
    decimal_mark: DecimalMark,
    match_by: MatchBy,
    columns: Vec<String>,
    fields: Vec<Option<ImportField>>,
    lines: Vec<Line>,
    needed: Vec<ImportField>,
}

impl MappedSheet {
    pub(super) fn read(input: PreviewProductImport) -> Result<Self> {
        let field = if input.csv.is_some() { "csv" } else { "base64" };
        let text = text::of(input.csv.as_deref(), input.base64.as_deref())?;
        let Sheet { delimiter, columns, lines } = Sheet::read(&text, input.delimiter, field)?;
        let fields = match &input.mapping {
            Some(mapping) => columns::mapped(&columns, mapping)?,
            None => columns::guess(&columns),
        };
        let figures = fields.iter().enumerate().filter(|(_, field)| field.is_some_and(ImportField::is_figure));
        let figures: Vec<usize> = figures.map(|(place, _)| place).collect();
        let cells = lines.iter().flat_map(|line| figures.iter().map(|place| line.cells[*place].as_str()));
        let decimal_mark = input.decimal_mark.unwrap_or_else(|| DecimalMark::guess(cells));
        let match_by = input.match_by.unwrap_or(MatchBy::Sku);
        let needed = match match_by {
            MatchBy::Sku => ImportField::Sku,
            MatchBy::Barcode => ImportField::Barcodes,
        };
        let needed = if fields.contains(&Some(needed)) { Vec::new() } else { vec![needed] };
        let lines = if needed.is_empty() { lines } else { lines.into_iter().take(MAX_SAMPLES).collect() };
        Ok(Self { delimiter, decimal_mark, match_by, columns, fields, lines, needed })
    }

    /// Stock is moved by those who may move it, also in a file.
    pub(super) fn check_permits(&self, by: &Permit<ManageCatalog>) -> Result<()> {
        if self.fields.contains(&Some(ImportField::StockQuantity)) {
            by.caller().permit::<ManageStock>()?;
        }
        Ok(())
    }

    /// Refuses a file without the column by which products are found.
    pub(super) fn refuse_unmapped(&self) -> Result<()> {
        match self.needed.first() {
            Some(field) => {
                Err(Error::invalid("mapping", format!("Please say which column is the {}.", field.as_str())))
            }
            None => Ok(()),
        }
    }

    pub(super) fn keys(&self) -> (Vec<String>, Vec<String>) {
        plan::keys(&self.lines, &self.fields)
    }

    /// What it would do to the shop, worked out beside the threads that answer.
    pub(super) async fn plan(self: Arc<Self>, mut known: Known) -> Result<(Plan, Known)> {
        let planning = move || {
            let lines: &[Line] = if self.needed.is_empty() { &self.lines } else { &[] };
            let plan = plan::plan(lines, &self.fields, self.decimal_mark, self.match_by, &mut known);
            (plan, known)
        };
        tokio::task::spawn_blocking(planning).await.map_err(Error::internal)
    }

    /// Of all that it would do: another file, another mapping or another catalogue have another one.
    pub(super) fn digest(&self, plan: &Plan) -> String {
        let all = (self.delimiter, self.decimal_mark, self.match_by, &self.columns, &self.fields, &plan.rows);
        let text = serde_json::to_vec(&all).expect("rows of plain values are JSON");
        crate::auth::hex(&Sha256::digest(&text))
    }

    fn preview(&self, plan: &Plan, known: &Known) -> ImportPreview {
        let columns = self.columns.iter().zip(&self.fields).enumerate().map(|(place, (name, field))| ImportColumn {
            name: name.clone(),
            field: *field,
            samples: self
                .lines
                .iter()
                .map(|line| &line.cells[place])
                .filter(|cell| !cell.is_empty())
                .take(MAX_SAMPLES)
                .map(|cell| cell.chars().take(MAX_SAMPLE_CHARS).collect())
                .collect(),
        });
        let mapping = self.columns.iter().zip(&self.fields);
        ImportPreview {
            digest: self.digest(plan),
            delimiter: self.delimiter,
            decimal_mark: self.decimal_mark,
            match_by: self.match_by,
            columns: columns.collect(),
            mapping: mapping
                .filter_map(|(column, field)| Some(ColumnMapping { column: column.clone(), field: (*field)? }))
                .collect(),
            needed: self.needed.clone(),
            counts: plan.counts(),
            new_categories: known.new_categories.iter().take(MAX_SHOWN).map(|new| new.name.clone()).collect(),
            rows: plan.first_of_each_kind(),
        }
    }
}

impl Plan {
    pub(super) fn counts(&self) -> ImportCounts {
        let mut counts = ImportCounts::default();
        for row in &self.rows {
            match row.kind {
                RowKind::New => counts.new += 1,
                RowKind::Changed => counts.changed += 1,
                RowKind::Unchanged => counts.unchanged += 1,
                RowKind::Rejected => counts.rejected += 1,
            }
        }
        counts
    }

    fn first_of_each_kind(&self) -> Vec<ImportRow> {
        let mut shown = ImportCounts::default();
        let mut rows = Vec::new();
        for row in &self.rows {
            let count = match row.kind {
                RowKind::New => &mut shown.new,
                RowKind::Changed => &mut shown.changed,
                RowKind::Unchanged => &mut shown.unchanged,
                RowKind::Rejected => &mut shown.rejected,
            };
            *count += 1;
            if usize::try_from(*count).is_ok_and(|count| count <= MAX_SHOWN) {
                rows.push(row.clone());
            }
        }
        rows
    }
}
