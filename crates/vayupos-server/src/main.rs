//! `vayupos`: the till over HTTP, the same desk in a browser, and the commands that look after a shop's data.

mod barcode;
mod caller;
mod commands;
mod connections;
mod desk;
mod docs;
mod face;
mod failure;
mod guard;
mod input;
mod limits;
mod openapi;
mod output;
mod price;
mod serve;
mod upkeep;

use std::process::ExitCode;

use clap::Parser;

/// The exit status when an input was read and refused.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    vayupos::logs::begin(arguments.logs().as_deref(), "server");
    let outcome = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(commands::run(arguments)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<price::Refused>() => ExitCode::from(REFUSED),
        Err(error) => {
            eprintln!("vayupos: {error:#}");
            ExitCode::FAILURE
        }
    }
}
