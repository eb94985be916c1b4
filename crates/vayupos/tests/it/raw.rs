//! The database behind the program's back: what an operation would never do, and what no operation shows.

use std::collections::BTreeMap;
use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};

use crate::shop::Shop;

/// Every check of Postgres gone, so that a row can be made wrong.
const WITHOUT_CHECKS: &str = "do $$ declare c record; begin
    for c in select cast(conrelid as regclass) as t, conname from pg_constraint
             where contype = 'c' and connamespace = cast(current_schema() as regnamespace) loop
        execute format('alter table %s drop constraint %I', c.t, c.conname);
    end loop;
end $$";

pub(crate) async fn lite(url: &str) -> SqliteConnection {
    let options = SqliteConnectOptions::from_str(url).unwrap().foreign_keys(false);
    options.pragma("ignore_check_constraints", "on").connect().await.unwrap()
}

impl Shop {
    pub(crate) fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// Runs statements that nothing holds back: neither references nor checks.
    pub(crate) async fn force(&self, text: &str) {
        if self.is_sqlite() {
            let mut connection = lite(&self.url).await;
            sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(&mut connection).await.expect(text);
            connection.close().await.unwrap();
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::raw_sql(WITHOUT_CHECKS).execute(&mut connection).await.unwrap();
            sqlx::raw_sql("set session_replication_role = replica").execute(&mut connection).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(&mut connection).await.expect(text);
        }
    }

    /// Every row of every table, but for sessions, which no copy keeps as they are.
    pub(crate) async fn dump(&self) -> BTreeMap<String, Vec<String>> {
        let mut dump = BTreeMap::new();
        if self.is_sqlite() {
            let mut connection = lite(&self.url).await;
            let tables: Vec<(String,)> = sqlx::query_as(
                "select name from pragma_table_list where schema = 'main' and type = 'table' and name <> 'sqlite_schema'",
            )
            .fetch_all(&mut connection)
            .await
            .unwrap();
            for (table,) in tables {
                let text = format!(
                    "select group_concat('quote(\"' || name || '\")', ' || '','' || ') from pragma_table_info('{table}')"
                );
                let columns: String = sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut connection).await.unwrap();
                let text = format!("select {columns} from \"{table}\" order by 1");
                let rows = sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut connection).await.unwrap();
                dump.insert(table, rows);
            }
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            let tables: Vec<(String,)> = sqlx::query_as(
                "select cast(table_name as text) from information_schema.tables where table_schema = current_schema()",
            )
            .fetch_all(&mut connection)
            .await
            .unwrap();
            for (table,) in tables {
                let text = format!("select cast(t as text) from \"{table}\" t order by 1");
                let rows = sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut connection).await.unwrap();
                dump.insert(table, rows);
            }
        }
        assert!(dump.len() > 20, "{:?}", dump.keys());
        dump.remove("sessions");
        dump.remove("_sqlx_migrations");
        dump
    }
}
