//! Standard output and error. A closed pipe ends the printing, not the program; colour is for terminals.

use crate::cli::Colour;
use crate::report::escape::log_line;
use std::io::{IsTerminal as _, Write as _};

/// Where a command prints.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    /// Whether standard output takes colour.
    pub(super) colour: bool,
    colour_on_error: bool,
}

impl Output {
    pub(super) fn new(colour: Colour) -> Self {
        // https://no-color.org: any value that is not empty means no
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let decide = |terminal: bool| match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !refused,
        };
        Self {
            colour: decide(std::io::stdout().is_terminal()),
            colour_on_error: decide(std::io::stderr().is_terminal()),
        }
    }

    /// Prints a text that is already escaped for its reader, with a final line end.
    #[allow(clippy::unused_self, reason = "printing goes through the one place that may print")]
    pub(super) fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        // who closed the pipe has read enough
        let _ = out.write_all(text.as_bytes());
        if !text.is_empty() && !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
        let _ = out.flush();
    }

    /// Tells something beside the result, on standard error.
    #[allow(clippy::unused_self, reason = "printing goes through the one place that may print")]
    pub(super) fn note(&self, text: &str) {
        let mut err = std::io::stderr().lock();
        for line in text.lines() {
            let _ = writeln!(err, "{}", log_line(line));
        }
    }

    /// Tells why the command stopped.
    pub(super) fn error(&self, text: &str) {
        let mut lines = text.lines();
        let word = if self.colour_on_error { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        let mut err = std::io::stderr().lock();
        let _ = writeln!(err, "{word}: {}", log_line(lines.next().unwrap_or_default()));
        for line in lines {
            let _ = writeln!(err, "{}", log_line(line));
        }
    }

    /// Shows a rendered mistake on standard error; it may hold colour, and its foreign lines stay lines.
    pub(super) fn mistakes(&self, mistakes: &crate::mistake::Mistakes) {
        let mut err = std::io::stderr().lock();
        let _ = writeln!(err, "{}\n", mistakes.render(self.colour_on_error));
    }
}
