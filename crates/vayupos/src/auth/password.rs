//! Passwords: their rules, and Argon2id hashes of them.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Deserializer};

use crate::auth::{common, token};
use crate::error::{Error, Result};

const MIN_PASSWORD_CHARS: usize = 8;
const MAX_PASSWORD_CHARS: usize = 128;

/// What is not taken for another character when it is read from a screen.
const PLAIN: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
/// Of five bits each.
const FRESH_CHARS: usize = 16;

/// A password, or a PIN, as it was typed; it never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password(String);

impl Password {
    /// A password of the sample shop, which may be weak because it is printed in the manual.
    pub(crate) fn of_the_demo(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Eighty random bits, in groups of four characters to be read off and typed.
    pub(crate) fn that_nobody_chose() -> Result<Self> {
        let text: Vec<u8> = token::random::<FRESH_CHARS>()?.iter().map(|byte| PLAIN[usize::from(byte % 32)]).collect();
        Ok(Self(text.chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")))
    }

    /// Refuses a new password that is too short, too long or among the most common ones. There are no rules of
    /// composition.
    pub(crate) fn acceptable(self, field: &str) -> Result<Self> {
        match self.0.chars().count() {
            MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS if common::is_common(&self.0) => {
                Err(Error::invalid(field, "This is one of the passwords that are guessed first. Choose another."))
            }
            MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS => Ok(self),
            _ => Err(Error::invalid(
                field,
                format!("A password has {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters."),
            )),
        }
    }

    /// Its text, for the rules of what it is used as.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// An Argon2id hash with a fresh salt (19 MiB, 2 passes), in PHC form.
    pub(crate) async fn hash(self) -> Result<String> {
        slow(move || {
            let hash = Argon2::default().hash_password(self.0.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| Error::internal(error.to_string()))
        })
        .await
    }

    /// Whether this is the password of that hash. Without a hash it takes as long and answers no,
    /// so that the time does not tell which names exist.
    pub(crate) async fn matches(self, hash: Option<String>) -> Result<bool> {
        slow(move || {
            let stored = hash.as_deref().unwrap_or(HASH_OF_NOBODY);
            let right = Argon2::default().verify_password(self.0.as_bytes(), stored).is_ok();
            Ok(right && hash.is_some())
        })
        .await
    }
}

/// A well-formed hash that belongs to no account.
const HASH_OF_NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCE$Ncw9wTdp6SVvQYHGRxDKGx7d4gSK0Qv3lPhCpuiO7Dk";

/// Hashing takes some ten milliseconds of a core: away from the threads that answer.
async fn slow<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl schemars::JsonSchema for Password {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Password".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password", "maxLength": MAX_PASSWORD_CHARS })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_knows_its_own_password_only() {
        let right = Password("correct horse".into());
        let hash = right.clone().hash().await.expect("hashes");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(right.clone().matches(Some(hash.clone())).await.expect("verifies"));
        assert!(!Password("correct hors".into()).matches(Some(hash)).await.expect("verifies"));
        assert!(!right.matches(None).await.expect("verifies"));
    }

    #[test]
    fn the_stand_in_hash_can_be_verified_against() {
        // A malformed one would answer at once, and so tell that the name is unknown.
        assert!(argon2::password_hash::phc::PasswordHash::new(HASH_OF_NOBODY).is_ok());
    }
}
