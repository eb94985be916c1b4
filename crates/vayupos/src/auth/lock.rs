//! Locking a till for a moment, and changing places at it: by PIN, because it happens all day long.

use serde::Deserialize;

use crate::app::App;
use crate::auth::credential::{self, Credential};
use crate::auth::permit::{AtTill, Permit, SignedIn};
use crate::auth::session::{self, Session, TokenType};
use crate::auth::{Password, Pin, store};
use crate::error::{Error, Result};
use crate::users;
use crate::wire::Nothing;

/// Who stands there now, and the PIN or the password.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    /// The user name or the e-mail address; left out: whoever locked it.
    #[schemars(length(max = 254))]
    username: Option<String>,
    pin: Option<Pin>,
    password: Option<Password>,
}

/// Locks one's session: until it is unlocked, its token is good for unlocking and for signing out alone.
pub async fn lock(app: &App, by: Permit<SignedIn>, _input: Nothing) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    store::lock_session(&mut tx, by.actor().session_id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Nothing {})
}

/// Unlocks a session: it goes on under the same token. Another user's name and PIN change places: the session ends,
/// and a new one of that user begins at the same till. It need not be locked for that.
///
/// Errors: `invalid_credentials`, also when the PIN was wrong too often and only the password helps; `throttled`;
/// `invalid`.
pub async fn unlock(app: &App, by: Permit<AtTill>, input: Unlock) -> Result<Session> {
    let actor = by.actor();
    let credential = Credential::of(input.pin, input.password)?;
    let proof = match &input.username {
        None => credential::prove_oneself(app, by.caller(), credential).await?,
        Some(name) => {
            let name_key = users::name_key(name);
            let account = users::store::account_by_name(&mut app.db.read(), &name_key).await?;
            credential::prove(app, by.caller(), (account, &name_key), credential).await?
        }
    };
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let user = proof.settle(app, &mut tx).await?;
    let session = if user.id == actor.user_id {
        let ends = store::unlock_session(&mut tx, actor.session_id).await?;
        Session {
            access_token: by.token().to_owned(),
            token_type: TokenType::Bearer,
            expires_in: (ends.ok_or(Error::Unauthenticated)? - now).num_seconds(),
            user,
            till: actor.till.clone(),
        }
    } else {
        if !store::end_session(&mut tx, actor.session_id, now).await? {
            return Err(Error::Unauthenticated);
        }
        session::begin(&mut tx, user, actor.till.clone(), now).await?
    };
    tx.commit().await?;
    Ok(session)
}
