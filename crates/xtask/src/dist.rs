//! `cargo xtask dist`: what a shop installs, made for the system that this runs on.
//!
//! The packages bring the window and, beside it, the command `vayupos`. AppImage is left to the release workflow,
//! because its bundler fetches tools of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{cargo, debian, process, ui};

const SERVICE: &str = "crates/vayupos-server/linux/vayupos.service";

/// Builds the desk, both programs, and the packages; `bundles` in place of the usual ones.
pub(crate) fn dist(bundles: &[String]) -> Result<()> {
    debian::install(debian::WINDOW, "the window")?;
    ui::install_and_build()?;
    cargo::finish(&["build", "--release", "--package", "vayupos-server"])?;
    let release = release_folder()?;
    let command = release.join(format!("vayupos{}", std::env::consts::EXE_SUFFIX));
    let chosen = if bundles.is_empty() { usual_bundles().to_owned() } else { bundles.join(",") };
    ui::tauri(&["build", "--bundles", &chosen, "--config", &configuration(&command).to_string()])?;
    println!("\nThe packages:");
    for package in packages(&release.join("bundle"))? {
        println!("  {}", package.display());
    }
    Ok(())
}

fn usual_bundles() -> &'static str {
    if cfg!(target_os = "macos") {
        "dmg,app"
    } else if cfg!(windows) {
        "nsis,msi"
    } else {
        "deb,rpm"
    }
}

/// What this build adds to tauri.conf.json: the desk is built already, and the command comes along.
fn configuration(command: &Path) -> Value {
    let files = json!({
        "/usr/bin/vayupos": command,
        "/usr/lib/systemd/system/vayupos.service": process::root().join(SERVICE),
    });
    json!({
        "build": { "beforeBuildCommand": null },
        "bundle": { "linux": { "deb": { "files": files }, "rpm": { "files": files } } },
    })
}

fn release_folder() -> Result<PathBuf> {
    let debug = cargo::built("xtask")?;
    let target = debug.parent().and_then(Path::parent).context("cannot tell where cargo builds to")?;
    Ok(target.join("release"))
}

fn packages(bundle: &Path) -> Result<Vec<PathBuf>> {
    const ENDINGS: [&str; 7] = ["deb", "rpm", "AppImage", "dmg", "msi", "exe", "sig"];
    let mut found = Vec::new();
    for kind in std::fs::read_dir(bundle).with_context(|| format!("no packages in {}", bundle.display()))? {
        let kind = kind?.path();
        if !kind.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(kind)? {
            let file = file?.path();
            let ending = file.extension().and_then(|ending| ending.to_str());
            if file.is_file() && ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
                found.push(file);
            }
        }
    }
    found.sort();
    Ok(found)
}
