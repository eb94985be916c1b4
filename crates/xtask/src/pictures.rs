//! `cargo xtask pictures`: the pictures of the README and the guide, taken anew from the till as it is now.

use anyhow::Result;

use crate::served::Served;
use crate::{cargo, debian, process, ui};

/// Seeds a demo shop with its past, serves it and an empty one, and has a browser walk through both.
pub(crate) fn take() -> Result<()> {
    debian::install(debian::TESTS, "the pictures")?;
    ui::install_and_build()?;
    cargo::finish(&["build", "--package", "vayupos-server"])?;
    let folder = tempfile::tempdir()?;
    let sqlite = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let shop = sqlite("shop.db");
    process::finish(process::command(cargo::built("vayupos")?).args(["seed", "--demo", "--database", &shop]))?;
    let shop = Served::start(&shop, &folder.path().join("shop.log"))?;
    let empty = Served::start(&sqlite("empty.db"), &folder.path().join("empty.log"))?;
    ui::script_with("pictures", &[("VAYUPOS_URL", shop.url()), ("VAYUPOS_EMPTY_URL", empty.url())])
}
