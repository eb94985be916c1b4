//! Approvals: somebody else's consent, by PIN or password, to one operation beyond one's role.
//!
//! What an approval is good for is `binding.rs`; `calls::run` puts it to a call.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::auth::actor::{Approver, Caller};
use crate::auth::binding::{Binding, Call};
use crate::auth::credential::{self, Credential};
use crate::auth::permit::{DiscountFreely, OverridePrice, Permission, Permit, Role, SeeApprovals, SignedIn};
use crate::auth::{Password, Pin, store, token};
use crate::calls::{self, Need};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::{self, Limit, Page};
use crate::{users, wire};

/// Long enough to go on with the sale, too short to be kept for later.
const APPROVAL_MINUTES: i64 = 5;
const MAX_REASON_CHARS: usize = 200;

/// What is to be allowed, and who allows it.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// The operation, by its name in this document.
    #[schemars(length(max = 80))]
    operation: String,
    /// Its whole input: what is in its path, its query and its body.
    input: Value,
    /// The user name or the e-mail address of who allows it.
    #[schemars(length(max = 254))]
    approver: String,
    pin: Option<Pin>,
    password: Option<Password>,
    /// Why, for the record.
    #[schemars(length(max = 200))]
    reason: Option<String>,
}

/// A consent, to be shown with the call it was given for.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Approved {
    /// Goes with that call, as `X-Approval: …`; it cannot be read again.
    pub approval: String,
    /// Who consented.
    pub approver_name: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// A consent that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Approval {
    /// The identifier.
    pub id: Id,
    /// The operation it was given for.
    pub operation: String,
    /// The ids that the input named.
    pub about: BTreeMap<String, String>,
    /// The prices and discounts it was given for, where it was given for a basket.
    pub deviations: BTreeSet<String>,
    /// Who asked.
    pub requester_id: Id,
    /// The name they had.
    pub requester_name: String,
    /// Who consented.
    pub approver_id: Id,
    /// The name they had.
    pub approver_name: String,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it is or was good.
    pub expires_at: DateTime<Utc>,
    /// When it was used; null when it was not.
    pub used_at: Option<DateTime<Utc>>,
}

/// Which page of approvals.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListApprovals {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Has somebody else consent to one call of one's own: to this operation with this input, once, within five minutes.
/// For a basket's operations, given its id, it covers the prices and discounts in it, whatever else is rung up.
///
/// Errors: `invalid_credentials`, `throttled`; `invalid` for an unknown operation, for oneself, and for an approver who
/// may not do it either.
pub async fn approve(app: &App, by: Permit<SignedIn>, input: Approve) -> Result<Approved> {
    let actor = by.actor();
    let need = calls::need(&input.operation)
        .ok_or_else(|| Error::invalid("operation", "There is no operation of this name."))?;
    let reason = wire::optional(input.reason.as_deref(), "reason", MAX_REASON_CHARS)?;
    let credential = Credential::of(input.pin, input.password)?;
    let call = Call { operation: &input.operation, input: &input.input };
    let approval = token::fresh()?;
    let binding = call.binding(&approval, (need.allows)(actor.role))?;

    let name_key = users::name_key(&input.approver);
    let account = users::store::account_by_name(&mut app.db.read(), &name_key).await?;
    if account.as_ref().is_some_and(|account| account.user.id == actor.user_id) {
        return Err(Error::invalid("approver", "Somebody else must approve this."));
    }
    let proof = credential::prove(app, by.caller(), (account, &name_key), credential).await?;

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let approver = proof.settle(app, &mut tx).await?;
    let approver_name = approver.full_name.unwrap_or(approver.username);
    if let Some(action) = missing(&need, &binding, approver.role) {
        // Who it was is proved all the same.
        tx.commit().await?;
        return Err(Error::invalid("approver", format!("{approver_name} may not {action} either.")));
    }
    let expires_at = now + TimeDelta::minutes(APPROVAL_MINUTES);
    let new = store::NewApproval {
        token_hash: token::hash(&approval),
        call,
        binding: &binding,
        requester: (actor.user_id, &actor.name),
        approver: (approver.id, &approver_name),
        reason,
        created_at: now,
        expires_at,
    };
    store::insert_approval(&mut tx, new).await?;
    tx.commit().await?;
    Ok(Approved { approval, approver_name, expires_at })
}

/// What an approver of this role may not do either, though the approval would be for it.
fn missing(need: &Need, binding: &Binding, role: Role) -> Option<&'static str> {
    let deviates = |field: &str| match binding {
        Binding::Exact(_) => false,
        Binding::Ticket { deviations, .. } => deviations.iter().any(|word| word.contains(field)),
    };
    if !(need.allows)(role) {
        Some(need.action)
    } else if deviates("unit_price:") && !OverridePrice::allows(role) {
        Some(OverridePrice::ACTION)
    } else if deviates("discount_") && !DiscountFreely::allows(role) {
        Some(DiscountFreely::ACTION)
    } else {
        None
    }
}

/// Who approved what, the newest first.
pub async fn list_approvals(app: &App, _by: Permit<SeeApprovals>, input: ListApprovals) -> Result<Page<Approval>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let rows = store::approvals(&mut app.db.read(), before, limit).await?;
    Ok(Page::cut(rows, limit, |approval| (approval.created_at, approval.id)))
}

/// An approval that covers a call.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) approver: Approver,
    id: Id,
    /// When this call used it up; none where it does not, or where an earlier try of the same call did.
    used_at: Option<DateTime<Utc>>,
}

/// Finds the approval of a call, and uses it up where the call does so: before the call is run, so that of two that
/// come at the same time one is first. None when there is nothing that covers the call: then the caller's own role
/// decides, and the answer says what is missing.
pub(crate) async fn claim(app: &App, caller: &Caller, shown: &str, call: Call<'_>) -> Result<Option<Claimed>> {
    let Some(actor) = caller.actor() else { return Ok(None) };
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let grant = store::find_approval(&mut tx, &token::hash(shown), actor.user_id, now).await?;
    let Some(grant) = grant.filter(|grant| call.is_covered(&grant.operation, &grant.binding, shown)) else {
        return Ok(None);
    };
    let mut claimed = Claimed { approver: grant.approver, id: grant.id, used_at: None };
    if !call.consumes(&grant.binding) {
        return Ok((!grant.is_used).then_some(claimed));
    }
    if store::use_approval(&mut tx, grant.id, now).await? {
        claimed.used_at = Some(now);
        tx.commit().await?;
        return Ok(Some(claimed));
    }
    // After a lost answer the same write comes again under its id, and writes nothing twice.
    Ok(call.is_repeatable().then_some(claimed))
}

impl Claimed {
    /// Gives an approval back that the call used up and then changed nothing.
    pub(crate) async fn release(&self, app: &App) -> Result<()> {
        let Some(used_at) = self.used_at else { return Ok(()) };
        let mut tx = app.db.write().await?;
        store::release_approval(&mut tx, self.id, used_at).await?;
        tx.commit().await
    }
}

/// The binding as the record shows it.
pub(crate) fn deviations(binding: Binding) -> BTreeSet<String> {
    match binding {
        Binding::Exact(_) => BTreeSet::new(),
        Binding::Ticket { deviations, .. } => deviations,
    }
}
