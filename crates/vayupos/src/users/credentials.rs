//! What an admin can do about another's credentials: a new password, no PIN, signed out everywhere.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{self, ManageUsers, Password, Permit};
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
    store::set_password(&mut tx, user.id, &hash, now).await?;
    auth::store::end_sessions(&mut tx, user.id, None, now).await?;
    auth::store::end_approvals(&mut tx, user.id, now).await?;
    tx.commit().await?;
    Ok(user)
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
