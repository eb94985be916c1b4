//! A private Postgres for the tests: a new cluster in a temporary folder, on a free port, gone when it is dropped.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use tempfile::TempDir;

use crate::janitor::{Beside, End};
use crate::{debian, process, served};

const START_TIMEOUT: Duration = Duration::from_secs(60);
/// Debian's place for the programs that are not for everyday use.
const DEBIAN_VERSIONS: &str = "/usr/lib/postgresql";
/// Every test has a database, and with it a pool, of its own.
const CONNECTIONS: &str = "max_connections=400";

/// A running server; anyone on this machine may sign in as `postgres` without a password.
pub(crate) struct Postgres {
    // In this order: the server ends before its folder goes.
    _server: Beside,
    _folder: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        let folder = folder()?;
        let cluster = folder.path().join("cluster");
        let log_path = folder.path().join("log");
        initdb(&programs, &cluster)?;

        let port = served::free_port()?;
        let log = File::create(&log_path)?;
        let mut command = unprivileged(&programs.join("postgres"))?;
        command.arg("-D").arg(&cluster).args(["-p", &port.to_string()]);
        let sockets = format!("unix_socket_directories={}", folder.path().display());
        // A power cut ends the tests anyway, so nothing needs to reach the disk.
        let unsynced = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        for setting in ["listen_addresses=127.0.0.1", &sockets, CONNECTIONS].into_iter().chain(unsynced) {
            command.args(["-c", setting]);
        }
        command.stdout(log.try_clone()?).stderr(log);
        // INT does not wait until every client has gone, as TERM would.
        let end = End { signal: "INT", folder: Some(folder.path()) };
        let mut server = Beside::start("Postgres", &mut command, end)?;
        let ready = server.wait_until(START_TIMEOUT, || is_ready(&programs, port));
        ready.with_context(|| format!("Postgres says:\n{}", fs::read_to_string(&log_path).unwrap_or_default()))?;
        println!("A private Postgres runs on 127.0.0.1:{port}");
        Ok(Postgres { _server: server, _folder: folder, programs, port })
    }

    /// The address of one of its databases; `postgres` is always there.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// Makes an empty database and gives its address.
    pub(crate) fn create_database(&self, name: &str) -> Result<String> {
        let mut command = process::command(self.programs.join("createdb"));
        process::finish(command.args(connection(self.port)).arg(name))?;
        Ok(self.url(name))
    }
}

fn connection(port: u16) -> [String; 3] {
    ["--host=127.0.0.1".into(), format!("--port={port}"), "--username=postgres".into()]
}

fn is_ready(programs: &Path, port: u16) -> bool {
    let mut command = process::command(programs.join("pg_isready"));
    command.arg("--quiet").args(connection(port)).status().is_ok_and(|status| status.success())
}

fn initdb(programs: &Path, cluster: &Path) -> Result<()> {
    let locale = if cfg!(target_os = "linux") { "--locale=C.UTF-8" } else { "--locale=en_US.UTF-8" };
    let mut command = unprivileged(&programs.join("initdb"))?;
    command.arg("--pgdata").arg(cluster);
    command.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", locale, "--no-sync"]);
    process::output_of(&mut command).map(drop)
}

/// The newest installed version's programs.
fn programs() -> Result<PathBuf> {
    let versions = fs::read_dir(DEBIAN_VERSIONS).into_iter().flatten().flatten().map(|entry| entry.path());
    let newest = versions
        .filter(|version| version.join("bin/initdb").is_file())
        .max_by_key(|version| version.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    if let Some(version) = newest {
        return Ok(version.join("bin"));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("initdb").is_file() || folder.join("initdb.exe").is_file())
        .ok_or_else(|| anyhow!("Postgres is not installed: there is no initdb in {DEBIAN_VERSIONS} or on the PATH."))
}

/// A short path that the server's user can reach; a socket's path has about a hundred characters at most.
fn folder() -> Result<TempDir> {
    let mut named = tempfile::Builder::new();
    named.prefix("vayupos-postgres-");
    let folder = if cfg!(unix) { named.tempdir_in("/tmp")? } else { named.tempdir()? };
    if debian::is_root()? {
        process::finish(process::command("chown").arg("postgres").arg(folder.path()))?;
    }
    Ok(folder)
}

/// Postgres refuses to run as root; Debian's package made a user for it.
fn unprivileged(program: &Path) -> Result<Command> {
    if !debian::is_root()? {
        return Ok(process::command(program));
    }
    let mut command = process::command("runuser");
    command.args(["-u", "postgres", "--"]).arg(program).current_dir("/");
    Ok(command)
}
