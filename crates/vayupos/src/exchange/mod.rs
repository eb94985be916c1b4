//! Everything there is as one file that other programs can read, and such a file into an empty shop.
//!
//! A file is a ZIP of one CSV a table and a manifest; `docs/EXPORT.md` says what is in it. [`cells`] writes values as
//! cells (pure), [`archive`] writes and reads the file, [`export`] and [`import`] are the operations. It owns no table:
//! rows are read from and written into a copy of the shop, which `db::copy` makes.

mod archive;
mod cells;
mod export;
mod import;

pub use export::{
    DeleteExport, DownloadExport, ExportFile, Exported, StartExport, delete_export, download_export, export_into,
    list_exports, start_export,
};
pub use import::{Imported, StartImport, import_from, start_import};
