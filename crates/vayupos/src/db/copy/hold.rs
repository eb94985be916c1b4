//! A database held still while its content is carried elsewhere: other programs that have it open wait, or are told that
//! it cannot be reached; reading goes on.

use sqlx::{AssertSqlSafe, PgPool, Postgres, Sqlite, Transaction};

use super::catalogue::quoted;
use super::lift;
use crate::db::{Db, Pools};
use crate::error::{Error, Result};

/// While this lives, no other program writes. It changes nothing itself.
pub(crate) struct Held(#[expect(dead_code, reason = "held, not used")] OnEngine);

enum OnEngine {
    Lite(#[expect(dead_code, reason = "held, not used")] Transaction<'static, Sqlite>),
    Pg(#[expect(dead_code, reason = "held, not used")] Transaction<'static, Postgres>),
}

impl Db {
    /// Keeps other programs from writing. This one's own gate must be shut before.
    ///
    /// # Errors
    /// `conflict` while another till has a shop on Postgres open; `unavailable`.
    pub(crate) async fn hold(&self) -> Result<Held> {
        match &self.pools {
            Pools::Lite { write, .. } => {
                write.begin_with("begin immediate").await.map(|tx| Held(OnEngine::Lite(tx))).map_err(lift)
            }
            Pools::Pg(pool) => hold_postgres(pool).await.map(|tx| Held(OnEngine::Pg(tx))),
        }
    }

    /// How many rows a table has.
    pub(crate) async fn row_count(&self, table: &str) -> Result<i64> {
        let text = AssertSqlSafe(format!("select count(*) from {}", quoted(table)));
        match &self.pools {
            Pools::Lite { read, .. } => sqlx::query_scalar(text).fetch_one(read).await,
            Pools::Pg(pool) => sqlx::query_scalar(text).fetch_one(pool).await,
        }
        .map_err(lift)
    }
}

async fn hold_postgres(pool: &PgPool) -> Result<Transaction<'static, Postgres>> {
    let mut tx = pool.begin().await.map_err(lift)?;
    let connected: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'vayupos'",
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(lift)?;
    if connected > i64::from(pool.size()) {
        return Err(Error::conflict(
            "Another till has this shop open. Please close it there first: it would go on selling in the old place.",
        ));
    }
    let names: Vec<String> = sqlx::query_scalar(
        "select cast(table_name as text) from information_schema.tables
         where table_schema = current_schema() and table_type = 'BASE TABLE'
         order by table_name",
    )
    .fetch_all(&mut *tx)
    .await
    .map_err(lift)?;
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let text = format!("lock table {} in exclusive mode", names.join(", "));
    sqlx::query(AssertSqlSafe(text)).execute(&mut *tx).await.map_err(lift)?;
    Ok(tx)
}
