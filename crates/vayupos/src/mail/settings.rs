//! The way out: which mail server takes the shop's letters, and a letter to try it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ChangeSettings, Permit};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::mail::letter::{self, Content};
use crate::mail::{deliver, password, store};
use crate::settings;
use crate::wire::{self, Nothing};
use crate::words::words;

const MAX_HOST_CHARS: usize = 253;
const MAX_USERNAME_CHARS: usize = 254;
const MAX_PASSWORD_CHARS: usize = 256;
const MAX_NAME_CHARS: usize = 80;

words! {
    /// How the way to the mail server is kept private.
    pub enum Security {
        /// Begun in the clear and encrypted before anything is said; refused when the server cannot. Port 587.
        Starttls = "starttls",
        /// Encrypted from the first byte. Port 465.
        Tls = "tls",
        /// In the clear: only to a mail server on this machine.
        None = "none",
    }
}

impl Security {
    fn port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// Which mail server takes the shop's letters. All is null until it is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct MailSettings {
    /// The mail server.
    pub host: Option<String>,
    /// Its port.
    pub port: Option<u16>,
    /// How the way there is kept private.
    pub security: Option<Security>,
    /// Who signs in there; null where nobody has to.
    pub username: Option<String>,
    /// Whether this machine knows a password. The password itself is never answered.
    pub has_password: bool,
    /// The address letters come from.
    pub from_address: Option<String>,
    /// The name in front of it; null for the shop's own.
    pub from_name: Option<String>,
    /// When this was last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// Which mail server is to take the shop's letters.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMailSettings {
    #[schemars(length(max = 253))]
    host: String,
    /// Left out: 587 for `starttls`, 465 for `tls`, 25 for `none`.
    #[serde(default)]
    #[schemars(range(min = 1))]
    port: Option<u16>,
    security: Security,
    #[serde(default)]
    #[schemars(length(max = 254))]
    username: Option<String>,
    /// Left out, it stays as long as host, port and user name do; null takes it away.
    #[serde(default, deserialize_with = "wire::given")]
    #[schemars(length(max = 256))]
    password: Option<Option<String>>,
    #[schemars(length(max = 254))]
    from_address: String,
    #[serde(default)]
    #[schemars(length(max = 80))]
    from_name: Option<String>,
}

/// Where a letter to try it goes.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendTestMail {
    #[schemars(length(max = 254))]
    to: String,
}

/// The settings as they are stored; the password is not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) username: Option<String>,
    pub(super) from_address: String,
    pub(super) from_name: Option<String>,
    pub(super) updated_at: DateTime<Utc>,
}

/// Which mail server takes the shop's letters.
///
/// Errors: `unavailable`.
pub async fn get_mail_settings(app: &App, _by: Permit<ChangeSettings>, _input: Nothing) -> Result<MailSettings> {
    described(app, store::way(&mut app.db.read()).await?)
}

/// Which mail server takes the shop's letters, and the password that must not be shown.
pub(crate) async fn as_it_is(app: &App) -> Result<(MailSettings, Option<String>)> {
    Ok((described(app, store::way(&mut app.db.read()).await?)?, password_of(app)?))
}

/// Changes which mail server takes the shop's letters.
///
/// Errors: `invalid`; `conflict` when there is no place to keep a password.
pub async fn update_mail_settings(
    app: &App,
    _by: Permit<ChangeSettings>,
    input: UpdateMailSettings,
) -> Result<MailSettings> {
    let way = checked(&input, app.clock.now())?;
    let password = input.password.map(|password| checked_password(password.as_deref())).transpose()?;
    let mut tx = app.db.write().await?;
    let old = store::way(&mut tx).await?;
    store::put_way(&mut tx, &way).await?;
    let is_same_place =
        old.as_ref().is_some_and(|old| (&old.host, old.port, &old.username) == (&way.host, way.port, &way.username));
    match password {
        Some(password) => password::keep(app.home()?, password.as_deref())?,
        // A password is for the server it was given for: no other one gets to hear it.
        None if old.is_some() && !is_same_place => password::keep(app.home()?, None)?,
        None => {}
    }
    tx.commit().await?;
    app.bell.ring();
    described(app, Some(way))
}

/// Sends a letter at once, to see whether the settings are right.
///
/// Errors: `invalid`; `conflict` when e-mail is not set up, or with what the mail server said.
pub async fn send_test_mail(app: &App, _by: Permit<ChangeSettings>, input: SendTestMail) -> Result<Nothing> {
    let to = letter::address(&input.to, "to")?;
    let way = store::way(&mut app.db.read()).await?.ok_or_else(not_set_up)?;
    let shop = settings::store::shop(&mut app.db.read()).await?;
    let text = format!("This letter shows that {} can send e-mail.", shop.name);
    let content = Content { subject: "It works".into(), html: "<p>E-mail works.</p>".into(), text, attachment: None };
    let password = password_of(app)?;
    let envelope = letter::Envelope {
        id: Id::now().to_string(),
        from: deliver::sender(&way, &shop)?,
        to,
        written_at: app.clock.now(),
    };
    let message = letter::message(envelope, content)?;
    match deliver::hand_over(&way, password, message).await {
        Ok(()) => Ok(Nothing {}),
        Err(said) => Err(Error::conflict(format!("The letter was not taken: {said}"))),
    }
}

/// The refusal of a letter that nobody could ever send.
pub(super) fn not_set_up() -> Error {
    Error::conflict("E-mail is not set up: a manager does that in the settings.")
}

/// The password that this machine knows; none where there is no place to keep one.
pub(super) fn password_of(app: &App) -> Result<Option<String>> {
    app.home().map_or(Ok(None), password::find)
}

fn described(app: &App, way: Option<Way>) -> Result<MailSettings> {
    let has_password = password_of(app)?.is_some();
    Ok(match way {
        Some(way) => MailSettings {
            host: Some(way.host),
            port: Some(way.port),
            security: Some(way.security),
            username: way.username,
            has_password,
            from_address: Some(way.from_address),
            from_name: way.from_name,
            updated_at: Some(way.updated_at),
        },
        None => MailSettings {
            host: None,
            port: None,
            security: None,
            username: None,
            has_password,
            from_address: None,
            from_name: None,
            updated_at: None,
        },
    })
}

fn checked(input: &UpdateMailSettings, now: DateTime<Utc>) -> Result<Way> {
    let host = wire::required(&input.host, "host", MAX_HOST_CHARS)?.to_ascii_lowercase();
    if !host.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':')) {
        return Err(Error::invalid("host", "This is not the name of a mail server."));
    }
    if input.security == Security::None && !is_this_machine(&host) {
        return Err(Error::invalid("security", "Only a mail server on this machine is spoken to in the clear."));
    }
    if input.port == Some(0) {
        return Err(Error::invalid("port", "A port is 1 to 65535."));
    }
    Ok(Way {
        host,
        port: input.port.unwrap_or(input.security.port()),
        security: input.security,
        username: wire::optional(input.username.as_deref(), "username", MAX_USERNAME_CHARS)?,
        from_address: letter::address(&input.from_address, "from_address")?.to_string(),
        from_name: wire::optional(input.from_name.as_deref(), "from_name", MAX_NAME_CHARS)?,
        updated_at: now,
    })
}

fn checked_password(password: Option<&str>) -> Result<Option<String>> {
    match password {
        None | Some("") => Ok(None),
        Some(password) if password.chars().count() > MAX_PASSWORD_CHARS => {
            Err(Error::invalid("password", format!("This takes at most {MAX_PASSWORD_CHARS} characters.")))
        }
        Some(password) => Ok(Some(password.to_owned())),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn this_machine_is_known_by_its_own_addresses_only() {
        assert!(["localhost", "127.0.0.1", "127.8.8.8", "::1"].into_iter().all(is_this_machine));
        assert!(!["127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", ""].into_iter().any(is_this_machine));
    }
}
