//! Rows of `baskets`.

use chrono::{DateTime, Utc};

use crate::auth::Actor;
use crate::db::{Session, Tx, Writes};
use crate::error::Result;
use crate::id::Id;

/// Stores an edit; false when a newer one is stored, or another one under the same revision.
pub(crate) async fn save_basket(
    tx: &mut Tx,
    id: Id,
    actor: &Actor,
    revision: i64,
    content: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let stored = tx
        .sql(
            "insert into baskets (id, till_id, user_id, revision, content, updated_at) values ($1, $2, $3, $4, $5, $6)
             on conflict (id) do update
             set till_id = $2, user_id = $3, revision = $4, content = $5, updated_at = $6
             where baskets.revision < $4 or (baskets.revision = $4 and baskets.content = $5)",
        )
        .bind(id)
        .bind(actor.till.id)
        .bind(actor.user_id)
        .bind(revision)
        .bind(content.to_owned())
        .bind(now)
        .execute()
        .await?;
    Ok(stored == 1)
}

/// The baskets of a till, last edited first.
pub(crate) async fn baskets(db: &mut impl Session, till_id: Id) -> Result<Vec<(String, DateTime<Utc>)>> {
    Ok(db
        .sql("select content, updated_at from baskets where till_id = $1 order by updated_at desc limit 200")
        .bind(till_id)
        .all()
        .await?)
}

pub(crate) fn delete_basket(writes: &mut Writes, id: Id) {
    writes.sql("delete from baskets where id = $1").bind(id);
}
