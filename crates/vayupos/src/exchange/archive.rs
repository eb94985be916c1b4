//! The file of an export: a ZIP of one CSV a table, and a manifest that says what must be in them.
//!
//! It is written and read on a thread of its own; rows come and go over a channel.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::{Receiver, Sender};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::db::copy::cells::{CellRow, CellTable, schema_version};
use crate::error::{Error, Result};
use crate::exchange::cells;

/// What a manifest says it is of.
const FORMAT: &str = "vayupos-export";
const FORMAT_VERSION: u32 = 1;
const MANIFEST: &str = "manifest.json";
/// Bytes of a manifest at the most.
const MAX_MANIFEST_BYTES: u64 = 1024 * 1024;
/// Rows that go over the channel together.
pub(super) const BATCH_ROWS: usize = 1_000;
/// A file that unpacks to more than this for each of its bytes is no export but a trap.
const MAX_RATIO: u64 = 100;
/// Bytes that may be unpacked whatever the ratio.
const FREE_BYTES: u64 = 64 * 1024 * 1024;

/// What is in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: String,
    format_version: u32,
    /// The program that wrote it.
    program_version: String,
    /// The newest step of the tables.
    pub(super) schema_version: i64,
    created_at: String,
    pub(super) tables: Vec<ManifestTable>,
}

/// A table of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ManifestTable {
    pub(super) file: String,
    pub(super) rows: u64,
    /// Of the CSV file.
    sha256: String,
}

/// A part of what is written or read.
#[derive(Debug)]
pub(super) enum Piece {
    /// A table begins.
    Table(CellTable),
    /// Rows of it.
    Rows(Vec<CellRow>),
}

/// Passes bytes on and hashes them.
struct Hashed<'a, W> {
    inner: &'a mut W,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes what comes over the channel, until it closes.
///
/// # Errors
/// `conflict` when the disk does not take it.
pub(super) fn write(file: File, mut pieces: Receiver<Piece>, created_at: String) -> Result<Manifest> {
    let unwritable = |error: &dyn std::fmt::Display| Error::conflict(format!("The file cannot be written: {error}."));
    let mut zip = ZipWriter::new(BufWriter::new(file));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    let mut tables = Vec::new();
    let mut next = pieces.blocking_recv();
    while let Some(Piece::Table(table)) = next {
        let name = format!("{}.csv", table.name);
        zip.start_file(name.as_str(), options).map_err(|error| unwritable(&error))?;
        let mut hashed = Hashed { inner: &mut zip, hash: Sha256::new() };
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut hashed);
        csv.write_record(table.columns.iter().map(|column| &column.name)).map_err(|error| unwritable(&error))?;
        let mut rows = 0;
        next = loop {
            match pieces.blocking_recv() {
                Some(Piece::Rows(batch)) => {
                    for row in &batch {
                        let cells = row.iter().map(|cell| cells::written(cell.as_ref()));
                        csv.write_record(cells).map_err(|error| unwritable(&error))?;
                        rows += 1;
                    }
                }
                other => break other,
            }
        };
        csv.flush().map_err(|error| unwritable(&error))?;
        drop(csv);
        tables.push(ManifestTable { file: name, rows, sha256: crate::auth::hex(&hashed.hash.finalize()) });
    }
    let manifest = Manifest {
        format: FORMAT.into(),
        format_version: FORMAT_VERSION,
        program_version: env!("CARGO_PKG_VERSION").into(),
        schema_version: schema_version(),
        created_at,
        tables,
    };
    zip.start_file(MANIFEST, options).map_err(|error| unwritable(&error))?;
    zip.write_all(&serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?)
        .map_err(|error| unwritable(&error))?;
    zip.finish().map_err(|error| unwritable(&error))?.flush().map_err(|error| unwritable(&error))?;
    Ok(manifest)
}

/// Reads an export, and sends its tables in the order that is asked for.
///
/// # Errors
/// `conflict`, saying what is wrong with it.
pub(super) fn read(file: File, tables: Vec<CellTable>, pieces: &Sender<Piece>) -> Result<Manifest> {
    let size_bytes = file.metadata().map_err(Error::internal)?.len();
    let mut unpacked_bytes = FREE_BYTES.max(size_bytes.saturating_mul(MAX_RATIO));
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| refused("is no export"))?;
    let manifest = manifest(&mut zip)?;
    let named: Vec<String> = tables.iter().map(|table| format!("{}.csv", table.name)).collect();
    if let Some(strange) = manifest.tables.iter().find(|table| !named.contains(&table.file)) {
        return Err(refused(&format!("names {}, which is no table of a shop", shown(&strange.file))));
    }
    for (table, name) in tables.into_iter().zip(named) {
        let listed = manifest.tables.iter().find(|listed| listed.file == name);
        let listed = listed.ok_or_else(|| refused(&format!("does not name {name}")))?;
        let entry = zip.by_name(&name).map_err(|_| refused(&format!("has no {name}")))?;
        let (rows, sha256) = read_table(entry, table, &name, &mut unpacked_bytes, pieces)?;
        if rows != listed.rows || sha256 != listed.sha256 {
            return Err(refused(&format!("was changed: {name} is not what the manifest says")));
        }
    }
    Ok(manifest)
}

fn manifest(zip: &mut ZipArchive<BufReader<File>>) -> Result<Manifest> {
    let entry = zip.by_name(MANIFEST).map_err(|_| refused("is no export: it has no manifest"))?;
    let mut text = Vec::new();
    entry.take(MAX_MANIFEST_BYTES).read_to_end(&mut text).map_err(|_| refused("is damaged"))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| refused("has a manifest that is none"))?;
    if manifest.format != FORMAT || manifest.format_version != FORMAT_VERSION {
        return Err(refused("is of another kind"));
    }
    if manifest.schema_version != schema_version() {
        let (theirs, ours) = (manifest.schema_version, schema_version());
        return Err(Error::conflict(format!(
            "This file was written by another version of the program: its tables are of step {theirs}, here they are of \
             step {ours}. Import it with that version and make a backup there. Nothing was changed."
        )));
    }
    Ok(manifest)
}

/// Refuses to unpack more than a file can honestly hold.
struct Limited<'a, R> {
    inner: R,
    left_bytes: &'a mut u64,
    hash: Sha256,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = u64::try_from(read).map_err(io::Error::other)?;
        *self.left_bytes =
            self.left_bytes.checked_sub(bytes).ok_or_else(|| io::Error::other("it unpacks to too much"))?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

fn read_table(
    entry: impl Read,
    table: CellTable,
    name: &str,
    left_bytes: &mut u64,
    pieces: &Sender<Piece>,
) -> Result<(u64, String)> {
    let mut limited = Limited { inner: entry, left_bytes, hash: Sha256::new() };
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(&mut limited);
    let unreadable = |error: csv::Error| {
        tracing::warn!(cause = %error, name, "an export cannot be read");
        refused(&format!("is damaged: {name} cannot be read"))
    };
    let mut records = csv.records();
    let headings =
        records.next().ok_or_else(|| refused(&format!("is damaged: {name} is empty")))?.map_err(unreadable)?;
    if !headings.iter().eq(table.columns.iter().map(|column| column.name.as_str())) {
        return Err(refused(&format!("has other columns in {name} than a shop has")));
    }
    let columns = table.columns.clone();
    send(pieces, Piece::Table(table))?;
    let mut rows = 0;
    let mut batch = Vec::with_capacity(BATCH_ROWS);
    for record in records {
        let record = record.map_err(unreadable)?;
        rows += 1;
        let row: Option<CellRow> =
            record.iter().zip(&columns).map(|(cell, column)| cells::read(cell, column.kind)).collect();
        // The headings are row 1, as a spreadsheet counts.
        batch.push(row.ok_or_else(|| refused(&format!("is damaged: row {} of {name} cannot be read", rows + 1)))?);
        if batch.len() == BATCH_ROWS {
            send(pieces, Piece::Rows(std::mem::take(&mut batch)))?;
        }
    }
    send(pieces, Piece::Rows(batch))?;
    Ok((rows, crate::auth::hex(&limited.hash.finalize())))
}

/// Nobody listens any more when the job was stopped.
fn send(pieces: &Sender<Piece>, piece: Piece) -> Result<()> {
    pieces.blocking_send(piece).map_err(|_| Error::conflict("The import was stopped."))
}

fn refused(how: &str) -> Error {
    Error::conflict(format!("This file {how}. Nothing was changed."))
}

/// A name from a file that somebody brings, as far as it may be shown.
fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(60).collect()
}
