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
    ("UI in a browser, on SQLite", |world| {
        let folder = tempfile::tempdir()?;
        let sqlite = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        in_a_browser(&Shops {
            sold_in: sqlite("shop.db"),
            empty: sqlite("empty.db"),
            left: None,
            moved_to: world.postgres()?.create_database("moved")?,
        })
    }),
    ("UI in a browser, on Postgres", |world| {
        let folder = tempfile::tempdir()?;
        let postgres = world.postgres()?;
        in_a_browser(&Shops {
            sold_in: postgres.create_database("shop")?,
            empty: postgres.create_database("empty")?,
            left: Some(postgres.create_database("left")?),
            moved_to: format!("sqlite:{}", folder.path().join("moved.db").display()),
        })
    }),
    ("The window", |_| window::journey()),
    ("Updates of the window", |_| window::updates()),
];

const WORKSPACE: &str = "--workspace";
/// Of a till's log, after the names of the journeys that failed.
const LOG_LINES: usize = 15;
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

/// The databases of the journeys.
struct Shops {
    sold_in: String,
    /// Nobody has set it up yet.
    empty: String,
    /// Which a shop leaves for another engine; without one it leaves the file that the program lays itself.
    left: Option<String>,
    moved_to: String,
}

fn in_a_browser(shops: &Shops) -> Result<()> {
    let logs = tempfile::tempdir()?;
    let log = logs.path().join("shop.log");
    let shop = Served::start(&shops.sold_in, &log)?;
    let empty = Served::start(&shops.empty, &logs.path().join("empty.log"))?;
    let program = cargo::built("vayupos")?.display().to_string();
    let variables = [
        ("VAYUPOS_URL", shop.url()),
        ("VAYUPOS_EMPTY_URL", empty.url()),
        ("VAYUPOS_PROGRAM", &program),
        ("VAYUPOS_MOVE_FROM", shops.left.as_deref().unwrap_or_default()),
        ("VAYUPOS_MOVE_TO", &shops.moved_to),
    ];
    ui::script_with("e2e", &variables).inspect_err(|_| {
        let log = fs::read_to_string(&log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let end = &lines[lines.len().saturating_sub(LOG_LINES)..];
        eprintln!("The till's log ends with:\n{}", end.join("\n"));
    })
}
