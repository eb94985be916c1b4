//! How large a request may be and how long it may take. What is refused here has reached no operation.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use tokio::time::timeout;
use vayupos::error::Code;

use crate::failure::Failure;

/// Bytes of a request's body at the most.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Requests that bring a file may be larger: 8 MiB of a table as JSON writes it, 24 MiB of an export in Base64.
const FILE_BODIES: [(&str, usize); 3] = [
    ("/api/v1/products/imports", 16 * MAX_BODY_BYTES),
    ("/api/v1/products/imports/preview", 16 * MAX_BODY_BYTES),
    ("/api/v1/full-imports", 33 * MAX_BODY_BYTES),
];
/// What is still read of a body that is too large: a caller that is hung up on while it writes never sees the answer.
const MAX_DRAINED_BYTES: usize = 16 * MAX_BODY_BYTES;
/// A body has to be here by then, however large it is.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// The same for one that brings a file.
const FILE_BODY_TIMEOUT: Duration = Duration::from_secs(60);
/// After this a caller is told that the answer takes too long; the operation itself is not cut off.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Answers for an operation that takes too long.
pub(crate) async fn time(request: Request, next: Next) -> Response {
    match timeout(REQUEST_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::of_http(
            StatusCode::SERVICE_UNAVAILABLE,
            Code::Unavailable,
            "This takes too long. It may still be done; sending the same again is safe where it has an id.",
        )
        .into_response(),
    }
}

/// Reads the whole body before anything is done with it.
pub(crate) async fn body(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    // A caller that asked first whether to send it is answered before it does.
    let may_drain = !parts.headers.contains_key(header::EXPECT);
    let (max_bytes, body_timeout) = allowance(parts.uri.path());
    let refusal = match timeout(body_timeout, read(body, may_drain, max_bytes)).await {
        Ok(Ok(bytes)) => return next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(refusal)) => refusal,
        Err(_) => Failure::of_http(StatusCode::REQUEST_TIMEOUT, Code::Invalid, "The body did not arrive in time."),
    };
    let mut response = refusal.into_response();
    // What is left of the body must not be taken for the next request.
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// How large the body of a request to this path may be, and how long it may take to arrive.
fn allowance(path: &str) -> (usize, Duration) {
    let path = path.strip_suffix('/').unwrap_or(path);
    match FILE_BODIES.iter().find(|(of_file, _)| *of_file == path) {
        Some((_, max_bytes)) => (*max_bytes, FILE_BODY_TIMEOUT),
        None => (MAX_BODY_BYTES, BODY_TIMEOUT),
    }
}

async fn read(mut body: Body, may_drain: bool, max_bytes: usize) -> Result<Bytes, Failure> {
    let mut kept = Vec::new();
    let mut read_bytes = 0;
    let mut is_too_large = declared_bytes(&body) > max_bytes;
    while read_bytes < max_bytes + MAX_DRAINED_BYTES && (may_drain || !is_too_large) {
        let Some(frame) = body.frame().await else { break };
        let frame = frame.map_err(|_| {
            Failure::of_http(StatusCode::BAD_REQUEST, Code::Invalid, "The body is not whole or not well-formed.")
        })?;
        let Ok(bytes) = frame.into_data() else { continue };
        read_bytes += bytes.len();
        is_too_large |= read_bytes > max_bytes;
        if !is_too_large {
            kept.extend_from_slice(&bytes);
        }
    }
    if is_too_large {
        let message = format!("The body is larger than {} MiB.", max_bytes / 1024 / 1024);
        return Err(Failure::of_http(StatusCode::PAYLOAD_TOO_LARGE, Code::Invalid, &message));
    }
    Ok(kept.into())
}

fn declared_bytes(body: &Body) -> usize {
    use axum::body::HttpBody;
    usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX)
}

/// `/users/` is `/users`: the same answer, without sending the caller there.
pub(crate) async fn without_trailing_slash(mut request: Request) -> Request {
    if let Some(uri) = trimmed(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

fn trimmed(uri: &Uri) -> Option<Uri> {
    let path = uri.path().strip_suffix('/').filter(|path| !path.is_empty() && !path.ends_with('/'))?;
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_brings_a_file_may_be_larger() {
        assert_eq!(allowance("/api/v1/products"), (MAX_BODY_BYTES, BODY_TIMEOUT));
        assert_eq!(allowance("/api/v1/products/imports/").1, FILE_BODY_TIMEOUT);
        assert_eq!(allowance("/api/v1/full-imports").0, 33 * 1024 * 1024);
    }

    #[test]
    fn one_slash_at_the_end_makes_no_difference() {
        for (uri, expected) in [
            ("/api/v1/users/", Some("/api/v1/users")),
            ("/api/v1/users/?limit=2", Some("/api/v1/users?limit=2")),
            ("/docs/", Some("/docs")),
            ("/", None),
            ("/api/v1/users", None),
            ("/api/v1/users?q=/", None),
            ("/api/v1/users//", None),
            ("//", None),
        ] {
            let got = trimmed(&uri.parse().unwrap()).map(|uri| uri.to_string());
            assert_eq!(got.as_deref(), expected, "{uri}");
        }
    }
}
