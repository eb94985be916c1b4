//! Nested cargo, and where it puts what it builds.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// A cargo command line in the project's folder.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = process::command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs cargo to the end.
pub(crate) fn finish(arguments: &[&str]) -> Result<()> {
    process::finish(&mut cargo(arguments))
}

/// A program that cargo built for development: it lies where this one lies.
pub(crate) fn built(program: &str) -> Result<PathBuf> {
    let me = std::env::current_exe().context("cannot tell where cargo builds to")?;
    Ok(me.with_file_name(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
}
