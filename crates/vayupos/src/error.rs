//! What can go wrong, said once: each variant carries the facts, its `Display` is a sentence for a cashier.
//!
//! `Code` is what a program acts on; it is small and stable. No SQL, path or stack ever gets into a message:
//! an internal failure is logged with an incident id, and only that id leaves the process.

use serde::Serialize;
use serde_json::{Value, json};

use crate::id::Id;
use crate::money::Money;
use crate::quantity::Quantity;

/// The outcome of an operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation was refused or could not be done. A refused operation has changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input breaks a rule of form or range.
    #[error("{message}")]
    Invalid {
        /// Where in the input, as a path (`items[2].quantity`).
        field: Option<String>,
        /// What is wrong with it.
        message: String,
    },
    /// Nobody is signed in, or the session has ended.
    #[error("Please sign in.")]
    Unauthenticated,
    /// Somebody is signed in, and the session is locked.
    #[error("This till is locked by {name}.")]
    Locked {
        /// Who locked it.
        name: String,
    },
    /// Wrong name or wrong password: deliberately not said which.
    #[error("That name and password do not match.")]
    InvalidCredentials,
    /// Wrong name, wrong PIN, or no PIN at all: deliberately not said which.
    #[error("That name and PIN do not match.")]
    WrongPin,
    /// A PIN that was guessed at too often.
    #[error("This PIN was wrong too often. Use the password instead.")]
    PinSpent,
    /// Too many wrong passwords in a row.
    #[error("Too many wrong attempts. Try again in {retry_after_s} s.")]
    Throttled {
        /// Seconds until the next attempt is looked at.
        retry_after_s: i64,
    },
    /// The role does not include this.
    #[error("Your role may not {action}.")]
    Forbidden {
        /// The missing permission's name.
        permission: &'static str,
        /// The missing permission in words.
        action: &'static str,
    },
    /// There is no such thing.
    #[error("{what} was not found.")]
    NotFound {
        /// The kind of thing asked for.
        what: &'static str,
    },
    /// It contradicts what is already stored.
    #[error("{message}")]
    Conflict {
        /// What it contradicts.
        message: String,
        /// Facts a caller may act on.
        details: Option<Value>,
    },
    /// Fewer on the shelf than asked for.
    #[error("Only {available} of {product_name} left.")]
    OutOfStock {
        /// Which product.
        product_id: Id,
        /// Its name, for the message.
        product_name: String,
        /// How many the sale needs in all.
        asked: Quantity,
        /// How many there are.
        available: Quantity,
    },
    /// The tenders do not cover the total.
    #[error("{due} is due, {given} was given.")]
    InsufficientTender {
        /// What must be paid.
        due: Money,
        /// What was offered.
        given: Money,
    },
    /// The database cannot be reached just now.
    #[error("The database cannot be reached. Nothing was changed; please try again.")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nothing is written while the shop is carried into another database, and nothing here once it was.
    #[error("{}", if *.is_done {
        "The shop has moved to another database. Nothing was changed; please start this program again."
    } else {
        "The shop is being moved. Nothing was changed; please try again in a few minutes."
    })]
    Moving {
        /// Whether it has moved.
        is_done: bool,
    },
    /// A transaction lost a race that the database detected; running it again is safe.
    #[error("Somebody else changed the same rows. Nothing was changed; please try again.")]
    Raced(#[source] crate::db::failure::Failure),
    /// A fault of ours.
    #[error("Something went wrong inside the program.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What a caller can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the wire's own words")]
pub enum Code {
    Invalid,
    Unauthenticated,
    InvalidCredentials,
    Throttled,
    Forbidden,
    NotFound,
    Conflict,
    OutOfStock,
    InsufficientTender,
    Unavailable,
    Internal,
}

/// An error as both faces send it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ErrorBody {
    /// What a program acts on.
    pub code: Code,
    /// A sentence for a person.
    pub message: String,
    /// Where in the input, when it is about one place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Facts, by code: `out_of_stock` names product, asked and available; `throttled` says `retry_after`,
    /// `forbidden` the missing `permission` and the `action` in words, `unauthenticated` when the till is only `locked`,
    /// `unavailable` that the shop is `moving`, and whether to `restart` the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
}

impl Error {
    /// An input error at a named place.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { field: Some(field.into()), message: message.into() }
    }

    /// A conflict with what is stored, without further facts.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict { message: message.into(), details: None }
    }

    /// A fault of ours, with its cause for the log.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// What a caller can act on.
    pub fn code(&self) -> Code {
        match self {
            Self::Invalid { .. } => Code::Invalid,
            Self::Unauthenticated | Self::Locked { .. } => Code::Unauthenticated,
            Self::InvalidCredentials | Self::WrongPin | Self::PinSpent => Code::InvalidCredentials,
            Self::Throttled { .. } => Code::Throttled,
            Self::Forbidden { .. } => Code::Forbidden,
            Self::NotFound { .. } => Code::NotFound,
            Self::Conflict { .. } => Code::Conflict,
            Self::OutOfStock { .. } => Code::OutOfStock,
            Self::InsufficientTender { .. } => Code::InsufficientTender,
            Self::Unavailable(_) | Self::Raced(_) | Self::Moving { .. } => Code::Unavailable,
            Self::Internal(_) => Code::Internal,
        }
    }

    /// Whether the operation certainly changed nothing. When the database went away it may have committed first.
    pub(crate) fn changed_nothing(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Internal(_) => false,
            Self::Invalid { .. }
            | Self::Unauthenticated
            | Self::Locked { .. }
            | Self::InvalidCredentials
            | Self::WrongPin
            | Self::PinSpent
            | Self::Throttled { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Conflict { .. }
            | Self::OutOfStock { .. }
            | Self::InsufficientTender { .. }
            | Self::Moving { .. }
            | Self::Raced(_) => true,
        }
    }

    /// The error as it leaves the process. A fault is logged here, with its cause, under an incident id.
    pub fn into_body(self) -> ErrorBody {
        let code = self.code();
        let mut message = self.to_string();
        let (field, details) = match self {
            Self::Invalid { field, .. } => (field, None),
            Self::Conflict { details, .. } => (None, details),
            Self::Throttled { retry_after_s } => (None, Some(json!({ "retry_after": retry_after_s }))),
            Self::OutOfStock { product_id, product_name, asked, available } => (
                None,
                Some(json!({
                    "product_id": product_id, "product_name": product_name, "asked": asked, "available": available,
                })),
            ),
            Self::InsufficientTender { due, given } => (None, Some(json!({ "due": due, "given": given }))),
            Self::Internal(cause) => {
                let incident = incident(cause.as_ref());
                message = format!("{message} Incident {incident}.");
                (None, Some(json!({ "incident": incident })))
            }
            Self::Unavailable(cause) => {
                tracing::warn!(cause = %cause, "database unavailable");
                (None, None)
            }
            Self::Moving { is_done } => (None, Some(json!({ "moving": true, "restart": is_done }))),
            Self::Raced(cause) => {
                tracing::warn!(cause = %cause, "lost a race more often than it is retried");
                (None, None)
            }
            Self::Forbidden { permission, action } => {
                (None, Some(json!({ "permission": permission, "action": action })))
            }
            Self::Locked { name } => (None, Some(json!({ "locked": true, "name": name }))),
            Self::PinSpent => (None, Some(json!({ "use_password": true }))),
            Self::Unauthenticated | Self::InvalidCredentials | Self::WrongPin | Self::NotFound { .. } => (None, None),
        };
        ErrorBody { code, message, field, details }
    }
}

/// Logs a fault and answers the short id by which support finds it again.
fn incident(cause: &(dyn std::error::Error + Send + Sync)) -> String {
    let id = Id::now().to_string();
    // The last block of a UUIDv7 is random: short enough to read out on the telephone.
    let incident = id.rsplit('-').next().unwrap_or_default().to_owned();
    tracing::error!(incident, cause = ?cause, "internal error");
    incident
}

impl From<crate::db::failure::Failure> for Error {
    fn from(failure: crate::db::failure::Failure) -> Self {
        if failure.is_race() {
            Self::Raced(failure)
        } else if failure.is_outage() {
            Self::Unavailable(Box::new(failure))
        } else {
            Self::Internal(Box::new(failure))
        }
    }
}
