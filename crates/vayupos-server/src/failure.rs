//! A refused or failed operation as an HTTP answer.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use vayupos::Error;
use vayupos::error::{Code, ErrorBody};

/// An error on its way out.
#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    body: ErrorBody,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let body = error.into_body();
        Self { status: status(body.code), body }
    }
}

impl Failure {
    /// A refusal of the server itself, where HTTP has a status of its own for it: no operation ever answers these.
    pub(crate) fn of_http(status: StatusCode, code: Code, message: &str) -> Self {
        Self { status, body: ErrorBody { code, message: message.into(), field: None, details: None } }
    }
}

/// The one place where a code becomes a status.
pub(crate) fn status(code: Code) -> StatusCode {
    match code {
        Code::Invalid | Code::InsufficientTender => StatusCode::BAD_REQUEST,
        Code::Unauthenticated | Code::InvalidCredentials => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Conflict | Code::OutOfStock => StatusCode::CONFLICT,
        Code::Throttled => StatusCode::TOO_MANY_REQUESTS,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self { status, body } = self;
        let retry_after = body.details.as_ref().and_then(|details| details["retry_after"].as_i64());
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
