//! Calls: an operation run for a caller, with the approval that came with it. Every face goes through here.

use serde_json::Value;

use crate::app::App;
use crate::auth::{Call, Caller, Claimed, Permission, Permit, Role, claim};
use crate::error::Result;
use crate::operations::attempt;

/// What an operation asks of its caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    /// In words, for a refusal.
    pub(crate) action: &'static str,
    /// Whether a role includes it.
    pub(crate) allows: fn(Role) -> bool,
}

fn need_of<P: Permission, I, O>(_: impl AsyncFn(&App, Permit<P>, I) -> Result<O>) -> Need {
    Need { action: P::ACTION, allows: P::allows }
}

macro_rules! needs {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        /// What the operation of this name asks of its caller; none when there is none of that name.
        pub(crate) fn need(operation: &str) -> Option<Need> {
            match operation {
                $(stringify!($operation) => Some(need_of(crate::$slice::$operation)),)*
                _ => None,
            }
        }
    };
}

crate::for_each_operation!(needs);

/// An approval that is shown with a call.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What `approve` answered.
    pub approval: String,
    /// The operation that is called.
    pub operation: &'static str,
    /// Its whole input.
    pub input: Value,
}

/// Runs an operation for a caller, with somebody else's approval where one is shown that covers the call.
///
/// # Errors
/// What the operation answers; `unavailable` when it keeps losing races.
pub async fn run<O, F: Future<Output = Result<O>>>(
    app: &App,
    caller: Caller,
    shown: Option<Shown>,
    operation: impl Fn(Caller) -> F,
) -> Result<O> {
    let claimed = match &shown {
        None => None,
        Some(Shown { approval, operation, input }) => {
            attempt(|| claim(app, &caller, approval, Call { operation, input })).await?
        }
    };
    let Some(claimed) = claimed else { return attempt(|| operation(caller.clone())).await };
    let caller = caller.approved_by(claimed.approver.clone());
    let outcome = attempt(|| operation(caller.clone())).await;
    if let Err(error) = &outcome
        && error.changed_nothing()
    {
        give_back(app, &claimed).await;
    }
    outcome
}

/// The operation's refusal is the answer, whatever becomes of the approval: at worst it is asked for once more.
async fn give_back(app: &App, claimed: &Claimed) {
    if let Err(error) = attempt(|| claimed.release(app)).await {
        tracing::warn!(%error, "an approval could not be given back");
    }
}
