//! One file that a support desk can read: what this installation is and how it is doing. No customer, no sale, no
//! password, no token is in it: what goes in is chosen by name, and the logs are scrubbed.

mod scrub;

use std::io::{Cursor, Write};

use serde::Serialize;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::app::App;
use crate::auth::{BackUp, Permit};
use crate::db::copy::cells::schema_version;
use crate::error::{Error, Result};
use crate::receipts::Document;
use crate::upkeep::files::{BACKUPS, EXPORTS, Shelf};
use crate::upkeep::{store, verify};
use crate::wire::Nothing;
use crate::{logs, mail, settings};

/// Logs of the last days, and of each the end: small enough to be sent by e-mail.
const MAX_LOGS: usize = 6;
const MAX_LOG_BYTES: u64 = 512 * 1024;
const MAX_LISTED: usize = 20;

/// One file for the support desk: versions, sizes, settings, the last logs, and whether the books add up. It holds
/// neither customers nor sales nor anything secret.
///
/// Errors: `unavailable`.
pub async fn get_diagnostics(app: &App, _by: Permit<BackUp>, _input: Nothing) -> Result<Document> {
    let now = app.clock.now();
    let mut secrets = Vec::new();
    let shop = settings::store::shop(&mut app.db.read()).await?;
    let about = json!({
        "made_at": now,
        "program": {
            "version": env!("CARGO_PKG_VERSION"),
            "system": std::env::consts::OS,
            "processor": std::env::consts::ARCH,
            "is_release": !cfg!(debug_assertions),
        },
        "database": database(app).await?,
        "settings": shop,
        "mail": mail(app, &mut secrets).await?,
        "jobs": jobs(app),
        "backups": listed(app, &BACKUPS),
        "exports": listed(app, &EXPORTS),
    });
    let mut verdict = verify::of(&app.db).await?;
    for check in &mut verdict.checks {
        // A broken rule names its first row, and some rows are people.
        if check.first_broken.as_ref().is_some_and(|row| row.starts_with("customer ")) {
            check.first_broken = Some("a customer".into());
        }
    }
    let mut parts = vec![("about.json".to_owned(), pretty(&about)?), ("verify.json".to_owned(), pretty(&verdict)?)];
    for (name, text) in recent_logs(app) {
        parts.push((format!("logs/{name}"), text));
    }
    // Everything, not the logs alone: a secret may also have been typed into a field that is none.
    let parts = parts.into_iter().map(|(name, text)| (name, scrub::scrub(&text, &secrets))).collect();
    let bytes = tokio::task::spawn_blocking(move || zipped(parts)).await.map_err(Error::internal)??;
    let file_name = format!("vayupos-diagnostics-{}.zip", now.format("%Y%m%d-%H%M%S"));
    Ok(Document { file_name, content_type: "application/zip", bytes })
}

async fn database(app: &App) -> Result<Value> {
    let mut reader = app.db.read();
    let facts = store::database_facts(&mut reader).await?;
    Ok(json!({
        "engine": app.db.engine(),
        "engine_version": facts.version,
        "place": app.db.place(),
        "schema_version": schema_version(),
        "size_bytes": facts.size_bytes,
        "has_moved": app.db.was_left(),
        "rows": { "users": facts.users, "products": facts.products, "customers": facts.customers,
                  "orders": facts.orders, "baskets": facts.baskets, "outbox": facts.letters },
    }))
}

/// How letters leave, without names; the password is put among the secrets.
async fn mail(app: &App, secrets: &mut Vec<String>) -> Result<Value> {
    let (way, password) = mail::as_it_is(app).await?;
    secrets.extend(password);
    Ok(json!({
        "host": way.host, "port": way.port, "security": way.security,
        "has_username": way.username.is_some(), "has_password": way.has_password,
    }))
}

fn jobs(app: &App) -> Vec<Value> {
    let jobs = app.jobs.all();
    let shown = jobs.iter().take(MAX_LISTED);
    let why = |job: &crate::work::Job| job.error.as_ref().map(|error| error.message.clone());
    shown
        .map(|job| {
            json!({ "kind": job.kind, "state": job.state, "step": job.step, "started_at": job.started_at,
                    "ended_at": job.ended_at, "error": why(job) })
        })
        .collect()
}

/// A folder that cannot be read is a finding, not the end.
fn listed(app: &App, shelf: &Shelf) -> Value {
    match shelf.newest(app, MAX_LISTED) {
        Ok(found) => found
            .iter()
            .map(|file| json!({ "name": file.name, "size_bytes": file.size_bytes, "written_at": file.written_at }))
            .collect(),
        Err(error) => Value::from(error.to_string()),
    }
}

fn recent_logs(app: &App) -> Vec<(String, String)> {
    let Some(folder) = app.logs() else { return Vec::new() };
    logs::newest(folder, MAX_LOGS, MAX_LOG_BYTES)
        .unwrap_or_else(|error| vec![("unreadable.log".to_owned(), error.to_string())])
}

fn pretty(value: &impl Serialize) -> Result<String> {
    serde_json::to_string_pretty(value).map_err(Error::internal)
}

fn zipped(parts: Vec<(String, String)>) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(name.as_str(), options).map_err(Error::internal)?;
        zip.write_all(text.as_bytes()).map_err(Error::internal)?;
    }
    Ok(zip.finish().map_err(Error::internal)?.into_inner())
}
