//! Which tables there are, with their columns, in the order in which rows may be written.
//!
//! It is read from the databases themselves, so that a table added by a later migration is copied without anybody
//! thinking of it, and one that the two engines do not share is an error instead of a loss.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{PgConnection, SqliteConnection};

use crate::error::{Error, Result};

use super::lift;

/// A table as SQLite has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// The row's own number, which SQLite gives out and Postgres has no need of.
    pub(super) is_row_number: bool,
}

/// What a column holds, which Postgres knows more exactly than SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Truth,
    Text,
    Time,
    Date,
    Bytes,
}

/// A table that both engines have, with the columns they share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Kind)>,
}

/// Tables of SQLite alone that follow from other tables row by row, so that a copy of those fills them too.
const FILLED_BY_TRIGGERS: &[&str] = &["customer_numbers"];

/// A name as SQL may contain it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables of an SQLite database, or of one attached to it: every table comes after those it refers to. The engine's own, the migrations',
/// those that a full-text index keeps for itself and those that triggers fill are not among them.
pub(super) async fn tables(lite: &mut SqliteConnection, schema: &str) -> Result<Vec<Table>> {
    let names: Vec<(String,)> = sqlx::query_as(
        "select name from pragma_table_list
         where schema = $1 and type = 'table' and name not like 'sqlite!_%' escape '!' and name <> '_sqlx_migrations'
         order by name",
    )
    .bind(schema)
    .fetch_all(&mut *lite)
    .await
    .map_err(lift)?;
    let names = names.into_iter().filter(|(name,)| !FILLED_BY_TRIGGERS.contains(&name.as_str()));
    let mut tables = Vec::new();
    let mut needs = BTreeMap::new();
    for (name,) in names {
        let columns: Vec<(String, bool)> = sqlx::query_as(
            "select name, pk = 1 and upper(type) = 'INTEGER' from pragma_table_xinfo($1, $2)
             where hidden = 0
             order by cid",
        )
        .bind(&name)
        .bind(schema)
        .fetch_all(&mut *lite)
        .await
        .map_err(lift)?;
        let needed: Vec<(String,)> = sqlx::query_as("select distinct \"table\" from pragma_foreign_key_list($1, $2)")
            .bind(&name)
            .bind(schema)
            .fetch_all(&mut *lite)
            .await
            .map_err(lift)?;
        needs.insert(name.clone(), needed.into_iter().map(|(other,)| other).collect());
        let columns = columns.into_iter().map(|(name, is_row_number)| Column { name, is_row_number }).collect();
        tables.push(Table { name, columns });
    }
    in_order(tables, needs)
}

/// Puts each table after those it needs; one that refers to itself needs nothing for that.
fn in_order(mut waiting: Vec<Table>, needs: BTreeMap<String, BTreeSet<String>>) -> Result<Vec<Table>> {
    let mut ordered: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |table: &Table| {
            needs[&table.name]
                .iter()
                .all(|other| *other == table.name || ordered.iter().any(|written| written.name == *other))
        };
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        if ready.is_empty() {
            return Err(Error::internal(format!("these tables refer to each other in a ring: {rest:?}")));
        }
        ordered.extend(ready);
        waiting = rest;
    }
    Ok(ordered)
}

/// Matches SQLite's tables with those of Postgres.
///
/// # Errors
/// `internal` when one of them has a table or a column that the other lacks, or one of a kind that has no rule here.
pub(super) async fn shared(tables: Vec<Table>, pg: &mut PgConnection) -> Result<Vec<Shared>> {
    let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
        "select cast(c.table_name as text), cast(c.column_name as text), cast(c.data_type as text),
                c.is_generated = 'ALWAYS'
         from information_schema.columns c
         join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
         where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.table_name <> '_sqlx_migrations'
         order by c.table_name, c.ordinal_position",
    )
    .fetch_all(pg)
    .await
    .map_err(lift)?;
    let mut theirs: BTreeMap<String, BTreeMap<String, Kind>> = BTreeMap::new();
    for (table, column, data_type, is_generated) in rows {
        let columns = theirs.entry(table.clone()).or_default();
        if !is_generated {
            let kind =
                kind(&data_type).ok_or_else(|| differ(format!("{table}.{column} is {data_type} on Postgres")))?;
            columns.insert(column, kind);
        }
    }
    let mut matched = Vec::with_capacity(tables.len());
    for table in tables {
        let Some(mut kinds) = theirs.remove(&table.name) else {
            return Err(differ(format!("Postgres has no table {}", table.name)));
        };
        let mut columns = Vec::with_capacity(table.columns.len());
        for column in table.columns {
            match kinds.remove(&column.name) {
                Some(kind) => columns.push((column.name, kind)),
                None if column.is_row_number => {}
                None => return Err(differ(format!("Postgres has no column {}.{}", table.name, column.name))),
            }
        }
        if let Some(column) = kinds.into_keys().next() {
            return Err(differ(format!("SQLite has no column {}.{column}", table.name)));
        }
        matched.push(Shared { name: table.name, columns });
    }
    match theirs.into_keys().next() {
        Some(table) => Err(differ(format!("SQLite has no table {table}"))),
        None => Ok(matched),
    }
}

fn kind(data_type: &str) -> Option<Kind> {
    match data_type {
        "bigint" => Some(Kind::Integer),
        "boolean" => Some(Kind::Truth),
        "text" => Some(Kind::Text),
        "timestamp with time zone" => Some(Kind::Time),
        "date" => Some(Kind::Date),
        "bytea" => Some(Kind::Bytes),
        _ => None,
    }
}

fn differ(how: String) -> Error {
    Error::internal(format!("the two databases' tables differ: {how}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str) -> Table {
        Table { name: name.to_owned(), columns: Vec::new() }
    }

    fn needs(pairs: &[(&str, &[&str])]) -> BTreeMap<String, BTreeSet<String>> {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        pairs.iter().map(|(name, others)| ((*name).to_owned(), set(others))).collect()
    }

    #[test]
    fn a_table_comes_after_those_it_refers_to() {
        let needs = needs(&[("a", &["c"]), ("b", &["a", "b"]), ("c", &[])]);
        let ordered = in_order(vec![table("a"), table("b"), table("c")], needs).unwrap();
        assert_eq!(ordered.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), ["c", "a", "b"]);
    }

    #[test]
    fn a_ring_is_an_error_and_not_an_endless_loop() {
        assert!(in_order(vec![table("a"), table("b")], needs(&[("a", &["b"]), ("b", &["a"])])).is_err());
    }

    #[test]
    fn a_name_cannot_end_its_own_quotes() {
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
