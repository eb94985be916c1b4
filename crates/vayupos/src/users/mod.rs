//! People who work in the shop.

mod credentials;
mod manage;
mod roles;
pub(crate) mod store;

pub use credentials::{ClearPin, ResetPassword, SignOutUser, clear_pin, give_password, reset_password, sign_out_user};
pub use manage::{
    ActivateUser, DeactivateUser, GetUser, ListUsers, UpdateUser, activate_user, deactivate_user, get_user, list_users,
    update_user,
};
pub use roles::{Right, RoleRights, list_roles};

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::auth::Role;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::wire;

const MAX_NAME_CHARS: usize = 60;
const MAX_EMAIL_CHARS: usize = 254;
const MAX_PHONE_CHARS: usize = 40;

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct User {
    /// The identifier.
    pub id: Id,
    /// The name to sign in with.
    pub username: String,
    /// May be used to sign in too.
    pub email: Option<String>,
    /// The name on receipts.
    pub full_name: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// What the user may do.
    pub role: Role,
    /// A deactivated user can't sign in; what they did stays.
    pub is_active: bool,
    /// Whether the user has a PIN for locking and approving.
    pub has_pin: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// A user to be added.
#[derive(Debug, Clone)]
pub(crate) struct NewUser {
    pub(crate) id: Id,
    pub(crate) username: String,
    pub(crate) email: Option<String>,
    pub(crate) full_name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) role: Role,
}

impl NewUser {
    /// Trims and checks the texts.
    pub(crate) fn checked(self) -> Result<Self> {
        let username = wire::required(&self.username, "username", MAX_NAME_CHARS)?;
        if username.contains(char::is_whitespace) || username.contains('@') {
            return Err(Error::invalid("username", "A user name has no blanks and no @."));
        }
        Ok(Self {
            username,
            email: checked_email(self.email.as_deref())?,
            full_name: checked_full_name(self.full_name.as_deref())?,
            phone: checked_phone(self.phone.as_deref())?,
            ..self
        })
    }
}

fn checked_email(email: Option<&str>) -> Result<Option<String>> {
    let email = wire::optional(email, "email", MAX_EMAIL_CHARS)?;
    match email {
        Some(email) if !looks_like_email(&email) => Err(Error::invalid("email", "This is not an e-mail address.")),
        email => Ok(email),
    }
}

fn checked_full_name(full_name: Option<&str>) -> Result<Option<String>> {
    wire::optional(full_name, "full_name", MAX_NAME_CHARS)
}

fn checked_phone(phone: Option<&str>) -> Result<Option<String>> {
    wire::optional(phone, "phone", MAX_PHONE_CHARS)
}

/// Names that differ only by capitals are the same name.
pub(crate) fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Something, an @ and a domain: whether it exists only a message can tell.
pub(crate) fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace) && !domain.starts_with('.')
}
