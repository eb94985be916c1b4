//! Sessions: a user at a till, until they sign out or the day is over.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::permit::{Permit, SignedIn, permissions_of};
use crate::auth::{store, token};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tills::{self, Till};
use crate::users::{self, User};
use crate::wire::Nothing;

/// A session lasts a working day and its evening.
const SESSION_HOURS: i64 = 16;

/// A session, new or taken up again.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Session {
    /// Shown with every further call; it cannot be read again.
    pub access_token: String,
    /// How it is shown: `Authorization: Bearer …`.
    pub token_type: TokenType,
    /// Seconds until it ends by itself.
    pub expires_in: i64,
    /// Who signed in.
    pub user: User,
    /// Where.
    pub till: Till,
}

/// How an access token is shown.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenType {
    /// `Authorization: Bearer …`
    Bearer,
}

/// Who is signed in, where, and what they may do.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Me {
    /// The user.
    pub user: User,
    /// The till.
    pub till: Till,
    /// The permissions of the user's role.
    pub permissions: Vec<&'static str>,
}

/// Which till.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveToTill {
    till_id: Id,
}

/// Begins a session of a user at a till.
pub(crate) async fn begin(tx: &mut Tx, user: User, till: Till, now: DateTime<Utc>) -> Result<Session> {
    let access_token = token::fresh()?;
    let session = store::NewSession {
        user_id: user.id,
        till_id: till.id,
        token: &access_token,
        created_at: now,
        expires_at: now + TimeDelta::hours(SESSION_HOURS),
    };
    store::insert_session(tx, session).await?;
    Ok(Session { access_token, token_type: TokenType::Bearer, expires_in: SESSION_HOURS * 3600, user, till })
}

/// A new token for the same user at the same till; the old one is worth nothing from now on.
pub async fn refresh(app: &App, by: Permit<SignedIn>, _input: Nothing) -> Result<Session> {
    let actor = by.actor();
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if !store::end_session(&mut tx, actor.session_id, now).await? {
        // Of two calls at the same time one gets the new token; the other's token is the old one.
        return Err(Error::Unauthenticated);
    }
    let user = users::store::get(&mut tx, actor.user_id).await?;
    let session = begin(&mut tx, user, actor.till.clone(), now).await?;
    tx.commit().await?;
    Ok(session)
}

/// Who is signed in.
pub async fn get_me(app: &App, by: Permit<SignedIn>, _input: Nothing) -> Result<Me> {
    let actor = by.actor();
    let user = users::store::get(&mut app.db.read(), actor.user_id).await?;
    Ok(Me { user, till: actor.till.clone(), permissions: permissions_of(actor.role) })
}

/// Goes on at another till, in the same session.
///
/// Errors: `not_found`.
pub async fn move_to_till(app: &App, by: Permit<SignedIn>, input: MoveToTill) -> Result<Me> {
    let actor = by.actor();
    let mut tx = app.db.write().await?;
    let till = tills::store::get(&mut tx, input.till_id).await?;
    store::move_session(&mut tx, actor.session_id, till.id).await?;
    let user = users::store::get(&mut tx, actor.user_id).await?;
    tx.commit().await?;
    Ok(Me { user, till, permissions: permissions_of(actor.role) })
}
