//! Signing in and out.

use serde::Deserialize;

use crate::app::App;
use crate::auth::credential::{self, Credential};
use crate::auth::permit::{Anyone, AtTill, Permit};
use crate::auth::session::{self, Session};
use crate::auth::{Password, store};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::wire::Nothing;
use crate::{tills, users};

/// Name and password.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The user name or the e-mail address, in capitals or not.
    #[schemars(length(min = 1, max = 254))]
    username: String,
    password: Password,
    /// Where; left out: the shop's first till.
    till_id: Option<Id>,
}

/// Signs in. One answer for a wrong name and a wrong password, in the same time. At a locked till it ends the session
/// that was locked.
///
/// Errors: `invalid_credentials`, `throttled`; `not_found` for a till there is none of, once the password was right.
pub async fn login(app: &App, by: Permit<Anyone>, input: Login) -> Result<Session> {
    let name_key = users::name_key(&input.username);
    let account = users::store::account_by_name(&mut app.db.read(), &name_key).await?;
    let credential = Credential::Password(input.password);
    let proof = credential::prove(app, by.caller(), (account, &name_key), credential).await?;

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let user = proof.settle(app, &mut tx).await?;
    let till = match input.till_id {
        None => Some(tills::store::first(&mut tx).await?),
        Some(id) => tills::store::find(&mut tx, id).await?,
    };
    let Some(till) = till else {
        // The password was right all the same.
        tx.commit().await?;
        return Err(Error::NotFound { what: "This till" });
    };
    if let Some(locked) = by.caller().locked() {
        store::end_session(&mut tx, locked.session_id, now).await?;
    }
    let session = session::begin(&mut tx, user, till, now).await?;
    tx.commit().await?;
    Ok(session)
}

/// Signs out: the token is worth nothing from now on.
pub async fn logout(app: &App, by: Permit<AtTill>, _input: Nothing) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    store::end_session(&mut tx, by.actor().session_id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Nothing {})
}
