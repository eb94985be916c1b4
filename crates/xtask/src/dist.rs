//! `cargo xtask dist`: what a shop installs, made for the system that this runs on.
//!
//! The packages bring the window and, beside it, the command `vayupos`. AppImage is left to the release workflow,
//! because its bundler fetches tools of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{cargo, debian, process, release, ui};

/// The key that signs updates; without it the packages are as good, and no running program replaces itself by them.
const SIGNING_KEY: &str = "TAURI_SIGNING_PRIVATE_KEY";
const SERVICE: &str = "crates/vayupos-server/linux/vayupos.service";
const KIND_OF_FILE: &str = "src-tauri/linux/vayupos.xml";

/// Builds the desk, both programs, and the packages; `bundles` in place of the usual ones.
pub(crate) fn dist(bundles: &[String]) -> Result<()> {
    debian::install(debian::WINDOW, "the window")?;
    ui::install_and_build()?;
    cargo::finish(&["build", "--release", "--package", "vayupos-server"])?;
    let release = release_folder()?;
    let command = release.join(format!("vayupos{}", std::env::consts::EXE_SUFFIX));
    let is_signed = std::env::var_os(SIGNING_KEY).is_some_and(|key| !key.is_empty());
    if is_signed && release::key()?.is_empty() {
        bail!("{SIGNING_KEY} is there, and tauri.conf.json names no public key to it");
    }
    let chosen = if bundles.is_empty() { usual_bundles().to_owned() } else { bundles.join(",") };
    ui::tauri(&["build", "--bundles", &chosen, "--config", &configuration(&command, is_signed).to_string()])?;
    name_the_processor(&release.join("bundle/macos"))?;
    println!(
        "\nThe packages{}:",
        if is_signed { ", signed" } else { "; they are not signed, so no program updates to them" }
    );
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
fn configuration(command: &Path, is_signed: bool) -> Value {
    let files = json!({
        "/usr/bin/vayupos": command,
        "/usr/lib/systemd/system/vayupos.service": process::root().join(SERVICE),
        "/usr/share/mime/packages/vayupos.xml": process::root().join(KIND_OF_FILE),
    });
    json!({
        "build": { "beforeBuildCommand": null },
        "bundle": { "createUpdaterArtifacts": is_signed, "linux": { "deb": { "files": files }, "rpm": { "files": files } } },
    })
}

/// On macOS the archive for updates is the only package that does not say which processor it is for.
fn name_the_processor(folder: &Path) -> Result<()> {
    for ending in [".app.tar.gz", ".app.tar.gz.sig"] {
        let file = folder.join(format!("VayuPOS{ending}"));
        if file.is_file() {
            std::fs::rename(&file, folder.join(format!("VayuPOS_{}{ending}", std::env::consts::ARCH)))?;
        }
    }
    Ok(())
}

fn release_folder() -> Result<PathBuf> {
    let debug = cargo::built("xtask")?;
    let target = debug.parent().and_then(Path::parent).context("cannot tell where cargo builds to")?;
    Ok(target.join("release"))
}

fn packages(bundle: &Path) -> Result<Vec<PathBuf>> {
    const ENDINGS: [&str; 8] = ["deb", "rpm", "AppImage", "dmg", "msi", "exe", "gz", "sig"];
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
