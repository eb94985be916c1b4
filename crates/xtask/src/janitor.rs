//! Programs that run beside us and must be gone when we are, however we end.
//!
//! Each gets a process group of its own, so that its children end with it, and a janitor: a shell that waits on a pipe
//! which only we hold open. When the pipe closes - at the end of the work, after a panic, at Ctrl-C, or because we were
//! killed outright - the janitor ends the group and removes the folders that were made for it.

use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a program may take to end by itself after it was asked to.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(20);

/// How a program is to end.
pub(crate) struct End<'a> {
    /// The signal that asks it to, by its short name.
    pub(crate) signal: &'static str,
    /// A folder that is to go with it when we are killed and cannot remove it ourselves.
    pub(crate) folder: Option<&'a Path>,
}

impl Default for End<'_> {
    fn default() -> Self {
        End { signal: "TERM", folder: None }
    }
}

/// A program running beside us; dropping it ends it with all its children.
pub(crate) struct Beside {
    name: String,
    child: Child,
    signal: &'static str,
    janitor: Option<Child>,
}

impl Beside {
    /// Starts the program.
    pub(crate) fn start(name: &str, command: &mut Command, end: End<'_>) -> Result<Self> {
        own_group(command);
        let child = command.stdin(Stdio::null()).spawn().with_context(|| format!("cannot start {name}"))?;
        let mut beside = Beside { name: name.to_owned(), child, signal: end.signal, janitor: None };
        beside.janitor = janitor(beside.id(), &end)?;
        Ok(beside)
    }

    /// The process id, which on Unix is that of the group as well.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself.
    pub(crate) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits for its end, which must be a success.
    pub(crate) fn finish(mut self) -> Result<()> {
        let status = self.child.wait()?;
        if !status.success() {
            bail!("{} ended with {status}", self.name);
        }
        Ok(())
    }

    /// Asks until the answer is yes; an error when the program ends before that, or when it takes too long.
    pub(crate) fn wait_until(&mut self, timeout: Duration, mut is_ready: impl FnMut() -> bool) -> Result<()> {
        let started = Instant::now();
        while !is_ready() {
            if let Some(status) = self.ended()? {
                bail!("{} ended with {status} before it was ready", self.name);
            }
            if started.elapsed() > timeout {
                bail!("{} was not ready within {} s", self.name, timeout.as_secs());
            }
            sleep(POLL);
        }
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        signal_group(self.id(), self.signal);
        let asked = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && asked.elapsed() < STOP_TIMEOUT {
            sleep(POLL);
        }
        // Whatever it started may still be there when it has gone itself.
        signal_group(self.id(), "KILL");
        self.child.wait().ok();
        if let Some(mut janitor) = self.janitor.take() {
            drop(janitor.stdin.take());
            janitor.wait().ok();
        }
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(unix)]
fn signal_group(group: u32, signal: &str) {
    // The shell's own `kill`: a small Debian image has no other.
    let script = format!("kill -s {signal} -- -{group}");
    Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status().ok();
}

#[cfg(unix)]
fn janitor(group: u32, end: &End<'_>) -> Result<Option<Child>> {
    let script = r#"
        while read -r _; do :; done
        if kill -s "$2" -- "-$1" 2>/dev/null; then sleep 2; kill -s KILL -- "-$1" 2>/dev/null; fi
        [ -z "$3" ] || rm -rf -- "$3"
    "#;
    let mut command = Command::new("sh");
    command.args(["-c", script, "janitor", &group.to_string(), end.signal]);
    command.arg(end.folder.unwrap_or(Path::new("")));
    own_group(&mut command);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
    Ok(Some(child.context("cannot start the janitor's shell")?))
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(not(unix))]
fn signal_group(group: u32, _signal: &str) {
    let group = group.to_string();
    Command::new("taskkill")
        .args(["/T", "/F", "/PID", &group])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok();
}

#[cfg(not(unix))]
fn janitor(_group: u32, _end: &End<'_>) -> Result<Option<Child>> {
    Ok(None)
}
