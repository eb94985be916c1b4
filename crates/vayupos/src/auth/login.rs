//! Signing in and out, and asking who one is.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::permit::{Anyone, Permit, SignedIn, permissions_of};
use crate::auth::{Password, store, token};
use crate::error::{Error, Result};
use crate::tills::{self, Till};
use crate::users::{self, User};
use crate::wire::Nothing;

/// A session lasts a working day and its evening.
const SESSION_HOURS: i64 = 16;
/// Wrong passwords in a row that nobody is slowed down for.
const FREE_FAILURES: i64 = 5;
/// The longest wait after a wrong password; an account is never locked for good.
const MAX_WAIT_S: i64 = 300;

/// Name and password.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The user name or the e-mail address, in capitals or not.
    #[schemars(length(min = 1, max = 254))]
    username: String,
    password: Password,
}

/// A new session.
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

/// Signs in. One answer for a wrong name and a wrong password, in the same time.
///
/// Errors: `invalid_credentials`, `throttled`.
pub async fn login(app: &App, _by: Permit<Anyone>, input: Login) -> Result<Session> {
    let name_key = users::name_key(&input.username);
    refuse_while_throttled(app, &name_key).await?;
    let mut reader = app.db.read();
    let account = users::store::account_by_name(&mut reader, &name_key).await?;
    let hash = account.as_ref().filter(|account| account.user.is_active).map(|account| account.password_hash.clone());
    if !input.password.matches(hash).await? {
        note_failure(app, &name_key).await?;
        return Err(Error::InvalidCredentials);
    }
    let user = account.ok_or(Error::InvalidCredentials)?.user;

    let access_token = token::fresh()?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let till = tills::store::first(&mut tx).await?;
    store::forget_failures(&mut tx, &name_key).await?;
    let session = store::NewSession {
        user_id: user.id,
        till_id: till.id,
        token: &access_token,
        created_at: now,
        expires_at: now + TimeDelta::hours(SESSION_HOURS),
    };
    store::insert_session(&mut tx, session).await?;
    tx.commit().await?;
    Ok(Session { access_token, token_type: TokenType::Bearer, expires_in: SESSION_HOURS * 3600, user, till })
}

async fn refuse_while_throttled(app: &App, name_key: &str) -> Result<()> {
    let Some((_, blocked_until)) = store::attempts(&mut app.db.read(), name_key).await? else { return Ok(()) };
    let wait_ms = (blocked_until - app.clock.now()).num_milliseconds();
    if wait_ms > 0 {
        // Rounded up: who waits as long as told is not told to wait again.
        return Err(Error::Throttled { retry_after_s: (wait_ms + 999) / 1000 });
    }
    Ok(())
}

/// The wait doubles with each failure after the first few.
async fn note_failure(app: &App, name_key: &str) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let failures = store::count_failure(&mut tx, name_key, now).await?;
    if failures > FREE_FAILURES {
        let doublings = u32::try_from(failures - FREE_FAILURES).unwrap_or(u32::MAX).min(9);
        let wait_s = 2_i64.pow(doublings).min(MAX_WAIT_S);
        store::block_until(&mut tx, name_key, now + TimeDelta::seconds(wait_s)).await?;
    }
    tx.commit().await
}

/// Signs out: the token is worth nothing from now on.
pub async fn logout(app: &App, by: Permit<SignedIn>, _input: Nothing) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    store::end_session(&mut tx, by.actor().session_id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Nothing {})
}

/// Who is signed in.
pub async fn get_me(app: &App, by: Permit<SignedIn>, _input: Nothing) -> Result<Me> {
    let actor = by.actor();
    let user = users::store::get(&mut app.db.read(), actor.user_id).await?;
    Ok(Me { user, till: actor.till.clone(), permissions: permissions_of(actor.role) })
}
