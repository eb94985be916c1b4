//! A letter as mail servers take it: typed addresses, so that no text can become a header. Pure.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::error::{Error, Result};
use crate::receipts::Document;

const MAX_ADDRESS_CHARS: usize = 254;

/// What a letter says.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) attachment: Option<Document>,
}

/// From whom, to whom, since when, and under which name it is known to mail servers.
#[derive(Debug, Clone)]
pub(super) struct Envelope {
    pub(super) id: String,
    pub(super) from: Mailbox,
    pub(super) to: Address,
    pub(super) written_at: DateTime<Utc>,
}

/// Reads an address; the answer can be nothing but one.
///
/// # Errors
/// `invalid`
pub(crate) fn address(text: &str, field: &str) -> Result<Address> {
    let text = text.trim();
    let is_short = text.chars().count() <= MAX_ADDRESS_CHARS;
    match text.parse() {
        Ok(address) if is_short => Ok(address),
        Ok(_) | Err(_) => Err(Error::invalid(field, "This is not an e-mail address.")),
    }
}

/// An address with a name in front of it.
pub(super) fn mailbox(name: &str, address: Address) -> Mailbox {
    Mailbox::new(Some(one_line(name)), address)
}

/// A header is one line, whatever a shop is called.
fn one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Puts a letter together. The same letter has the same name and date at every attempt, so that a mail server or a
/// reader that gets it twice can tell.
pub(super) fn message(envelope: Envelope, content: Content) -> Result<Message> {
    let message_id = format!("<{}@{}>", envelope.id, envelope.from.email.domain());
    let since_1970 = Duration::from_secs(envelope.written_at.timestamp().unsigned_abs());
    let builder = Message::builder()
        .from(envelope.from)
        .to(Mailbox::new(None, envelope.to))
        .message_id(Some(message_id))
        .date(SystemTime::UNIX_EPOCH + since_1970)
        .subject(one_line(&content.subject));
    let words =
        MultiPart::alternative().singlepart(SinglePart::plain(content.text)).singlepart(SinglePart::html(content.html));
    let message = match content.attachment {
        Some(document) => {
            let content_type: ContentType = document.content_type.parse().map_err(Error::internal)?;
            let attachment = Attachment::new(document.file_name).body(document.bytes, content_type);
            builder.multipart(MultiPart::mixed().multipart(words).singlepart(attachment))
        }
        None => builder.multipart(words),
    };
    message.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_address_and_nothing_more() {
        assert_eq!(address(" anna@example.com ", "to").unwrap().to_string(), "anna@example.com");
        let long = format!("{}@example.com", "a".repeat(300));
        for text in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "a@example.com\nBcc: b@example.com",
            "a@example.com\r\nX: y",
            "a@example.com, b@example.com",
            "Anna <anna@example.com>",
            "a b@example.com",
            &long,
        ] {
            assert!(address(text, "to").is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_name_cannot_add_a_header() {
        let envelope = Envelope {
            id: "1".into(),
            from: mailbox("Ecke\r\nBcc: evil@example.com", "shop@example.com".parse().unwrap()),
            to: "anna@example.com".parse().unwrap(),
            written_at: DateTime::UNIX_EPOCH,
        };
        let subject = "Hello\nBcc: evil@example.com".to_owned();
        let content = Content { subject, text: "a".into(), html: "b".into(), attachment: None };
        let bytes = message(envelope, content).unwrap().formatted();
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{text}");
        assert!(text.contains("Message-ID: <1@example.com>"), "{text}");
        assert!(text.contains("Subject: Hello Bcc: evil@example.com\r\n"), "{text}");
    }
}
