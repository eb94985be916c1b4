//! The UI's packages and its npm scripts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::Result;

use crate::janitor::{Beside, End};
use crate::{node, process};

/// `npm ci`, unless what is installed is as new as package-lock.json.
pub(crate) fn install() -> Result<()> {
    node::require()?;
    if is_installed(&folder()) {
        return Ok(());
    }
    println!("Installing the UI's packages (npm ci)");
    finish("npm ci", npm().args(["ci", "--no-audit", "--no-fund"]))
}

/// The packages, and then the UI as it is embedded and served.
pub(crate) fn install_and_build() -> Result<()> {
    install()?;
    script("build")
}

/// One of the scripts in ui/package.json.
pub(crate) fn script(name: &str) -> Result<()> {
    script_with(name, &[])
}

/// The same with variables in its environment.
pub(crate) fn script_with(name: &str, variables: &[(&str, &str)]) -> Result<()> {
    let mut command = npm();
    command.args(["run", "--silent", name]);
    for (variable, value) in variables {
        command.env(variable, value);
    }
    finish(&format!("npm run {name}"), &mut command)
}

/// Tauri's own command line, run in the window's folder.
pub(crate) fn tauri(arguments: &[&str]) -> Result<()> {
    let program = folder().join("node_modules/@tauri-apps/cli/tauri.js");
    let mut command = process::command("node");
    command.arg(program).args(arguments).current_dir(process::root().join("src-tauri"));
    finish("tauri", &mut command)
}

// Vite, Playwright and their browsers leave children behind when they fail: they get a group, which is ended as a whole.
fn finish(name: &str, command: &mut Command) -> Result<()> {
    Beside::start(name, command, End::default())?.finish()
}

fn npm() -> Command {
    let mut command = process::command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder());
    command
}

fn folder() -> PathBuf {
    process::root().join("ui")
}

fn is_installed(folder: &Path) -> bool {
    let changed = |file: &Path| -> Option<SystemTime> { fs::metadata(file).and_then(|facts| facts.modified()).ok() };
    // npm writes this file last, so it also tells an installation that was broken off.
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    installed.is_some() && installed >= changed(&folder.join("package-lock.json"))
}
