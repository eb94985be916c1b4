//! E-mail: where it is handed over, the letters that wait for it, and the worker that delivers them.
//!
//! A letter is queued in the outbox by an operation and sent afterwards, again and again until the mail server takes
//! it, so that no sale ever waits for a mail server. What a receipt's letter says is written in `receipts::email`.

mod deliver;
mod letter;
mod outbox;
mod password;
mod settings;
mod store;

use std::sync::Arc;

use tokio::sync::Notify;

pub use deliver::{Deliveries, deliver_due};
pub(crate) use letter::{Content, address};
pub use outbox::{Letter, LetterKind, LetterState, ListMail, list_mail};
pub(crate) use outbox::{NewLetter, letters_of_order, queue};
pub(crate) use settings::as_it_is;
pub use settings::{
    MailSettings, Security, SendTestMail, UpdateMailSettings, get_mail_settings, send_test_mail, update_mail_settings,
};

/// Wakes the worker when there is a letter to deliver.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bell(Arc<Notify>);

impl Bell {
    /// There is something to deliver.
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits until it rings; a ring that nobody heard is heard here at once.
    async fn rung(&self) {
        self.0.notified().await;
    }
}
