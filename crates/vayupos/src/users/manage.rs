//! Looking after users: what an admin does. Adding one is `auth::register`.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{self, ManageUsers, Permit, Role};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::{self, Limit, Page};
use crate::users::{User, checked_email, checked_full_name, checked_phone, name_key, store};
use crate::wire;

/// Which page of users.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListUsers {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Which user.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetUser {
    user_id: Id,
}

/// Changes of a user; what is left out stays, null takes it away.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateUser {
    user_id: Id,
    #[serde(default, deserialize_with = "wire::given")]
    #[schemars(length(max = 254))]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "wire::given")]
    #[schemars(length(max = 60))]
    full_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "wire::given")]
    #[schemars(length(max = 40))]
    phone: Option<Option<String>>,
    role: Option<Role>,
}

/// Which user.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeactivateUser {
    user_id: Id,
}

/// Which user.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivateUser {
    user_id: Id,
}

/// All users by name, deactivated ones too.
pub async fn list_users(app: &App, _by: Permit<ManageUsers>, input: ListUsers) -> Result<Page<User>> {
    let limit = input.limit.unwrap_or_default();
    let after: Option<String> = page::decode(input.cursor.as_deref())?;
    let rows = store::by_name(&mut app.db.read(), after, limit).await?;
    Ok(Page::cut(rows, limit, |user| name_key(&user.username)))
}

/// One user.
///
/// Errors: `not_found`.
pub async fn get_user(app: &App, _by: Permit<ManageUsers>, input: GetUser) -> Result<User> {
    store::get(&mut app.db.read(), input.user_id).await
}

/// Changes a user. A new role counts from the next call on, wherever the user is signed in.
///
/// Errors: `not_found`; `conflict` for an e-mail address that is taken, and for the last active admin's role; `invalid`.
pub async fn update_user(app: &App, _by: Permit<ManageUsers>, input: UpdateUser) -> Result<User> {
    let mut tx = app.db.write().await?;
    store::lock(&mut tx).await?;
    let old = store::get(&mut tx, input.user_id).await?;
    let role = input.role.unwrap_or(old.role);
    if role != old.role {
        refuse_without_admin(&mut tx, &old).await?;
    }
    let user = User {
        email: input.email.map_or(Ok(old.email), |email| checked_email(email.as_deref()))?,
        full_name: input.full_name.map_or(Ok(old.full_name), |name| checked_full_name(name.as_deref()))?,
        phone: input.phone.map_or(Ok(old.phone), |phone| checked_phone(phone.as_deref()))?,
        role,
        ..old
    };
    let now = app.clock.now();
    store::update(&mut tx, &user, now).await?;
    if role != old.role {
        auth::store::end_approvals(&mut tx, user.id, now).await?;
    }
    tx.commit().await?;
    Ok(user)
}

/// Deactivates a user, and ends all their sessions and approvals at once. What they did stays under their name.
///
/// Errors: `not_found`; `conflict` for the last active admin.
pub async fn deactivate_user(app: &App, _by: Permit<ManageUsers>, input: DeactivateUser) -> Result<User> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    store::lock(&mut tx).await?;
    let old = store::get(&mut tx, input.user_id).await?;
    refuse_without_admin(&mut tx, &old).await?;
    let user = User { is_active: false, ..old };
    store::update(&mut tx, &user, now).await?;
    auth::store::end_sessions(&mut tx, user.id, None, now).await?;
    auth::store::end_approvals(&mut tx, user.id, now).await?;
    tx.commit().await?;
    Ok(user)
}

/// Lets a deactivated user sign in again.
///
/// Errors: `not_found`.
pub async fn activate_user(app: &App, _by: Permit<ManageUsers>, input: ActivateUser) -> Result<User> {
    let mut tx = app.db.write().await?;
    store::lock(&mut tx).await?;
    let old = store::get(&mut tx, input.user_id).await?;
    let user = User { is_active: true, ..old };
    store::update(&mut tx, &user, app.clock.now()).await?;
    tx.commit().await?;
    Ok(user)
}

/// A shop always keeps one admin who can sign in. The users are locked, so nobody else leaves meanwhile.
async fn refuse_without_admin(tx: &mut crate::db::Tx, leaving: &User) -> Result<()> {
    let is_admin = leaving.is_active && leaving.role == Role::Admin;
    if is_admin && store::active_admins(tx).await? <= 1 {
        return Err(Error::conflict("This is the last admin who can sign in: make somebody else one first."));
    }
    Ok(())
}
