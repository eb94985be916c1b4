//! Who may talk to the server from a browser: its own pages, under its own name.
//!
//! A foreign `Host` is another site's name that was pointed at this machine (DNS rebinding); a foreign `Origin` is
//! another site's page. Neither gets an answer. Headers that browsers obey are set here too.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use vayupos::Error;

use crate::failure::Failure;

/// The names this server answers to, besides addresses.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    hosts: Arc<[String]>,
}

impl Guard {
    /// Answers to `localhost` and to these names.
    pub(crate) fn new(mut hosts: Vec<String>) -> Self {
        hosts.push("localhost".into());
        Self { hosts: hosts.into_iter().map(|host| host.to_ascii_lowercase()).collect() }
    }

    fn knows(&self, host: &str) -> bool {
        let name = host_name(host).to_ascii_lowercase();
        // An address cannot be pointed elsewhere by a name server.
        name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() || self.hosts.contains(&name)
    }

    fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
        let Some(origin) = headers.get(header::ORIGIN) else { return self.knows(host) };
        let is_own =
            origin.to_str().ok().and_then(|origin| origin.split_once("://")).is_some_and(|(_, own)| own == host);
        is_own && self.knows(host)
    }
}

/// The name of a `Host` header, without the port.
fn host_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; \
     font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

/// Refuses foreign names and pages; marks every answer.
pub(crate) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = if guard.admits(request.headers()) {
        next.run(request).await
    } else {
        let message = "This server does not answer to that name. Names can be added with --host.";
        Failure::from(Error::Invalid { field: None, message: message.into() }).into_response()
    };
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(host: &str, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        Guard::new(vec!["till.example".into()]).admits(&headers)
    }

    #[test]
    fn own_names_and_pages_are_let_in_foreign_ones_are_not() {
        for (host, origin) in [
            ("127.0.0.1:8000", None),
            ("localhost:8000", Some("http://localhost:8000")),
            ("[::1]:8000", Some("http://[::1]:8000")),
            ("192.168.1.20:8000", Some("http://192.168.1.20:8000")),
            ("TILL.example", None),
        ] {
            assert!(admits(host, origin), "{host} {origin:?}");
        }
        for (host, origin) in [
            ("evil.example", None),
            ("evil.example:8000", Some("http://evil.example:8000")),
            ("localhost:8000", Some("http://evil.example")),
            ("localhost:8000", Some("http://localhost:9000")),
            ("localhost:8000", Some("null")),
        ] {
            assert!(!admits(host, origin), "{host} {origin:?}");
        }
    }
}
