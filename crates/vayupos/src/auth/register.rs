//! Adding a user: the first one needs nobody and becomes admin, later ones need an admin.

use serde::Deserialize;

use crate::app::App;
use crate::auth::Password;
use crate::auth::permit::{Anyone, ManageUsers, Permit, Role};
use crate::error::Result;
use crate::id::Id;
use crate::users::{self, NewUser, User};

/// A new user.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Chosen by the caller, so that a retry adds nobody twice.
    id: Option<Id>,
    #[schemars(length(min = 1, max = 60))]
    username: String,
    #[schemars(length(min = 8))]
    password: Password,
    #[schemars(length(max = 254))]
    email: Option<String>,
    #[schemars(length(max = 60))]
    full_name: Option<String>,
    #[schemars(length(max = 40))]
    phone: Option<String>,
    /// Left out: `cashier`. The first user is `admin` whatever this says.
    role: Option<Role>,
}

/// Adds a user. There is no default account: the first one to register owns the shop.
///
/// Errors: `unauthenticated` or `forbidden` once there is a user, unless an admin asks; `conflict` for a name or
/// an e-mail address that is taken; `invalid`.
pub async fn register(app: &App, by: Permit<Anyone>, input: Register) -> Result<User> {
    let password = input.password.clone();
    let new = NewUser {
        id: input.id.unwrap_or_else(Id::now),
        username: input.username,
        email: input.email,
        full_name: input.full_name,
        phone: input.phone,
        role: input.role.unwrap_or(Role::Cashier),
    }
    .checked()?;
    if by.caller().permit::<ManageUsers>().is_err() && users::store::any(&mut app.db.read()).await? {
        // Asked before the slow hash: strangers cannot keep the processor busy.
        by.caller().permit::<ManageUsers>()?;
    }
    let hash = password.acceptable("password")?.hash().await?;

    let mut tx = app.db.write().await?;
    users::store::lock(&mut tx).await?;
    let user = if users::store::any(&mut tx).await? {
        by.caller().permit::<ManageUsers>()?;
        users::store::insert(&mut tx, &new, &hash, app.clock.now()).await?
    } else {
        let first = NewUser { role: Role::Admin, ..new };
        users::store::insert(&mut tx, &first, &hash, app.clock.now()).await?
    };
    tx.commit().await?;
    Ok(user)
}
