//! `cargo xtask check`: the quick part, for before every commit. It needs neither Postgres nor the window's packages.

use anyhow::Result;

use crate::steps::{self, Step};
use crate::{cargo, process, ui};

const STEPS: &[Step<()>] = &[
    ("UI packages", |()| ui::install()),
    ("Rust: formatting", |()| cargo::finish(&["fmt", "--all", "--check"])),
    ("Rust: lints", |()| cargo::finish(&["clippy", "--quiet", "--all-targets", "--", "--deny", "warnings"])),
    ("Rust: tests, on SQLite only", |()| {
        // Said out loud, because a missing address is reported as a gap in the tests.
        process::finish(cargo::cargo(&["test", "--quiet"]).env("VAYUPOS_TEST_POSTGRES", "off"))
    }),
    ("UI: types", |()| ui::script("check")),
    ("UI: unit tests", |()| ui::script("test")),
];

pub(crate) fn check() -> Result<()> {
    steps::take(STEPS, &mut ())
}
