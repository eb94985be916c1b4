//! The rows of a copy as cells, table by table, whatever tables there are: what an export writes and an import reads.

use std::path::Path;

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Connection, Row, SqliteConnection};

use super::catalogue::{self, quoted};
use super::{lift, open_copy};
use crate::db::open::SQLITE_MIGRATIONS;
use crate::error::{Error, Result};

/// Values of one statement at the most; SQLite takes 32 766.
const MAX_VALUES: usize = 9_000;

/// A value that is there; what is not there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    Integer,
    Text,
    Bytes,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellColumn {
    pub(crate) name: String,
    pub(crate) kind: CellKind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellTable {
    pub(crate) name: String,
    pub(crate) columns: Vec<CellColumn>,
}

/// A row, in the order of its table's columns.
pub(crate) type CellRow = Vec<Option<Cell>>;

/// The newest step of the tables that this program knows.
pub(crate) fn schema_version() -> i64 {
    SQLITE_MIGRATIONS.iter().map(|step| step.version).max().unwrap_or_default()
}

/// A whole shop in an SQLite file, open to be read or filled.
pub(crate) struct CopyFile(SqliteConnection);

impl CopyFile {
    /// Opens a file that is there.
    pub(crate) async fn open(file: &Path) -> Result<Self> {
        open_copy(file).await.map(Self)
    }

    /// Every table, after those it refers to.
    pub(crate) async fn tables(&mut self) -> Result<Vec<CellTable>> {
        let mut tables = Vec::new();
        for table in catalogue::tables(&mut self.0, "main").await? {
            let kinds: Vec<(String, String)> =
                sqlx::query_as("select name, upper(type) from pragma_table_xinfo($1) where hidden = 0")
                    .bind(&table.name)
                    .fetch_all(&mut self.0)
                    .await
                    .map_err(lift)?;
            let mut columns = Vec::new();
            for column in table.columns {
                let declared = kinds.iter().find(|(name, _)| *name == column.name).map(|(_, kind)| kind.as_str());
                let kind = match declared {
                    Some("INTEGER") => CellKind::Integer,
                    Some("TEXT") => CellKind::Text,
                    Some("BLOB") => CellKind::Bytes,
                    other => {
                        let what = format!("{}.{} is {other:?}", table.name, column.name);
                        return Err(Error::internal(what));
                    }
                };
                columns.push(CellColumn { name: column.name, kind });
            }
            tables.push(CellTable { name: table.name, columns });
        }
        Ok(tables)
    }

    /// How many rows a table has.
    pub(crate) async fn count(&mut self, table: &str) -> Result<i64> {
        let text = format!("select count(*) from {}", quoted(table));
        sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut self.0).await.map_err(lift)
    }

    /// Rows in the order they were written, after the one with this number; the number of the last one comes with them.
    pub(crate) async fn rows(&mut self, table: &CellTable, after: i64, limit: i64) -> Result<(Vec<CellRow>, i64)> {
        let text = format!(
            "select {}, rowid from {} where rowid > $1 order by rowid limit $2",
            column_list(table),
            quoted(&table.name)
        );
        let found = sqlx::query(AssertSqlSafe(text)).bind(after).bind(limit).fetch_all(&mut self.0).await;
        let found = found.map_err(lift)?;
        let last = match found.last() {
            Some(row) => row.try_get(table.columns.len()).map_err(lift)?,
            None => after,
        };
        let rows = found.iter().map(|row| cells(row, table)).collect::<sqlx::Result<_>>().map_err(lift)?;
        Ok((rows, last))
    }

    /// Takes out what the migrations put into a new file, to be filled. Nothing stays before [`CopyFile::filled`].
    pub(crate) async fn begin_filling(&mut self, tables: &[CellTable]) -> Result<()> {
        self.run("begin immediate".into()).await?;
        self.run("pragma defer_foreign_keys = on".into()).await?;
        for table in tables.iter().rev() {
            self.run(format!("delete from {}", quoted(&table.name))).await?;
        }
        Ok(())
    }

    /// Writes rows.
    ///
    /// # Errors
    /// `conflict` for a row that breaks a rule of its table.
    pub(crate) async fn insert(&mut self, table: &CellTable, rows: Vec<CellRow>) -> Result<()> {
        let batch_rows = (MAX_VALUES / table.columns.len().max(1)).max(1);
        let one = format!("({})", vec!["?"; table.columns.len()].join(", "));
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut values = SqliteArguments::default();
            let mut count = 0;
            for row in rows.by_ref().take(batch_rows) {
                count += 1;
                for cell in row {
                    match cell {
                        None => values.add(None::<i64>),
                        Some(Cell::Integer(number)) => values.add(number),
                        Some(Cell::Text(text)) => values.add(text),
                        Some(Cell::Bytes(bytes)) => values.add(bytes),
                    }
                    .map_err(Error::internal)?;
                }
            }
            let all = vec![one.as_str(); count].join(", ");
            let text = format!("insert into {} ({}) values {all}", quoted(&table.name), column_list(table));
            sqlx::query_with(AssertSqlSafe(text), values).execute(&mut self.0).await.map_err(|error| {
                tracing::warn!(cause = %error, table = table.name, "a row cannot be taken in");
                Error::conflict(format!("A row of {} breaks a rule of its table. Nothing was changed.", table.name))
            })?;
        }
        Ok(())
    }

    /// Keeps what was written.
    ///
    /// # Errors
    /// `conflict` when a row refers to one that is not there.
    pub(crate) async fn filled(mut self) -> Result<()> {
        sqlx::query("commit").execute(&mut self.0).await.map_err(|error| {
            tracing::warn!(cause = %error, "a copy cannot be filled");
            Error::conflict("A row refers to another one that is not there. Nothing was changed.")
        })?;
        self.0.close().await.map_err(lift)
    }

    async fn run(&mut self, text: String) -> Result<()> {
        sqlx::query(AssertSqlSafe(text)).execute(&mut self.0).await.map_err(lift)?;
        Ok(())
    }
}

fn cells(row: &SqliteRow, table: &CellTable) -> sqlx::Result<CellRow> {
    let cell = |(place, column): (usize, &CellColumn)| match column.kind {
        CellKind::Integer => row.try_get::<Option<i64>, _>(place).map(|cell| cell.map(Cell::Integer)),
        CellKind::Text => row.try_get::<Option<String>, _>(place).map(|cell| cell.map(Cell::Text)),
        CellKind::Bytes => row.try_get::<Option<Vec<u8>>, _>(place).map(|cell| cell.map(Cell::Bytes)),
    };
    table.columns.iter().enumerate().map(cell).collect()
}

fn column_list(table: &CellTable) -> String {
    table.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
}
