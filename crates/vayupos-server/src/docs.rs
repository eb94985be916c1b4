//! The API's papers as pages: Swagger UI to try it out, ReDoc to read it. The files lie beside the desk's.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use crate::{desk, guard};

const NOT_BUILT: &str = "<!doctype html><title>VayuPOS</title><p>This server was built without the pages of its API. \
     The document itself is <a href=\"/openapi.json\">/openapi.json</a>; <code>cargo xtask run</code> builds both.";

/// `/docs`: Swagger UI.
pub(crate) async fn swagger() -> Response {
    page("docs/swagger.html")
}

/// `/redoc`: ReDoc, which makes its search a worker that it writes itself.
pub(crate) async fn redoc() -> Response {
    let mut response = page("docs/redoc.html");
    let policy = format!("{}; worker-src blob:", guard::CONTENT_SECURITY_POLICY);
    let policy = HeaderValue::try_from(policy).expect("a policy is ASCII");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn page(file: &str) -> Response {
    desk::file(file).unwrap_or_else(|| Html(NOT_BUILT).into_response())
}
