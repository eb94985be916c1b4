//! Who acts: a signed-in user at a till, one whose session is locked, or nobody; and from where.

use std::net::IpAddr;

use crate::auth::permit::Role;
use crate::error::{Error, Result};
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

/// Who approved an operation beyond the actor's role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// The user.
    pub user_id: Id,
    /// The name on receipts.
    pub name: String,
    /// What the user is in the shop, now.
    pub role: Role,
}

/// Whoever calls an operation.
#[derive(Debug, Clone)]
pub struct Caller {
    presence: Presence,
    address: Option<IpAddr>,
    approver: Option<Approver>,
}

#[derive(Debug, Clone)]
enum Presence {
    Nobody,
    /// May unlock and sign out, and nothing else.
    Locked(Actor, Token),
    SignedIn(Actor, Token),
}

/// The access token of a call; it never shows itself.
#[derive(Clone)]
struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Caller {
    /// Nobody is signed in.
    pub fn nobody() -> Self {
        Self { presence: Presence::Nobody, address: None, approver: None }
    }

    pub(crate) fn of_session(actor: Actor, locked: bool, access_token: &str) -> Self {
        let token = Token(access_token.to_owned());
        let presence = if locked { Presence::Locked(actor, token) } else { Presence::SignedIn(actor, token) };
        Self { presence, ..Self::nobody() }
    }

    /// The same caller, who calls from another machine.
    #[must_use]
    pub fn at_address(self, address: IpAddr) -> Self {
        Self { address: Some(address), ..self }
    }

    /// The same caller, with somebody else's consent to this one call.
    #[must_use]
    pub(crate) fn approved_by(self, approver: Approver) -> Self {
        Self { approver: Some(approver), ..self }
    }

    /// The same caller, by their own role alone.
    #[must_use]
    pub(crate) fn without_approval(self) -> Self {
        Self { approver: None, ..self }
    }

    /// The signed-in user, if there is one whose session is not locked.
    pub fn actor(&self) -> Option<&Actor> {
        match &self.presence {
            Presence::SignedIn(actor, _) => Some(actor),
            Presence::Locked(..) | Presence::Nobody => None,
        }
    }

    /// The user who stands at the till, locked or not, and the access token.
    pub(crate) fn at_till(&self) -> Option<(&Actor, &str)> {
        match &self.presence {
            Presence::SignedIn(actor, token) | Presence::Locked(actor, token) => Some((actor, &token.0)),
            Presence::Nobody => None,
        }
    }

    /// The user whose session is locked.
    pub(crate) fn locked(&self) -> Option<&Actor> {
        match &self.presence {
            Presence::Locked(actor, _) => Some(actor),
            Presence::SignedIn(..) | Presence::Nobody => None,
        }
    }

    /// The signed-in user, or why there is none.
    ///
    /// # Errors
    /// `unauthenticated`, which says when the session is only locked.
    pub(crate) fn signed_in(&self) -> Result<&Actor> {
        match &self.presence {
            Presence::SignedIn(actor, _) => Ok(actor),
            Presence::Locked(actor, _) => Err(Error::Locked { name: actor.name.clone() }),
            Presence::Nobody => Err(Error::Unauthenticated),
        }
    }

    /// Where the call came from, when it came over a network.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Who consented to this call.
    pub fn approver(&self) -> Option<&Approver> {
        self.approver.as_ref()
    }
}
