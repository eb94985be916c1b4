//! What a command prints.

use std::io::{self, ErrorKind, Write};

/// Prints a line on standard output. Whoever reads it may stop when they have seen enough, as `head` does: that is no
/// failure.
pub(crate) fn say(line: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match writeln!(output, "{line}").and_then(|()| output.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}
