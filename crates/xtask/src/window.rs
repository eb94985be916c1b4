//! One journey through the real window, on a screen of its own that nobody sees.

use anyhow::Result;

use crate::janitor::{Beside, End};
use crate::{cargo, process};

/// Runs src-tauri/tests/window.mjs against the window that was built last.
pub(crate) fn journey() -> Result<()> {
    let mut command = process::command("xvfb-run");
    command.args(["--auto-servernum", "--server-args=-screen 0 1366x768x24", "node", "src-tauri/tests/window.mjs"]);
    command.env("VAYUPOS_WINDOW", cargo::built("vayupos-desktop")?);
    Beside::start("The window's journey", &mut command, End::default())?.finish()
}
