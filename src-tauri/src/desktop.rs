//! What only a desktop can do: save a file where the user says, print, and start the program again.
//!
//! Neither is an operation of the till: nothing here reads or writes the shop's records, and a failure never undoes a sale.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs, io};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use tauri::async_runtime::spawn_blocking;
use tauri::{AppHandle, WebviewWindow};
use tauri_plugin_dialog::DialogExt;
use vayupos::error::{Error, ErrorBody};

/// A printer's spooler that has not taken the file by then is treated as one that is not there.
const PRINT_TIMEOUT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);

/// What became of a print.
#[derive(Debug, Serialize)]
pub(crate) struct Print {
    /// Whether the spooler took it. Otherwise there is no printer, and the caller offers to save the file.
    printed: bool,
}

/// Asks where to save a file and writes it there as a whole or not at all; the path, or nothing if the user thought
/// better of it.
#[tauri::command]
pub(crate) async fn save_file(
    window: WebviewWindow,
    suggested_name: String,
    base64: String,
) -> Result<Option<String>, ErrorBody> {
    let content = decode(&base64).map_err(Error::into_body)?;
    let (answer, chosen) = tokio::sync::oneshot::channel();
    let dialog = window.dialog().file().set_parent(&window).set_file_name(file_name(&suggested_name));
    dialog.save_file(move |path| {
        answer.send(path).ok();
    });
    let Ok(Some(path)) = chosen.await else { return Ok(None) };
    let path = path.into_path().map_err(|error| Error::internal(error).into_body())?;
    let shown = path.display().to_string();
    let written = spawn_blocking(move || write_whole(&path, &content)).await;
    match written {
        Ok(Ok(())) => Ok(Some(shown)),
        Ok(Err(error)) => Err(Error::invalid("path", format!("{shown} cannot be written: {error}.")).into_body()),
        Err(error) => Err(Error::internal(error).into_body()),
    }
}

/// Hands a PDF to the system's default printer.
#[tauri::command]
pub(crate) async fn print_pdf(base64: String) -> Result<Print, ErrorBody> {
    let content = decode(&base64).map_err(Error::into_body)?;
    let printed = spawn_blocking(move || print(&content)).await.map_err(|error| Error::internal(error).into_body())?;
    let printed = printed.unwrap_or_else(|error| {
        tracing::warn!(%error, "could not print");
        false
    });
    Ok(Print { printed })
}

/// Closes the database and starts the program again: after the shop has moved to another one.
#[tauri::command]
pub(crate) fn restart_program(app: AppHandle) {
    app.request_restart();
}

fn decode(base64: &str) -> vayupos::Result<Vec<u8>> {
    STANDARD.decode(base64).map_err(|error| Error::invalid("base64", format!("This is not Base64: {error}.")))
}

/// A suggestion is a name, never a path out of the folder that the dialog opens.
fn file_name(suggestion: &str) -> String {
    let name = suggestion.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty() || name == "." || name == ".." { "vayupos".to_owned() } else { name.to_owned() }
}

fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // An export is an ordinary file for the user's other programs, unlike a temporary one.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|refused| refused.error)
}

fn print(content: &[u8]) -> io::Result<bool> {
    let (Some(lp), Some(lpstat)) = (installed("lp"), installed("lpstat")) else { return Ok(false) };
    if !has_default_printer(&lpstat)? {
        return Ok(false);
    }
    // Removed at the end of this function; the spooler has its own copy by then.
    let mut file = tempfile::Builder::new().prefix("vayupos-").suffix(".pdf").tempfile()?;
    file.write_all(content)?;
    file.flush()?;
    let mut command = Command::new(lp);
    command.arg("-s").arg("--").arg(file.path());
    ends_well(&mut command)
}

/// CUPS prints through `lp` on Linux and macOS. Elsewhere there is none, and nothing is printed from here.
fn installed(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").filter(|_| cfg!(unix))?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| fs::metadata(file).is_ok_and(|facts| facts.is_file()))
}

/// A printer may be chosen for the user, for the system, or by the environment; `lpstat -d` knows only the first two.
fn has_default_printer(lpstat: &Path) -> io::Result<bool> {
    let is_named = |variable: &str| env::var_os(variable).is_some_and(|name| name != OsStr::new(""));
    if is_named("LPDEST") || is_named("PRINTER") {
        return Ok(true);
    }
    let answer = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(lpstat);
    command.arg("-d").env("LC_ALL", "C").stdout(answer.reopen()?);
    Ok(ends_well(&mut command)? && fs::read_to_string(answer.path())?.contains("destination:"))
}

fn ends_well(command: &mut Command) -> io::Result<bool> {
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if started.elapsed() > PRINT_TIMEOUT {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{decode, file_name, write_whole};

    #[test]
    fn a_suggestion_is_only_a_name() {
        assert_eq!(file_name("receipt-1-000042.pdf"), "receipt-1-000042.pdf");
        assert_eq!(file_name("../../.ssh/authorized_keys"), "authorized_keys");
        assert_eq!(file_name("C:\\Windows\\win.ini"), "win.ini");
        assert_eq!(file_name(".."), "vayupos");
        assert_eq!(file_name(""), "vayupos");
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.csv");
        write_whole(&path, b"a longer first version").expect("written");
        write_whole(&path, b"second").expect("written again");
        assert_eq!(fs::read(&path).expect("read"), b"second");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
    }

    #[test]
    fn what_is_not_base64_is_refused_by_name() {
        let refused = decode("%%%").expect_err("no Base64").into_body();
        assert_eq!(refused.field.as_deref(), Some("base64"));
    }
}
