//! Guessing is slowed down: by account, by session and by address, with waits that grow and always end.
//!
//! An attempt is counted as failed before the credential is looked at, and taken back when it was right: a hundred
//! guesses sent at once are counted like a hundred sent one after the other. The counts survive a restart.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::auth::store;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;

/// Failures of an account, of its PIN or of a session that nobody is slowed down for.
const FREE_FAILURES: i64 = 5;
/// The same for an address: a shop's tills may share one.
const FREE_FAILURES_OF_ADDRESS: i64 = 20;
/// The longest wait; nothing is ever locked for good.
const MAX_WAIT_S: i64 = 300;
/// After this a count begins anew: by itself an account's wait is forgotten, a success forgets it at once.
const DAY: TimeDelta = TimeDelta::hours(24);
/// A success proves nothing about who else sits at an address, so its failures are forgotten by time alone.
const QUARTER: TimeDelta = TimeDelta::minutes(15);

/// Something whose failures are counted.
#[derive(Debug)]
pub(crate) struct Subject {
    key: String,
    free_failures: i64,
    window: TimeDelta,
    /// Whether a success proves that the failures before it were slips.
    forgiven: bool,
}

impl Subject {
    /// The password of an account.
    pub(crate) fn account(id: Id) -> Self {
        Self { key: format!("user:{id}"), free_failures: FREE_FAILURES, window: DAY, forgiven: true }
    }

    /// The PIN of an account: guessing it does not keep its owner from using the password.
    pub(crate) fn pin(id: Id) -> Self {
        Self { key: format!("pin:{id}"), free_failures: FREE_FAILURES, window: DAY, forgiven: true }
    }

    /// A name that belongs to nobody is slowed down like one that does, so that it does not tell.
    pub(crate) fn unknown_name(name_key: &str) -> Self {
        Self { key: format!("name:{name_key}"), free_failures: FREE_FAILURES, window: DAY, forgiven: true }
    }

    /// A session at which credentials are tried.
    pub(crate) fn session(id: Id) -> Self {
        Self { key: format!("session:{id}"), free_failures: FREE_FAILURES, window: QUARTER, forgiven: false }
    }

    /// Where attempts come from.
    pub(crate) fn address(address: IpAddr) -> Self {
        Self {
            key: format!("address:{}", network(address)),
            free_failures: FREE_FAILURES_OF_ADDRESS,
            window: QUARTER,
            forgiven: false,
        }
    }
}

/// One subscriber of IPv6 has a whole /64 of addresses to call from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

/// An attempt that is counted as failed until it has succeeded.
#[derive(Debug)]
pub(crate) struct Attempt {
    counted: Vec<(Subject, DateTime<Utc>)>,
}

/// Counts an attempt, unless one of its subjects has to wait.
///
/// Errors: `throttled`, and the transaction must not be committed then.
pub(crate) async fn begin(tx: &mut Tx, subjects: Vec<Subject>, now: DateTime<Utc>) -> Result<Attempt> {
    let mut counted = Vec::with_capacity(subjects.len());
    let mut is_new = false;
    for subject in subjects {
        let Some(failures) = store::count_attempt(tx, &subject.key, now, now - subject.window).await? else {
            let wait_ms = (store::blocked_until(tx, &subject.key).await? - now).num_milliseconds();
            // Rounded up: who waits as long as told is not told to wait again.
            return Err(Error::Throttled { retry_after_s: (wait_ms + 999) / 1000 });
        };
        is_new |= failures == 1;
        let until = now + wait(failures - subject.free_failures);
        if until > now {
            store::block_until(tx, &subject.key, until).await?;
        }
        counted.push((subject, until));
    }
    if is_new {
        store::forget_old(tx, now - DAY, now).await?;
    }
    Ok(Attempt { counted })
}

/// The wait doubles with each failure after the free ones.
fn wait(failures_above_free: i64) -> TimeDelta {
    match u32::try_from(failures_above_free) {
        Err(_) | Ok(0) => TimeDelta::zero(),
        Ok(doublings) => TimeDelta::seconds(2_i64.pow(doublings.min(9)).min(MAX_WAIT_S)),
    }
}

impl Attempt {
    /// Takes it back: the credential was right.
    pub(crate) async fn succeeded(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        for (subject, until) in &self.counted {
            if subject.forgiven {
                store::forget_subject(tx, &subject.key).await?;
            } else {
                store::take_back(tx, &subject.key, *until, now).await?;
            }
        }
        Ok(())
    }
}

/// Forgets what was guessed wrong of an account's PIN.
pub(crate) async fn forget_pin(tx: &mut Tx, user_id: Id) -> Result<()> {
    store::forget_subject(tx, &Subject::pin(user_id).key).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end() {
        let seconds = |failures: i64| wait(failures).num_seconds();
        assert_eq!([-5, 0, 1, 2, 3, 8, 9, 40].map(seconds), [0, 0, 2, 4, 8, 256, 300, 300]);
    }

    #[test]
    fn a_subscriber_is_one_address() {
        let of = |text: &str| Subject::address(text.parse().expect("an address")).key;
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "address:2001:db8:1:2::");
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
