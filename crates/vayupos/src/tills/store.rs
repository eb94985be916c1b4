//! All SQL on tills.

use crate::db::{Session, Tx};
use crate::error::Result;
use crate::tills::Till;

/// The shop's first till.
pub(crate) async fn first(db: &mut impl Session) -> Result<Till> {
    let (id, code, name) = db.sql("select id, code, name from tills order by code limit 1").one().await?;
    Ok(Till { id, code, name })
}

/// The codes that order numbers begin with.
pub(crate) async fn codes(db: &mut impl Session) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db.sql("select code from tills order by code").all().await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// The till's next order number, `1-000042`. Undone with the transaction, so that no number is ever missing.
pub(crate) async fn next_order_number(tx: &mut Tx, till: &Till) -> Result<String> {
    let (number,): (i64,) = tx
        .sql("update tills set last_order_number = last_order_number + 1 where id = $1 returning last_order_number")
        .bind(till.id)
        .one()
        .await?;
    Ok(format!("{}-{number:06}", till.code))
}
