//! The commands of the papers, run as they are written there.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

/// The blocks for the shell under a heading, up to the next heading of its kind.
fn commands(paper: &str, heading: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(paper);
    let text = std::fs::read_to_string(path).unwrap();
    let (_, part) = text.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("{paper}: no {heading}"));
    let part = part.split("\n## ").next().unwrap_or(part);
    let block = |text: &str| text.split("```").next().unwrap().to_owned();
    part.split("```sh\n").skip(1).map(block).collect()
}

#[test]
fn what_the_papers_say_is_what_happens() {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let at = format!("127.0.0.1:{port}");
    let guide = commands("docs/API.md", "A sale by curl");
    // The readme's lines are about a shop that is there, and a basket that somebody wrote down; the first ones end with an
    // empty shop.
    let [care, questions] = commands("README.md", "Look after your data").try_into().unwrap();
    let script = [
        "set -euo pipefail; trap 'kill $(jobs -p)' EXIT",
        &guide.join("\n"),
        r#"export DATABASE_URL=sqlite:shop.db; echo '{"currency":"EUR","tax_scope":"line","items":[{"unit_price":"1.35","quantity":"2"}]}' > basket.json"#,
        &questions,
        &care,
    ]
    .join("\n")
    .replace("localhost:8000", &at)
    .replace("vayupos serve ", &format!("vayupos serve --listen {at} "));
    let program = Path::new(env!("CARGO_BIN_EXE_vayupos")).parent().unwrap();
    let run = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{}", program.display(), std::env::var("PATH").unwrap()))
        .env("HOME", folder.path())
        .env("VAYUPOS_HOME", folder.path())
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (said, complained) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{said}\n{complained}\n{script}");
    for expected in ["\"total\": \"2.70\"", "\"total\": \"1.35\"", "\nconflict\n", "checks, all hold"] {
        assert!(said.contains(expected), "no {expected} in:\n{said}");
    }
    let receipt = std::fs::read(folder.path().join("receipt.pdf")).unwrap();
    assert!(receipt.starts_with(b"%PDF-"));
}
