//! All SQL on sessions and sign-in attempts.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::auth::actor::{Actor, Caller};
use crate::auth::permit::Role;
use crate::auth::token;
use crate::db::{Session, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tills::Till;

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: Id,
    user_id: Id,
    username: String,
    full_name: Option<String>,
    role: Role,
    till_id: Id,
    till_code: String,
    till_name: String,
}

/// Whose token this is, looked up on every call, so that a sign-out or a changed role counts at once.
pub(crate) async fn caller(app: &App, access_token: &str) -> Result<Caller> {
    let row: Option<SessionRow> = app
        .db
        .read()
        .sql(
            "select s.id, s.user_id, u.username, u.full_name, u.role,
                    t.id as till_id, t.code as till_code, t.name as till_name
             from sessions s
             join users u on u.id = s.user_id
             join tills t on t.id = s.till_id
             where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and u.is_active",
        )
        .bind(token::hash(access_token))
        .bind(app.clock.now())
        .optional()
        .await?;
    let row = row.ok_or(Error::Unauthenticated)?;
    Ok(Caller::from(Actor {
        user_id: row.user_id,
        name: row.full_name.unwrap_or(row.username),
        role: row.role,
        session_id: row.id,
        till: Till { id: row.till_id, code: row.till_code, name: row.till_name },
    }))
}

pub(crate) struct NewSession<'a> {
    pub(crate) user_id: Id,
    pub(crate) till_id: Id,
    pub(crate) token: &'a str,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

pub(crate) async fn insert_session(tx: &mut Tx, session: NewSession<'_>) -> Result<()> {
    tx.sql(
        "insert into sessions (id, user_id, till_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(Id::now())
    .bind(session.user_id)
    .bind(session.till_id)
    .bind(token::hash(session.token))
    .bind(session.created_at)
    .bind(session.expires_at)
    .execute()
    .await?;
    Ok(())
}

pub(crate) async fn end_session(tx: &mut Tx, session_id: Id, at: DateTime<Utc>) -> Result<()> {
    tx.sql("update sessions set ended_at = $2 where id = $1 and ended_at is null")
        .bind(session_id)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// Ends all sessions of a user, but for one that may stay.
pub(crate) async fn end_sessions(tx: &mut Tx, user_id: Id, except: Option<Id>, at: DateTime<Utc>) -> Result<()> {
    tx.sql(
        "update sessions set ended_at = $2
         where user_id = $1 and ended_at is null and (cast($3 as text) is null or id <> $3)",
    )
    .bind(user_id)
    .bind(at)
    .bind(except)
    .execute()
    .await?;
    Ok(())
}

/// Until when attempts on this subject are not looked at, and how many failed in a row.
pub(crate) async fn attempts(db: &mut impl Session, subject: &str) -> Result<Option<(i64, DateTime<Utc>)>> {
    Ok(db
        .sql("select failures, blocked_until from sign_in_attempts where subject = $1")
        .bind(subject.to_owned())
        .optional()
        .await?)
}

/// Counts one more failure; answers how many there are in a row now.
pub(crate) async fn count_failure(tx: &mut Tx, subject: &str, at: DateTime<Utc>) -> Result<i64> {
    let (failures,): (i64,) = tx
        .sql(
            "insert into sign_in_attempts (subject, failures, blocked_until) values ($1, 1, $2)
             on conflict (subject) do update set failures = sign_in_attempts.failures + 1
             returning failures",
        )
        .bind(subject.to_owned())
        .bind(at)
        .one()
        .await?;
    Ok(failures)
}

pub(crate) async fn block_until(tx: &mut Tx, subject: &str, until: DateTime<Utc>) -> Result<()> {
    tx.sql("update sign_in_attempts set blocked_until = $2 where subject = $1")
        .bind(subject.to_owned())
        .bind(until)
        .execute()
        .await?;
    Ok(())
}

pub(crate) async fn forget_failures(tx: &mut Tx, subject: &str) -> Result<()> {
    tx.sql("delete from sign_in_attempts where subject = $1").bind(subject.to_owned()).execute().await?;
    Ok(())
}
