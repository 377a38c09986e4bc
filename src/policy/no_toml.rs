//! What is no TOML, in words that say what to write instead.

use crate::artifact::problem::Problem;
use crate::mistake::Mistake;

/// A problem of a reader of TOML as a mistake.
pub(super) fn told(problem: Problem, source: &str) -> Mistake {
    let Problem { span, message, .. } = problem;
    if message.starts_with("invalid date") {
        let day = source.get(span.clone()).unwrap_or_default();
        let help = super::no_such_day(day).unwrap_or_else(|| "write a day as in 2027-03-31".into());
        return Mistake::new(span, format!("there is no day {day}"), help);
    }
    let help = help(&message, source, span.start);
    Mistake::new(span, message, help)
}

/// What to write instead of what is no TOML, by its line.
fn help(message: &str, source: &str, at: usize) -> String {
    let start = source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let line = source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim();
    let is_header = line.starts_with('[');
    let help = if is_header && message.contains("duplicate key") {
        "put what both tables say under one name; what stands below it holds"
    } else if is_header {
        "write the name of a table on a line of its own; what stands below it holds"
    } else if message.contains("duplicate key") {
        "write each key once; what belongs together stands in one table"
    } else if line.starts_with("//") || line.starts_with("/*") {
        "a comment begins with `#`"
    } else if line.starts_with('{') {
        "this is JSON; TOML is written [rules] and, below it, \"license/changed\" = \"off\""
    } else if line.contains(['\u{201c}', '\u{201d}']) {
        "write straight quotes: \""
    } else if line.contains(':') && !line.contains('=') {
        "this is YAML; TOML is written [rules] and, below it, \"license/changed\" = \"off\""
    } else if message.contains("string values must be quoted") {
        let word =
            source.get(at..).unwrap_or_default().split([',', ']', '}', '#', '\n']).next().unwrap_or_default().trim();
        return format!("write it in quotes: \"{word}\"");
    } else if message.contains("missing comma") {
        "write a comma between two items"
    } else if message.contains("expected `=`") {
        "write `=` between a key and its value"
    } else if message.contains("expected newline") {
        "write one key a line, with nothing behind its value"
    } else if message.contains("unquoted key") && line.contains(['/', '*']) {
        "write the id of a rule, and whatever holds a `/` or `*`, in quotes: \"license/changed\" = \"off\""
    } else {
        "the file must be TOML: https://toml.io"
    };
    help.to_owned()
}
