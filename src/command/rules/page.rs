//! The page of one rule in the reference: what `modelward explain` says, in Markdown, with two examples in full.

use crate::change::{self, Side};
use crate::command::{Failure, block_on, explain};
use crate::control;
use crate::report::escape::block;
use crate::report::text;
use crate::rule::{self, Example, OWN_LICENSE, Rule};
use crate::visible::visible;
use std::fmt::Write as _;

/// Lines of an example's file; the rest is left out.
const LINES: usize = 40;

/// The first line of every page, by which they are known.
pub(super) const MARK: &str = "<!-- Written by `modelward rules docs`.";

pub(super) fn page(rule: &Rule) -> Result<String, Failure> {
    let mut out = format!("{MARK} Edit rules/{}.toml instead. -->\n\n# {}\n\n", rule.id, rule.id);
    let _ = writeln!(out, "**{}** ({})\n\n{}\n", rule.title, rule.severity, rule.why.trim());
    if let Some(example) = rule.examples.iter().find(|example| !example.expect.is_empty()) {
        let _ = writeln!(out, "## It speaks\n\nFor example: {}.\n", example.name);
        out.push_str(&files(example));
        let review = block_on(crate::engine::review(&mut example.source(), std::slice::from_ref(rule)))??;
        let _ = writeln!(out, "{}\n", block("text", &text::findings(&review.report, false)));
    }
    let mut silent = rule.examples.iter().filter(|example| example.expect.is_empty());
    if let Some(example) = silent.next() {
        let _ = writeln!(out, "## It is silent\n\nFor example: {}.\n", example.name);
        out.push_str(&files(example));
    }
    let more: Vec<String> = silent.map(|example| format!("- {}", example.name)).collect();
    if !more.is_empty() {
        let _ = writeln!(out, "And about:\n\n{}\n", more.join("\n"));
    }
    looks(&mut out, rule);
    let controls: Vec<String> = rule.controls.iter().map(|id| format!("- {}", control::titled(id))).collect();
    let _ = writeln!(out, "## What it is evidence for\n\n{}\n", controls.join("\n"));
    let _ = writeln!(out, "## Another severity, or none\n\nIn `.github/modelward.toml`:\n");
    let setting = format!("[rules]\n\"{}\" = \"off\"   # or notice, warning, error", rule.id);
    let _ = writeln!(out, "{}", block("toml", &setting));
    Ok(out)
}

/// What it looks at, with the parameters of its check, and what mends it.
fn looks(out: &mut String, rule: &Rule) {
    let _ = writeln!(out, "## What it looks at\n\nFiles of these kinds: {}.\n", explain::looks_at(rule));
    if let Some(check) = rule::source_of(&rule.id).and_then(check_of) {
        let _ = writeln!(out, "{}\n", block("toml", check));
    }
    if let Some(how) = explain::measured(rule) {
        let _ = writeln!(out, "On real cards: {how}.\n");
    }
    if let Some(how) = explain::mends(rule) {
        let _ = writeln!(out, "It suggests an edit: {how}.\n");
    }
}

/// The tables of the check in a rule file.
fn check_of(source: &str) -> Option<&str> {
    let start = source.find("\n[check.")? + 1;
    let rest = source.get(start..)?;
    let end = rest.find("\n[[examples]]").unwrap_or(rest.len());
    rest.get(..end).map(str::trim_end)
}

/// The files of an example, as a diff.
fn files(example: &Example) -> String {
    let mut out = String::new();
    let plain =
        |text: Option<&str>| text.unwrap_or_default().replace(OWN_LICENSE, "(the text of the Apache License 2.0)");
    for path in example.paths() {
        let (before, after) = (example.text(Side::Base, path), example.text(Side::Head, path));
        let sign = match (before, after) {
            (None, _) => "added",
            (_, None) => "removed",
            (before, after) if before == after => "unchanged",
            _ => "changed",
        };
        let _ = writeln!(out, "# {path} ({sign})");
        let (before, after) = (plain(before), plain(after));
        let patch = if before == after { indented(&before) } else { change::diff::unified(path, &before, &after) };
        let told = |line: &&str| {
            !["--- a/", "+++ b/", "@@ -1,", "@@ -0,", "\\ No newline"].iter().any(|head| line.starts_with(head))
        };
        let lines: Vec<String> = patch.lines().filter(told).map(|line| visible(line.trim_end()).into_owned()).collect();
        for line in lines.iter().take(LINES) {
            let _ = writeln!(out, "{line}");
        }
        if lines.len() > LINES {
            let _ = writeln!(out, "# … and {} more lines", lines.len() - LINES);
        }
    }
    format!("{}\n\n", block("diff", &out))
}

/// Lines as a patch shows those that stay.
fn indented(text: &str) -> String {
    text.lines().map(|line| format!(" {line}\n")).collect()
}
