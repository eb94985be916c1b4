//! Delivering: what is due is handed to the mail server, and tried again later when it is not taken.
//!
//! A letter is claimed, with the time of its next attempt, before it is sent: several programs on one database send
//! it once, and one that is cut off half-way leaves it to be sent again, under the same Message-ID.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::error::{Error, Result};
use crate::mail::letter::{self, Envelope};
use crate::mail::outbox::LetterKind;
use crate::mail::settings::{Security, Way, password_of};
use crate::mail::store::{self, Claimed};
use crate::receipts;
use crate::settings::{self, Shop};

/// How long the mail server may take for one step of a conversation.
const SMTP_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a whole conversation may take: less than the wait before the second attempt.
const CONVERSATION_TIMEOUT: Duration = Duration::from_secs(25);
/// The wait after the first failure; it doubles with each one.
const FIRST_WAIT_S: i64 = 60;
const MAX_WAIT_S: i64 = 24 * 60 * 60;
/// After about ten days a letter is given up.
const MAX_ATTEMPTS: i64 = 20;
/// How often the worker looks by itself for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// How long the end of the program waits for a letter that is being sent.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// Letters of one round; the next round comes at once.
const MAX_ROUND: usize = 50;
const MAX_ERROR_CHARS: usize = 300;

/// The worker that delivers letters, until it is stopped or dropped.
#[derive(Debug)]
pub struct Deliveries {
    stop: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Deliveries {
    /// Lets the letter that is being sent come to its end, for a moment at the most, and stops.
    pub async fn stop(mut self) {
        self.stop.notify_one();
        if tokio::time::timeout(STOP_TIMEOUT, &mut self.task).await.is_err() {
            tracing::warn!("the program ends while a letter is being sent: it will be sent again");
        }
    }
}

impl Drop for Deliveries {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl App {
    /// Starts to deliver letters, now and whenever one is due. A face calls this once.
    pub fn start_deliveries(&self) -> Deliveries {
        let (app, stop) = (self.clone(), Arc::new(Notify::new()));
        let told_to_stop = stop.clone();
        let task = tokio::spawn(async move {
            loop {
                if let Err(error) = deliver_due(&app).await {
                    tracing::warn!(cause = %error, "letters could not be delivered");
                }
                tokio::select! {
                    () = told_to_stop.notified() => break,
                    () = app.bell.rung() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                }
            }
        });
        Deliveries { stop, task }
    }
}

/// Sends every letter that is due; answers how many the mail server took. On a machine that lacks the password for
/// the mail server they are left to one that has it.
///
/// # Errors
/// `unavailable` when the database cannot be reached; a mail server that does not take a letter is no error here.
pub async fn deliver_due(app: &App) -> Result<usize> {
    let Some(way) = store::way(&mut app.db.read()).await? else { return Ok(0) };
    let password = password_of(app)?;
    if way.username.is_some() && password.is_none() {
        return Ok(0);
    }
    let mut taken = 0;
    for _ in 0..MAX_ROUND {
        let Some(claimed) = claim(app).await? else { return Ok(taken) };
        let outcome = match compose(app, &way, &claimed).await {
            Ok(message) => hand_over(&way, password.clone(), message).await,
            Err(error @ (Error::Unavailable(_) | Error::Raced(_) | Error::Moving { .. })) => return Err(error),
            Err(error) => Err(error.into_body().message),
        };
        if note(app, &claimed, outcome).await? {
            taken += 1;
        }
    }
    app.bell.ring();
    Ok(taken)
}

/// Takes the letter that is due longest, for the time that one attempt may last.
async fn claim(app: &App) -> Result<Option<Claimed>> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let Some(due) = store::lock_due(&mut tx, now).await? else { return Ok(None) };
    let claimed = Claimed { attempts: due.attempts + 1, ..due };
    store::claim(&mut tx, &claimed, now + wait_after(claimed.attempts)).await?;
    tx.commit().await?;
    Ok(Some(claimed))
}

/// A minute, two, four … a day.
fn wait_after(attempts: i64) -> TimeDelta {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(20);
    TimeDelta::seconds((FIRST_WAIT_S << doublings).min(MAX_WAIT_S))
}

async fn compose(app: &App, way: &Way, claimed: &Claimed) -> Result<Message> {
    let content = match claimed.kind {
        LetterKind::Receipt => receipts::email::content(app, claimed.order_id).await?,
    };
    let shop = settings::store::shop(&mut app.db.read()).await?;
    let envelope = Envelope {
        id: claimed.id.to_string(),
        from: sender(way, &shop)?,
        to: letter::address(&claimed.recipient, "to")?,
        written_at: claimed.created_at,
    };
    letter::message(envelope, content)
}

/// Whose letters they are: the shop's, unless another name was set.
pub(super) fn sender(way: &Way, shop: &Shop) -> Result<Mailbox> {
    let address = letter::address(&way.from_address, "from_address")?;
    Ok(letter::mailbox(way.from_name.as_deref().unwrap_or(&shop.name), address))
}

/// Writes down what came of an attempt; answers whether the letter was taken.
async fn note(app: &App, claimed: &Claimed, outcome: std::result::Result<(), String>) -> Result<bool> {
    let mut tx = app.db.write().await?;
    let is_taken = outcome.is_ok();
    match outcome {
        Ok(()) => store::note_sent(&mut tx, claimed.id, app.clock.now()).await?,
        Err(said) => {
            tracing::warn!(letter = %claimed.id, attempt = claimed.attempts, said, "a letter was not taken");
            let said: String = said.chars().take(MAX_ERROR_CHARS).collect();
            store::note_failed(&mut tx, claimed.id, &said, claimed.attempts >= MAX_ATTEMPTS).await?;
        }
    }
    tx.commit().await?;
    Ok(is_taken)
}

/// Hands a letter to the mail server; an error is what went wrong, for a person.
pub(super) async fn hand_over(
    way: &Way,
    password: Option<String>,
    message: Message,
) -> std::result::Result<(), String> {
    let tls = |parameters: fn(TlsParameters) -> Tls| TlsParameters::new(way.host.clone()).map(parameters);
    let tls = match way.security {
        // Required: a server that does not offer it is refused, not spoken to in the clear.
        Security::Starttls => tls(Tls::Required),
        Security::Tls => tls(Tls::Wrapper),
        Security::None => Ok(Tls::None),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(way.host.clone())
        .port(way.port)
        .tls(tls.map_err(|error| error.to_string())?)
        .timeout(Some(SMTP_TIMEOUT));
    if let (Some(username), Some(password)) = (way.username.clone(), password) {
        builder = builder.credentials(Credentials::new(username, password));
    }
    let transport = builder.build();
    match tokio::time::timeout(CONVERSATION_TIMEOUT, transport.send(message)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(in_words(&error)),
        Err(_) => Err("The mail server took too long.".to_owned()),
    }
}

/// An error with its causes, of which the last one often says most.
fn in_words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        cause = error.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_a_day() {
        let waits: Vec<i64> = [1, 2, 3, 11, 12, 20, 2_000].into_iter().map(|n| wait_after(n).num_seconds()).collect();
        assert_eq!(waits, [60, 120, 240, 61_440, 86_400, 86_400, 86_400]);
    }
}
