//! Takes out of a text what must not leave the shop (pure).
//!
//! A log holds no secrets to begin with; this is the second lock on the same door, because the file goes to strangers.

/// What stands in the place of what was taken out.
const HIDDEN: &str = "[hidden]";
/// Access tokens and hashes are longer than any word of a log.
const TOKEN_CHARS: usize = 32;
/// What follows one of these is nobody's business.
const NAMES: [&str; 7] = ["password", "passwort", "pin", "token", "secret", "bearer", "authorization"];

/// The text without these secrets, without e-mail addresses, passwords in addresses, tokens, and what is called a secret.
pub(super) fn scrub(text: &str, secrets: &[String]) -> String {
    let mut text = without_userinfo(text);
    for secret in secrets.iter().filter(|secret| !secret.trim().is_empty()) {
        text = text.replace(secret.as_str(), HIDDEN);
    }
    let mut scrubbed = String::with_capacity(text.len());
    let mut is_secret_next = false;
    for piece in text.split_inclusive(is_between) {
        let word = piece.trim_end_matches(is_between);
        let after = &piece[word.len()..];
        if !word.is_empty() {
            let is_name = NAMES.contains(&word.to_lowercase().as_str());
            let is_hidden_already = word == HIDDEN.trim_matches(is_between);
            let hides = !is_hidden_already && ((is_secret_next && !is_name) || is_private(word));
            scrubbed.push_str(if hides { HIDDEN } else { word });
            is_secret_next = is_name;
        }
        scrubbed.push_str(after);
        is_secret_next &= !after.contains('\n');
    }
    scrubbed
}

/// Addresses without the user and the password before their `@`.
fn without_userinfo(text: &str) -> String {
    let mut rest = text;
    let mut shown = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("://") {
        shown.push_str(before);
        shown.push_str("://");
        let end = after.find(|letter: char| letter.is_whitespace() || letter == '"').unwrap_or(after.len());
        let (address, behind) = after.split_at(end);
        match address.rsplit_once('@') {
            Some((_, place)) => shown.extend([HIDDEN, "@", place]),
            None => shown.push_str(address),
        }
        rest = behind;
    }
    shown.push_str(rest);
    shown
}

/// What separates words; `@`, `.`, `/` and what tokens are made of do not.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || "\"'`,;:=()[]{}<>|&?\\".contains(letter)
}

fn is_private(word: &str) -> bool {
    // An e-mail address.
    if word.split_once('@').is_some_and(|(user, _)| !user.is_empty()) {
        return true;
    }
    let is_of_a_token = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '+' | '/');
    let is_long = word.len() >= TOKEN_CHARS && word.chars().all(is_of_a_token);
    let has_digits = word.contains(|letter: char| letter.is_ascii_digit());
    is_long && has_digits && !word.starts_with('/') && !is_uuid(word)
}

/// An identifier of a row says nothing by itself, and the support desk asks for it.
fn is_uuid(word: &str) -> bool {
    uuid::Uuid::try_parse(word).is_ok() && word.contains('-')
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn secrets_go_and_the_rest_stays() {
        let token = "q2Vb1n0dX8rT5yU7iO9pA3sD4fG6hJ8kL0zX1cV2bN4";
        for (text, safe) in [
            ("postgres://till:s3cret@db/shop is away", "postgres://[hidden]@db/shop is away"),
            ("no letter to anna@example.org: refused", "no letter to [hidden]: refused"),
            ("password=geheim next", "password=[hidden] next"),
            ("{\"pin\": \"4711\", \"till\": 1}", "{\"pin\": \"[hidden]\", \"till\": 1}"),
            ("Authorization: Bearer abc", "Authorization: Bearer [hidden]"),
            ("smtp said: relay of Tr0ub4dor denied", "smtp said: relay of [hidden] denied"),
            (
                "order 0197c1f0-6f00-7000-8000-000000000001 at 12:00:01",
                "order 0197c1f0-6f00-7000-8000-000000000001 at 12:00:01",
            ),
            (
                "/home/anna/.local/share/com.vayupos.desktop/vayupos.db",
                "/home/anna/.local/share/com.vayupos.desktop/vayupos.db",
            ),
        ] {
            let scrubbed = scrub(text, &["Tr0ub4dor".to_owned(), String::new()]);
            assert_eq!(scrubbed, safe, "{text}");
        }
        assert!(!scrub(&format!("session {token} ended"), &[]).contains(token));
        assert!(!scrub(&format!("token:{token}"), &[]).contains(token));
        assert_eq!(scrub("the last word is password\nnext line", &[]), "the last word is password\nnext line");
    }
}
