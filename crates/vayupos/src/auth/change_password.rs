//! A new password of one's own.

use serde::Deserialize;

use crate::app::App;
use crate::auth::credential::{Credential, prove_oneself};
use crate::auth::pin::not_your_password;
use crate::auth::{Password, Permit, SignedIn, store};
use crate::error::Result;
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

/// Changes one's own password and signs one out everywhere else. Approvals one gave and that are not used yet are void.
///
/// Errors: `invalid` for a wrong current password, or a new one that is too short, too long or too common; `throttled`.
pub async fn change_password(app: &App, by: Permit<SignedIn>, input: ChangePassword) -> Result<Nothing> {
    let actor = by.actor();
    let new = input.new_password.acceptable("new_password")?;
    let proof = prove_oneself(app, by.caller(), Credential::Password(input.current_password)).await;
    let proof = proof.map_err(not_your_password)?;
    let hash = new.hash().await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let user = proof.settle(app, &mut tx).await?;
    users::store::set_password(&mut tx, user.id, &hash, now).await?;
    store::end_sessions(&mut tx, user.id, Some(actor.session_id), now).await?;
    store::end_approvals(&mut tx, user.id, now).await?;
    tx.commit().await?;
    Ok(Nothing {})
}
