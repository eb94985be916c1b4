//! The system's packages: on Debian and its kin they are installed, elsewhere they are named.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process;

/// What building the window takes: WebKitGTK brings GTK 3, libsoup and JavaScriptCore with it.
pub(crate) const WINDOW: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// What the tests take beyond that.
pub(crate) const TESTS: &[&str] = &[
    "postgresql",
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "chromium",
    "poppler-utils",
    "python3-aiosmtpd",
    "curl",
    "jq",
];

/// Installs those of the packages that are missing; `purpose` completes "needed for …".
pub(crate) fn install(packages: &[&str], purpose: &str) -> Result<()> {
    if cfg!(not(target_os = "linux")) {
        println!("Needed for {purpose}, see https://v2.tauri.app/start/prerequisites/: {}", elsewhere());
        return Ok(());
    }
    if !process::is_installed("apt-get") || !process::is_installed("dpkg-query") {
        println!("This is no Debian. Needed for {purpose}, by Debian's names: {}", packages.join(" "));
        return Ok(());
    }
    let missing = missing(packages)?;
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing Debian packages: {} (needed for {purpose}; takes a minute or two)", missing.join(" "));
    apt_get(&["update", "--quiet"])?;
    let mut install = vec!["install", "--quiet", "--yes", "--no-install-recommends"];
    install.extend(&missing);
    apt_get(&install)
}

fn elsewhere() -> &'static str {
    if cfg!(target_os = "macos") {
        "the Xcode command line tools (xcode-select --install)"
    } else {
        "the Microsoft C++ Build Tools and WebView2"
    }
}

fn missing<'a>(packages: &[&'a str]) -> Result<Vec<&'a str>> {
    let mut query = process::command("dpkg-query");
    query.args(["--show", "--showformat=${Package} ${db:Status-Abbrev}\\n"]).args(packages);
    // Of packages it has never heard of it only says so on standard error, and fails.
    let answer = query.stderr(Stdio::null()).output()?;
    let installed = String::from_utf8_lossy(&answer.stdout).into_owned();
    let is_installed = |package: &str| {
        installed.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(package) && words.next() == Some("ii")
        })
    };
    Ok(packages.iter().copied().filter(|package| !is_installed(package)).collect())
}

/// Runs apt-get as root, which says only what goes wrong.
pub(crate) fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root()? {
        process::command("apt-get")
    } else if process::is_installed("sudo") {
        println!("sudo apt-get {}", arguments.join(" "));
        let mut sudo = process::command("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    } else {
        bail!("Neither root nor sudo is at hand. As root, run: apt-get {}", arguments.join(" "));
    };
    // What goes wrong it says on standard error; the other output is a thousand lines of unpacking.
    command.args(arguments).stdout(Stdio::null());
    process::finish(command.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Whether we run as root, as in most containers.
pub(crate) fn is_root() -> Result<bool> {
    if cfg!(not(unix)) {
        return Ok(false);
    }
    Ok(process::output_of(Command::new("id").arg("-u"))? == "0")
}
