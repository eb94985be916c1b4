//! `cargo xtask pictures`: the pictures of the README and the guide, taken anew from the till as it is now.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::served::Served;
use crate::{cargo, debian, process, ui};

const LANGUAGES: &str = "ui/project.inlang/settings.json";

/// Seeds a demo shop with its past, and for each language of the desk serves a copy of it and an empty shop, and has a browser
/// walk through both.
pub(crate) fn take() -> Result<()> {
    debian::install(debian::TESTS, "the pictures")?;
    ui::install_and_build()?;
    cargo::finish(&["build", "--package", "vayupos-server"])?;
    let folder = tempfile::tempdir()?;
    let seeded = folder.path().join("seeded.db");
    process::finish(process::command(cargo::built("vayupos")?).args(["seed", "--demo", "--database", &url(&seeded)]))?;
    for language in languages()? {
        let [shop, empty] = ["shop", "empty"].map(|name| folder.path().join(format!("{name}-{language}.db")));
        fs::copy(&seeded, &shop)?;
        let shop = Served::start(&url(&shop), &shop.with_extension("log"))?;
        let empty = Served::start(&url(&empty), &empty.with_extension("log"))?;
        let served = [("VAYUPOS_URL", shop.url()), ("VAYUPOS_EMPTY_URL", empty.url()), ("DESK_LANGUAGE", &language)];
        ui::script_with("pictures", &served)?;
    }
    Ok(())
}

fn url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// What the desk speaks.
fn languages() -> Result<Vec<String>> {
    let settings: Value = serde_json::from_str(&fs::read_to_string(process::root().join(LANGUAGES))?)?;
    let languages = settings["locales"].as_array().with_context(|| format!("{LANGUAGES} names no locales"))?;
    Ok(languages.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
