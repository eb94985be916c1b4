//! `cargo xtask test`: everything, in one go, from a fresh clone.
//!
//! The order: what fails fastest first, and every Rust crate compiled once for the lints and once to run. Programs and
//! tests are therefore built together, for the whole workspace and with the window's feature, and all later steps use
//! what that one command built: another selection would have cargo build many dependencies again, with other features.

use std::fs;

use anyhow::Result;

use crate::postgres::Postgres;
use crate::served::Served;
use crate::steps::{self, Step};
use crate::{cargo, debian, generate, process, ui, window};

/// What the steps share: the private Postgres, from the first step on that needs it.
#[derive(Default)]
struct World {
    postgres: Option<Postgres>,
}

impl World {
    fn postgres(&mut self) -> Result<&Postgres> {
        let postgres = match self.postgres.take() {
            Some(running) => running,
            None => Postgres::start()?,
        };
        Ok(self.postgres.insert(postgres))
    }
}

const STEPS: &[Step<World>] = &[
    ("Debian packages", |_| debian::install(&[debian::WINDOW, debian::TESTS].concat(), "the tests")),
    ("UI packages", |_| ui::install()),
    ("Rust: formatting", |_| cargo::finish(&["fmt", "--all", "--check"])),
    ("UI: formatting", |_| ui::script("format:check")),
    ("UI: types", |_| ui::script("check")),
    ("UI: unit tests", |_| ui::script("test")),
    ("UI: build", |_| ui::script("build")),
    ("UI: size budgets", |_| ui::script("budget")),
    ("Rust: lints", |_| cargo::finish(&["clippy", WORKSPACE, "--all-targets", FEATURES, "--", "--deny", "warnings"])),
    ("Rust: build", |_| cargo::finish(&["build", WORKSPACE, "--bins", "--tests", FEATURES])),
    ("Rust: tests, on SQLite and Postgres", rust_tests),
    ("Generated files are up to date", |_| generate::require_up_to_date()),
    ("UI in a browser, on SQLite", |_| {
        let folder = tempfile::tempdir()?;
        let sqlite = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        in_a_browser(&sqlite("shop.db"), &sqlite("empty.db"))
    }),
    ("UI in a browser, on Postgres", |world| {
        let postgres = world.postgres()?;
        in_a_browser(&postgres.create_database("shop")?, &postgres.create_database("empty")?)
    }),
    ("The window", |_| window::journey()),
    ("Updates of the window", |_| window::updates()),
];

const WORKSPACE: &str = "--workspace";
/// With the second one, which no release can have, the window takes updates from this computer.
const FEATURES: &str = "--features=vayupos-desktop/custom-protocol,vayupos-desktop/loopback-updates";

/// Takes all steps, or those whose names contain one of the words.
pub(crate) fn test(words: &[String]) -> Result<()> {
    steps::take(&steps::named(STEPS, words)?, &mut World::default())
}

fn rust_tests(world: &mut World) -> Result<()> {
    let url = world.postgres()?.url("postgres");
    process::finish(cargo::cargo(&["test", WORKSPACE, FEATURES, "--no-fail-fast"]).env("VAYUPOS_TEST_POSTGRES", url))
}

/// One shop to sell in, and one that nobody has set up yet.
fn in_a_browser(shop: &str, empty: &str) -> Result<()> {
    let logs = tempfile::tempdir()?;
    let log = logs.path().join("shop.log");
    let shop = Served::start(shop, &log)?;
    let empty = Served::start(empty, &logs.path().join("empty.log"))?;
    let variables = [("VAYUPOS_URL", shop.url()), ("VAYUPOS_EMPTY_URL", empty.url())];
    ui::script_with("e2e", &variables).inspect_err(|_| {
        eprintln!("The till's log:\n{}", fs::read_to_string(&log).unwrap_or_default());
    })
}
