//! The desk: the same files that the window shows, out of this program.

use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Files;

const NOT_BUILT: &str = "<!doctype html><title>VayuPOS</title><p>This server was built without its desk. \
     The API is under <code>/api/v1</code>; <code>cargo xtask run</code> builds both.";

/// A file of the desk.
pub(crate) async fn serve(method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    match Files::get(path) {
        Some(file) => {
            // Vite puts a hash of the content into the names below assets/, so those never change.
            let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
            let content_type = file.metadata.mimetype().to_owned();
            ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, cache.to_owned())], file.data)
                .into_response()
        }
        None if path == "index.html" => Html(NOT_BUILT).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
