//! The report for a terminal, as a good compiler would tell it.

mod excerpt;
#[cfg(test)]
mod tests;

use super::Report;
use super::diff::{self, Edit};
use super::escape::log_line;
use crate::change::Side;
use crate::finding::{Finding, Location, Severity};
use crate::visible::visible;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use excerpt::Excerpt;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Characters of a line of running text.
const WIDTH: usize = 88;

/// A message that is longer stands below the lines it speaks of.
const LABEL_CHARS: usize = 90;

/// The whole report. `verbose` also tells what was there before and what is accepted, instead of counting it.
#[must_use]
pub fn render(report: &Report, colour: bool, verbose: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut explained = BTreeSet::new();
    let mut tell = |one| finding(one, &renderer, explained.insert(&one.rule));
    let mut parts: Vec<String> = report.introduced.iter().map(&mut tell).collect();
    let heading = |findings: &[Finding], said| format!("{}, {said}:", counted(findings.len(), "finding", "findings"));
    if verbose {
        if !report.existing.is_empty() {
            parts.push(heading(&report.existing, "there before"));
            parts.extend(report.existing.iter().map(&mut tell));
        }
        if !report.waived.is_empty() {
            parts.push(heading(&report.waived, "accepted by the configuration"));
            let with_reason = |one| format!("{}\n  {}", tell(one), log_line(&accepted(one)));
            parts.extend(report.waived.iter().map(with_reason));
        }
        parts.extend(list("mended by this change:", &report.fixed.iter().map(line).collect::<Vec<_>>()));
    } else {
        let said = report
            .waived
            .iter()
            .filter(|finding| finding.waiver.is_some())
            .map(|finding| format!("{}, {}", line(finding), accepted(finding)));
        parts.extend(list("accepted by the configuration:", &said.collect::<Vec<_>>()));
    }
    let remarks = report.remarks.iter().map(|remark| format!("{}: {}", visible(&remark.at), visible(&remark.text)));
    parts.extend(list("about the configuration:", &remarks.collect::<Vec<_>>()));
    parts.extend(claims(report));
    let skipped = report.skipped.iter().map(|skip| {
        let path = if skip.path.is_empty() { String::new() } else { format!("{}: ", visible(&skip.path)) };
        format!("{path}{}", visible(&skip.reason))
    });
    parts.extend(list("not looked at:", &skipped.collect::<Vec<_>>()));
    parts.extend(by_rule(report));
    let closing = closing(report);
    parts.push(if colour { format!("\u{1b}[1m{closing}\u{1b}[0m") } else { closing });
    parts.join("\n\n") + "\n"
}

/// What is introduced, alone: each finding as [`render`] tells it.
#[must_use]
pub fn findings(report: &Report, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    report.introduced.iter().map(|one| finding(one, &renderer, true)).collect::<Vec<_>>().join("\n\n")
}

/// One finding: its title, its lines with the wrong words marked, the lines that prove it, what to do, the edit. The help
/// of a rule is told once.
fn finding(finding: &Finding, renderer: &Renderer, with_help: bool) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::INFO.with_name("notice"),
    };
    let message = visible(finding.message.trim());
    let label = Some(message.as_ref()).filter(|text| text.chars().count() <= LABEL_CHARS);
    let title = level.primary_title(visible(&finding.title)).id(visible(&finding.rule));
    let mut main = place(Group::with_title(title), &finding.at, label, AnnotationKind::Primary);
    for related in &finding.related {
        main = place(main, &related.at, Some(&visible(&related.text)), AnnotationKind::Context);
    }
    if label.is_none() || finding.at.excerpt.is_empty() {
        main = main.element(Level::NOTE.message(wrapped(&finding.message)));
    }
    if with_help && !finding.help.trim().is_empty() {
        main = main.element(Level::HELP.message(wrapped(&finding.help)));
    }
    let mut groups = vec![main];
    groups.extend(diff::edit(finding).map(|edit| change(&edit, &finding.at)));
    let all = std::iter::once(&finding.at).chain(finding.related.iter().map(|related| &related.at));
    all.filter(|at| at.side == Side::Base).fold(renderer.render(&groups), |text, at| sides_last(&text, at))
}

/// What stands behind the path of a line that is no longer there.
const BASE: &str = " (base)";

/// Adds a place: its marked lines, or its path alone.
fn place<'a>(group: Group<'a>, at: &Location, label: Option<&str>, kind: AnnotationKind) -> Group<'a> {
    let base = if at.side == Side::Base { BASE } else { "" };
    let Some(shown) = Excerpt::new(at) else {
        let text = label.filter(|_| matches!(kind, AnnotationKind::Context)).map(|label| format!(": {label}"));
        return group.element(Origin::path(format!("{at}{base}{}", text.unwrap_or_default())));
    };
    let annotation = kind.span(shown.marked).label(label.map(str::to_owned));
    let snippet = Snippet::source(shown.text).line_start(shown.line).annotation(annotation);
    group.element(snippet.path(format!("{}{base}", at.path)))
}

/// `path (base):4:1`, as the renderer puts it together, becomes `path:4:1 (base)`.
fn sides_last(text: &str, at: &Location) -> String {
    let path = at.path.to_string();
    let joint = format!("{path}{BASE}:");
    let mut pieces = text.split(&joint);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (numbers, rest) =
            piece.split_at(piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').len());
        let _ = write!(out, "{path}:{numbers}{BASE}{rest}");
    }
    out
}

/// The edit as a small diff.
fn change<'a>(edit: &Edit<'_>, at: &Location) -> Group<'a> {
    let shown =
        |lines: &[&str]| lines.iter().map(|line| visible(line.trim_end_matches('\r'))).collect::<Vec<_>>().join("\n");
    let (removed, added) = (shown(&edit.removed), shown(&edit.added));
    let start = usize::try_from(edit.fix.start_line).unwrap_or(1);
    let title = |text: String| Group::with_title(Level::HELP.secondary_title(text));
    if removed.is_empty() {
        let lines = edit.lines().join("\n");
        return title(format!("an edit of {}:{start} mends it\n{lines}", edit.fix.path));
    }
    let span = 0..removed.len();
    let patch = Snippet::source(removed).line_start(start).patch(Patch::new(span, added));
    let path = &edit.fix.path;
    let which =
        if *path == at.path { "this edit mends it".to_owned() } else { format!("this edit of {path} mends it") };
    title(which).element(patch)
}

/// By whom, until when, and why.
fn accepted(finding: &Finding) -> String {
    let Some(waiver) = &finding.waiver else { return String::new() };
    let until = waiver.expires.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
    format!("accepted by {}{until}: {}", visible(&waiver.owner), visible(&waiver.reason))
}

/// A finding in one line.
fn line(finding: &Finding) -> String {
    format!("{}: {} [{}]", finding.at, visible(&finding.title), visible(&finding.rule))
}

fn list(heading: &str, items: &[String]) -> Option<String> {
    let lines: Vec<String> = items.iter().map(|item| format!("  {}", log_line(item))).collect();
    (!lines.is_empty()).then(|| format!("{heading}\n{}", lines.join("\n")))
}

/// What is claimed now and was before, in columns.
fn claims(report: &Report) -> Option<String> {
    let value = |value: &Option<String>| {
        value.as_deref().map_or_else(|| "not stated".to_owned(), |text| visible(text).into_owned())
    };
    let rows: Vec<[String; 3]> = report
        .claims
        .iter()
        .map(|claim| {
            let change = format!("{} → {}", value(&claim.before), value(&claim.after));
            [
                visible(&claim.claim).replace('`', ""),
                change,
                visible(report.meaning_of(claim).unwrap_or_default()).into_owned(),
            ]
        })
        .collect();
    let width =
        |of: fn(&[String; 3]) -> &String| rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0).min(60);
    let (first, second) = (width(|[what, ..]| what), width(|[_, change, _]| change));
    let lines = rows
        .iter()
        .map(|[what, change, meaning]| format!("{what:first$}  {change:second$}  {meaning}").trim_end().to_owned());
    list("claims that change:", &lines.collect::<Vec<_>>())
}

/// Of a whole tree: how many findings each rule has, in columns.
fn by_rule(report: &Report) -> Option<String> {
    let rules = report.by_rule();
    let width = rules.keys().map(|rule| rule.len()).max()?;
    let count = |count: usize| if count == 0 { "-".to_owned() } else { count.to_string() };
    let row = |(rule, counts): (&&str, &[usize; 3])| {
        let [errors, warnings, notices] = counts.map(count);
        format!("{:width$}  {errors:>6}  {warnings:>8}  {notices:>7}", visible(rule))
    };
    let head = format!("{:width$}  errors  warnings  notices", "rule");
    let rows: Vec<String> = std::iter::once(head).chain(rules.iter().map(row)).collect();
    list("by rule:", &rows)
}

/// `2 errors, 1 warning introduced; 3 existed before; 1 fixed; 1 file skipped`
#[must_use]
pub fn closing(report: &Report) -> String {
    let whole = report.is_whole_tree();
    if report.governed == 0 && report.is_silent() && report.skipped.is_empty() {
        let (what, where_) = if whole { ("is here", "files") } else { ("changes", "changed files") };
        return format!("nothing governed {what}: no card, license, weights, data or record among the {where_}");
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Notice].map(|of| (of, report.count(of)));
    let introduced: Vec<String> =
        counts.iter().filter(|(_, n)| *n > 0).map(|(of, n)| counted(*n, &of.to_string(), &format!("{of}s"))).collect();
    let mut parts = vec![match (introduced.is_empty(), whole) {
        // what was not looked at is not acquitted
        (true, true) if !report.skipped.is_empty() => "nothing found in what was read".to_owned(),
        (true, false) if !report.skipped.is_empty() => "nothing introduced in what was read".to_owned(),
        (true, true) => "nothing to object to in this tree".to_owned(),
        (true, false) => "nothing introduced".to_owned(),
        (false, true) => format!("{} in this tree", introduced.join(", ")),
        (false, false) => format!("{} introduced", introduced.join(", ")),
    }];
    let more =
        [(report.existing.len(), "existed before"), (report.fixed.len(), "fixed"), (report.waived.len(), "accepted")];
    parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    if !report.skipped.is_empty() {
        parts.push(format!("{} skipped", counted(report.skipped.len(), "file", "files")));
    }
    if report.is_silent() {
        let (one, many) = if whole {
            ("governed file", "governed files")
        } else {
            ("changed governed file", "changed governed files")
        };
        parts.push(format!("{} looked at", counted(report.governed, one, many)));
    }
    parts.join("; ")
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Running text in lines of a readable width, none of which a log scanner takes for a command.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().map(visible) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word.into_owned()),
        }
    }
    lines.iter().map(|line| log_line(line)).collect::<Vec<_>>().join("\n")
}
