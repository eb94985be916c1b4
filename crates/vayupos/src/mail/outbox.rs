//! The outbox: letters that wait, were sent, or were given up.

use chrono::{DateTime, Utc};
use lettre::Address;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ChangeSettings, Permit};
use crate::db::{Session, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::mail::{settings, store};
use crate::page::{self, Limit, Page};
use crate::words::words;

words! {
    /// What a letter brings.
    pub enum LetterKind {
        /// The receipt of an order.
        Receipt = "receipt",
    }
}

/// Letters of one order at the most: a receipt is no newsletter.
const MAX_LETTERS_OF_AN_ORDER: i64 = 10;

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Letter {
    /// The identifier, also in the letter's Message-ID.
    pub id: Id,
    /// What it brings.
    pub kind: LetterKind,
    /// Of which order.
    pub order_id: Id,
    /// Where it goes.
    pub to: String,
    /// How far it is.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// Who had it sent.
    pub user_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// How far a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It is tried until the mail server takes it.
    Queued,
    /// The mail server has taken it.
    Sent,
    /// It was tried for days and is not tried any more.
    GivenUp,
}

/// Which page of letters.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMail {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// A letter to be queued.
#[derive(Debug, Clone)]
pub(crate) struct NewLetter {
    pub(crate) id: Id,
    pub(crate) kind: LetterKind,
    pub(crate) order_id: Id,
    pub(crate) recipient: Address,
    pub(crate) user_id: Id,
    pub(crate) user_name: String,
}

/// All letters, newest first.
pub async fn list_mail(app: &App, _by: Permit<ChangeSettings>, input: ListMail) -> Result<Page<Letter>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let letters = store::newest(&mut app.db.read(), before, limit).await?;
    Ok(Page::cut(letters, limit, |letter| (letter.created_at, letter.id)))
}

/// The letters of an order, at most as many as it may have, the first first.
pub(crate) async fn letters_of_order(db: &mut impl Session, order_id: Id) -> Result<Vec<Letter>> {
    store::of_order(db, order_id).await
}

/// Queues a letter; the same one under the same id is queued once.
///
/// # Errors
/// `conflict` when e-mail is not set up, when the id was used for another letter, and when the order has had enough.
pub(crate) async fn queue(tx: &mut Tx, new: NewLetter, now: DateTime<Utc>) -> Result<Letter> {
    if let Some(first) = store::find(tx, new.id).await? {
        return answer_again(first, &new);
    }
    if store::way(tx).await?.is_none() {
        return Err(settings::not_set_up());
    }
    if store::count_of_order(tx, new.order_id).await? >= MAX_LETTERS_OF_AN_ORDER {
        return Err(Error::conflict(format!("This receipt was sent {MAX_LETTERS_OF_AN_ORDER} times already.")));
    }
    store::insert(tx, &new, now).await?;
    let letter = store::find(tx, new.id).await?.ok_or_else(|| Error::internal("a letter went away unseen"))?;
    // Another request may have queued the same id meanwhile.
    answer_again(letter, &new)
}

fn answer_again(first: Letter, new: &NewLetter) -> Result<Letter> {
    if (first.kind, first.order_id, first.to.as_str()) == (new.kind, new.order_id, new.recipient.as_ref()) {
        Ok(first)
    } else {
        Err(Error::conflict("This id was used for another letter."))
    }
}
