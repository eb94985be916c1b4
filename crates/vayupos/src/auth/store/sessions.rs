//! Rows of `sessions`.

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
    locked: bool,
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
                    s.locked_at is not null as locked, t.id as till_id, t.code as till_code, t.name as till_name
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
    let actor = Actor {
        user_id: row.user_id,
        name: row.full_name.unwrap_or(row.username),
        role: row.role,
        session_id: row.id,
        till: Till { id: row.till_id, code: row.till_code, name: row.till_name },
    };
    Ok(Caller::of_session(actor, row.locked, access_token))
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

/// Ends a session; false when another call ended it before.
pub(crate) async fn end_session(tx: &mut Tx, session_id: Id, at: DateTime<Utc>) -> Result<bool> {
    let ended = tx
        .sql("update sessions set ended_at = $2 where id = $1 and ended_at is null")
        .bind(session_id)
        .bind(at)
        .execute()
        .await?;
    Ok(ended == 1)
}

/// Locks a session.
pub(crate) async fn lock_session(tx: &mut Tx, session_id: Id, at: DateTime<Utc>) -> Result<()> {
    tx.sql("update sessions set locked_at = $2 where id = $1 and ended_at is null")
        .bind(session_id)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// Unlocks a session, locked or not, and answers when it ends by itself; none when it has ended meanwhile.
pub(crate) async fn unlock_session(tx: &mut Tx, session_id: Id) -> Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = tx
        .sql("update sessions set locked_at = null where id = $1 and ended_at is null returning expires_at")
        .bind(session_id)
        .optional()
        .await?;
    Ok(row.map(|(expires_at,)| expires_at))
}

/// Puts a session at another till.
pub(crate) async fn move_session(tx: &mut Tx, session_id: Id, till_id: Id) -> Result<()> {
    tx.sql("update sessions set till_id = $2 where id = $1").bind(session_id).bind(till_id).execute().await?;
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
