//! Collects what the core's sources say of operations and slices: the API's document quotes it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const CORE: &str = "../vayupos/src";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={CORE}");
    let (mut operations, mut slices) = (String::new(), String::new());
    for path in sources(Path::new(CORE))? {
        let text = fs::read_to_string(&path)?;
        if path.ends_with("mod.rs") && path.components().count() == Path::new(CORE).components().count() + 2 {
            let slice = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
            let doc = comment(text.lines().take_while(|line| line.starts_with("//! ")), "//!");
            writeln!(slices, "({slice:?}, {doc:?}),").map_err(io::Error::other)?;
        }
        for (operation, doc) in operations_of(&text) {
            writeln!(operations, "({operation:?}, {doc:?}),").map_err(io::Error::other)?;
        }
    }
    let written = format!(
        "const OPERATIONS: &[(&str, &str)] = &[\n{operations}];\nconst SLICES: &[(&str, &str)] = &[\n{slices}];\n"
    );
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?);
    fs::write(folder.join("comments.rs"), written)
}

/// All source files, always in the same order.
fn sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The functions that take a permit, each with the comment above it.
fn operations_of(text: &str) -> Vec<(&str, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let Some(rest) = line.strip_prefix("pub async fn ") else { continue };
        let signature: String = lines[place..].iter().take(8).copied().collect();
        if !signature.split('{').next().is_some_and(|head| head.contains("Permit<")) {
            continue;
        }
        let above = lines[..place].iter().rev().skip_while(|line| line.starts_with("#["));
        let mut doc: Vec<&str> = above.take_while(|line| line.starts_with("///")).copied().collect();
        doc.reverse();
        let name = rest.split(['(', '<']).next().unwrap_or_default();
        found.push((name, comment(doc.into_iter(), "///")));
    }
    found
}

/// A comment as text: its paragraphs, each on one line, without the brackets of links to items.
fn comment<'a>(lines: impl Iterator<Item = &'a str>, mark: &str) -> String {
    let mut text = String::new();
    for line in lines {
        let line = line.trim_start_matches(mark).trim();
        if line.is_empty() {
            text.push_str("\n\n");
        } else {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push_str(line);
        }
    }
    text.replace("[`", "`").replace("`]", "`")
}
