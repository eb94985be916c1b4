//! A file's bytes as text. Pure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::error::{Error, Result};
use crate::imports::MAX_CSV_BYTES;
use crate::wire;

/// What takes the place of bytes that were read as something they are not.
const REPLACEMENT: char = '\u{FFFD}';

/// The text of a file that came as text or as its bytes in Base64.
///
/// # Errors
/// `invalid`: neither or both, too large, or no text.
pub(super) fn of(csv: Option<&str>, base64: Option<&str>) -> Result<String> {
    match (csv, base64) {
        (Some(text), None) if text.len() > MAX_CSV_BYTES => Err(too_large("csv")),
        (Some(text), None) if text.contains(REPLACEMENT) => Err(Error::invalid(
            "csv",
            "This file was not read in the encoding it was written in. Save it as UTF-8, or send its bytes as base64.",
        )),
        (Some(text), None) => checked(text.trim_start_matches('\u{FEFF}').to_owned(), "csv"),
        (None, Some(base64)) if base64.len() > MAX_CSV_BYTES.div_ceil(3) * 4 => Err(too_large("base64")),
        (None, Some(base64)) => {
            let bytes = STANDARD.decode(base64).map_err(|_| Error::invalid("base64", "This is not Base64."))?;
            checked(decoded(&bytes)?, "base64")
        }
        (Some(_), Some(_)) | (None, None) => {
            Err(Error::invalid("csv", "A file comes either as its text or as its bytes in base64."))
        }
    }
}

/// By its byte order mark, else UTF-8, else what Western European spreadsheets write.
fn decoded(bytes: &[u8]) -> Result<String> {
    let marked = Encoding::for_bom(bytes);
    let encoding = match marked {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    let (text, _, has_flaws) = encoding.decode(bytes);
    if has_flaws {
        return Err(Error::invalid("base64", "This file is not whole: it breaks off or is no text."));
    }
    Ok(text.into_owned())
}

fn checked(text: String, field: &str) -> Result<String> {
    if text.contains('\0') {
        return Err(Error::invalid(field, wire::NUL));
    }
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "This file is empty."));
    }
    Ok(text)
}

fn too_large(field: &str) -> Error {
    Error::invalid(field, format!("A file has at most {} MiB.", MAX_CSV_BYTES / 1024 / 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_bytes(bytes: &[u8]) -> Option<String> {
        of(None, Some(&STANDARD.encode(bytes))).ok()
    }

    #[test]
    fn every_usual_encoding_is_read() {
        assert_eq!(of_bytes("sku;Käse".as_bytes()).as_deref(), Some("sku;Käse"));
        assert_eq!(of_bytes(b"\xEF\xBB\xBFsku;K\xC3\xA4se").as_deref(), Some("sku;Käse"));
        assert_eq!(of_bytes(b"sku;K\xE4se \x80").as_deref(), Some("sku;Käse €"), "Windows-1252");
        assert_eq!(of_bytes(b"\xFF\xFEs\0k\0\xE4\0").as_deref(), Some("skä"), "UTF-16 by its mark");
        assert_eq!(of(Some("\u{FEFF}sku"), None).ok().as_deref(), Some("sku"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(of_bytes(b"s\0k\0u\0"), None, "NUL");
        assert_eq!(of_bytes(b"\xFF\xFEs\0k"), None, "cut off");
        assert_eq!(of_bytes(b" \n"), None);
        for (csv, base64) in [(None, None), (Some("a"), Some("YQ==")), (None, Some("?")), (Some("K\u{FFFD}se"), None)] {
            assert!(of(csv, base64).is_err(), "{csv:?} {base64:?}");
        }
        assert!(of(Some(&"a".repeat(MAX_CSV_BYTES + 1)), None).is_err());
    }
}
