//! Products from a file: looked through first, taken in whole, and taken back.
//!
//! [`text`] makes text of a file's bytes, [`sheet`] rows of the text, [`columns`] finds out which column is what,
//! [`numbers`] reads figures as people write them, and [`plan`] says what each row would do; all of them are pure. The
//! operations are in [`preview`], [`run`] and [`undo`]. How many products are written at once is
//! `catalog::store::bulk`'s.

mod columns;
mod facts;
mod known;
mod numbers;
mod plan;
mod preview;
mod row;
mod run;
mod sheet;
mod store;
mod text;
mod undo;

pub use columns::{ColumnMapping, ImportField};
pub use numbers::DecimalMark;
pub use plan::{FieldChange, ImportRow, RowKind, RowProblem};
pub use preview::{ImportColumn, ImportCounts, ImportPreview, MatchBy, PreviewProductImport, preview_product_import};
pub use run::{ListProductImports, ProductImport, RunProductImport, list_product_imports, run_product_import};
pub use sheet::Delimiter;
pub use undo::{KeptProduct, UndoProductImport, UndoneImport, undo_product_import};

/// Bytes of a file at the most.
const MAX_CSV_BYTES: usize = 8 * 1024 * 1024;
/// Rows of a file at the most.
const MAX_ROWS: usize = 20_000;
/// Columns of a file at the most.
const MAX_COLUMNS: usize = 60;
/// Rows of each kind that a preview shows, and rejected rows that are kept.
const MAX_SHOWN: usize = 200;
/// Letters of a file's name that are kept.
const MAX_FILE_NAME_CHARS: usize = 200;
