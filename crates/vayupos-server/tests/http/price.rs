//! `vayupos price` as a process: JSON in, JSON out.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Runs the program; answers its exit status and what it printed.
fn price(arguments: &[&str], input: &[u8]) -> (i32, Value) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_vayupos"))
        .arg("price")
        .args(arguments)
        // Neither a database nor a home to put one in.
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(input).unwrap();
    let output = process.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let answer = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stdout)));
    (output.status.code().unwrap(), answer)
}

fn price_json(basket: &Value) -> (i32, Value) {
    price(&[], basket.to_string().as_bytes())
}

/// The cases of other systems, as baskets, each with the figures it must come to.
fn cases() -> Vec<(String, Value, Value)> {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../../../vayupos/tests/data/money.json")).unwrap();
    cases
        .into_iter()
        .map(|case| {
            let mut basket = case.as_object().unwrap().clone();
            let mut expected = serde_json::Map::new();
            for figure in ["net", "tax_total", "total", "tax_by_name"] {
                expected.insert(figure.into(), basket.remove(figure).unwrap());
            }
            let name = basket.remove("name").unwrap();
            (name.as_str().unwrap().to_owned(), basket.into(), expected.into())
        })
        .collect()
}

#[track_caller]
fn assert_priced(name: &str, basket: &Value, priced: &Value, expected: &Value) {
    for figure in ["net", "tax_total", "total"] {
        assert_eq!(priced[figure], expected[figure], "{name}: {figure}");
    }
    let taxes = priced["taxes"].as_array().unwrap();
    assert_eq!(taxes.len(), expected["tax_by_name"].as_object().unwrap().len(), "{name}: {taxes:?}");
    for tax in taxes {
        assert_eq!(tax["tax"], expected["tax_by_name"][tax["name"].as_str().unwrap()], "{name}: {tax}");
        assert!(tax["rate"].is_string(), "{name}: {tax}");
    }
    assert_eq!(priced["items"].as_array().unwrap().len(), basket["items"].as_array().unwrap().len(), "{name}");
    assert_eq!(priced["cash_payable"], priced["total"], "{name}: without rounding cash is what the rest is");
}

#[test]
fn the_figures_of_other_systems_one_by_one_and_together() {
    let cases = cases();
    assert_eq!(cases.len(), 46);
    for (name, basket, expected) in &cases {
        let (status, priced) = price_json(basket);
        assert_eq!(status, 0, "{name}: {priced}");
        assert_priced(name, basket, &priced, expected);
        let (_, mut explained) = price(&["--explain"], basket.to_string().as_bytes());
        let steps = explained.as_object_mut().unwrap().remove("steps").unwrap();
        assert_eq!(explained, priced, "{name}: asking why changes nothing");
        let last = steps.as_array().unwrap().last().unwrap().clone();
        assert_eq!((last["at"].as_str(), &last["rounded"]), (Some("order"), &expected["total"]), "{name}");
    }
    let together: Vec<&Value> = cases.iter().map(|(_, basket, _)| basket).collect();
    let (status, priced) = price_json(&json!(together));
    assert_eq!((status, priced.as_array().unwrap().len()), (0, cases.len()));
    for ((name, basket, expected), priced) in cases.iter().zip(priced.as_array().unwrap()) {
        assert_priced(name, basket, priced, expected);
    }
    assert_eq!(price(&[], b" [ ] "), (0, json!([])));
}

/// The basket of the support desk's papers.
fn basket() -> Value {
    json!({
        "currency": "EUR", "tax_scope": "line", "cash_rounding": "0.05",
        "items": [{
            "unit_price": "124.40", "quantity": "1", "discount_percent": "10", "discount_amount": "0.50",
            "taxes": [{ "name": "8%", "rate": "8", "included": true }],
        }],
        "discount_percent": "5",
    })
}

#[test]
fn every_step_is_explained() {
    let (status, explained) = price(&["--explain"], basket().to_string().as_bytes());
    assert_eq!(status, 0, "{explained}");
    assert_eq!(explained["net"], "98.05");
    assert_eq!(explained["taxes"], json!([{ "name": "8%", "rate": "8", "tax": "7.84" }]));
    assert_eq!(explained["items"], json!([{ "net": "98.05", "tax": "7.84", "total": "105.89" }]));
    assert_eq!((&explained["cash_rounding"], &explained["cash_payable"]), (&json!("0.01"), &json!("105.90")));
    let told: Vec<(&str, &str, &str, &str)> = explained["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            let text = |field: &str| step[field].as_str().unwrap();
            (text("at"), text("calculation"), text("exact"), text("rounded"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("items[0]", "124.40 × 1 = 124.40; − 10 % = 111.96; − 0.50 = 111.46 → 111.46", "111.46", "111.46"),
            ("order", "Σ lines = 111.46", "111.46", "111.46"),
            ("order", "111.46 × 5 % = 5.573 → 5.57; + 0.00 = 5.57", "5.573", "5.57"),
            ("items[0]", "5.57 → 5.57", "5.57", "5.57"),
            ("items[0]", "8% (8 %): 105.89 ÷ 1.08 = 98.04629629…; × 8 % = 7.84370370… → 7.84", "7.84370370…", "7.84"),
            ("items[0]", "105.89 − 7.84 = 98.05", "98.05", "98.05"),
            ("order", "98.05 + 7.84 = 105.89", "105.89", "105.89"),
            ("order", "105.89 in steps of 0.05 → 105.90; rounding 0.01", "105.89", "105.90"),
        ]
    );
}

#[test]
fn a_bad_basket_is_refused_by_name() {
    // One change to a good basket, and the field that must be named.
    let cases: &[(&str, Value, &str)] = &[
        ("/currency", json!("EURO"), "currency"),
        ("/currency", json!(null), "currency"),
        ("/tax_scope", json!("order"), "tax_scope"),
        ("/cash_rounding", json!("0"), "cash_rounding"),
        ("/cash_rounding", json!("0.001"), "cash_rounding"),
        ("/cash_rounding", json!("-0.05"), "cash_rounding"),
        ("/discount_percent", json!("101"), "discount_percent"),
        ("/discount_percent", json!("-1"), "discount_percent"),
        ("/items", json!({}), "items"),
        ("/items/0", json!([]), "items[0]"),
        ("/items/0/unit_price", json!(124.4), "items[0].unit_price"),
        ("/items/0/unit_price", json!("1e2"), "items[0].unit_price"),
        ("/items/0/unit_price", json!("NaN"), "items[0].unit_price"),
        ("/items/0/unit_price", json!("-1"), "items[0].unit_price"),
        ("/items/0/unit_price", json!("1.00001"), "items[0].unit_price"),
        ("/items/0/quantity", json!("0"), "items[0].quantity"),
        ("/items/0/quantity", json!("-1"), "items[0].quantity"),
        ("/items/0/quantity", json!("1.0001"), "items[0].quantity"),
        ("/items/0/quantity", json!(1.5), "items[0].quantity"),
        ("/items/0/discount_amount", json!("0.001"), "items[0].discount_amount"),
        ("/items/0/discount_amount", json!("200"), "items[0].discount_amount"),
        ("/items/0/taxes/0/rate", json!("-8"), "items[0].taxes[0].rate"),
        ("/items/0/taxes/0/rate", json!("8.00001"), "items[0].taxes[0].rate"),
        ("/items/0/taxes/0/included", json!("yes"), "items[0].taxes[0].included"),
        ("/items/0/taxes/0/name", json!(" "), "items[0].taxes[0].name"),
    ];
    for (place, value, field) in cases {
        let mut bad = basket();
        *bad.pointer_mut(place).unwrap() = value.clone();
        let (status, refusal) = price_json(&bad);
        let said = (status, refusal["code"].as_str(), refusal["field"].as_str());
        assert_eq!(said, (2, Some("invalid"), Some(*field)), "{place} {value}: {refusal}");
        assert!(refusal["message"].as_str().is_some_and(|message| message.len() > 5), "{refusal}");
        let (status, refusal) = price_json(&json!([basket(), bad]));
        assert_eq!((status, refusal["field"].as_str()), (2, Some(format!("[1].{field}").as_str())), "{refusal}");
    }
    let mut unknown = basket();
    unknown["items"][0]["qty"] = json!("1");
    assert_eq!(price_json(&unknown).1["field"], "items[0].qty");
    for text in [&b""[..], b"{", b"null", b"3", b"[1]", b"{} {}", b"\xff", &b"[".repeat(100_000)] {
        let (status, refusal) = price(&[], text);
        assert_eq!((status, refusal["code"].as_str()), (2, Some("invalid")), "{refusal}");
    }
    let twice = br#"{"currency":"EUR","currency":"USD","tax_scope":"line","items":[]}"#;
    assert_eq!(price(&[], twice).0, 2, "what is said twice is not clear");
    let trailing = basket().to_string() + "!";
    assert_eq!(price(&[], trailing.as_bytes()).0, 2);
}

#[test]
fn who_has_read_enough_ends_it_quietly() {
    for arguments in [vec!["price", "--explain"], vec!["barcode", "parse", "036000291452"]] {
        let mut process = Command::new(env!("CARGO_BIN_EXE_vayupos"))
            .args(&arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(process.stdout.take());
        let basket =
            json!({ "currency": "EUR", "tax_scope": "line", "items": [{ "unit_price": "1.00", "quantity": "1" }] });
        // `barcode` does not read it, and may have ended by now.
        drop(process.stdin.take().unwrap().write_all(basket.to_string().as_bytes()));
        let output = process.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}
