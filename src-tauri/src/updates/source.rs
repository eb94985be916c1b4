//! Where updates come from: the address and the key of tauri.conf.json, over HTTPS alone, and only for a program that
//! came as a package which can be replaced.

use std::time::Duration;

use tauri::AppHandle;
use tauri::utils::config::BundleType;
use tauri::utils::platform::bundle_type;
use tauri_plugin_updater::{Update, Updater, UpdaterExt};
use tokio::sync::watch;

use super::refusal::Refusal;

/// How long the list of updates may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(15);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a download may stand still.
const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// A package of ours has some thirty megabytes.
const MAX_DOWNLOAD_BYTES: u64 = 512 * 1024 * 1024;

/// Whether this program may look for updates at all.
pub(super) fn usable(app: &AppHandle) -> Result<(), Refusal> {
    if key(app).is_none() {
        return Err(Refusal::NotSetUp);
    }
    if is_replaceable(app) { Ok(()) } else { Err(Refusal::NotReplaceable) }
}

/// The newest release, when it is newer than this program.
pub(super) async fn find(app: &AppHandle) -> Result<Option<Update>, Refusal> {
    usable(app)?;
    let found = updater(app)?.check().await.map_err(|fault| Refusal::of_check(&fault))?;
    match found {
        // The list is protected on its way; what it names must be as well.
        Some(update) if !is_private(&update) => {
            tracing::warn!(url = %update.download_url, "an update lies at an unprotected address");
            Err(Refusal::NotPrivate)
        }
        found => Ok(found),
    }
}

/// Fetches it and looks whether it is ours, and of the version that it claims to be.
pub(super) async fn download(
    update: &Update,
    mut cancelled: watch::Receiver<bool>,
    mut progress: impl FnMut(u64, Option<u64>),
) -> Result<Vec<u8>, Refusal> {
    let (too_large, mut is_too_large) = watch::channel(false);
    let mut received = 0_u64;
    let on_chunk = |length: usize, total: Option<u64>| {
        received = received.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        if received > MAX_DOWNLOAD_BYTES || total.is_some_and(|total| total > MAX_DOWNLOAD_BYTES) {
            too_large.send_replace(true);
        }
        progress(received, total);
    };
    // In this order: whoever stopped it is not told that it broke.
    tokio::select! {
        biased;
        Ok(_) = cancelled.wait_for(|is_cancelled| *is_cancelled) => Err(Refusal::Cancelled),
        Ok(_) = is_too_large.wait_for(|is_too_large| *is_too_large) => Err(Refusal::TooLarge),
        outcome = update.download(on_chunk, || {}) => outcome.map_err(|fault| Refusal::of_download(&fault)),
    }
}

fn updater(app: &AppHandle) -> Result<Updater, Refusal> {
    let builder = app.updater_builder().timeout(CHECK_TIMEOUT).configure_client(|client| {
        let client = client.connect_timeout(CONNECT_TIMEOUT).read_timeout(STALL_TIMEOUT);
        // Also where an answer sends us on.
        if cfg!(feature = "loopback-updates") { client } else { client.https_only(true) }
    });
    #[cfg(feature = "loopback-updates")]
    let builder = match super::loopback::asked_for() {
        Some(loopback) => {
            let builder = builder.pubkey(loopback.key).no_proxy();
            builder.endpoints(vec![loopback.list]).map_err(|fault| Refusal::of_check(&fault))?
        }
        None => return Err(Refusal::NotSetUp),
    };
    // On Windows the program ends inside the installation, without the usual way out.
    #[cfg(windows)]
    let builder = {
        let app = app.clone();
        builder.on_before_exit(move || {
            use tauri::Manager;
            if let Some(till) = app.try_state::<crate::till::Till>() {
                tauri::async_runtime::block_on(till.close());
            }
            app.cleanup_before_exit();
        })
    };
    builder.build().map_err(|fault| Refusal::of_check(&fault))
}

/// The key by which an update of ours is told, if this build knows one.
fn key(app: &AppHandle) -> Option<String> {
    #[cfg(feature = "loopback-updates")]
    if let Some(loopback) = super::loopback::asked_for() {
        return Some(loopback.key);
    }
    let key = app.config().plugins.0.get("updater")?.get("pubkey")?.as_str()?;
    (!key.is_empty()).then(|| key.to_owned())
}

fn is_private(update: &Update) -> bool {
    let url = &update.download_url;
    url.scheme() == "https" || (cfg!(feature = "loopback-updates") && url.host_str() == Some("127.0.0.1"))
}

/// Without this question the updater would put an AppImage in the place of whatever program this is.
#[cfg(target_os = "linux")]
fn is_replaceable(app: &AppHandle) -> bool {
    use tauri::Manager;
    let is_system_package = matches!(bundle_type(), Some(BundleType::Deb | BundleType::Rpm));
    is_system_package || app.env().appimage.is_some()
}

#[cfg(not(target_os = "linux"))]
fn is_replaceable(_app: &AppHandle) -> bool {
    let is_in_bundle = std::env::current_exe().is_ok_and(|path| path.to_string_lossy().contains(".app/Contents/MacOS"));
    if cfg!(target_os = "macos") {
        is_in_bundle
    } else {
        matches!(bundle_type(), Some(BundleType::Nsis | BundleType::Msi))
    }
}
