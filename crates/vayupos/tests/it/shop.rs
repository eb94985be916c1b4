//! A shop to tell stories in, on either database.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use vayupos::auth::{Caller, Permission, Permit};
use vayupos::clock::Clock;
use vayupos::error::{Code, ErrorBody};
use vayupos::operations::{Tax, attempt};
use vayupos::{App, Result, auth, catalog, setup, wire};

/// The address of a Postgres server that tests may make databases on; `off` leaves Postgres out on purpose.
const POSTGRES: &str = "VAYUPOS_TEST_POSTGRES";

/// Declares stories: each becomes a test on SQLite and one on Postgres.
macro_rules! stories {
    ($($(#[$meta:meta])* async fn $name:ident($shop:ident: Shop) $body:block)+) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports)]
                use super::*;

                async fn story($shop: $crate::shop::Shop) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    story($crate::shop::Shop::on_sqlite().await).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_postgres() {
                    if let Some(shop) = $crate::shop::Shop::on_postgres().await {
                        story(shop).await;
                    }
                }
            }
        )+
    };
}
pub(crate) use stories;

pub(crate) struct Shop {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
}

pub(crate) fn morning() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

impl Shop {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("shop.db").display());
        Self::open(url, Some(folder)).await
    }

    pub(crate) async fn on_postgres() -> Option<Self> {
        let url = Self::postgres().await?;
        Some(Self::open(url, None).await)
    }

    /// The address of a new, empty database on Postgres; none where Postgres is left out on purpose.
    pub(crate) async fn postgres() -> Option<String> {
        let server = std::env::var(POSTGRES)
            .unwrap_or_else(|_| panic!("{POSTGRES} is not set: cargo xtask test sets it; `off` leaves Postgres out"));
        if server == "off" {
            eprintln!("left out on purpose: {POSTGRES} is off");
            return None;
        }
        let name = format!("story_{}", vayupos::id::Id::now().to_string().replace('-', ""));
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await.unwrap();
        let (start, _) = server.rsplit_once('/').unwrap();
        Some(format!("{start}/{name}"))
    }

    pub(crate) async fn open(url: String, folder: Option<TempDir>) -> Self {
        let clock = Clock::fixed(morning());
        let app = App::open_at(&url, clock.clone()).await.unwrap();
        // A file's own folder is the shop's home; a shop on a server is told which.
        let (app, folder) = match folder {
            Some(folder) => (app, folder),
            None => {
                let folder = tempfile::tempdir().unwrap();
                (app.with_home(folder.path().to_owned()), folder)
            }
        };
        Self { app, clock, url, folder }
    }

    /// The same shop after its program was started anew.
    pub(crate) async fn reopened(self) -> Self {
        self.app.db().close().await;
        let app = App::open_at(&self.url, self.clock.clone()).await.unwrap().with_home(self.folder.path().to_owned());
        Self { app, ..self }
    }

    /// An operation as a face calls it: permission, input from JSON, another attempt after a lost race.
    pub(crate) async fn call<P, I, O>(
        &self,
        caller: &Caller,
        operation: impl AsyncFn(&App, Permit<P>, I) -> Result<O>,
        input: Value,
    ) -> Result<O, ErrorBody>
    where
        P: Permission,
        I: DeserializeOwned,
    {
        attempt(async || operation(&self.app, caller.permit()?, wire::decode(input.clone())?).await)
            .await
            .map_err(vayupos::Error::into_body)
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, username: &str, password: &str) -> Caller {
        let input = json!({ "username": username, "password": password });
        let session = self.call(&Caller::nobody(), auth::login, input).await.unwrap();
        self.app.caller(Some(&session.access_token)).await.unwrap()
    }

    /// The sample shop, with one of its people signed in.
    pub(crate) async fn demo(&self, username: &str) -> Caller {
        let shop = self.call(&Caller::nobody(), setup::load_demo_shop, json!({})).await;
        // A story may have several people sign in.
        let password = match username {
            "admin" => "admin123",
            "manager1" => "manager123",
            "inventory1" => "inventory123",
            _ => "cashier123",
        };
        assert!(shop.is_ok() || shop.as_ref().is_err_and(|error| error.code == Code::Conflict), "{:?}", shop.err());
        self.sign_in(username, password).await
    }

    /// An empty shop of one's own, with its owner signed in.
    pub(crate) async fn owner(&self) -> Caller {
        let input = json!({ "username": "Olga", "password": "correct horse", "full_name": "Olga Owner" });
        self.call(&Caller::nobody(), auth::register, input).await.unwrap();
        self.sign_in("olga", "correct horse").await
    }

    /// Adds a user of a role and signs in.
    pub(crate) async fn staff(&self, owner: &Caller, role: &str) -> Caller {
        let input = json!({ "username": role, "password": "correct horse", "role": role });
        self.call(owner, auth::register, input).await.unwrap();
        self.sign_in(role, "correct horse").await
    }

    /// Adds a tax.
    pub(crate) async fn tax(&self, owner: &Caller, name: &str, rate: &str, included: bool) -> Tax {
        let input = json!({ "name": name, "rate": rate, "included": included });
        self.call(owner, catalog::create_tax, input).await.unwrap()
    }

    /// Adds a product that is counted, and answers its id.
    pub(crate) async fn product(&self, owner: &Caller, sku: &str, price: &str, stock: &str, taxes: &[&Tax]) -> String {
        let tax_ids: Vec<_> = taxes.iter().map(|tax| tax.id).collect();
        let input = json!({ "sku": sku, "name": sku, "price": price, "stock_quantity": stock, "tax_ids": tax_ids });
        self.call(owner, catalog::create_product, input).await.unwrap().id.to_string()
    }
}

/// An error by its code, with the place it names.
#[track_caller]
pub(crate) fn refused<O: std::fmt::Debug>(outcome: Result<O, ErrorBody>, code: Code) -> ErrorBody {
    let error = outcome.expect_err("this should have been refused");
    assert_eq!(error.code, code, "{error:?}");
    error
}

/// An answer as it goes over the wire.
pub(crate) fn wire<T: serde::Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap()
}

/// All these calls of one operation at the same time, as a server runs them.
macro_rules! at_once {
    ($shop:expr, $caller:expr, $operation:path, $inputs:expr) => {{
        let running: Vec<_> = $inputs
            .into_iter()
            .map(|input: serde_json::Value| {
                let (app, caller) = ($shop.app.clone(), $caller.clone());
                tokio::spawn(async move {
                    vayupos::operations::attempt(|| {
                        let (app, caller, input) = (app.clone(), caller.clone(), input.clone());
                        async move { $operation(&app, caller.permit()?, vayupos::wire::decode(input)?).await }
                    })
                    .await
                })
            })
            .collect();
        let mut outcomes = Vec::new();
        for call in running {
            outcomes.push(call.await.unwrap());
        }
        outcomes
    }};
}
pub(crate) use at_once;
