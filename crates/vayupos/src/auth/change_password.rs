//! A new password of one's own.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Password, Permit, SignedIn, store};
use crate::error::{Error, Result};
use crate::users;
use crate::wire::Nothing;

/// The old password and the new one.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    current_password: Password,
    #[schemars(length(min = 8))]
    new_password: Password,
}

/// Changes one's own password and signs one out everywhere else.
///
/// Errors: `invalid` for a wrong current password, or a new one that is too short or too long.
pub async fn change_password(app: &App, by: Permit<SignedIn>, input: ChangePassword) -> Result<Nothing> {
    let actor = by.actor();
    let new = input.new_password.acceptable("new_password")?;
    let hash = users::store::password_hash(&mut app.db.read(), actor.user_id).await?;
    if !input.current_password.matches(Some(hash)).await? {
        return Err(Error::invalid("current_password", "This is not your password."));
    }
    let hash = new.hash().await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    users::store::set_password(&mut tx, actor.user_id, &hash, now).await?;
    store::end_sessions(&mut tx, actor.user_id, Some(actor.session_id), now).await?;
    tx.commit().await?;
    Ok(Nothing {})
}
