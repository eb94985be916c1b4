//! The passwords that are tried first.

use std::collections::HashSet;
use std::sync::LazyLock;

const LIST: &str = include_str!("common-passwords.txt");

/// What follows the empty line: above it the list says where it comes from.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| LIST.lines().skip_while(|line| !line.is_empty()).filter(|line| !line.is_empty()).collect());

/// Whether a password is among the most common ones, in capitals or not.
pub(crate) fn is_common(password: &str) -> bool {
    COMMON.contains(password.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_all_there() {
        assert_eq!(COMMON.len(), 3_000);
        for password in ["password", "PassWord1", "12345678", "iloveyou", "qwertyuiop"] {
            assert!(is_common(password), "{password}");
        }
        for password in ["correct horse", "battery staple", "", "# the"] {
            assert!(!is_common(password), "{password}");
        }
    }
}
