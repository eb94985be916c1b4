//! Which statuses an operation answers, and how each looks.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use vayupos::error::Code;

use crate::failure;
use crate::openapi::Row;

/// A refusal: its status, the codes that come with it, its name in the document, and what it says of itself.
struct Refusal {
    status: StatusCode,
    codes: &'static [Code],
    name: &'static str,
    meaning: &'static str,
    message: &'static str,
}

const REFUSALS: &[Refusal] = &[
    Refusal {
        status: StatusCode::BAD_REQUEST,
        codes: &[Code::Invalid, Code::InsufficientTender],
        name: "Invalid",
        meaning: "The input breaks a rule of form or range; `field` names the place.",
        message: "This must not be empty.",
    },
    Refusal {
        status: StatusCode::UNAUTHORIZED,
        codes: &[Code::Unauthenticated, Code::InvalidCredentials],
        name: "Unauthenticated",
        meaning: "Nobody is signed in, the session has ended, or name and password do not match.",
        message: "Please sign in.",
    },
    Refusal {
        status: StatusCode::FORBIDDEN,
        codes: &[Code::Forbidden],
        name: "Forbidden",
        meaning: "The role does not include this.",
        message: "Your role may not manage users.",
    },
    Refusal {
        status: StatusCode::NOT_FOUND,
        codes: &[Code::NotFound],
        name: "NotFound",
        meaning: "There is no such thing.",
        message: "This product was not found.",
    },
    Refusal {
        status: StatusCode::REQUEST_TIMEOUT,
        codes: &[],
        name: "TooSlow",
        meaning: "The body did not arrive in time.",
        message: "The body did not arrive in time.",
    },
    Refusal {
        status: StatusCode::CONFLICT,
        codes: &[Code::Conflict, Code::OutOfStock],
        name: "Conflict",
        meaning: "It contradicts what is already stored: a duplicate, a state, a stock. Nothing was changed.",
        message: "That name is taken.",
    },
    Refusal {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        codes: &[],
        name: "TooLarge",
        meaning: "The body is larger than 1 MiB, or than the operation takes that brings a file.",
        message: "The body is larger than 1 MiB.",
    },
    Refusal {
        status: StatusCode::TOO_MANY_REQUESTS,
        codes: &[Code::Throttled],
        name: "Throttled",
        meaning: "Too many wrong attempts; `details.retry_after` and the header say when the next one is looked at.",
        message: "Too many wrong attempts. Try again in 8 s.",
    },
    Refusal {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        codes: &[Code::Internal],
        name: "Internal",
        meaning: "A fault of ours. The log has its cause under the incident's id.",
        message: "Something went wrong inside the program. Incident 2a4c6e8f0b1d.",
    },
    Refusal {
        status: StatusCode::SERVICE_UNAVAILABLE,
        codes: &[Code::Unavailable],
        name: "Unavailable",
        meaning: "The database cannot be reached just now, or the answer takes too long.",
        message: "The database cannot be reached. Nothing was changed; please try again.",
    },
];

/// All refusals, to be pointed at by the operations.
pub(super) fn components(failure: &Value) -> Map<String, Value> {
    let response = |refusal: &Refusal| {
        // What has no code of its own is the caller's fault like other input.
        let code = refusal.codes.first().copied().unwrap_or(Code::Invalid);
        let mut response = json!({
            "description": refusal.meaning,
            "content": { "application/json": {
                "schema": failure,
                "example": { "code": code, "message": refusal.message },
            } },
        });
        if refusal.status == StatusCode::TOO_MANY_REQUESTS {
            response["headers"] = json!({ "Retry-After": {
                "description": "Seconds until the next attempt is looked at.",
                "schema": { "type": "integer", "minimum": 0 },
            } });
        }
        response
    };
    REFUSALS.iter().map(|refusal| (refusal.name.to_owned(), response(refusal))).collect()
}

/// The answers of an operation.
pub(super) fn of(row: &Row) -> Value {
    let success = if row.verb == "create" { "201" } else { "200" };
    let content = match row.verb {
        "download" => {
            let binary = json!({ "schema": { "type": "string", "format": "binary" } });
            media_types(row.path).iter().map(|media| ((*media).to_owned(), binary.clone())).collect()
        }
        _ => json!({ "application/json": { "schema": row.output } }),
    };
    let mut answers = json!({ success: { "description": "Done.", "content": content } });
    for refusal in REFUSALS.iter().filter(|refusal| applies(refusal.status, row)) {
        let target = format!("#/components/responses/{}", refusal.name);
        answers[refusal.status.as_str()] = json!({ "$ref": target });
    }
    answers
}

/// The type of a file, by the end of its path.
fn media_types(path: &str) -> &'static [&'static str] {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("pdf") => &["application/pdf"],
        Some("csv") => &["text/csv"],
        Some("svg") => &["image/svg+xml"],
        _ if path.starts_with("/backups/") => &["application/vnd.sqlite3"],
        _ if path.starts_with("/exports/") || path == "/upkeep/diagnostics" => &["application/zip"],
        _ if path.ends_with("/image") => &["image/png", "image/jpeg", "image/webp"],
        _ => &["application/octet-stream"],
    }
}

fn applies(status: StatusCode, row: &Row) -> bool {
    let has_body = matches!(row.verb, "create" | "post" | "put");
    match status {
        // Something unknown in the input, a token that is worth nothing, and a fault are possible everywhere.
        StatusCode::BAD_REQUEST
        | StatusCode::UNAUTHORIZED
        | StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::SERVICE_UNAVAILABLE => true,
        StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE => has_body,
        StatusCode::FORBIDDEN => !matches!(row.permission, "anyone" | "signed_in") || names(row, status),
        StatusCode::NOT_FOUND => row.path.contains('{') || names(row, status),
        // The same id with other content.
        StatusCode::CONFLICT => row.verb == "create" || names(row, status),
        other => names(row, other),
    }
}

/// Whether the operation's own comment names a code of this status.
fn names(row: &Row, status: StatusCode) -> bool {
    let Some((_, errors)) = row.comment().split_once("Errors: ") else { return false };
    let codes = REFUSALS.iter().flat_map(|refusal| refusal.codes);
    codes.filter(|code| failure::status(**code) == status).any(|code| {
        let word = json!(code);
        word.as_str().is_some_and(|word| errors.contains(&format!("`{word}`")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_the_status_it_is_documented_under() {
        for refusal in REFUSALS {
            for code in refusal.codes {
                assert_eq!(failure::status(*code), refusal.status, "{code:?}");
            }
        }
        let documented: usize = REFUSALS.iter().map(|refusal| refusal.codes.len()).sum();
        let schema = schemars::schema_for!(Code).to_value();
        assert_eq!(documented, schema["enum"].as_array().unwrap().len(), "a code stands under no status");
    }

    #[test]
    fn a_file_has_the_type_its_path_says() {
        for (path, media) in [
            ("/orders/{order_id}/receipt.pdf", "application/pdf"),
            ("/reports/sales.csv", "text/csv"),
            ("/products/{product_id}/barcode.svg", "image/svg+xml"),
            ("/orders/{order_id}/receipt", "application/octet-stream"),
            ("/backup.db", "application/octet-stream"),
            ("/exports/{name}", "application/zip"),
            ("/upkeep/diagnostics", "application/zip"),
        ] {
            assert_eq!(media_types(path), [media]);
        }
    }
}
