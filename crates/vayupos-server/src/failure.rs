//! A refused or failed operation as an HTTP answer.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use vayupos::Error;
use vayupos::error::{Code, ErrorBody};

/// An error on its way out.
#[derive(Debug)]
pub(crate) struct Failure(ErrorBody);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error.into_body())
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
        let Self(body) = self;
        let retry_after = body.details.as_ref().and_then(|details| details["retry_after"].as_i64());
        let mut response = (status(body.code), Json(body)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
