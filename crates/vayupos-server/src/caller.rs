//! Who calls: the bearer token of a request, the address it came from, and the approval it shows.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, header};
use vayupos::auth::Caller;
use vayupos::{App, Error, Result};

/// Somebody else's consent to this one call.
const APPROVAL: &str = "x-approval";

/// Somebody who calls, not asked yet who they are.
#[derive(Debug)]
pub(crate) struct Stranger {
    headers: HeaderMap,
    /// Of the machine at the other end of the connection. What a header says of it anybody could write.
    address: Option<IpAddr>,
}

impl Stranger {
    /// Who sent a request.
    pub(crate) fn of(request: &Request) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        Self { headers: request.headers().clone(), address: peer.map(|ConnectInfo(peer)| peer.ip()) }
    }

    /// The caller. Without a token it is nobody; a token that is worth nothing is refused.
    pub(crate) async fn caller(&self, app: &App) -> Result<Caller> {
        let caller = app.caller(self.token()?).await?;
        Ok(match self.address {
            Some(address) => caller.at_address(address),
            None => caller,
        })
    }

    fn token(&self) -> Result<Option<&str>> {
        let Some(value) = self.headers.get(header::AUTHORIZATION) else { return Ok(None) };
        let text = value.to_str().map_err(|_| Error::Unauthenticated)?;
        let (scheme, token) = text.split_once(' ').ok_or(Error::Unauthenticated)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Error::Unauthenticated);
        }
        Ok(Some(token.trim()))
    }

    /// The approval that is shown with the call.
    pub(crate) fn approval(&self) -> Result<Option<String>> {
        let Some(value) = self.headers.get(APPROVAL) else { return Ok(None) };
        let text = value.to_str().map_err(|_| Error::invalid("X-Approval", "This is not an approval."))?;
        Ok(Some(text.trim().to_owned()))
    }
}
