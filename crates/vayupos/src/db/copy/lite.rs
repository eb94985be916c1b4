//! Copies from and into SQLite.

use std::path::Path;
use std::sync::Arc;

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use super::catalogue::{self, Table, quoted};
use super::lift;
use crate::db::writer::Writer;
use crate::error::{Error, Result};

/// Instructions of SQLite's machine between two questions whether somebody still waits.
const ASK_EVERY: i32 = 10_000;

/// Writes what this connection sees into a new or empty file, and closes the connection. It only reads here, so writers
/// go on.
pub(super) async fn vacuum_into(mut lite: SqliteConnection, file: &Path) -> Result<()> {
    let wanted = Arc::new(());
    give_up_without(&wanted, &mut lite).await?;
    sqlx::query("vacuum main into $1").bind(path_text(file)?).execute(&mut lite).await.map_err(lift)?;
    lite.close().await.map_err(lift)
}

/// The connection's statements end early once nobody holds this any more. Its thread would bring them to their end
/// otherwise, long after whoever waited for them is gone.
async fn give_up_without(wanted: &Arc<()>, lite: &mut SqliteConnection) -> Result<()> {
    let asked = Arc::downgrade(wanted);
    lite.lock_handle().await.map_err(lift)?.set_progress_handler(ASK_EVERY, move || asked.strong_count() > 0);
    Ok(())
}

fn path_text(file: &Path) -> Result<&str> {
    file.to_str().ok_or_else(|| Error::invalid("file", "A path of a backup is text."))
}

/// Replaces all rows by those of the file, in one transaction of a connection of its own.
pub(super) async fn replace(write: &Writer, file: &Path) -> Result<()> {
    // Held, not used: this program's own writers queue here instead of failing at the file's lock.
    let _queue = write.hold().await.map_err(lift)?;
    // A connection of its own goes away with the attached file, also when this is cut off half-way.
    let mut lite = write.options().clone().connect().await.map_err(lift)?;
    sqlx::query("attach database $1 as backup").bind(path_text(file)?).execute(&mut lite).await.map_err(lift)?;
    let mut tx = lite.begin_with("begin immediate").await.map_err(lift)?;
    let tables = catalogue::tables(&mut tx, "main").await?;
    if tables != catalogue::tables(&mut tx, "backup").await? {
        return Err(Error::internal("the file and the database have different tables"));
    }
    run(&mut tx, "pragma defer_foreign_keys = on".to_owned()).await?;
    for table in tables.iter().rev() {
        run(&mut tx, format!("delete from main.{}", quoted(&table.name))).await?;
    }
    for table in &tables {
        copy_table(&mut tx, table).await?;
    }
    tx.commit().await.map_err(lift)?;
    lite.close().await.map_err(lift)
}

async fn copy_table(tx: &mut SqliteConnection, table: &Table) -> Result<()> {
    let name = quoted(&table.name);
    let columns = table.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    run(tx, format!("insert into main.{name} ({columns}) select {columns} from backup.{name}")).await?;
    let text = format!("select (select count(*) from main.{name}) = (select count(*) from backup.{name})");
    let is_whole: bool = sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut *tx).await.map_err(lift)?;
    if is_whole { Ok(()) } else { Err(Error::internal(format!("not every row of {} was copied", table.name))) }
}

/// Runs a text made of names that the database's own catalogue gave.
async fn run(tx: &mut SqliteConnection, text: String) -> Result<()> {
    sqlx::query(AssertSqlSafe(text)).execute(tx).await.map_err(lift)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_statement_that_nobody_waits_for_ends_early() {
        const ENDLESS: &str =
            "with recursive counted (n) as (select 1 union all select n + 1 from counted) select max(n) from counted";
        let mut lite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let wanted = Arc::new(());
        give_up_without(&wanted, &mut lite).await.unwrap();
        let counted: i64 = sqlx::query_scalar("select count(*) from json_each(?)")
            .bind(serde_json::json!(vec![0; 50_000]).to_string())
            .fetch_one(&mut lite)
            .await
            .unwrap();
        assert_eq!(counted, 50_000, "somebody waits");
        drop(wanted);
        let error = sqlx::query(ENDLESS).execute(&mut lite).await.unwrap_err();
        assert!(error.to_string().contains("interrupted"), "{error}");
    }
}
