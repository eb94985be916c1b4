//! All SQL on tills.

use crate::db::{Answer, Session, Sql, Tx, Writes};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::Limit;
use crate::tills::Till;

#[derive(sqlx::FromRow)]
struct TillRow {
    id: Id,
    code: String,
    name: String,
}

impl From<TillRow> for Till {
    fn from(row: TillRow) -> Self {
        Self { id: row.id, code: row.code, name: row.name }
    }
}

/// The shop's first till: ids are in the order of their making.
pub(crate) async fn first(db: &mut impl Session) -> Result<Till> {
    let row: TillRow = db.sql("select id, code, name from tills order by id limit 1").one().await?;
    Ok(row.into())
}

pub(crate) async fn find(db: &mut impl Session, id: Id) -> Result<Option<Till>> {
    let row: Option<TillRow> = db.sql("select id, code, name from tills where id = $1").bind(id).optional().await?;
    Ok(row.map(Till::from))
}

pub(crate) async fn get(db: &mut impl Session, id: Id) -> Result<Till> {
    find(db, id).await?.ok_or(Error::NotFound { what: "This till" })
}

/// A page of tills by code, with one row to spare.
pub(crate) async fn by_code(db: &mut impl Session, after: Option<String>, limit: Limit) -> Result<Vec<Till>> {
    let text = Sql {
        lite: "select id, code, name from tills where code > $1 order by code limit $2",
        pg: "select id, code, name from tills where code collate \"C\" > $1 order by code collate \"C\" limit $2",
    };
    let rows: Vec<TillRow> = db.sql(text).bind(after.unwrap_or_default()).bind(limit.and_one()).all().await?;
    Ok(rows.into_iter().map(Till::from).collect())
}

/// Adds a till; false when its id or its code is taken.
pub(crate) async fn insert(tx: &mut Tx, till: &Till) -> Result<bool> {
    let inserted = tx
        .sql("insert into tills (id, code, name) values ($1, $2, $3) on conflict do nothing")
        .bind(till.id)
        .bind(till.code.clone())
        .bind(till.name.clone())
        .execute()
        .await?;
    Ok(inserted == 1)
}

pub(crate) async fn rename(tx: &mut Tx, id: Id, name: &str) -> Result<()> {
    tx.sql("update tills set name = $2 where id = $1").bind(id).bind(name.to_owned()).execute().await?;
    Ok(())
}

/// The codes that order numbers begin with.
pub(crate) async fn codes(db: &mut impl Session) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db.sql("select code from tills order by code").all().await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

macro_rules! formatted {
    () => {
        "code || '-' || case when last_order_number < 1000000
                             then substr(cast(1000000 + last_order_number as text), 2)
                             else cast(last_order_number as text) end"
    };
}

/// The number that the till of this id took last, `1-000042`, as an expression of a statement: `last_number!("$4")`.
macro_rules! last_number {
    ($id:literal) => {
        concat!("(select ", $crate::tills::store::formatted!(), " from tills where id = ", $id, ")")
    };
}
pub(crate) use {formatted, last_number};

/// Takes the till's next order number, which later steps find in the till's row; undone with the transaction, so that
/// none is ever missing. [`order_number`] reads it.
pub(crate) fn next_order_number(writes: &mut Writes, till: &Till) {
    writes
        .answering(concat!(
            "update tills set last_order_number = last_order_number + 1
             where id = $1
             returning 'numbered' as what, id, ",
            formatted!(),
            " as words"
        ))
        .bind(till.id);
}

/// The number that was taken, `1-000042`.
pub(crate) fn order_number(answers: Vec<Answer>) -> Result<String> {
    let numbered = answers.into_iter().find(|answer| answer.what == "numbered");
    numbered.and_then(|answer| answer.words).ok_or(Error::NotFound { what: "This till" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::trial::databases;

    #[tokio::test]
    async fn a_number_has_six_digits_or_more() {
        for trial in databases().await {
            let formatted = concat!(
                "select ",
                formatted!(),
                " from (select '1' as code, 42 as last_order_number union all select '2', 999999
                        union all select 'B', 1000000) numbered
                 order by code"
            );
            let rows: Vec<(String,)> = trial.db.read().sql(formatted).all().await.unwrap();
            let numbers: Vec<_> = rows.into_iter().map(|(number,)| number).collect();
            assert_eq!(numbers, ["1-000042", "2-999999", "B-1000000"]);
        }
    }
}
