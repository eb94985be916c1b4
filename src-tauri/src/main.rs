//! The desktop till: one window over the core.
//!
//! This crate opens the window and the database and hands calls from one to the other. It holds no rule of the shop;
//! that is the core's work. `face` turns the table of operations into Tauri commands, `till` keeps the open database and
//! the session, `desktop` has what only a desktop can do, `opened` takes in a backup that is opened with the program,
//! `updates` puts a newer program in the place of this one.

// Without it Windows would open a console beside the till.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod database;
mod desktop;
mod face;
mod opened;
mod till;
mod updates;

use std::process::ExitCode;

use tauri::async_runtime::block_on;
use tauri::webview::{Url, WebviewWindowBuilder};
use tauri::{App, AppHandle, Manager, RunEvent};
use vayupos::logs;

use crate::opened::Opened;
use crate::till::Till;
use crate::updates::Updates;

const MAIN_WINDOW: &str = "main";

fn main() -> ExitCode {
    logs::begin(logs::usual_folder().as_deref(), "window");

    let asked_for = database::asked_for();
    let opened = Opened::by(std::env::args(), &std::env::current_dir().unwrap_or_default());
    let opened_again = opened.clone();
    let single_instance = tauri_plugin_single_instance::Builder::new()
        .callback(move |app, arguments, folder| {
            focus(app);
            opened_again.again(app, arguments, &folder);
        })
        .dbus_id(database::instance_name(asked_for.as_deref()))
        .build();
    let outcome = tauri::Builder::default()
        // First of all, so that a second start ends before it touches anything.
        .plugin(single_instance)
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_updater::Builder::new().build())
        .manage(opened)
        .invoke_handler(face::handler())
        .setup(move |app| set_up(app, asked_for))
        .build(tauri::generate_context!());
    match outcome {
        Ok(app) => {
            app.run(|app, event| {
                if let (RunEvent::Exit, Some(till)) = (event, app.try_state::<Till>()) {
                    block_on(till.close());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

fn set_up(app: &mut App, asked_for: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
    let choice = database::choice(app.handle(), asked_for.as_deref());
    let url = database::url(app.handle(), asked_for);
    let home = url.as_ref().ok().and_then(|url| database::home(app.handle(), url));
    let till = Till::new(url, home, choice);
    app.manage(till.clone());
    // Opened while the window is still loading. A failure is not the end: every command tries again and says why.
    tauri::async_runtime::spawn(async move { till.app().await.map(drop) });

    let updates = Updates::default();
    app.manage(updates.clone());
    updates.look_quietly(app.handle().clone());

    let window = app.config().app.windows.iter().find(|window| window.label == MAIN_WINDOW).cloned();
    let window = window.ok_or("tauri.conf.json names no window \"main\"")?;
    let home = app.config().build.dev_url.clone();
    WebviewWindowBuilder::from_config(app, &window)?.on_navigation(move |url| is_ours(url, home.as_ref())).build()?;
    Ok(())
}

/// The window shows the till and nothing else, whatever a link may say.
fn is_ours(url: &Url, dev_server: Option<&Url>) -> bool {
    let embedded = match url.scheme() {
        "tauri" => true,
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        "about" => url.path() == "blank",
        _ => false,
    };
    let in_development = cfg!(dev) && dev_server.is_some_and(|server| server.origin() == url.origin());
    embedded || in_development
}

fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN_WINDOW) {
        let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Url, is_ours};

    #[test]
    fn the_window_stays_at_home() {
        let ours = |url: &str| is_ours(&Url::parse(url).expect("a URL"), None);
        assert!(ours("tauri://localhost/index.html"));
        assert!(ours("http://tauri.localhost/"));
        assert!(!ours("https://example.org/"));
        assert!(!ours("https://tauri.localhost.example.org/"));
        assert!(!ours("file:///etc/passwd"));
        assert!(!ours("data:text/html,hello"));
    }
}
