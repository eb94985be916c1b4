//! Embeds the window's configuration, and lists by name what the window may call.
//!
//! The names come from the one table of operations, so a new row is granted to the window `main` and to nothing else
//! without being typed in here: the permission `operations` is written from the table's text, `desktop` from the commands
//! of `src/desktop.rs`, `src/opened.rs` and `src/updates/mod.rs`, and `capabilities/main.json` grants the two.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const OPERATIONS: &str = "../crates/vayupos/src/operations.rs";
const DESKTOP: [&str; 3] = ["src/desktop.rs", "src/opened.rs", "src/updates/mod.rs"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed={OPERATIONS}");
    let operations = operations(&fs::read_to_string(OPERATIONS)?);
    let mut desktop = Vec::new();
    for file in DESKTOP {
        println!("cargo:rerun-if-changed={file}");
        desktop.extend(commands(&fs::read_to_string(file)?));
    }
    if operations.is_empty() || desktop.is_empty() {
        return Err(format!("no operations found in {OPERATIONS}, or no commands in {}", DESKTOP.join(", ")).into());
    }

    let folder = PathBuf::from(env::var("OUT_DIR")?).join("permissions");
    fs::create_dir_all(&folder)?;
    write(&folder.join("operations.toml"), &permission("operations", "The operations of the core.", &operations))?;
    write(&folder.join("desktop.toml"), &permission("desktop", "What only a desktop can do.", &desktop))?;

    // Tauri wants to keep the pattern for good.
    let pattern: &'static str = format!("{}/*.toml", folder.display()).leak();
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern(pattern);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}

/// The functions of the rows `verb "path" slice::function (Input) -> Output;`.
fn operations(text: &str) -> Vec<String> {
    text.lines().filter_map(operation).collect()
}

fn operation(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let verb = words.next()?;
    let is_row = verb.chars().all(|letter| letter.is_ascii_lowercase()) && words.next()?.starts_with('"');
    let path = words.next().filter(|_| is_row)?;
    let (_, function) = path.split_once("::")?;
    let name: String = function.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// The functions that stand under `#[tauri::command]`.
fn commands(text: &str) -> Vec<String> {
    let functions = text.split("#[tauri::command]").skip(1);
    functions
        .filter_map(|rest| {
            let (_, after) = rest.split_once("fn ")?;
            Some(after.split(['(', '<']).next()?.trim().to_owned())
        })
        .collect()
}

fn permission(identifier: &str, description: &str, commands: &[String]) -> String {
    format!(
        "[[permission]]\nidentifier = {identifier:?}\ndescription = {description:?}\ncommands.allow = {commands:?}\n"
    )
}

/// Leaves an unchanged file alone: its time of change would otherwise have all of this run again at every build.
fn write(file: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(file, text)
}
