//! `modelward croissant FILE…`: judges Croissant files, and prints a verdict with its reasons for each.

use super::Ended;
use super::output::Output;
use crate::cli::{Croissant, VerdictFormat};
use crate::croissant::{Document, Issue, Level, Tier, Unread};
use crate::limits::CROISSANT_SHOWN;
use crate::mistake::{Mistake, Mistakes};
use std::path::Path;

/// A file that was judged.
struct Judged {
    file: String,
    document: Document,
    issues: Vec<Issue>,
}

/// One issue, as programs read it.
#[derive(serde::Serialize)]
struct Reason<'a> {
    line: u32,
    message: &'a str,
    property: &'a str,
}

#[derive(serde::Serialize)]
struct Answer<'a> {
    file: &'a str,
    verdict: &'static str,
    errors: Vec<Reason<'a>>,
    warnings: Vec<Reason<'a>>,
}

pub(super) fn run(arguments: &Croissant, output: &Output) -> Ended {
    let mut judged = Vec::new();
    let mut all_read = true;
    for path in &arguments.files {
        match judge(path, arguments.tier) {
            Ok(file) => judged.push(file),
            Err(unread) => {
                all_read = false;
                output.error(&format!("cannot read {}: {unread}", path.display()));
            }
        }
    }
    match arguments.format {
        VerdictFormat::Json => output.print(&json(&judged)),
        VerdictFormat::Text => output.print(&text(&judged, output.colour)),
    }
    match (all_read, judged.iter().all(Judged::is_valid)) {
        (false, _) => Ended::WithMistakes,
        (true, false) => Ended::WithFindings,
        (true, true) => Ended::Well,
    }
}

fn judge(path: &Path, tier: Tier) -> Result<Judged, Unread> {
    let document = Document::read(std::fs::read(path)?)?;
    let issues = document.judge(tier);
    Ok(Judged { file: path.to_string_lossy().into_owned(), document, issues })
}

impl Judged {
    fn is_valid(&self) -> bool {
        self.of(true).next().is_none()
    }

    /// The errors, or what is no error.
    fn of(&self, errors: bool) -> impl Iterator<Item = &Issue> {
        self.issues.iter().filter(move |issue| (issue.level == Level::Error) == errors)
    }

    fn lines(&self, errors: bool) -> Vec<Reason<'_>> {
        let line = |issue: &Issue| self.document.text().line_of(issue.span.start);
        self.of(errors)
            .map(|issue| Reason { line: line(issue), message: &issue.message, property: &issue.property })
            .collect()
    }

    fn verdict(&self) -> &'static str {
        if self.is_valid() { "valid" } else { "invalid" }
    }
}

fn json(judged: &[Judged]) -> String {
    let verdicts: Vec<Answer<'_>> = judged
        .iter()
        .map(|judged| Answer {
            file: &judged.file,
            verdict: judged.verdict(),
            errors: judged.lines(true),
            warnings: judged.lines(false),
        })
        .collect();
    // the values are strings and numbers, which always can be written
    serde_json::to_string_pretty(&verdicts).unwrap_or_default()
}

fn text(judged: &[Judged], colour: bool) -> String {
    let mut out = Vec::new();
    for judged in judged {
        if !judged.issues.is_empty() {
            let mistake = |issue: &Issue| Mistake {
                level: match issue.level {
                    Level::Error => crate::mistake::Level::Error,
                    Level::Warning | Level::Advice => crate::mistake::Level::Warning,
                },
                ..Mistake::new(issue.span.clone(), issue.message.clone(), "")
            };
            let list = judged.issues.iter().take(CROISSANT_SHOWN).map(mistake).collect();
            let text = judged.document.text().source().to_owned();
            out.push(Mistakes { path: judged.file.clone(), text, list }.render(colour));
            if let Some(more) = judged.issues.len().checked_sub(CROISSANT_SHOWN).filter(|more| *more > 0) {
                out.push(format!("… and {more} more; --format json shows them"));
            }
        }
    }
    let lines: Vec<String> = judged
        .iter()
        .map(|judged| {
            let (errors, warnings) = (judged.of(true).count(), judged.of(false).count());
            let file = crate::visible::visible(&judged.file).into_owned();
            format!("{file}: {} ({}, {})", judged.verdict(), counted(errors, "error"), counted(warnings, "warning"))
        })
        .collect();
    out.push(lines.join("\n"));
    out.join("\n\n")
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
