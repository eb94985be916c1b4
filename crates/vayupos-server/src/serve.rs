//! The server: routes, limits, and an orderly end.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;
use tower_http::timeout::TimeoutLayer;
use vayupos::{App, Error};

use crate::failure::Failure;
use crate::guard::Guard;
use crate::{desk, face, guard, openapi};

/// Where the operations are.
const API: &str = "/api/v1";
/// Bytes of a request's body at the most.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// After this a caller is told that the answer takes too long; the operation itself is not cut off.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Serves until the process is told to stop; then answers what it has begun.
pub(crate) async fn serve(app: App, listen: SocketAddr, hosts: Vec<String>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    println!("VayuPOS is served on http://{}", listener.local_addr()?);
    let deliveries = app.start_deliveries();
    let router = router(app.clone(), hosts).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?;
    deliveries.stop().await;
    app.db().close().await;
    Ok(())
}

fn router(app: App, hosts: Vec<String>) -> Router {
    let api = face::routes().fallback(no_such_path).method_not_allowed_fallback(no_such_path);
    Router::new()
        .nest(API, api)
        .route("/health", get(health))
        .route("/openapi.json", get(document))
        .fallback(desk::serve)
        .layer(middleware::from_fn_with_state(Guard::new(hosts), guard::check))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        .with_state(app)
}

async fn health(State(app): State<App>) -> Response {
    match app.ping().await {
        Ok(()) => Json(json!({ "status": "ok" })).into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn document() -> Response {
    match openapi::document() {
        Ok(document) => Json(document).into_response(),
        Err(error) => Failure::from(Error::internal(error.to_string())).into_response(),
    }
}

async fn no_such_path() -> Failure {
    Failure::from(Error::NotFound { what: "This path" })
}

async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the process is simply ended from outside.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
