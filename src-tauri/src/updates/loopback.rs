//! For the tests: updates from this computer alone, signed by a key that the test made.

use std::env;

use tauri::Url;

#[cfg(not(debug_assertions))]
compile_error!("a release takes its updates from where tauri.conf.json says, and from nowhere else");

const LIST: &str = "VAYUPOS_LOOPBACK_UPDATES";
const KEY: &str = "VAYUPOS_LOOPBACK_UPDATES_KEY";

/// Where a test keeps its updates.
pub(super) struct Loopback {
    pub(super) list: Url,
    pub(super) key: String,
}

/// What the environment says, if it names this computer.
pub(super) fn asked_for() -> Option<Loopback> {
    let list: Url = env::var(LIST).ok()?.parse().ok()?;
    let key = env::var(KEY).ok()?;
    (list.host_str() == Some("127.0.0.1")).then_some(Loopback { list, key })
}
