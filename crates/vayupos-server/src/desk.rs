//! The desk: the same files that the window shows, out of this program.

use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use vayupos::error::Code;

use crate::failure::Failure;
use crate::serve;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Files;

const NOT_BUILT: &str = "<!doctype html><title>VayuPOS</title><p>This server was built without its desk. \
     The API is under <code>/api/v1</code>; <code>cargo xtask run</code> builds both.";

/// A file of the desk.
pub(crate) async fn serve(method: Method, uri: Uri) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let Some(response) = file(path).or_else(|| (path == "index.html").then(|| Html(NOT_BUILT).into_response())) else {
        return serve::no_such_path().await.into_response();
    };
    if method == Method::GET || method == Method::HEAD {
        return response;
    }
    let message = "A file can only be read.";
    let refusal = Failure::of_http(StatusCode::METHOD_NOT_ALLOWED, Code::NotFound, message);
    ([(header::ALLOW, "GET,HEAD")], refusal).into_response()
}

/// A file out of the UI's build, where it has one of this name.
pub(crate) fn file(path: &str) -> Option<Response> {
    if let Some(file) = Files::get(path) {
        return Some(answer(path, file));
    }
    // Large ones lie there packed, and every browser unpacks them.
    let mut response = answer(path, Files::get(&format!("{path}.gz"))?);
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Some(response)
}

fn answer(path: &str, file: EmbeddedFile) -> Response {
    // Vite puts a hash of the content into the names below assets/, so those never change.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let content_type = mime_guess::from_path(path).first_or_octet_stream();
    let headers = [(header::CONTENT_TYPE, content_type.as_ref()), (header::CACHE_CONTROL, cache)];
    (headers, file.data).into_response()
}
