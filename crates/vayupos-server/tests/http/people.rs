//! Who may call what over the wire, other people's consent, and guesses by address.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::program::on_both;

/// The matrix that the core's stories check: operation, permission, and the roles that have it.
const MATRIX: &str =
    include_str!("../../../vayupos/tests/it/snapshots/it__permissions__the_matrix_is_the_one_that_was_agreed_on.snap");
const OPENAPI: &str = include_str!("../../openapi.json");
const ACCOUNTS: [(&str, &str, &str); 4] = [
    ("admin", "admin", "admin123"),
    ("manager", "manager1", "manager123"),
    ("cashier", "cashier1", "cashier123"),
    ("inventory_officer", "inventory1", "inventory123"),
];

fn password(username: &str) -> &'static str {
    ACCOUNTS.into_iter().find(|(_, name, _)| *name == username).map(|(.., password)| password).unwrap()
}

/// Operation, method and path of every route, with some id wherever a path wants one.
fn routes() -> Vec<(String, Method, String)> {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let parts = path.trim_start_matches("/api/v1").split('/');
            let parts: Vec<_> = parts
                .map(|part| if part.starts_with('{') { "00000000-0000-7000-8000-00000000ffff" } else { part })
                .collect();
            let method = method.to_uppercase().parse().unwrap();
            routes.push((operation["operationId"].as_str().unwrap().to_owned(), method, parts.join("/")));
        }
    }
    routes
}

/// What the matrix says of an operation: anybody at all, or these roles.
fn roles(operation: &str) -> (bool, Vec<&'static str>) {
    let row = MATRIX.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = row.into_iter().find(|row| row.first() == Some(&operation));
    let row = row.unwrap_or_else(|| panic!("{operation} is not in the matrix"));
    (row[1] == "anyone", row[2..].to_vec())
}

on_both! {
    async fn every_route_is_refused_to_whom_the_matrix_refuses_it(program: Program) {
        program.open_demo_shop().await;
        let routes = routes();
        assert!(routes.len() > 40, "{}", routes.len());
        for account in ACCOUNTS.into_iter().map(Some).chain([None]) {
            program.token = None;
            if let Some((_, username, password)) = account {
                program.sign_in(username, password).await;
            }
            for (operation, method, path) in &routes {
                let writes = *method == Method::POST || *method == Method::PUT;
                let (status, answer) = program.status(method.clone(), path, writes.then(|| json!({}))).await;
                let (open, may) = roles(operation);
                let expected = match account {
                    None if open => None,
                    None => Some(StatusCode::UNAUTHORIZED),
                    Some((role, ..)) if open || may.contains(&role) => None,
                    Some(_) => Some(StatusCode::FORBIDDEN),
                };
                let refusal = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status).then_some(status);
                assert_eq!(refusal, expected, "{operation} for {account:?}: {answer}");
                assert!(!status.is_server_error(), "{operation} for {account:?}: {status} {answer}");
                if let (Some((_, username, password)), "logout" | "lock" | "refresh") = (account, operation.as_str()) {
                    program.sign_in(username, password).await;
                }
            }
        }
    }

    async fn an_approval_comes_with_the_call_in_a_header(program: Program) {
        program.open_demo_shop().await;
        let tax = json!({ "name": "Luxury", "rate": "30" });
        let ask = |operation: &str, input: Value, approver: &str| {
            json!({ "operation": operation, "input": input, "approver": approver, "password": password(approver) })
        };
        let (status, refused) = program.post("/taxes", tax.clone()).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(refused["details"]["permission"], "manage_taxes");
        let (status, given) = program.post("/approvals", ask("create_tax", tax.clone(), "manager1")).await;
        assert_eq!(status, StatusCode::CREATED, "{given}");
        let approval = given["approval"].as_str().unwrap();
        let (status, made) = program.approved(approval, Method::POST, "/taxes", Some(tax.clone())).await;
        assert_eq!((status, &made["name"]), (StatusCode::CREATED, &tax["name"]));
        assert_eq!(program.approved(approval, Method::POST, "/taxes", Some(tax)).await.0, StatusCode::FORBIDDEN);

        // A read's input is its query, in which a number is a text.
        let (_, given) = program.post("/approvals", ask("list_users", json!({ "limit": 1 }), "admin")).await;
        let approval = given["approval"].as_str().unwrap_or_default();
        assert_eq!(program.approved(approval, Method::GET, "/users?limit=2", None).await.0, StatusCode::FORBIDDEN);
        assert_eq!(program.approved(approval, Method::GET, "/users?limit=1", None).await.0, StatusCode::OK);
        assert_eq!(program.approved(approval, Method::GET, "/users?limit=1", None).await.0, StatusCode::FORBIDDEN);
    }

    async fn one_machine_that_guesses_at_many_names_has_to_wait(program: Program) {
        program.open_demo_shop().await;
        program.token = None;
        for name in 0..21 {
            let guess = json!({ "username": format!("name{name}"), "password": "a guess" });
            assert_eq!(program.post("/auth/login", guess).await.0, StatusCode::UNAUTHORIZED);
        }
        let right = json!({ "username": "manager1", "password": "manager123" });
        let url = format!("{}/api/v1/auth/login", program.url);
        let forged = program.client.post(&url).header("X-Forwarded-For", "192.0.2.1").json(&right).send().await.unwrap();
        assert_eq!(forged.status(), StatusCode::TOO_MANY_REQUESTS, "a header is no address");
        let (status, answer) = program.post("/auth/login", right).await;
        assert_eq!((status, answer["code"].as_str()), (StatusCode::TOO_MANY_REQUESTS, Some("throttled")));
    }
}
