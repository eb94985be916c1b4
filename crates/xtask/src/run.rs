//! `cargo xtask run`: from a fresh clone to an open till.
//!
//! With a display it is the window. Without one (a server, a container) it is the same till over HTTP, which needs none
//! of the window's packages.

use anyhow::Result;

use crate::{cargo, debian, process, ui};

const DEFAULT_ADDRESS: &str = "127.0.0.1:8000";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if has_display() { open_window(arguments) } else { serve(arguments) }
}

fn open_window(arguments: &[String]) -> Result<()> {
    debian::install(debian::WINDOW, "the window")?;
    ui::install_and_build()?;
    cargo::finish(&["build", "--package", "vayupos-desktop", "--features", "custom-protocol"])?;
    process::become_program(process::command(cargo::built("vayupos-desktop")?).args(arguments))
}

fn serve(arguments: &[String]) -> Result<()> {
    ui::install_and_build()?;
    cargo::finish(&["build", "--package", "vayupos-server"])?;
    println!("No display here: the same till is served on http://{}", address(arguments));
    process::become_program(process::command(cargo::built("vayupos")?).arg("serve").args(arguments))
}

fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn address(arguments: &[String]) -> &str {
    let after = arguments.iter().position(|argument| argument == "--listen").and_then(|at| arguments.get(at + 1));
    let joined = arguments.iter().find_map(|argument| argument.strip_prefix("--listen="));
    after.map(String::as_str).or(joined).unwrap_or(DEFAULT_ADDRESS)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn names_the_address_that_was_asked_for() {
        assert_eq!(address(&[]), "127.0.0.1:8000");
        assert_eq!(address(&["--listen".into(), "0.0.0.0:80".into()]), "0.0.0.0:80");
        assert_eq!(address(&["--listen=0.0.0.0:80".into()]), "0.0.0.0:80");
    }
}
