//! `vayupos serve` as a process, and calls to it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::documented::assert_documented;

/// The address of a Postgres server that tests may make databases on; `off` leaves Postgres out on purpose.
const POSTGRES: &str = "VAYUPOS_TEST_POSTGRES";

/// Declares a story that runs against a server on SQLite and one on Postgres.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($program:ident: Program) $body:block)+) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports)]
                use super::*;

                async fn story(mut $program: $crate::program::Program) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    story($crate::program::Program::on_sqlite()).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_postgres() {
                    if let Some(program) = $crate::program::Program::on_postgres().await {
                        story(program).await;
                    }
                }
            }
        )+
    };
}
pub(crate) use on_both;

pub(crate) struct Program {
    process: Child,
    pub(crate) url: String,
    pub(crate) database: String,
    pub(crate) client: Client,
    pub(crate) token: Option<String>,
    _folder: Option<TempDir>,
}

impl Program {
    pub(crate) fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("shop.db").display());
        Self::start(database, Some(folder))
    }

    pub(crate) async fn on_postgres() -> Option<Self> {
        let server = std::env::var(POSTGRES)
            .unwrap_or_else(|_| panic!("{POSTGRES} is not set: cargo xtask test sets it; `off` leaves Postgres out"));
        if server == "off" {
            eprintln!("left out on purpose: {POSTGRES} is off");
            return None;
        }
        let name = format!("http_{}", vayupos::id::Id::now().to_string().replace('-', ""));
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await.unwrap();
        let (start, _) = server.rsplit_once('/').unwrap();
        Some(Self::start(format!("{start}/{name}"), None))
    }

    fn start(database: String, folder: Option<TempDir>) -> Self {
        let (process, url) = spawn(&database);
        Self { process, url, database, client: client(), token: None, _folder: folder }
    }

    /// Ends the process as a power cut would, and starts it again.
    pub(crate) fn pull_the_plug(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        (self.process, self.url) = spawn(&self.database);
    }

    /// One call; answers status and body.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        call(&self.client, &self.url, self.token.as_deref(), method, path, body).await.unwrap()
    }

    /// One call; answers its status, and its body as text, because a file is no JSON.
    pub(crate) async fn status(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, String) {
        let response = self.request(method, path, body).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// One call with somebody's approval.
    pub(crate) async fn approved(
        &self,
        approval: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let response = self.request(method, path, body).header("X-Approval", approval).send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    fn request(&self, method: Method, path: &str, body: Option<Value>) -> RequestBuilder {
        request(&self.client, &self.url, self.token.as_deref(), method, path, body)
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, Some(body)).await
    }

    /// The sample shop with a cashier signed in.
    pub(crate) async fn open_demo_shop(&mut self) {
        let (status, shop) = self.post("/setup/demo", json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{shop}");
        self.sign_in("cashier1", "cashier123").await;
    }

    pub(crate) async fn sign_in(&mut self, username: &str, password: &str) {
        // A token that has ended would be refused before the password is looked at.
        self.token = None;
        let (status, session) = self.post("/auth/login", json!({ "username": username, "password": password })).await;
        assert_eq!(status, StatusCode::OK, "{session}");
        self.token = Some(session["access_token"].as_str().unwrap().to_owned());
    }

    /// The product of a code.
    pub(crate) async fn scan(&self, code: &str) -> Value {
        let (status, scan) = self.get(&format!("/products/scan?code={code}")).await;
        assert_eq!(status, StatusCode::OK, "{scan}");
        scan["product"].clone()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A test that already failed must not hide its reason behind a process that is gone.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Built for the whole workspace, reqwest can do TLS as the window's updates need it, and asks for its cryptography.
fn client() -> Client {
    // Another test may have said so already.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::new()
}

fn spawn(database: &str) -> (Child, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_vayupos"))
        .args(["serve", "--database", database, "--listen", "127.0.0.1:0"])
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let (_, url) = line.trim().rsplit_once(' ').unwrap_or_else(|| panic!("it said {line:?}"));
    (process, url.to_owned())
}

/// One call; an error when no answer came.
pub(crate) async fn call(
    client: &Client,
    url: &str,
    token: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> reqwest::Result<(StatusCode, Value)> {
    let response = request(client, url, token, method.clone(), path, body).send().await?;
    let status = response.status();
    assert_documented(&method, path, status);
    Ok((status, response.json().await?))
}

fn request(
    client: &Client,
    url: &str,
    token: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> RequestBuilder {
    let mut request = client.request(method, format!("{url}/api/v1{path}"));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    match body {
        Some(body) => request.json(&body),
        None => request,
    }
}
