//! A till served over HTTP on a free port, for tests that need the whole program.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::janitor::{Beside, End};
use crate::{cargo, process};

const START_TIMEOUT: Duration = Duration::from_secs(30);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// `vayupos serve` on one database.
pub(crate) struct Served {
    _server: Beside,
    url: String,
}

impl Served {
    /// Starts it and waits until it answers. What it logs goes to `log`, and its backups and keys beside that: a test has no
    /// business in the folder where whoever runs it may keep a shop.
    pub(crate) fn start(database: &str, log: &Path) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command = process::command(cargo::built("vayupos")?);
        command.args(["serve", "--database", database, "--listen", &address.to_string()]);
        command.env("VAYUPOS_HOME", log.with_extension("home"));
        let output = File::create(log)?;
        command.stdout(output.try_clone()?).stderr(output);
        let mut server = Beside::start("vayupos serve", &mut command, End::default())?;
        let ready = server.wait_until(START_TIMEOUT, || is_healthy(address));
        ready.with_context(|| format!("It says:\n{}", fs::read_to_string(log).unwrap_or_default()))?;
        Ok(Served { _server: server, url: format!("http://{address}") })
    }

    /// Where it is, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// A port that nobody listens on right now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn is_healthy(address: SocketAddr) -> bool {
    health(address).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn health(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_TIMEOUT)?;
    stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
    write!(stream, "GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
