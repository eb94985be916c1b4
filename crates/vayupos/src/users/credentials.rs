//! What an admin can do about another's credentials: a new password, no PIN, signed out everywhere. And the way back for
//! whoever holds the database, when nobody is left who could.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::app::App;
use crate::auth::{self, ManageUsers, Password, Permit};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::users::{User, store};

/// Which user, and the new password.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    user_id: Id,
    new_password: Password,
}

/// Which user.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearPin {
    user_id: Id,
}

/// Which user.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOutUser {
    user_id: Id,
}

/// Gives a user a new password, and ends all their sessions and what they approved but nobody used yet.
///
/// Errors: `not_found`; `invalid` for a password that is too short, too long or too common, and for oneself.
pub async fn reset_password(app: &App, by: Permit<ManageUsers>, input: ResetPassword) -> Result<User> {
    if by.actor().user_id == input.user_id {
        // Otherwise whoever finds an admin's till unlocked could take the account over.
        return Err(Error::invalid("user_id", "Change your own password with the one you have."));
    }
    let hash = input.new_password.acceptable("new_password")?.hash().await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    store::lock(&mut tx).await?;
    let user = store::get(&mut tx, input.user_id).await?;
    replace_password(&mut tx, user.id, &hash, now).await?;
    tx.commit().await?;
    Ok(user)
}

/// Gives a user a password that nobody chose, and answers it. Whoever calls this holds the database itself, and could
/// write anything into it: it is the only administrator's way back in.
///
/// # Errors
/// `not_found`; `conflict` for a user who is deactivated.
pub async fn give_password(app: &App, username: &str) -> Result<String> {
    let password = Password::that_nobody_chose()?;
    let (text, hash) = (password.text().to_owned(), password.hash().await?);
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    store::lock(&mut tx).await?;
    let account = store::account_by_name(&mut tx, &crate::users::name_key(username)).await?;
    let user = account.ok_or(Error::NotFound { what: "This user" })?.user;
    if !user.is_active {
        return Err(Error::conflict("This user is deactivated: an administrator can let them in again."));
    }
    replace_password(&mut tx, user.id, &hash, now).await?;
    tx.commit().await?;
    Ok(text)
}

async fn replace_password(tx: &mut Tx, user_id: Id, hash: &str, now: DateTime<Utc>) -> Result<()> {
    store::set_password(tx, user_id, hash, now).await?;
    auth::store::end_sessions(tx, user_id, None, now).await?;
    auth::store::end_approvals(tx, user_id, now).await
}

/// Takes a user's PIN away.
///
/// Errors: `not_found`.
pub async fn clear_pin(app: &App, _by: Permit<ManageUsers>, input: ClearPin) -> Result<User> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    store::lock(&mut tx).await?;
    store::set_pin(&mut tx, input.user_id, None, now).await?;
    auth::store::end_approvals(&mut tx, input.user_id, now).await?;
    let user = store::get(&mut tx, input.user_id).await?;
    tx.commit().await?;
    Ok(user)
}

/// Ends all sessions of a user, who may sign in again.
///
/// Errors: `not_found`.
pub async fn sign_out_user(app: &App, _by: Permit<ManageUsers>, input: SignOutUser) -> Result<User> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let user = store::get(&mut tx, input.user_id).await?;
    auth::store::end_sessions(&mut tx, user.id, None, now).await?;
    tx.commit().await?;
    Ok(user)
}
