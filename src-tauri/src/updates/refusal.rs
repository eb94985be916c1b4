//! Why there is no update, or why it is not installed: a word for the page, a sentence for whoever has no page.
//!
//! What a server or a library said stands in the log alone.

use serde::Serialize;
use serde_json::json;
use tauri_plugin_updater::Error as Fault;
use vayupos::error::{Code, Error, ErrorBody};
use vayupos::operations::Interruption;

/// Whatever the reason, the running program and its data are as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Refusal {
    /// This build knows no key by which it would tell an update of ours.
    NotSetUp,
    /// This program did not come as a package that can be replaced: somebody built it, or copied it there.
    NotReplaceable,
    /// Nothing answers where the updates are.
    Unreachable,
    /// What answers is no list of updates.
    Unreadable,
    /// There is an update, and none of it for this system.
    NotForThisSystem,
    /// It would have come over a connection that anybody on the way can read and change.
    NotPrivate,
    /// What there is, is not newer than this program.
    NotNewer,
    /// Another version has come out since somebody agreed to one.
    Changed,
    /// One is being installed already.
    Busy,
    /// A sale is being rung up at this till.
    SaleOpen,
    /// Somebody is paying at this till.
    PaymentOpen,
    /// Something long is running.
    JobRunning,
    /// The shop's data could not be backed up.
    BackupFailed,
    /// The download broke off.
    DownloadBroken,
    /// It is larger than any update of ours.
    TooLarge,
    /// It was not signed by us, not for this version, or was changed on its way.
    NotGenuine,
    /// The system did not let it take the program's place.
    NotInstalled,
    /// Somebody thought better of it.
    Cancelled,
}

impl Refusal {
    fn sentence(self) -> &'static str {
        match self {
            Self::NotSetUp => "This build of the program takes no updates by itself.",
            Self::NotReplaceable => "This program was not installed from a package, so it cannot replace itself.",
            Self::Unreachable => "The place where updates come from does not answer.",
            Self::Unreadable => "The place where updates come from gives an answer that is none.",
            Self::NotForThisSystem => "There is a new version, but no package of it for this system.",
            Self::NotPrivate => "The update would have come over an unprotected connection.",
            Self::NotNewer => "There is no newer version.",
            Self::Changed => "Another version has come out meanwhile. Please look at it and agree anew.",
            Self::Busy => "An update is being installed already.",
            Self::SaleOpen => "A sale is being rung up at this till. Finish it or park it first.",
            Self::PaymentOpen => "Somebody is paying for an order at this till.",
            Self::JobRunning => "Something long is running. Wait until it has ended.",
            Self::BackupFailed => "The shop's data could not be backed up, so nothing was installed.",
            Self::DownloadBroken => "The download broke off.",
            Self::TooLarge => "What was sent is larger than any update.",
            Self::NotGenuine => "What was sent is not a genuine update. It was thrown away.",
            Self::NotInstalled => "The system did not let the update take the program's place.",
            Self::Cancelled => "The update was stopped.",
        }
    }

    /// What went wrong while looking for an update.
    pub(super) fn of_check(fault: &Fault) -> Self {
        let is_no_list = matches!(fault, Fault::Serialization(_) | Fault::Semver(_))
            || matches!(fault, Fault::Reqwest(error) if error.is_decode());
        let refusal = if is_no_list {
            Self::Unreadable
        } else if matches!(fault, Fault::TargetNotFound(_) | Fault::TargetsNotFound(_)) {
            Self::NotForThisSystem
        } else if matches!(fault, Fault::EmptyEndpoints) {
            Self::NotSetUp
        } else if matches!(fault, Fault::InsecureTransportProtocol) {
            Self::NotPrivate
        } else {
            Self::Unreachable
        };
        tracing::warn!(cause = %fault, ?refusal, "no update could be looked for");
        refusal
    }

    /// What went wrong while fetching it, its signature included.
    pub(super) fn of_download(fault: &Fault) -> Self {
        let is_forged = matches!(
            fault,
            Fault::Minisign(_)
                | Fault::Base64(_)
                | Fault::SignatureUtf8(_)
                | Fault::SignedVersionMismatch { .. }
                | Fault::MissingSignedVersion
        );
        let refusal = if is_forged { Self::NotGenuine } else { Self::DownloadBroken };
        tracing::warn!(cause = %fault, ?refusal, "an update was not taken");
        refusal
    }

    /// What went wrong while it took the program's place.
    pub(super) fn of_install(fault: &Fault) -> Self {
        tracing::error!(cause = %fault, "an update was not installed");
        Self::NotInstalled
    }
}

impl From<Interruption> for Refusal {
    fn from(interruption: Interruption) -> Self {
        match interruption {
            Interruption::Sale => Self::SaleOpen,
            Interruption::Payment => Self::PaymentOpen,
            Interruption::Job => Self::JobRunning,
        }
    }
}

/// Why an update was not installed: for a reason of its own, or because the core refused.
#[derive(Debug)]
pub(super) enum Stopped {
    Refused(Refusal),
    /// Not signed in, not permitted, or no database.
    ByTheShop(ErrorBody),
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::ByTheShop(error.into_body())
    }
}

impl From<ErrorBody> for Stopped {
    fn from(error: ErrorBody) -> Self {
        Self::ByTheShop(error)
    }
}

impl From<Stopped> for ErrorBody {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::ByTheShop(error) => error,
            Stopped::Refused(refusal) => ErrorBody {
                code: Code::Conflict,
                message: refusal.sentence().to_owned(),
                field: None,
                details: Some(json!({ "update": refusal })),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use tauri_plugin_updater::Error as Fault;
    use vayupos::error::ErrorBody;

    use super::{Refusal, Stopped};

    #[test]
    fn a_refusal_says_a_word_and_a_sentence_and_nothing_of_the_library() {
        let mismatch = Fault::SignedVersionMismatch { signed: "0.1.0".into(), announced: "9.9.9".into() };
        let refusal = Refusal::of_download(&mismatch);
        let body = ErrorBody::from(Stopped::from(refusal));
        assert_eq!(refusal, Refusal::NotGenuine);
        assert_eq!(body.details, Some(serde_json::json!({ "update": "not_genuine" })));
        assert!(!body.message.contains("9.9.9"), "{}", body.message);
        assert_eq!(Refusal::of_download(&Fault::Network("500".into())), Refusal::DownloadBroken);
        assert_eq!(Refusal::of_check(&Fault::TargetsNotFound(vec![])), Refusal::NotForThisSystem);
        assert_eq!(Refusal::of_check(&Fault::ReleaseNotFound), Refusal::Unreachable);
    }
}
