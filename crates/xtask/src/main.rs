//! Set-up and everyday work in one word: `cargo xtask run | check | test | gen | pictures | dist | try`.
//!
//! Each command is one file that says what it does from top to bottom (`run`, `check`, `test`, `generate`, `pictures`,
//! `dist`, `tryout`); beside them stand the things they need (`debian` packages, `node`, the `ui`, a private `postgres`, a
//! `served` till, the `window`).
//! Nothing here is part of the product, and nothing here is needed to build it with plain `cargo build`.
//!
//! A C compiler and a linker are taken for granted: without them cargo could not have built this very program.

mod cargo;
mod check;
mod debian;
mod dist;
mod generate;
mod janitor;
mod node;
mod pictures;
mod postgres;
mod process;
mod release;
mod run;
mod served;
mod steps;
mod test;
mod tryout;
mod ui;
mod window;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Usage: cargo xtask <command>

  run     installs what is missing, builds and opens the till (without a display: serves it on http://127.0.0.1:8000);
          what follows is passed on: cargo xtask run -- --database sqlite:/tmp/shop.db
  check   the quick everyday part: formatting, lints, the core's tests on SQLite, the UI's checks and unit tests
  test    everything, in the order of .ci/run: both databases, the UI in a browser, and the real window;
          cargo xtask test window takes only the steps whose names contain the word
  gen     writes openapi.json and the UI's types anew from the table of operations
  pictures
          takes the pictures of README.md and docs/USER-GUIDE.md anew, from a demo shop
  dist    the packages for this system: .deb and .rpm, .dmg, or .msi and .exe; with the command `vayupos` beside the window;
          signed for the updater where TAURI_SIGNING_PRIVATE_KEY says by which key
  try     what an owner does with a .deb, on this system: installs it, sells, removes it, and finds the shop again
  latest  the list of updates, latest.json, for a folder of such packages and the address where they will lie
";

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let command = if arguments.is_empty() { String::new() } else { arguments.remove(0) };
    if arguments.first().is_some_and(|first| first == "--") {
        arguments.remove(0);
    }
    match dispatch(&command, &arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, arguments: &[String]) -> Result<()> {
    match command {
        "run" => run::run(arguments),
        "check" => check::check(),
        "test" => test::test(arguments),
        "gen" => generate::generate(),
        "pictures" => pictures::take(),
        "dist" => dist::dist(arguments),
        "try" => tryout::try_package(arguments),
        "latest" => release::latest(arguments),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => bail!("\"{unknown}\" is not a command.\n\n{HELP}"),
    }
}
