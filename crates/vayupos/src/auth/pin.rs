//! PINs: a few digits for the till one is signed in at already, never for signing in from outside.

use serde::Deserialize;

use crate::app::App;
use crate::auth::credential::{Credential, prove_oneself};
use crate::auth::{Password, Permit, SignedIn, store};
use crate::error::{Error, Result};
use crate::users;
use crate::wire::{self, Nothing};

const MIN_PIN_DIGITS: usize = 4;
const MAX_PIN_DIGITS: usize = 8;

/// A PIN as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Pin(Password);

impl Pin {
    /// Refuses a new PIN that is not 4 to 8 digits, or that everybody would try first.
    fn acceptable(self) -> Result<Self> {
        let digits: Vec<u8> = self.0.text().bytes().map(|digit| digit.wrapping_sub(b'0')).collect();
        if !(MIN_PIN_DIGITS..=MAX_PIN_DIGITS).contains(&digits.len()) || digits.iter().any(|digit| *digit > 9) {
            return Err(Error::invalid("pin", format!("A PIN is {MIN_PIN_DIGITS} to {MAX_PIN_DIGITS} digits.")));
        }
        // The same digit over and over, or digits in their order, up or down, over the nought or not.
        for step in [0, 1, 9] {
            if digits.windows(2).all(|pair| (pair[0] + step) % 10 == pair[1]) {
                return Err(Error::invalid("pin", "This PIN is too easy to guess. Choose another."));
            }
        }
        Ok(self)
    }

    /// What is hashed, and compared with a hash.
    pub(crate) fn into_secret(self) -> Password {
        self.0
    }
}

impl schemars::JsonSchema for Pin {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pin".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password", "maxLength": MAX_PIN_DIGITS })
    }
}

/// One's password and a PIN.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPin {
    current_password: Password,
    /// 4 to 8 digits; null takes the PIN away.
    #[serde(default, deserialize_with = "wire::given")]
    pin: Option<Option<Pin>>,
}

/// Sets one's own PIN, or takes it away. Approvals that were given with the old one and not used yet are void.
///
/// Errors: `invalid` for a wrong password, or a PIN that is too easy to guess; `throttled`.
pub async fn set_pin(app: &App, by: Permit<SignedIn>, input: SetPin) -> Result<Nothing> {
    let pin = input.pin.ok_or_else(|| Error::invalid("pin", "Give a PIN, or null to take it away."))?;
    let pin = pin.map(Pin::acceptable).transpose()?;
    let proof = prove_oneself(app, by.caller(), Credential::Password(input.current_password)).await;
    let proof = proof.map_err(not_your_password)?;
    let hash = match pin {
        Some(pin) => Some(pin.into_secret().hash().await?),
        None => None,
    };
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let user = proof.settle(app, &mut tx).await?;
    users::store::set_pin(&mut tx, user.id, hash, now).await?;
    store::end_approvals(&mut tx, user.id, now).await?;
    tx.commit().await?;
    Ok(Nothing {})
}

/// A wrong password of somebody who is signed in is a mistake in a field, not a sign-in that failed.
pub(crate) fn not_your_password(error: Error) -> Error {
    if matches!(error, Error::InvalidCredentials) {
        return Error::invalid("current_password", "This is not your password.");
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_a_few_digits_that_nobody_tries_first() {
        let acceptable = |text: &str| Pin(Password::of_the_demo(text)).acceptable().is_ok();
        for good in ["1379", "0042", "13579", "24681012", "1123"] {
            assert!(acceptable(good), "{good}");
        }
        for bad in ["", "137", "137913791", "12a4", "٣٤٥٦", "0000", "99999999", "1234", "4321", "7890", "0987", " 1379"]
        {
            assert!(!acceptable(bad), "{bad}");
        }
    }
}
