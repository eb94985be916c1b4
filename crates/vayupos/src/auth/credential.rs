//! Proving who one is, by password or by PIN: the one place where a credential is looked at.

use crate::app::App;
use crate::auth::throttle::{self, Attempt, Subject};
use crate::auth::{Caller, Password, Pin};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::users::store::{Account, Secret};
use crate::users::{self, User};

/// Wrong PINs in a row after which only the password helps: a PIN is short enough to be tried out.
pub(crate) const MAX_PIN_FAILURES: i64 = 10;

/// What somebody shows to prove who they are.
#[derive(Debug, Clone)]
pub(crate) enum Credential {
    Password(Password),
    Pin(Pin),
}

impl Credential {
    /// The one of the two that was given.
    ///
    /// Errors: `invalid` for none or both.
    pub(crate) fn of(pin: Option<Pin>, password: Option<Password>) -> Result<Self> {
        match (pin, password) {
            (Some(pin), None) => Ok(Self::Pin(pin)),
            (None, Some(password)) => Ok(Self::Password(password)),
            (None, None) | (Some(_), Some(_)) => {
                Err(Error::invalid("pin", "Give the PIN or the password, one of the two."))
            }
        }
    }
}

/// A right credential. It counts once it is settled in the transaction that acts on it.
#[derive(Debug)]
#[must_use = "until it is settled the attempt counts as a wrong one"]
pub(crate) struct Proof {
    user: User,
    secret: Secret,
    attempt: Attempt,
}

/// Looks at a credential for the account of a name, or for no account in the same time.
///
/// Errors: `invalid_credentials`, `throttled`.
pub(crate) async fn prove(
    app: &App,
    caller: &Caller,
    (account, name_key): (Option<Account>, &str),
    credential: Credential,
) -> Result<Proof> {
    let account = account.filter(|account| account.user.is_active);
    let attempt = begin(app, caller, account.as_ref(), name_key, &credential).await?;
    let (given, secret, wrong) = match credential {
        Credential::Password(given) => {
            let hash = account.as_ref().map(|account| account.password_hash.clone());
            (given, hash.map(Secret::Password), Error::InvalidCredentials)
        }
        Credential::Pin(pin) => {
            let hash = account.as_ref().and_then(|account| account.pin_hash.clone());
            (pin.into_secret(), hash.map(Secret::Pin), Error::WrongPin)
        }
    };
    let hash = secret.as_ref().map(|secret| secret.hash().to_owned());
    if !given.matches(hash).await? {
        return Err(wrong);
    }
    match (account, secret) {
        (Some(Account { user, .. }), Some(secret)) => Ok(Proof { user, secret, attempt }),
        (None, _) | (_, None) => Err(wrong),
    }
}

/// Looks at a credential for oneself.
///
/// Errors: as [`prove`].
pub(crate) async fn prove_oneself(app: &App, caller: &Caller, credential: Credential) -> Result<Proof> {
    let (actor, _) = caller.at_till().ok_or(Error::Unauthenticated)?;
    let account = users::store::account(&mut app.db.read(), actor.user_id).await?;
    let name_key = users::name_key(&account.user.username);
    prove(app, caller, (Some(account), &name_key), credential).await
}

/// Counts the attempt before it is looked at.
async fn begin(
    app: &App,
    caller: &Caller,
    account: Option<&Account>,
    name_key: &str,
    credential: &Credential,
) -> Result<Attempt> {
    let mut tx = app.db.write().await?;
    let mut subjects = Vec::with_capacity(3);
    match (account, credential) {
        (None, _) => subjects.push(Subject::unknown_name(name_key)),
        (Some(account), Credential::Password(_)) => subjects.push(Subject::account(account.user.id)),
        (Some(account), Credential::Pin(_)) => {
            // The user's row first, here as in `settle`: two who wait for each other would be one too many.
            let counts = account.pin_hash.is_some();
            if counts && !users::store::count_pin(&mut tx, account.user.id, MAX_PIN_FAILURES).await? {
                return Err(Error::PinSpent);
            }
            subjects.push(Subject::pin(account.user.id));
        }
    }
    subjects.extend(caller.at_till().map(|(actor, _)| Subject::session(actor.session_id)));
    subjects.extend(caller.address().map(Subject::address));
    let attempt = throttle::begin(&mut tx, subjects, app.clock.now()).await?;
    tx.commit().await?;
    Ok(attempt)
}

impl Proof {
    /// Takes back the counted attempt, in the transaction that acts on the proof. The credential must still be the
    /// user's: who was deactivated, or got another password, since it was looked at has proved nothing.
    ///
    /// Errors: `invalid_credentials`.
    pub(crate) async fn settle(self, app: &App, tx: &mut Tx) -> Result<User> {
        let Self { user, secret, attempt } = self;
        let wrong = match &secret {
            Secret::Password(_) => Error::InvalidCredentials,
            Secret::Pin(_) => Error::WrongPin,
        };
        if !users::store::forgive_pin(tx, user.id, &secret).await? {
            return Err(wrong);
        }
        attempt.succeeded(tx, app.clock.now()).await?;
        throttle::forget_pin(tx, user.id).await?;
        Ok(user)
    }
}
