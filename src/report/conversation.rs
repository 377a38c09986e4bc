//! A review on a terminal as its readers see it on the pull request: the lines of the diff, each comment below its line,
//! and the summary.

use super::placement::{Placement, place_finding, takes_suggestion};
use super::{ClaimChange, Report, text};
use crate::change::{ChangeSet, Hunk, HunkLine, Hunks, RepoPath, Side};
use crate::finding::{Finding, Severity};
use crate::source::memory::MemorySource;
use crate::visible::visible;
use std::fmt::Write as _;

/// Lines of the diff above a comment.
const ABOVE: usize = 3;

/// Columns of the rules and of wrapped text.
const WIDTH: usize = 92;

/// Renders the pull request's title, its comments in the order of the files, and the summary.
#[must_use]
pub fn render(title: &str, report: &Report, change: &ChangeSet, source: &MemorySource, colour: bool) -> String {
    let paint = Paint { colour };
    let mut out = String::new();
    let _ = writeln!(out, "{}", paint.bold(&format!("Pull request: {}", visible(title))));
    let _ = writeln!(out, "{} files changed; this is what Modelward says about it.\n", change.files.len());
    for file in &change.files {
        let here = |finding: &&Finding| match place_finding(finding, change) {
            Placement::Line { path, .. } | Placement::File { path } => path == file.path,
            Placement::Summary => false,
        };
        let findings: Vec<&Finding> = report.introduced.iter().filter(here).collect();
        if findings.is_empty() {
            continue;
        }
        let name = format!("── {} ", file.path);
        let _ = writeln!(
            out,
            "{}",
            paint.bold(&format!("{name}{}", "─".repeat(WIDTH.saturating_sub(name.chars().count()))))
        );
        for finding in findings {
            let place = place_finding(finding, change);
            if let (Placement::Line { side, line, start, .. }, Hunks::Known(hunks)) = (&place, &file.hunks) {
                out.push_str(&diff_lines(
                    hunks,
                    *side,
                    start.unwrap_or(*line),
                    *line,
                    &Texts { source, path: &file.path },
                    paint,
                ));
            }
            out.push_str(&comment(finding, &place, paint));
            out.push('\n');
        }
    }
    out.push_str(&summary(report, change, paint));
    out
}

struct Texts<'a> {
    source: &'a MemorySource,
    path: &'a RepoPath,
}

impl Texts<'_> {
    fn line(&self, side: Side, number: u32) -> String {
        let files = if side == Side::Base { &self.source.base } else { &self.source.head };
        let text = files.get(self.path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        visible(text.lines().nth(number.saturating_sub(1) as usize).unwrap_or_default()).into_owned()
    }
}

/// The lines of the diff that a comment stands below.
fn diff_lines(hunks: &[Hunk], side: Side, first: u32, last: u32, texts: &Texts<'_>, paint: Paint) -> String {
    let at = |line: &HunkLine, number: u32| match (*line, side) {
        (HunkLine::Removed(base), Side::Base) => base == number,
        (HunkLine::Added(head) | HunkLine::Context(_, head), Side::Head) => head == number,
        _ => false,
    };
    let found = hunks.iter().find_map(|hunk| {
        let end = hunk.lines.iter().position(|line| at(line, last))?;
        let start = hunk.lines.iter().position(|line| at(line, first)).unwrap_or(end);
        hunk.lines.get(start.saturating_sub(ABOVE)..=end)
    });
    let mut out = String::new();
    for line in found.unwrap_or_default() {
        let _ = match *line {
            HunkLine::Context(base, head) => writeln!(out, " {base:>4} {head:>4}   {}", texts.line(Side::Head, head)),
            HunkLine::Removed(base) => {
                writeln!(out, "{}", paint.red(&format!(" {base:>4}      - {}", texts.line(Side::Base, base))))
            }
            HunkLine::Added(head) => {
                writeln!(out, "{}", paint.green(&format!("      {head:>4} + {}", texts.line(Side::Head, head))))
            }
        };
    }
    out
}

fn comment(finding: &Finding, place: &Placement, paint: Paint) -> String {
    let mut lines = vec![format!("{}: {}", paint.severity(finding.severity), paint.bold(&visible(&finding.title)))];
    lines.extend(wrap(&visible(&finding.message)));
    for related in &finding.related {
        let quoted = related.at.excerpt.first().map(|line| format!("  {}", visible(line.trim()))).unwrap_or_default();
        lines.extend(wrap(&format!("{}: {}{quoted}", related.at, visible(&related.text))));
    }
    if let Some(fix) = finding.fix.as_ref() {
        lines.push(if takes_suggestion(fix, place) { "Suggested change:".into() } else { "A fix:".to_owned() });
        lines.extend(fix.replacement.lines().map(|line| paint.green(&format!("+ {}", visible(line)))));
    }
    lines.extend(wrap(&visible(&finding.help)).into_iter().map(|line| paint.dim(&line)));
    lines.push(paint.dim(&format!("modelward explain {}", finding.rule)));
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let edge = if at == 0 {
            "╭"
        } else if at + 1 == lines.len() {
            "╰"
        } else {
            "│"
        };
        let _ = writeln!(out, "    {edge} {line}");
    }
    out
}

fn summary(report: &Report, change: &ChangeSet, paint: Paint) -> String {
    let mut out = String::new();
    let name = "── Summary ";
    let _ = writeln!(out, "{}", paint.bold(&format!("{name}{}", "─".repeat(WIDTH - name.chars().count()))));
    if !report.claims.is_empty() {
        let _ = writeln!(out, "What the change claims anew:");
        for ClaimChange { claim, before, after, meaning } in &report.claims {
            let value =
                |value: &Option<String>| value.as_ref().map_or("(nothing)".into(), |value| visible(value).into_owned());
            let _ = writeln!(out, "  {}: {} → {}", visible(claim), value(before), value(after));
            if let Some(meaning) = meaning {
                let _ = writeln!(out, "    {}", visible(meaning));
            }
        }
        out.push('\n');
    }
    // what stands in files that the diff does not show
    for finding in report.introduced.iter().filter(|finding| place_finding(finding, change) == Placement::Summary) {
        let _ = writeln!(out, "{}", finding.at);
        out.push_str(&comment(finding, &Placement::Summary, paint));
        out.push('\n');
    }
    let _ = writeln!(out, "{}", text::closing(report));
    out
}

/// Breaks a text at blanks, for the width beside the edge.
fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH - 6 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Colour, where the terminal takes it.
#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    fn severity(self, severity: Severity) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Notice => "1;34",
        };
        self.with(code, &severity.to_string())
    }
}
