//! `cargo xtask try PACKAGE.deb`: what an owner does with a package, on this very system: installs it, opens the till,
//! sells, removes it, and installs it again. The shop's data must outlive the package.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail, ensure};

use crate::{debian, process, window};

/// Leaves the package removed.
pub(crate) fn try_package(arguments: &[String]) -> Result<()> {
    let [package] = arguments else {
        bail!("Which package? cargo xtask try target/release/bundle/deb/VayuPOS_….deb")
    };
    let package = std::path::absolute(package)?.display().to_string();
    debian::install(debian::TESTS, "trying a package")?;
    let name = process::output_of(process::command("dpkg-deb").args(["--field", &package, "Package"]))?;
    let home = tempfile::tempdir()?;
    let shop = home.path().join("data/com.vayupos.desktop/vayupos.db");
    for day in ["first-day", "second-day"] {
        let started = Instant::now();
        debian::apt_get(&["install", "--yes", "--no-install-recommends", &package])?;
        println!("Installed in {:.1} s", started.elapsed().as_secs_f32());
        let tried = window::package(day, home.path());
        debian::apt_get(&["remove", "--yes", &name])?;
        tried?;
        let is_left = |program: &&str| Path::new("/usr/bin").join(program).exists();
        ensure!(!["vayupos", "vayupos-desktop"].iter().any(is_left), "a program is left after the package was removed");
        ensure!(shop.is_file(), "the shop went with the package: {} is gone", shop.display());
        println!("Removed; {} is there", shop.display());
    }
    Ok(())
}
