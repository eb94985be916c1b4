//! What happened to an order, in the order of time: for whoever asks later why it is as it is.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::app::App;
use crate::auth::{self, Permit, Sell};
use crate::error::Result;
use crate::id::Id;
use crate::mail::{self, LetterState};
use crate::money::Money;
use crate::payments::Refund;
use crate::quantity::Quantity;
use crate::sales::order::Order;
use crate::sales::queries::GetOrder;
use crate::sales::store;
use crate::sales::tender::Method;

/// What happened to an order.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OrderTimeline {
    /// Which order.
    pub order_id: Id,
    /// Its number.
    pub order_number: String,
    /// What happened, the first first.
    pub events: Vec<OrderEvent>,
}

/// Something that happened to an order.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OrderEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it, under the name of that day; null where that was not kept.
    pub user_name: Option<String>,
    /// What.
    pub event: Event,
}

/// What can happen to an order.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Somebody consented to what is beyond the role of who did it.
    Approved {
        /// To which operation.
        operation: String,
        /// Whose consent: the `user_name` of the event used it.
        approver_name: String,
        /// Why.
        reason: Option<String>,
        /// The prices and discounts it was for.
        deviations: BTreeSet<String>,
    },
    /// It was rung up.
    Created {
        /// Where.
        till_name: String,
        /// What was to be paid.
        total: Money,
    },
    /// Some of it was paid.
    Paid {
        /// Which payment.
        payment_id: Id,
        /// How.
        method: Method,
        /// What of it settled the order.
        amount: Money,
        /// What went back as change.
        change: Money,
        /// The terminal's or the bank's number.
        reference: Option<String>,
    },
    /// It was paid in full.
    Completed,
    /// Something went back.
    Refunded {
        /// Which refund.
        refund_id: Id,
        /// Why.
        reason: String,
        /// Whether it was a deposit of an order that was never completed.
        is_deposit: bool,
        /// What of the order's total it undid.
        total: Money,
        /// The goods.
        items: Vec<RefundedGoods>,
        /// How the money went.
        methods: Vec<RefundedMoney>,
    },
    /// It was given up.
    Cancelled {
        /// Why.
        reason: Option<String>,
    },
    /// Its receipt was to be sent by e-mail.
    ReceiptMailed {
        /// Which letter.
        letter_id: Id,
        /// Where to.
        to: String,
        /// How far it is.
        state: LetterState,
        /// When the mail server took it.
        sent_at: Option<DateTime<Utc>>,
    },
}

/// Goods of a refund.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RefundedGoods {
    /// The product's name as sold.
    pub name: String,
    /// How much came back; nothing when only money went.
    pub quantity: Quantity,
    /// Whether it went back on the shelf.
    pub restock: bool,
    /// What was given back for it.
    pub total: Money,
}

/// Money of a refund.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RefundedMoney {
    /// How it went back.
    pub method: Method,
    /// How much.
    pub amount: Money,
}

/// What happened to an order: rung up, paid, completed, refunded, cancelled, its receipts sent, and who consented to what.
///
/// Errors: `not_found`.
pub async fn get_order_timeline(app: &App, _by: Permit<Sell>, input: GetOrder) -> Result<OrderTimeline> {
    let mut reader = app.db.read();
    let order = store::order(&mut reader, input.order_id).await?;
    let subjects: Vec<Id> = std::iter::once(order.id).chain(order.payments.iter().map(|payment| payment.id)).collect();
    let approvals = auth::store::used_approvals_of(&mut reader, &subjects).await?;
    let letters = mail::letters_of_order(&mut reader, order.id).await?;
    let mut events = of_order(&order);
    events.extend(approvals.into_iter().map(|approval| OrderEvent {
        at: approval.used_at.unwrap_or(approval.created_at),
        user_name: Some(approval.requester_name),
        event: Event::Approved {
            operation: approval.operation,
            approver_name: approval.approver_name,
            reason: approval.reason,
            deviations: approval.deviations,
        },
    }));
    events.extend(letters.into_iter().map(|letter| OrderEvent {
        at: letter.created_at,
        user_name: Some(letter.user_name),
        event: Event::ReceiptMailed {
            letter_id: letter.id,
            to: letter.to,
            state: letter.state,
            sent_at: letter.sent_at,
        },
    }));
    // What happened in one moment keeps the order in which it follows from one another.
    events.sort_by_key(|event| (event.at, event.event.place()));
    Ok(OrderTimeline { order_id: order.id, order_number: order.order_number, events })
}

impl Event {
    fn place(&self) -> u8 {
        match self {
            Self::Approved { .. } => 0,
            Self::Created { .. } => 1,
            Self::Paid { .. } => 2,
            Self::Completed => 3,
            Self::Refunded { .. } => 4,
            Self::Cancelled { .. } => 5,
            Self::ReceiptMailed { .. } => 6,
        }
    }
}

fn of_order(order: &Order) -> Vec<OrderEvent> {
    let cashier = Some(order.cashier.name.clone());
    let mut events = vec![OrderEvent {
        at: order.created_at,
        user_name: cashier.clone(),
        event: Event::Created { till_name: order.till.name.clone(), total: order.total },
    }];
    events.extend(order.payments.iter().map(|payment| OrderEvent {
        at: payment.created_at,
        user_name: payment.user_name.clone(),
        event: Event::Paid {
            payment_id: payment.id,
            method: payment.method,
            amount: payment.amount,
            change: payment.change,
            reference: payment.reference.clone(),
        },
    }));
    if let Some(at) = order.completed_at {
        // Whoever took the last payment completed it.
        let last = order.payments.iter().max_by_key(|payment| payment.created_at);
        let user_name = last.map_or(cashier, |payment| payment.user_name.clone());
        events.push(OrderEvent { at, user_name, event: Event::Completed });
    }
    events.extend(order.refunds.iter().map(|refund| OrderEvent {
        at: refund.created_at,
        user_name: Some(refund.user_name.clone()),
        event: refunded(order, refund),
    }));
    if let Some(at) = order.cancelled_at {
        let reason = order.cancel_reason.clone();
        events.push(OrderEvent { at, user_name: order.cancelled_by.clone(), event: Event::Cancelled { reason } });
    }
    events
}

fn refunded(order: &Order, refund: &Refund) -> Event {
    let name =
        |id: Id| order.items.iter().find(|item| item.id == id).map_or_else(String::new, |item| item.name.clone());
    Event::Refunded {
        refund_id: refund.id,
        reason: refund.reason.clone(),
        is_deposit: refund.is_deposit,
        total: refund.total,
        items: refund
            .items
            .iter()
            .map(|item| RefundedGoods {
                name: name(item.order_item_id),
                quantity: item.quantity,
                restock: item.restock,
                total: item.total,
            })
            .collect(),
        methods: refund
            .payments
            .iter()
            .map(|part| RefundedMoney { method: part.method, amount: part.amount })
            .collect(),
    }
}
