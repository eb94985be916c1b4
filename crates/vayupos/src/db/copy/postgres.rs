//! Copies from Postgres into an SQLite file, and from one into Postgres.

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Connection, PgConnection, PgPool, Row, SqliteConnection};

use super::catalogue::{self, Kind, Shared, quoted};
use super::{lift, open_copy};
use crate::db::Db;
use crate::error::{Error, Result};

/// Values of one statement into SQLite at the most; it takes 32 766.
const MAX_VALUES: usize = 9_000;
/// Rows of one statement into Postgres.
const BATCH_ROWS: usize = 1_000;

/// Values of one column, in the order of their rows.
enum Values {
    Integer(Vec<Option<i64>>),
    Truth(Vec<Option<bool>>),
    Text(Vec<Option<String>>),
    Time(Vec<Option<DateTime<Utc>>>),
    Date(Vec<Option<NaiveDate>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::Truth => Self::Truth(Vec::new()),
            Kind::Text => Self::Text(Vec::new()),
            Kind::Time => Self::Time(Vec::new()),
            Kind::Date => Self::Date(Vec::new()),
            Kind::Bytes => Self::Bytes(Vec::new()),
        }
    }

    /// Takes the value of a row of SQLite.
    fn push(&mut self, row: &SqliteRow, place: usize) -> sqlx::Result<()> {
        match self {
            Self::Integer(values) => values.push(row.try_get(place)?),
            Self::Truth(values) => values.push(row.try_get(place)?),
            Self::Text(values) => values.push(row.try_get(place)?),
            Self::Time(values) => values.push(row.try_get(place)?),
            Self::Date(values) => values.push(row.try_get(place)?),
            Self::Bytes(values) => values.push(row.try_get(place)?),
        }
        Ok(())
    }

    /// Binds them as one array of Postgres, and starts anew.
    fn bind(&mut self, arguments: &mut PgArguments) -> Result<()> {
        match self {
            Self::Integer(values) => arguments.add(std::mem::take(values)),
            Self::Truth(values) => arguments.add(std::mem::take(values)),
            Self::Text(values) => arguments.add(std::mem::take(values)),
            Self::Time(values) => arguments.add(std::mem::take(values)),
            Self::Date(values) => arguments.add(std::mem::take(values)),
            Self::Bytes(values) => arguments.add(std::mem::take(values)),
        }
        .map_err(Error::internal)
    }
}

/// Writes all that one snapshot of Postgres shows into a new SQLite file.
pub(super) async fn copy_out(pool: &PgPool, file: &Path) -> Result<()> {
    // Opened as a shop's own file, it gets its tables.
    Db::open_file(file).await?.close().await;
    let mut lite = open_copy(file).await?;
    let mut pg = pool.begin_with("begin isolation level repeatable read read only").await.map_err(lift)?;
    let tables = catalogue::shared(catalogue::tables(&mut lite, "main").await?, &mut pg).await?;
    let mut tx = lite.begin().await.map_err(lift)?;
    for table in tables.iter().rev() {
        // The migrations put the rows of a fresh shop there.
        let text = format!("delete from {}", quoted(&table.name));
        sqlx::query(AssertSqlSafe(text)).execute(&mut *tx).await.map_err(lift)?;
    }
    for table in &tables {
        copy_table_out(&mut pg, &mut tx, table).await?;
    }
    tx.commit().await.map_err(lift)?;
    pg.rollback().await.map_err(lift)?;
    lite.close().await.map_err(lift)
}

async fn copy_table_out(pg: &mut PgConnection, lite: &mut SqliteConnection, table: &Shared) -> Result<()> {
    let columns = column_list(table);
    let text = format!("select {columns} from {}", quoted(&table.name));
    let mut rows = sqlx::query(AssertSqlSafe(text)).fetch(pg);
    let batch_rows = (MAX_VALUES / table.columns.len().max(1)).max(1);
    let mut values = SqliteArguments::default();
    let mut waiting = 0;
    while let Some(row) = rows.try_next().await.map_err(lift)? {
        for (place, (_, kind)) in table.columns.iter().enumerate() {
            bind_value(&mut values, &row, place, *kind)?;
        }
        waiting += 1;
        if waiting == batch_rows {
            insert_rows(lite, table, waiting, std::mem::take(&mut values)).await?;
            waiting = 0;
        }
    }
    if waiting > 0 {
        insert_rows(lite, table, waiting, values).await?;
    }
    Ok(())
}

fn bind_value(values: &mut SqliteArguments, row: &PgRow, place: usize, kind: Kind) -> Result<()> {
    match kind {
        Kind::Integer => values.add(row.try_get::<Option<i64>, _>(place).map_err(lift)?),
        Kind::Truth => values.add(row.try_get::<Option<bool>, _>(place).map_err(lift)?),
        Kind::Text => values.add(row.try_get::<Option<String>, _>(place).map_err(lift)?),
        Kind::Time => values.add(row.try_get::<Option<DateTime<Utc>>, _>(place).map_err(lift)?),
        Kind::Date => values.add(row.try_get::<Option<NaiveDate>, _>(place).map_err(lift)?),
        Kind::Bytes => values.add(row.try_get::<Option<Vec<u8>>, _>(place).map_err(lift)?),
    }
    .map_err(Error::internal)
}

async fn insert_rows(lite: &mut SqliteConnection, table: &Shared, rows: usize, values: SqliteArguments) -> Result<()> {
    let row = format!("({})", vec!["?"; table.columns.len()].join(", "));
    let all = vec![row; rows].join(", ");
    let text = format!("insert into {} ({}) values {all}", quoted(&table.name), column_list(table));
    sqlx::query_with(AssertSqlSafe(text), values).execute(lite).await.map_err(lift)?;
    Ok(())
}

/// Replaces all rows of Postgres by those of the file, in one transaction.
pub(super) async fn replace(pool: &PgPool, file: &Path) -> Result<()> {
    let mut lite = open_copy(file).await?;
    let mut tx = pool.begin().await.map_err(lift)?;
    let tables = catalogue::shared(catalogue::tables(&mut lite, "main").await?, &mut tx).await?;
    let mut names: Vec<String> = tables.iter().map(|table| quoted(&table.name)).collect();
    names.sort();
    // Whoever reads goes on with the old rows; whoever writes waits, and then writes into the new ones.
    run(&mut tx, format!("lock table {} in exclusive mode", names.join(", "))).await?;
    for table in tables.iter().rev() {
        run(&mut tx, format!("delete from {}", quoted(&table.name))).await?;
    }
    for table in &tables {
        copy_table_in(&mut lite, &mut tx, table).await?;
    }
    tx.commit().await.map_err(lift)?;
    lite.close().await.map_err(lift)
}

async fn copy_table_in(lite: &mut SqliteConnection, pg: &mut PgConnection, table: &Shared) -> Result<()> {
    // In the order they were written: a row may refer to an earlier one of its own table.
    let text = format!("select {} from {} order by rowid", column_list(table), quoted(&table.name));
    let mut rows = sqlx::query(AssertSqlSafe(text)).fetch(lite);
    let mut columns: Vec<Values> = table.columns.iter().map(|(_, kind)| Values::of(*kind)).collect();
    let mut waiting = 0;
    while let Some(row) = rows.try_next().await.map_err(lift)? {
        for (place, values) in columns.iter_mut().enumerate() {
            values.push(&row, place).map_err(lift)?;
        }
        waiting += 1;
        if waiting == BATCH_ROWS {
            insert_columns(pg, table, &mut columns).await?;
            waiting = 0;
        }
    }
    if waiting > 0 {
        insert_columns(pg, table, &mut columns).await?;
    }
    Ok(())
}

async fn insert_columns(pg: &mut PgConnection, table: &Shared, columns: &mut [Values]) -> Result<()> {
    let mut arguments = PgArguments::default();
    for values in columns.iter_mut() {
        values.bind(&mut arguments)?;
    }
    let arrays: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "insert into {} ({}) select * from unnest({})",
        quoted(&table.name),
        column_list(table),
        arrays.join(", ")
    );
    sqlx::query_with(AssertSqlSafe(text), arguments).execute(pg).await.map_err(lift)?;
    Ok(())
}

fn column_list(table: &Shared) -> String {
    table.columns.iter().map(|(name, _)| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// Runs a text made of names that the databases' own catalogues gave.
async fn run(pg: &mut PgConnection, text: String) -> Result<()> {
    sqlx::query(AssertSqlSafe(text)).execute(pg).await.map_err(lift)?;
    Ok(())
}
