//! Who calls: the bearer token of a request.

use axum::http::{HeaderMap, header};
use vayupos::auth::Caller;
use vayupos::{App, Error, Result};

/// The caller of a request. Without a token it is nobody; a token that is worth nothing is refused.
pub(crate) async fn of(app: &App, headers: &HeaderMap) -> Result<Caller> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return app.caller(None).await };
    let text = value.to_str().map_err(|_| Error::Unauthenticated)?;
    let (scheme, token) = text.split_once(' ').ok_or(Error::Unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Error::Unauthenticated);
    }
    app.caller(Some(token.trim())).await
}
