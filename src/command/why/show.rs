//! The answer for a terminal.

use super::{Answer, Concluded};
use crate::report::escape::log_line;
use crate::visible::visible;
use std::fmt::Write as _;

pub(super) fn text(answer: &Answer, colour: bool) -> String {
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let line = answer.line.map(|line| format!(":{line}")).unwrap_or_default();
    let mut out = String::new();
    let Some(kind) = answer.kind else {
        let _ = writeln!(out, "{}{line}: nothing governs this file, so no rule looks at it.", bold(&answer.path));
        return out;
    };
    let _ = writeln!(out, "{}{line}: {kind}", bold(&answer.path));
    if let Some(reason) = &answer.unread {
        let _ = writeln!(out, "not read: {}", visible(reason));
    }
    let _ = writeln!(out, "\n{}", bold("It claims"));
    for claim in &answer.claims {
        let note = if claim.note.is_empty() { String::new() } else { format!("  ({})", visible(&claim.note)) };
        let value = log_line(&claim.value);
        let _ = writeln!(out, "  line {:<4} {:<10}  {value}{note}", claim.line, claim.what);
    }
    if answer.claims.is_empty() {
        let _ = writeln!(out, "  nothing that is understood here");
    }
    rules(&mut out, answer, &bold);
    out
}

fn rules(out: &mut String, answer: &Answer, bold: &dyn Fn(&str) -> String) {
    let _ = writeln!(out, "\n{}", bold("These rules looked"));
    let width = answer.rules.iter().map(|verdict| verdict.rule.len()).max().unwrap_or_default();
    for verdict in &answer.rules {
        let Concluded::Speaks { severity, findings } = &verdict.concluded else { continue };
        let _ = writeln!(out, "  {:width$}  {severity}: {}", verdict.rule, verdict.title);
        for said in findings {
            let line = said.line.map(|line| format!("line {line}: ")).unwrap_or_default();
            let _ = writeln!(out, "  {:width$}    {line}{}", "", log_line(&said.message));
        }
    }
    for verdict in &answer.rules {
        let word = match verdict.concluded {
            Concluded::Speaks { .. } => continue,
            Concluded::Silent => "silent",
            Concluded::Elsewhere => "speaks of other lines",
            Concluded::Off => "off by the configuration",
            Concluded::ChangesOnly => "speaks of changes only",
        };
        let _ = writeln!(out, "  {:width$}  {word}", verdict.rule);
    }
    if answer.rules.is_empty() {
        let _ = writeln!(out, "  none");
    }
}
