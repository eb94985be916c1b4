//! People who work in the shop.

pub(crate) mod store;

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
        let email = wire::optional(self.email.as_deref(), "email", MAX_EMAIL_CHARS)?;
        if email.as_deref().is_some_and(|email| !looks_like_email(email)) {
            return Err(Error::invalid("email", "This is not an e-mail address."));
        }
        Ok(Self {
            username,
            email,
            full_name: wire::optional(self.full_name.as_deref(), "full_name", MAX_NAME_CHARS)?,
            phone: wire::optional(self.phone.as_deref(), "phone", MAX_PHONE_CHARS)?,
            ..self
        })
    }
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
