//! Rows of `sign_in_attempts`.

use chrono::{DateTime, Utc};

use crate::db::{Session, Tx};
use crate::error::Result;

/// Counts one more attempt as failed and answers how many there are since the count began; none while the subject
/// has to wait. A count that began before `forget_before` begins anew.
pub(crate) async fn count_attempt(
    tx: &mut Tx,
    subject: &str,
    at: DateTime<Utc>,
    forget_before: DateTime<Utc>,
) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .sql(
            "insert into sign_in_attempts (subject, failures, blocked_until, counted_since) values ($1, 1, $2, $2)
             on conflict (subject) do update
             set failures = case when sign_in_attempts.counted_since <= $3 then 1
                                 else sign_in_attempts.failures + 1 end,
                 counted_since = case when sign_in_attempts.counted_since <= $3 then $2
                                      else sign_in_attempts.counted_since end
             where sign_in_attempts.blocked_until <= $2
             returning failures",
        )
        .bind(subject.to_owned())
        .bind(at)
        .bind(forget_before)
        .optional()
        .await?;
    Ok(row.map(|(failures,)| failures))
}

/// Until when attempts on this subject are not looked at.
pub(crate) async fn blocked_until(db: &mut impl Session, subject: &str) -> Result<DateTime<Utc>> {
    let (until,) =
        db.sql("select blocked_until from sign_in_attempts where subject = $1").bind(subject.to_owned()).one().await?;
    Ok(until)
}

pub(crate) async fn block_until(tx: &mut Tx, subject: &str, until: DateTime<Utc>) -> Result<()> {
    tx.sql("update sign_in_attempts set blocked_until = $2 where subject = $1")
        .bind(subject.to_owned())
        .bind(until)
        .execute()
        .await?;
    Ok(())
}

/// Takes back one counted attempt, and the wait it brought about unless another one lengthened it since.
pub(crate) async fn take_back(
    tx: &mut Tx,
    subject: &str,
    blocked_until: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<()> {
    tx.sql(
        "update sign_in_attempts
         set failures = failures - 1,
             blocked_until = case when blocked_until = $2 then $3 else blocked_until end
         where subject = $1 and failures > 0",
    )
    .bind(subject.to_owned())
    .bind(blocked_until)
    .bind(at)
    .execute()
    .await?;
    Ok(())
}

pub(crate) async fn forget_subject(tx: &mut Tx, subject: &str) -> Result<()> {
    tx.sql("delete from sign_in_attempts where subject = $1").bind(subject.to_owned()).execute().await?;
    Ok(())
}

/// Drops counts that began before `before` and make nobody wait: invented names must not fill the table.
pub(crate) async fn forget_old(tx: &mut Tx, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    tx.sql("delete from sign_in_attempts where counted_since < $1 and blocked_until < $2")
        .bind(before)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}
