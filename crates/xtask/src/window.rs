//! Journeys through the real window, on a screen of its own that nobody sees.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::janitor::{Beside, End};
use crate::{cargo, process};

/// A shop's first day: src-tauri/tests/window.mjs against the window that was built last.
pub(crate) fn journey() -> Result<()> {
    run("The window's journey", "src-tauri/tests/window.mjs")
}

/// A newer program takes the place of the window that was built last, and a bad one does not.
pub(crate) fn updates() -> Result<()> {
    run("The updates", "src-tauri/tests/updates.mjs")
}

/// One of the days of src-tauri/tests/package.mjs with the window that is installed, its files in this folder.
pub(crate) fn package(day: &str, home: &Path) -> Result<()> {
    let mut command = on_a_screen("src-tauri/tests/package.mjs");
    command.arg(day).env("VAYUPOS_HOME", home);
    Beside::start("The package", &mut command, End::default())?.finish()
}

fn on_a_screen(script: &str) -> Command {
    let mut command = process::command("xvfb-run");
    command.args(["--auto-servernum", "--server-args=-screen 0 1366x768x24", "node", script]);
    command
}

fn run(name: &str, script: &str) -> Result<()> {
    let mut command = on_a_screen(script);
    command.env("VAYUPOS_WINDOW", cargo::built("vayupos-desktop")?);
    Beside::start(name, &mut command, End::default())?.finish()
}
