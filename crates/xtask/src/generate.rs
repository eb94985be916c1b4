//! `cargo xtask gen`: what is generated from the table of operations and checked in.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{cargo, process, ui};

const OPENAPI: &str = "crates/vayupos-server/openapi.json";
const TYPES: &str = "ui/src/api/schema.gen.ts";
const ROUTES: &str = "ui/src/api/routes.gen.ts";
const FILES: [&str; 3] = [OPENAPI, TYPES, ROUTES];

/// Writes the OpenAPI document, and from it the UI's types and routes.
pub(crate) fn generate() -> Result<()> {
    ui::install()?;
    cargo::finish(&["build", "--quiet", "--package", "vayupos-server"])?;
    write_all()
}

/// An error when a checked-in file is not what would be generated now. Uses the program as it was built last.
pub(crate) fn require_up_to_date() -> Result<()> {
    let before = [read(OPENAPI)?, read(TYPES)?, read(ROUTES)?];
    write_all()?;
    let stale: Vec<&str> =
        FILES.into_iter().zip(before).filter_map(|(file, old)| (read(file).ok()? != old).then_some(file)).collect();
    if !stale.is_empty() {
        bail!("Out of date, and now written anew; please look at the change and commit it: {}", stale.join(" "));
    }
    Ok(())
}

fn write_all() -> Result<()> {
    let mut command = process::command(cargo::built("vayupos")?);
    let document = process::output_of(command.arg("openapi"))?;
    fs::write(path(OPENAPI), document + "\n").with_context(|| format!("cannot write {OPENAPI}"))?;
    ui::script("gen")
}

fn read(file: &str) -> Result<String> {
    fs::read_to_string(path(file)).with_context(|| format!("cannot read {file}"))
}

fn path(file: &str) -> impl AsRef<Path> {
    process::root().join(file)
}
