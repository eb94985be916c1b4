//! A real mail server on this machine: Debian's aiosmtpd as a process, which keeps what it takes in a Maildir.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mail_parser::{Message, MessageParser};

/// Debian's Python, which has Debian's aiosmtpd, whatever else is first in the path.
const PYTHON: &str = "/usr/bin/python3";

pub(crate) struct MailServer {
    process: Child,
    maildir: PathBuf,
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl MailServer {
    /// Starts on a port, and answers once it takes letters.
    pub(crate) fn start(port: u16, maildir: PathBuf) -> Self {
        let process = Command::new(PYTHON)
            .args(["-m", "aiosmtpd", "--nosetuid", "--listen", &format!("127.0.0.1:{port}")])
            .args(["--class", "aiosmtpd.handlers.Mailbox"])
            .arg(&maildir)
            .stdout(Stdio::null())
            .spawn()
            .expect("python3-aiosmtpd is needed: cargo xtask test installs it");
        let mut server = Self { process, maildir };
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                server.process.try_wait().unwrap().is_none(),
                "the mail server ended: is python3-aiosmtpd installed?"
            );
            assert!(Instant::now() < deadline, "the mail server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// The letters it has taken, as they came.
    pub(crate) fn letters(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = std::fs::read_dir(self.maildir.join("new")) else { return Vec::new() };
        entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // A test that already failed must not hide its reason behind a process that is gone.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

pub(crate) fn parsed(letter: &[u8]) -> Message<'_> {
    MessageParser::default().parse(letter).unwrap()
}
