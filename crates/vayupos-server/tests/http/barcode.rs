//! `vayupos barcode` as it is called from a shell.

use std::process::{Command, Output};

use serde_json::Value;

fn barcode(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vayupos")).arg("barcode").args(arguments).output().unwrap()
}

#[test]
fn a_code_is_read_aloud() {
    for (arguments, pointer, said) in [
        (vec!["parse", "2112345012506"], "/measure/0/value", "1.250"),
        (vec!["parse", "2112345012506"], "/base_code", "2112345000008"),
        (vec!["parse", "2877777019805", "--currency", "JPY"], "/measure/0/value", "1980"),
        (vec!["parse", "]C10112345678901231392512599\\x1d30123"], "/measure/1/value", "0.12599"),
        (vec!["parse", "]C1011231231231233310ABC123\\x1d99TESTING"], "/parts/1/value", "ABC123"),
        (vec!["parse", "036000291452"], "/gtin", "00036000291452"),
    ] {
        let output = barcode(&arguments);
        assert!(output.status.success(), "{arguments:?}");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer.pointer(pointer).and_then(Value::as_str), Some(said), "{arguments:?} {answer}");
    }
    for bad in ["2112345012507", "]C1", "2112345000008"] {
        let output = barcode(&["parse", bad]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{bad}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_check_digit_is_checked() {
    let good = barcode(&["check", "5901234123457"]);
    assert_eq!(
        (good.status.code(), good.stdout.as_slice()),
        (Some(0), b"5901234123457 is a valid EAN-13.\n".as_slice())
    );
    for bad in ["5901234123458", "8711112", "ABC", ""] {
        assert_eq!(barcode(&["check", bad]).status.code(), Some(1), "{bad:?}");
    }
}
