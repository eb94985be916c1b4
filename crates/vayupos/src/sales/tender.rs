//! Settling a sale: what is due, what was given, what goes back. Pure: no database, no clock.

use crate::error::{Error, Result};
use crate::money::{Money, round_div};
use crate::sales::basket::Policy;
use crate::words::words;

words! {
    /// How money changes hands.
    pub enum Method {
        /// Notes and coins: the only way to give more than is due.
        Cash = "cash",
        /// A card terminal.
        Card = "card",
        /// A telephone.
        Mobile = "mobile",
        /// A transfer between banks.
        BankTransfer = "bank_transfer",
        /// A gift card, by its number; its issuer keeps its balance.
        GiftCard = "gift_card",
        /// The customer's credit in the shop.
        StoreCredit = "store_credit",
        /// Loyalty points.
        LoyaltyPoints = "loyalty_points",
        /// Anything else.
        Other = "other",
    }
}

/// What a customer offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Tender {
    /// How.
    pub method: Method,
    /// How much.
    pub given_minor: i64,
    /// The terminal's or the bank's number for it.
    pub reference: Option<String>,
}

/// A tender as it is booked: `amount = given − change`.
#[derive(Debug, Clone, PartialEq)]
pub struct SettledTender {
    /// What was offered.
    pub tender: Tender,
    /// What of it settles the order.
    pub amount_minor: i64,
    /// What goes back.
    pub change_minor: i64,
}

/// A sale paid in full.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// In the order they were offered.
    pub tenders: Vec<SettledTender>,
    /// What rounding the cash added to the total, or took off it: Σ amounts = total + rounding.
    pub cash_rounding_minor: i64,
    /// What goes back to the customer.
    pub change_minor: i64,
}

impl Settled {
    /// What settles the order: total and rounding.
    pub fn amount_minor(&self) -> i64 {
        self.tenders.iter().map(|tender| tender.amount_minor).sum()
    }

    /// What of it comes by one method.
    pub fn by_method_minor(&self, method: Method) -> i64 {
        self.tenders.iter().filter(|one| one.tender.method == method).map(|one| one.amount_minor).sum()
    }
}

/// The nearest amount that can be paid in coins; of two equally near the one away from zero.
pub fn cash_payable_minor(policy: &Policy, due_minor: i64) -> i64 {
    match policy.cash_rounding {
        None => due_minor,
        Some(step) => {
            let steps = round_div(i128::from(due_minor), i128::from(step.minor()));
            i64::try_from(steps * i128::from(step.minor())).expect("within one step of an amount the till counts")
        }
    }
}

/// Settles a total by the tenders offered.
///
/// # Errors
/// `insufficient_tender`; `invalid` when another method than cash exceeds what is due.
pub fn settle(policy: &Policy, total_minor: i64, tenders: Vec<Tender>) -> Result<Settled> {
    let money = |minor| policy.currency.money(minor);
    let given = |cash: bool| -> i64 {
        tenders.iter().filter(|tender| (tender.method == Method::Cash) == cash).map(|tender| tender.given_minor).sum()
    };
    let (cash_given, other_given) = (given(true), given(false));
    let cash_remainder = total_minor - other_given;
    if cash_remainder < 0 {
        return Err(Error::invalid("payments", format!("Only cash may be more than is due: {}.", money(total_minor))));
    }
    let has_cash = tenders.iter().any(|tender| tender.method == Method::Cash);
    let cash_due = if has_cash { cash_payable_minor(policy, cash_remainder) } else { cash_remainder };
    if cash_given < cash_due {
        return Err(Error::InsufficientTender {
            due: money(other_given + cash_due),
            given: money(other_given + cash_given),
        });
    }
    Ok(Settled {
        tenders: book(tenders, cash_due),
        cash_rounding_minor: cash_due - cash_remainder,
        change_minor: cash_given - cash_due,
    })
}

/// One payment on what is still due of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Instalment {
    /// As it is booked.
    pub tender: SettledTender,
    /// What rounding the cash added, or took off.
    pub cash_rounding_minor: i64,
    /// Whether nothing is due any more.
    pub completes: bool,
}

/// Books one payment on what is still due. Less than that is a part of it; only cash may be more.
///
/// # Errors
/// `invalid` when another method than cash exceeds what is due, or for nothing where something is due.
pub fn pay_in(policy: &Policy, due_minor: i64, tender: Tender) -> Result<Instalment> {
    let is_cash = tender.method == Method::Cash;
    let payable = if is_cash { cash_payable_minor(policy, due_minor) } else { due_minor };
    let completes = tender.given_minor >= payable;
    if !is_cash && tender.given_minor > payable {
        let due = policy.currency.money(due_minor);
        return Err(Error::invalid("amount", format!("Only cash may be more than is due: {due}.")));
    }
    if tender.given_minor == 0 && !(is_cash && completes) {
        return Err(Error::invalid("amount", "A payment is more than nothing."));
    }
    let amount_minor = tender.given_minor.min(payable);
    Ok(Instalment {
        cash_rounding_minor: if completes { payable - due_minor } else { 0 },
        completes,
        tender: SettledTender { change_minor: tender.given_minor - amount_minor, amount_minor, tender },
    })
}

/// Fills what is due in cash from the cash tenders in turn; what is left of one is its change.
fn book(tenders: Vec<Tender>, cash_due_minor: i64) -> Vec<SettledTender> {
    let mut open = cash_due_minor;
    tenders
        .into_iter()
        .map(|tender| {
            let amount_minor = match tender.method {
                Method::Cash => tender.given_minor.min(open),
                Method::Card
                | Method::Mobile
                | Method::BankTransfer
                | Method::GiftCard
                | Method::StoreCredit
                | Method::LoyaltyPoints
                | Method::Other => tender.given_minor,
            };
            if tender.method == Method::Cash {
                open -= amount_minor;
            }
            SettledTender { amount_minor, change_minor: tender.given_minor - amount_minor, tender }
        })
        .collect()
}

/// Notes offered on the pay screen at the most.
const QUICK_CASH: usize = 4;

/// What a customer is likely to hand over: the next amounts above the due one that the currency's notes make.
pub fn quick_cash(policy: &Policy, due_minor: i64) -> Vec<Money> {
    let mut amounts: Vec<i64> = policy
        .currency
        .notes_minor()
        .into_iter()
        .filter(|note| due_minor > 0 && due_minor / note < 10)
        .map(|note| (due_minor / note + 1) * note)
        .collect();
    amounts.sort_unstable();
    amounts.dedup();
    amounts.into_iter().take(QUICK_CASH).map(|minor| policy.currency.money(minor)).collect()
}
