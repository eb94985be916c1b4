//! Node.js: recent enough, or a sentence that says what is needed. Debian 12's own is too old, so it is not installed.

use anyhow::{Result, bail};

use crate::process;

/// Vite and svelte-check ask for this one: (major, minor).
const OLDEST: (u32, u32) = (20, 19);

/// An error unless `node` and `npm` are there and new enough.
pub(crate) fn require() -> Result<()> {
    let needed = format!("Node.js {}.{} or newer is needed: https://nodejs.org", OLDEST.0, OLDEST.1);
    let Ok(answer) = process::output_of(process::command("node").arg("--version")) else { bail!("{needed}") };
    match version(&answer) {
        Some(found) if found >= OLDEST => Ok(()),
        Some(_) | None => bail!("{needed} (here is {answer})"),
    }
}

fn version(answer: &str) -> Option<(u32, u32)> {
    let mut numbers = answer.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn reads_major_and_minor() {
        assert_eq!(version("v20.19.4"), Some((20, 19)));
        assert_eq!(version("v24.0.0-nightly"), Some((24, 0)));
        assert_eq!(version("node"), None);
    }
}
