//! All SQL on the mail server's settings and the outbox.

use chrono::{DateTime, Utc};

use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::mail::outbox::{Letter, LetterKind, LetterState, NewLetter};
use crate::mail::settings::{Security, Way};
use crate::page::Limit;

#[derive(sqlx::FromRow)]
struct WayRow {
    host: String,
    port: i64,
    security: Security,
    username: Option<String>,
    from_address: String,
    from_name: Option<String>,
    updated_at: DateTime<Utc>,
}

/// Which mail server takes the letters, once that is set up.
pub(super) async fn way(db: &mut impl Session) -> Result<Option<Way>> {
    let row: Option<WayRow> = db
        .sql("select host, port, security, username, from_address, from_name, updated_at from mail_settings")
        .optional()
        .await?;
    let way = |row: WayRow| {
        Ok(Way {
            host: row.host,
            port: u16::try_from(row.port).map_err(Error::internal)?,
            security: row.security,
            username: row.username,
            from_address: row.from_address,
            from_name: row.from_name,
            updated_at: row.updated_at,
        })
    };
    row.map(way).transpose()
}

pub(super) async fn put_way(tx: &mut Tx, way: &Way) -> Result<()> {
    tx.sql(
        "insert into mail_settings (id, host, port, security, username, from_address, from_name, updated_at)
         values (1, $1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do update
         set host = excluded.host, port = excluded.port, security = excluded.security, username = excluded.username,
             from_address = excluded.from_address, from_name = excluded.from_name, updated_at = excluded.updated_at",
    )
    .bind(way.host.clone())
    .bind(i64::from(way.port))
    .bind(way.security)
    .bind(way.username.clone())
    .bind(way.from_address.clone())
    .bind(way.from_name.clone())
    .bind(way.updated_at)
    .execute()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct LetterRow {
    id: Id,
    kind: LetterKind,
    order_id: Id,
    recipient: String,
    user_name: String,
    attempts: i64,
    next_attempt_at: Option<DateTime<Utc>>,
    sent_at: Option<DateTime<Utc>>,
    last_error: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<LetterRow> for Letter {
    fn from(row: LetterRow) -> Self {
        let state = match (row.sent_at, row.next_attempt_at) {
            (Some(_), _) => LetterState::Sent,
            (None, Some(_)) => LetterState::Queued,
            (None, None) => LetterState::GivenUp,
        };
        Self {
            id: row.id,
            kind: row.kind,
            order_id: row.order_id,
            to: row.recipient,
            state,
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at,
            sent_at: row.sent_at,
            last_error: row.last_error,
            user_name: row.user_name,
            created_at: row.created_at,
        }
    }
}

pub(super) async fn find(db: &mut impl Session, id: Id) -> Result<Option<Letter>> {
    let row: Option<LetterRow> = db
        .sql(
            "select id, kind, order_id, recipient, user_name, attempts, next_attempt_at, sent_at, last_error,
                    created_at
             from outbox
             where id = $1",
        )
        .bind(id)
        .optional()
        .await?;
    Ok(row.map(Letter::from))
}

/// A page of letters, newest first, with one row to spare.
pub(super) async fn newest(
    db: &mut impl Session,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<Letter>> {
    let (at, id) = before
        .map_or((DateTime::<Utc>::from_timestamp_nanos(i64::MAX), String::new()), |(at, id)| (at, id.to_string()));
    let rows: Vec<LetterRow> = db
        .sql(
            "select id, kind, order_id, recipient, user_name, attempts, next_attempt_at, sent_at, last_error,
                    created_at
             from outbox
             where (created_at, id) < ($1, $2)
             order by created_at desc, id desc
             limit $3",
        )
        .bind(at)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    Ok(rows.into_iter().map(Letter::from).collect())
}

/// The letters of an order.
pub(super) async fn of_order(db: &mut impl Session, order_id: Id) -> Result<Vec<Letter>> {
    let rows: Vec<LetterRow> = db
        .sql(
            "select id, kind, order_id, recipient, user_name, attempts, next_attempt_at, sent_at, last_error,
                    created_at
             from outbox
             where order_id = $1
             order by created_at, id",
        )
        .bind(order_id)
        .all()
        .await?;
    Ok(rows.into_iter().map(Letter::from).collect())
}

pub(super) async fn count_of_order(tx: &mut Tx, order_id: Id) -> Result<i64> {
    let (letters,): (i64,) = tx.sql("select count(*) from outbox where order_id = $1").bind(order_id).one().await?;
    Ok(letters)
}

/// Queues a letter that is due at once; nothing happens when there is one of this id already.
pub(super) async fn insert(tx: &mut Tx, new: &NewLetter, now: DateTime<Utc>) -> Result<()> {
    tx.sql(
        "insert into outbox (id, kind, order_id, recipient, user_id, user_name, next_attempt_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict (id) do nothing",
    )
    .bind(new.id)
    .bind(new.kind)
    .bind(new.order_id)
    .bind(new.recipient.to_string())
    .bind(new.user_id)
    .bind(new.user_name.clone())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// A letter that is being delivered.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Claimed {
    pub(super) id: Id,
    pub(super) kind: LetterKind,
    pub(super) order_id: Id,
    pub(super) recipient: String,
    pub(super) attempts: i64,
    pub(super) created_at: DateTime<Utc>,
}

macro_rules! due {
    ($lock:literal) => {
        concat!(
            "select id, kind, order_id, recipient, attempts, created_at
             from outbox
             where next_attempt_at is not null and next_attempt_at <= $1
             order by next_attempt_at, id
             limit 1",
            $lock
        )
    };
}

/// The letter that is due longest, held until the transaction ends; one that another program holds is passed over.
pub(super) async fn lock_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<Claimed>> {
    Ok(tx.sql(Sql { lite: due!(""), pg: due!(" for update skip locked") }).bind(now).optional().await?)
}

pub(super) async fn claim(tx: &mut Tx, claimed: &Claimed, next_attempt_at: DateTime<Utc>) -> Result<()> {
    tx.sql("update outbox set attempts = $2, next_attempt_at = $3 where id = $1")
        .bind(claimed.id)
        .bind(claimed.attempts)
        .bind(next_attempt_at)
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn note_sent(tx: &mut Tx, id: Id, at: DateTime<Utc>) -> Result<()> {
    tx.sql("update outbox set sent_at = $2, next_attempt_at = null, last_error = null where id = $1")
        .bind(id)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// Notes what went wrong; the time of the next attempt was set when the letter was claimed.
pub(super) async fn note_failed(tx: &mut Tx, id: Id, said: &str, is_last: bool) -> Result<()> {
    tx.sql(
        "update outbox
         set last_error = $2, next_attempt_at = case when cast($3 as boolean) then null else next_attempt_at end
         where id = $1",
    )
    .bind(id)
    .bind(said.to_owned())
    .bind(is_last)
    .execute()
    .await?;
    Ok(())
}
