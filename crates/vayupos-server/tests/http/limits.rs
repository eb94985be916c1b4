//! What the server refuses before an operation sees it, over bare sockets where a client would be too well-behaved.

use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::program::Program;

/// An answer as it came: status, head, body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no error body: {:?}", self.body));
        assert!(body["message"].is_string(), "{body}");
        body["code"].as_str().unwrap().to_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &&str| line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name));
        self.head.lines().find(named).and_then(|line| line.split_once(": ")).map(|(_, value)| value)
    }
}

async fn connect(program: &Program) -> TcpStream {
    TcpStream::connect(program.url.strip_prefix("http://").unwrap()).await.unwrap()
}

/// Sends bytes as they are, and reads until the server closes the connection.
async fn exchange(program: &Program, request: &[u8]) -> Answer {
    let (mut reader, mut writer) = connect(program).await.into_split();
    let request = request.to_vec();
    // The server may answer and hang up before it has read everything.
    let writing = tokio::spawn(async move { writer.write_all(&request).await.map(|()| writer) });
    let mut text = Vec::new();
    reader.read_to_end(&mut text).await.unwrap();
    drop(writing.await.unwrap());
    let text = String::from_utf8(text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// A request with these headers, on a connection of its own.
async fn ask(program: &Program, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answer {
    let host = program.url.strip_prefix("http://").unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    if let Some(token) = &program.token {
        request += &format!("authorization: Bearer {token}\r\n");
    }
    for header in headers {
        request += &format!("{header}\r\n");
    }
    let mut request = format!("{request}\r\n").into_bytes();
    request.extend_from_slice(body);
    exchange(program, &request).await
}

const QUOTE: &str = "/api/v1/orders/quote";

#[tokio::test]
async fn bodies_are_whole_json_and_of_bounded_size() {
    let mut program = Program::on_sqlite();
    program.open_demo_shop().await;
    let length = |bytes: usize| format!("content-length: {bytes}");
    let json = "content-type: application/json";
    let large = vec![b' '; 1024 * 1024 + 1];
    let largest = [&large[..1024 * 1024 - 12], b"{\"items\":[]}"].concat();
    let chunked = [format!("{:x}\r\n", large.len()).as_bytes(), &large, b"\r\n0\r\n\r\n"].concat();
    let (large_length, largest_length, twelve) = (length(large.len()), length(largest.len()), length(12));
    let (eighteen, deep) = (length(18), length(200_000));
    let (nested, huge) = (vec![b'['; 200_000], length(1 << 40));
    let forms = "content-type: application/x-www-form-urlencoded";
    let latin = "content-type: application/json; charset=utf-8";
    let utf8 = b"{\"items\":[],\"n\":\"\xff\"}";
    let utf8_length = length(utf8.len());
    let cases: &[(&str, &[&str], &[u8], u16)] = &[
        ("fits", &[json, &largest_length], &largest, 200),
        ("with a charset", &[latin, &twelve], b"{\"items\":[]}", 200),
        ("without a type", &[&twelve], b"{\"items\":[]}", 200),
        ("one byte more", &[json, &large_length], &large, 413),
        ("the same in chunks", &[json, "transfer-encoding: chunked"], &chunked, 413),
        ("announced, to be sent when allowed", &[json, &huge, "expect: 100-continue"], b"", 413),
        ("cut off in the middle of a value", &[json, &eighteen], b"{\"items\":[],\"note\"", 400),
        ("not UTF-8", &[json, &utf8_length], utf8, 400),
        ("deep", &[json, &deep], &nested, 400),
        ("blanks", &[json, "content-length: 2"], b"  ", 400),
        ("not an object", &[json, "content-length: 2"], b"[]", 400),
        ("a form", &[forms, "content-length: 7"], b"items=1", 400),
        ("a text", &["content-type: text/plain", &twelve], b"{\"items\":[]}", 400),
        ("broken chunks", &[json, "transfer-encoding: chunked"], b"zz\r\n{}\r\n0\r\n\r\n", 400),
    ];
    for (name, headers, body, status) in cases {
        let answer = ask(&program, "POST", QUOTE, headers, body).await;
        assert_eq!(answer.status, *status, "{name}: {}", answer.body);
        if *status != 200 {
            assert_eq!(answer.code(), "invalid", "{name}");
        }
    }
    assert_eq!(program.get("/auth/me").await.0, StatusCode::OK, "it goes on");
}

#[tokio::test]
async fn heads_are_well_formed_and_of_bounded_size() {
    let program = Program::on_sqlite();
    let host = program.url.strip_prefix("http://").unwrap().to_owned();
    let long = "x".repeat(100_000);
    let many: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    for (request, status) in [
        ("nonsense\r\n\r\n".to_owned(), 400),
        (format!("GET / HTTP/9.9\r\nhost: {host}\r\n\r\n"), 400),
        (format!("GET /{long} HTTP/1.1\r\nhost: {host}\r\n\r\n"), 431),
        (format!("GET / HTTP/1.1\r\nhost: {host}\r\ncookie: {long}\r\n\r\n"), 431),
        (format!("GET / HTTP/1.1\r\nhost: {host}\r\n{many}\r\n"), 431),
        (format!("POST / HTTP/1.1\r\nhost: {host}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"), 400),
        // Without a name nobody knows who was meant.
        ("GET / HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(), 400),
    ] {
        let answer = exchange(&program, request.as_bytes()).await;
        assert_eq!(answer.status, status, "{:.60}", request);
    }
    assert_eq!(program.get("/setup").await.0, StatusCode::OK, "it goes on");
}

#[tokio::test]
async fn who_is_too_slow_is_hung_up_on() {
    let mut program = Program::on_sqlite();
    program.open_demo_shop().await;
    let host = program.url.strip_prefix("http://").unwrap().to_owned();
    let (started, patience) = (Instant::now(), Duration::from_secs(40));
    // A few bytes of a head now and then.
    let mut slow_head = connect(&program).await;
    let head = async {
        let mut answer = Vec::new();
        slow_head.write_all(format!("GET /health HTTP/1.1\r\nhost: {host}\r\n").as_bytes()).await.unwrap();
        while slow_head.write_all(b"x-slow: 1\r\n").await.is_ok() && started.elapsed() < patience {
            let pause = Duration::from_secs(1);
            match tokio::time::timeout(pause, slow_head.read_to_end(&mut answer)).await {
                Ok(_) => break,
                Err(_) => continue,
            }
        }
        started.elapsed()
    };
    // A head, and then a body that never comes.
    let body = async {
        let headers = ["content-type: application/json", "content-length: 12"];
        let answer = ask(&program, "POST", QUOTE, &headers, b"{").await;
        (answer.status, answer.code(), started.elapsed())
    };
    // Nothing at all.
    let silence = async {
        let mut silent = connect(&program).await;
        let read = tokio::time::timeout(patience, silent.read(&mut [0; 8])).await;
        (matches!(read, Ok(Ok(0) | Err(_))), started.elapsed())
    };
    // Others are served meanwhile.
    let others = async {
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            assert_eq!(program.get("/setup").await.0, StatusCode::OK);
        }
    };
    let (head, (status, code, body), (is_closed, silence), ()) = tokio::join!(head, body, silence, others);
    assert!(head < patience, "a slow head is given up: {head:?}");
    assert_eq!((status, code.as_str()), (408, "invalid"));
    assert!(body < patience, "a slow body is given up: {body:?}");
    assert!(is_closed && silence < patience, "a silent connection is given up: {silence:?}");
}

#[tokio::test]
async fn a_path_is_there_with_and_without_its_last_slash() {
    let mut program = Program::on_sqlite();
    program.open_demo_shop().await;
    program.sign_in("admin", "admin123").await;
    for path in ["/users", "/auth/me", "/users?limit=1", "/orders", "/products/search?q=tea"] {
        let (bare, query) =
            path.split_once('?').map_or((path, String::new()), |(path, query)| (path, format!("?{query}")));
        let plain = program.get(path).await;
        assert_eq!(plain.0, StatusCode::OK, "{path}");
        assert_eq!(program.get(&format!("{bare}/{query}")).await, plain, "{path}");
    }
    let tax = json!({ "name": "Slash", "rate": "1" });
    assert_eq!(program.post("/taxes/", tax).await.0, StatusCode::CREATED);
    assert_eq!(program.get("/users//").await.0, StatusCode::NOT_FOUND, "two slashes are another path");
    // No redirect: a client that does not follow one, or drops its token on the way, gets its answer as well.
    let answer = ask(&program, "GET", "/api/v1/auth/me/", &[], b"").await;
    assert_eq!(answer.status, 200, "{}", answer.head);
}

#[tokio::test]
async fn other_methods_are_refused_by_name() {
    let mut program = Program::on_sqlite();
    program.open_demo_shop().await;
    let id = "00000000-0000-7000-8000-000000000001";
    for (method, path, status, allow) in [
        ("DELETE", "/api/v1/auth/me".to_owned(), 405, "GET,HEAD"),
        ("GET", "/api/v1/auth/login".to_owned(), 405, "POST"),
        ("POST", "/api/v1/users/".to_owned(), 405, "GET,HEAD"),
        ("PATCH", format!("/api/v1/products/{id}"), 405, "GET,HEAD,PUT,DELETE"),
        ("TRACE", "/api/v1/products".to_owned(), 405, "POST,GET,HEAD"),
        ("POST", "/health".to_owned(), 405, "GET,HEAD"),
        ("POST", "/docs".to_owned(), 405, "GET,HEAD"),
        ("POST", "/".to_owned(), 405, "GET,HEAD"),
        ("OPTIONS", "/api/v1/products".to_owned(), 204, "POST,GET,HEAD"),
        ("OPTIONS", format!("/api/v1/products/{id}"), 204, "GET,HEAD,PUT,DELETE"),
        ("DELETE", "/api/v1/nowhere".to_owned(), 404, ""),
        ("POST", "/nowhere.js".to_owned(), 404, ""),
        ("OPTIONS", "/api/v1/nowhere".to_owned(), 404, ""),
    ] {
        let answer = ask(&program, method, &path, &[], b"").await;
        assert_eq!(answer.status, status, "{method} {path}");
        let mut named: Vec<&str> = answer.header("allow").unwrap_or_default().split(',').collect();
        let mut expected: Vec<&str> = allow.split(',').collect();
        named.sort_unstable();
        expected.sort_unstable();
        assert_eq!(named, expected, "{method} {path}");
        if status != 204 {
            assert_eq!(answer.code(), "not_found", "{method} {path}");
        }
    }
    let (get, head) = (
        ask(&program, "GET", "/api/v1/products", &[], b"").await,
        ask(&program, "HEAD", "/api/v1/products", &[], b"").await,
    );
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), get.header("content-length"));
}

#[tokio::test]
async fn no_page_of_another_site_is_let_in() {
    let mut program = Program::on_sqlite();
    program.open_demo_shop().await;
    let foreign = "origin: https://evil.example";
    let wants = "access-control-request-method: POST";
    for (method, path, headers, status) in [
        ("OPTIONS", QUOTE, vec![foreign, wants], 400),
        ("OPTIONS", "/openapi.json", vec![foreign, wants], 400),
        ("GET", "/api/v1/setup", vec![foreign], 400),
        ("GET", "/docs", vec![foreign], 400),
        ("GET", "/", vec!["origin: null"], 400),
        ("GET", "/api/v1/setup", vec![], 200),
        ("GET", "/api/v1/nowhere", vec![], 404),
        ("OPTIONS", QUOTE, vec![wants], 204),
        ("GET", "/docs", vec![], 200),
        ("GET", "/redoc", vec![], 200),
    ] {
        let answer = ask(&program, method, path, &headers, b"").await;
        assert_eq!(answer.status, status, "{method} {path} {headers:?}");
        assert!(!answer.head.to_ascii_lowercase().contains("access-control-"), "{method} {path}: {}", answer.head);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe-eval"), "{path}: {policy}");
    }
    // A page of its own says where it comes from, too.
    let own = format!("origin: {}", program.url);
    assert_eq!(ask(&program, "GET", "/api/v1/setup", &[&own], b"").await.status, 200);
    assert_eq!(program.call(Method::GET, "/setup", None).await.0, StatusCode::OK);
}
