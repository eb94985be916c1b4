//! Whether a database takes writes: shut while its content is carried elsewhere.
//!
//! Every transaction holds the gate open for as long as it runs; who shuts it waits for those, and later ones are
//! refused at once instead of waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};
use tokio::time::timeout;

use crate::error::{Error, Result};

/// How long the transactions that run are waited for.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);

const OPEN: u8 = 0;
const SHUT: u8 = 1;
const LEFT: u8 = 2;

/// The gate of one database.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate {
    state: Arc<AtomicU8>,
    running: Arc<RwLock<()>>,
}

/// Held by a transaction.
#[derive(Debug)]
pub(super) struct Pass(#[expect(dead_code, reason = "held, not used")] OwnedRwLockReadGuard<()>);

/// While this lives, nothing is written. Dropped, the gate opens again.
#[derive(Debug)]
pub(crate) struct Shut {
    state: Arc<AtomicU8>,
    _running: OwnedRwLockWriteGuard<()>,
}

impl Gate {
    /// Lets a transaction in.
    pub(super) async fn pass(&self) -> Result<Pass> {
        self.refuse_if_shut()?;
        let guard = self.running.clone().read_owned().await;
        // It may have been shut while this waited.
        self.refuse_if_shut()?;
        Ok(Pass(guard))
    }

    fn refuse_if_shut(&self) -> Result<()> {
        match self.state.load(Ordering::SeqCst) {
            OPEN => Ok(()),
            LEFT => Err(Error::Moving { is_done: true }),
            _ => Err(Error::Moving { is_done: false }),
        }
    }

    /// Whether it was left for good.
    pub(super) fn was_left(&self) -> bool {
        self.state.load(Ordering::SeqCst) == LEFT
    }

    /// Lets nobody in any more, and waits for those who are.
    pub(super) async fn shut(&self) -> Result<Shut> {
        if self.state.compare_exchange(OPEN, SHUT, Ordering::SeqCst, Ordering::SeqCst).is_err() {
            self.refuse_if_shut()?;
        }
        // From here on dropping it opens the gate again, also when the wait is cut off.
        let opener = Opener(self.state.clone());
        let running = timeout(DRAIN_TIMEOUT, self.running.clone().write_owned()).await.map_err(|_| {
            Error::conflict("Something else has been writing for half a minute. Nothing was changed; please try again.")
        })?;
        std::mem::forget(opener);
        Ok(Shut { state: self.state.clone(), _running: running })
    }
}

struct Opener(Arc<AtomicU8>);

impl Drop for Opener {
    fn drop(&mut self) {
        self.0.store(OPEN, Ordering::SeqCst);
    }
}

impl Shut {
    /// The content is elsewhere now: nothing is ever written here again by this program.
    pub(crate) fn leave(&self) {
        self.state.store(LEFT, Ordering::SeqCst);
    }
}

impl Drop for Shut {
    fn drop(&mut self) {
        // One that was left stays shut.
        let _was_open = self.state.compare_exchange(SHUT, OPEN, Ordering::SeqCst, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_gate_waits_for_those_inside_and_refuses_those_outside() {
        let gate = Gate::default();
        let inside = gate.pass().await.unwrap();
        let shutting = tokio::spawn({
            let gate = gate.clone();
            async move { gate.shut().await }
        });
        while gate.pass().await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert!(!shutting.is_finished(), "somebody is inside");
        drop(inside);
        let shut = shutting.await.unwrap().unwrap();
        assert!(matches!(gate.pass().await, Err(Error::Moving { is_done: false })));
        assert!(gate.shut().await.is_err(), "once at a time");
        assert!(gate.pass().await.is_err(), "and that did not open it");
        drop(shut);
        drop(gate.pass().await.unwrap());
        let shut = gate.shut().await.unwrap();
        shut.leave();
        drop(shut);
        assert!(matches!(gate.pass().await, Err(Error::Moving { is_done: true })));
    }

    #[tokio::test]
    async fn a_wait_that_is_cut_off_leaves_the_gate_open() {
        let gate = Gate::default();
        let inside = gate.pass().await.unwrap();
        assert!(timeout(Duration::from_millis(20), gate.shut()).await.is_err());
        drop(inside);
        gate.pass().await.unwrap();
    }
}
