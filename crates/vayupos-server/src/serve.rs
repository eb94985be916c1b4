//! The server: routes, limits, and an orderly end.

use std::any::Any;
use std::net::SocketAddr;

use anyhow::Context;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use serde_json::json;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use vayupos::error::Code;
use vayupos::{App, Error};

use crate::failure::Failure;
use crate::guard::Guard;
use crate::{connections, desk, docs, face, guard, limits, openapi};

/// Where the operations are.
const API: &str = "/api/v1";

/// Serves until the process is told to stop; then answers what it has begun.
pub(crate) async fn serve(app: App, listen: SocketAddr, hosts: Vec<String>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    println!("VayuPOS is served on http://{}", listener.local_addr()?);
    let deliveries = app.start_deliveries();
    connections::serve(listener, router(app.clone(), hosts), told_to_stop()).await;
    deliveries.stop().await;
    app.db().close().await;
    Ok(())
}

fn router(app: App, hosts: Vec<String>) -> Router {
    let api = face::routes().fallback(no_such_path).method_not_allowed_fallback(wrong_method);
    let routes = Router::new()
        .nest(API, api)
        .route("/health", get(health))
        .route("/openapi.json", get(document))
        .route("/docs", get(docs::swagger))
        .route("/redoc", get(docs::redoc))
        .fallback(desk::serve)
        .method_not_allowed_fallback(wrong_method)
        .with_state(app);
    // A layer of the router that has the routes would only see a request after it found its route.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::map_request(limits::without_trailing_slash))
        .layer(middleware::from_fn(limits::body))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(limits::time))
        .layer(middleware::from_fn_with_state(Guard::new(hosts), guard::check))
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

pub(crate) async fn no_such_path() -> Failure {
    Failure::from(Error::NotFound { what: "This path" })
}

/// A path that is there, asked in a way that is not. The router adds the `Allow` header.
async fn wrong_method(method: Method) -> Response {
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    let message = "This path takes other methods; the Allow header names them.";
    Failure::of_http(StatusCode::METHOD_NOT_ALLOWED, Code::NotFound, message).into_response()
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said =
        panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
    Failure::from(Error::internal(said.unwrap_or_else(|| "a panic".into()))).into_response()
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
