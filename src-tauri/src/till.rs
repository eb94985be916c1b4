//! The open database and who is signed in: what the commands share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::{OnceCell, RwLock};
use tokio::time::timeout;
use vayupos::auth::Caller;
use vayupos::error::{Code, Error, ErrorBody};
use vayupos::mail::Deliveries;
use vayupos::{App, Result, logs};

/// The session's token in the answers to `login`, `unlock` and `refresh`.
const ACCESS_TOKEN: &str = "access_token";
/// How long a closed window waits for its last operation; a sale takes milliseconds.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// A handle to the one till of this window.
#[derive(Clone)]
pub(crate) struct Till(Arc<Inner>);

struct Inner {
    /// The database's URL, or why there is none.
    url: Result<String, String>,
    /// The folder for backups and the mail server's password, where the database is not a file with a folder of its own.
    home: Option<PathBuf>,
    /// Where the choice of a database is kept for the next start.
    choice: Option<PathBuf>,
    app: OnceCell<App>,
    /// Sends letters while the database is open.
    deliveries: Mutex<Option<Deliveries>>,
    /// When the database could not be opened the last time, and why.
    refusal: Mutex<Option<(Instant, ErrorBody)>>,
    /// Kept here and never in the web page, where a script could read it.
    token: Mutex<Option<String>>,
    /// Held for reading by each operation that runs; whoever gets it for writing knows that none does.
    running: RwLock<()>,
}

impl Till {
    /// A till over this database, which is opened when it is first asked for.
    pub(crate) fn new(url: Result<String, String>, home: Option<PathBuf>, choice: Option<PathBuf>) -> Self {
        Till(Arc::new(Inner {
            url,
            home,
            choice,
            app: OnceCell::new(),
            deliveries: Mutex::new(None),
            refusal: Mutex::new(None),
            token: Mutex::new(None),
            running: RwLock::new(()),
        }))
    }

    /// The core over the open database. While it cannot be opened, every call tries again: a server that was down when
    /// the shop opened is found once it is up.
    pub(crate) async fn app(&self) -> Result<&App, ErrorBody> {
        let asked = Instant::now();
        self.0.app.get_or_try_init(|| self.open(asked)).await
    }

    /// One caller tries at a time, for seconds when a server is away. Those who waited meanwhile get the same refusal
    /// instead of waiting for an attempt of their own, one after the other.
    async fn open(&self, asked: Instant) -> Result<App, ErrorBody> {
        let url = self.0.url.as_ref().map_err(|reason| unavailable(reason.clone()))?;
        if let Some((_, refusal)) = self.refusal().as_ref().filter(|(refused, _)| *refused >= asked) {
            return Err(refusal.clone());
        }
        let app = App::open(url).await.map_err(|error| {
            let reason = error.into_body().message;
            let refusal = unavailable(format!("The database {} cannot be opened. {reason}", vayupos::db::place(url)));
            *self.refusal() = Some((Instant::now(), refusal.clone()));
            refusal
        })?;
        let app = match &self.0.home {
            Some(home) => app.with_home(home.clone()),
            None => app,
        };
        let app = match logs::usual_folder() {
            Some(folder) => app.with_logs(folder),
            None => app,
        };
        let app = match &self.0.choice {
            Some(folder) => app.with_choice(folder.clone()),
            None => app,
        };
        *self.deliveries() = Some(app.start_deliveries());
        Ok(app)
    }

    fn deliveries(&self) -> MutexGuard<'_, Option<Deliveries>> {
        self.0.deliveries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refusal(&self) -> MutexGuard<'_, Option<(Instant, ErrorBody)>> {
        self.0.refusal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an operation to its end, even when the page that asked for it has gone; a panic becomes an internal error.
    pub(crate) async fn to_the_end<Work>(&self, work: Work) -> Result<Value, ErrorBody>
    where
        Work: Future<Output = Result<Value, ErrorBody>> + Send + 'static,
    {
        let till = self.clone();
        let task = tauri::async_runtime::spawn(async move {
            let _running = till.0.running.read().await;
            work.await
        });
        match task.await {
            Ok(outcome) => outcome,
            Err(error) => Err(Error::internal(error).into_body()),
        }
    }

    /// Lets the operations that run come to their end, for a moment at the most, and closes the database.
    pub(crate) async fn close(&self) {
        if timeout(CLOSE_TIMEOUT, self.0.running.write()).await.is_err() {
            tracing::warn!("the window closes while an operation is running: it is undone");
        }
        let deliveries = self.deliveries().take();
        if let Some(deliveries) = deliveries {
            deliveries.stop().await;
        }
        if let Some(app) = self.0.app.get()
            && timeout(CLOSE_TIMEOUT, app.db().close()).await.is_err()
        {
            tracing::warn!("the database could not be closed in time");
        }
    }

    /// Who is signed in. A session that has ended is nobody, so that signing in again is not refused for its sake.
    pub(crate) async fn caller(&self, app: &App) -> Result<Caller> {
        match app.caller(self.token().as_deref()).await {
            Err(Error::Unauthenticated) => Ok(Caller::nobody()),
            outcome => outcome,
        }
    }

    /// Looks at what an operation answers, for those that begin and end a session.
    pub(crate) fn note(&self, operation: &str, outcome: &mut Result<Value, ErrorBody>) {
        match (operation, outcome) {
            ("login" | "unlock" | "refresh", Ok(session)) => self.sign_in(session),
            // Whatever the database says, nobody is signed in at this window any more.
            ("logout", _) => self.set_token(None),
            _ => {}
        }
    }

    /// Keeps the token of a new session here and takes it out of the answer that goes to the page.
    fn sign_in(&self, session: &mut Value) {
        let token = session.get_mut(ACCESS_TOKEN).map(|token| std::mem::replace(token, Value::from("")));
        self.set_token(token.as_ref().and_then(Value::as_str).map(str::to_owned));
    }

    fn token(&self) -> Option<String> {
        self.0.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_token(&self, token: Option<String>) {
        *self.0.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }
}

fn unavailable(message: String) -> ErrorBody {
    ErrorBody { code: Code::Unavailable, message, field: None, details: None }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use serde_json::json;
    use tauri::async_runtime::block_on;
    use vayupos::error::{Code, Error};

    use super::Till;

    #[test]
    fn the_token_stays_here_until_the_session_ends() {
        let till = Till::new(Err("No folder.".into()), None, None);
        let mut session = Ok(json!({ "access_token": "secret", "expires_in": 60 }));
        till.note("login", &mut session);
        assert_eq!(till.token().as_deref(), Some("secret"));
        assert_eq!(session.ok(), Some(json!({ "access_token": "", "expires_in": 60 })));

        let mut other = Ok(json!({ "access_token": "another" }));
        till.note("unlock", &mut other);
        assert_eq!((till.token().as_deref(), other.ok()), (Some("another"), Some(json!({ "access_token": "" }))));

        till.note("login", &mut Err(Error::InvalidCredentials.into_body()));
        assert_eq!(till.token().as_deref(), Some("another"));
        till.note("logout", &mut Err(Error::Unauthenticated.into_body()));
        assert_eq!(till.token(), None);
    }

    #[test]
    fn a_database_that_cannot_be_opened_is_named_and_tried_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("missing").join("vayupos.db");
        let till = Till::new(Ok(format!("sqlite:{}", path.display())), None, None);
        let before = Instant::now();
        let refused = block_on(till.app()).expect_err("the folder is missing");
        assert_eq!(refused.code, Code::Unavailable);
        assert!(refused.message.contains(&path.display().to_string()), "{}", refused.message);

        // Who asked before that attempt had failed shares its outcome; who asks after it tries again.
        std::fs::create_dir(folder.path().join("missing")).expect("now it is there");
        assert!(block_on(till.open(before)).is_err());
        assert!(block_on(till.app()).is_ok());
        assert!(till.deliveries().is_some(), "letters are sent while the database is open");
        block_on(till.close());
        assert!(till.deliveries().is_none());
    }

    #[test]
    fn a_panic_is_an_internal_error() {
        let till = Till::new(Err("No folder.".into()), None, None);
        let outcome = block_on(till.to_the_end(async { panic!("a fault of ours") }));
        assert_eq!(outcome.expect_err("it panicked").code, Code::Internal);
    }

    #[test]
    fn closing_waits_for_what_is_running() {
        let till = Till::new(Err("No folder.".into()), None, None);
        let done = Arc::new(AtomicBool::new(false));
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (running, is_done) = (till.clone(), done.clone());
        block_on(async move {
            let page = tauri::async_runtime::spawn(async move {
                let work = async move {
                    begun.send(()).ok();
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    is_done.store(true, Ordering::SeqCst);
                    Ok(json!(null))
                };
                running.to_the_end(work).await
            });
            has_begun.await.expect("it begins");
            // The page goes, and with it the answer; the work does not.
            page.abort();
            till.close().await;
        });
        assert!(done.load(Ordering::SeqCst));
    }
}
