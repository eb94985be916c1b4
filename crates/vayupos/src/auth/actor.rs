//! Who acts: a signed-in user at a till, or nobody.

use crate::auth::permit::Role;
use crate::id::Id;
use crate::tills::Till;

/// A signed-in user at a till.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The user.
    pub user_id: Id,
    /// The name on receipts: the full name, or the user name where there is none.
    pub name: String,
    /// What the user is in the shop.
    pub role: Role,
    /// The session, which ends with a sign-out.
    pub session_id: Id,
    /// Where the user stands.
    pub till: Till,
}

/// Whoever calls an operation.
#[derive(Debug, Clone)]
pub struct Caller(Option<Actor>);

impl Caller {
    /// Nobody is signed in.
    pub fn nobody() -> Self {
        Self(None)
    }

    /// The signed-in user, if there is one.
    pub fn actor(&self) -> Option<&Actor> {
        self.0.as_ref()
    }
}

impl From<Actor> for Caller {
    fn from(actor: Actor) -> Self {
        Self(Some(actor))
    }
}
