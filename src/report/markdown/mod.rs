//! The report as Markdown: comments on a pull request, their summary, and the job summary. Here: what these share.

mod comment;
mod controls;
mod page;
mod summary;
#[cfg(test)]
mod tests;

pub use comment::{comment, resolved};
pub use summary::{job_summary, review_body, summary};

use super::escape::{code, percent_encoded, rich};
use crate::change::Side;
use crate::finding::{Finding, Location, Severity};
use crate::limits;
use crate::report::Report;
use crate::report::words::Words;
use std::fmt::Write as _;

/// What links into the repository are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// `https://github.com`
    pub server: String,
    /// `owner/name`
    pub repository: String,
    /// The head commit.
    pub head: String,
    /// The merge base.
    pub base: String,
}

/// What is told elsewhere on the pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Comments on lines.
    pub inline: usize,
    /// Comments on files.
    pub file: usize,
    /// Findings whose threads people closed: they are neither repeated nor reopened.
    pub resolved_by_people: usize,
}

impl Links {
    /// A link that stays: to the lines at the commit.
    fn to(&self, at: &Location) -> Option<String> {
        let commit = match at.side {
            Side::Base => &self.base,
            Side::Head => &self.head,
        };
        if commit.len() < 7 || !commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let path = percent_encoded(at.path.bytes());
        let mut link = format!("{}/{}/blob/{commit}/{path}", self.server, percent_encoded(self.repository.as_bytes()));
        if let Some(place) = at.place {
            // lines exist only in the source view of what GitHub renders
            let name = at.path.name().to_lowercase();
            if [".md", ".markdown", ".rst", ".ipynb", ".csv", ".tsv"].iter().any(|end| name.ends_with(end)) {
                link.push_str("?plain=1");
            }
            let _ = write!(link, "#L{}", place.line);
            if place.end_line > place.line {
                let _ = write!(link, "-L{}", place.end_line);
            }
        }
        Some(link).filter(|link| link.len() <= limits::LINK_BYTES)
    }
}

/// `path:line`, linked where it can be.
fn location(at: &Location, links: Option<&Links>, words: &Words) -> String {
    let shown = code(&shortened(at));
    let linked = match links.and_then(|links| links.to(at)) {
        // not every parser finds the end of such a text
        Some(link) if shown.contains(['[', ']', '\\']) || shown.starts_with("``") => {
            format!("{shown} ([{}]({link}))", words.open)
        }
        Some(link) => format!("[{shown}]({link})"),
        None => shown,
    };
    if at.side == Side::Base && at.place.is_some() { format!("{linked} ({})", words.before) } else { linked }
}

/// `path:line`; of a very long path the end, which tells more.
fn shortened(at: &Location) -> String {
    let shown = at.to_string();
    let skip = shown.chars().count().saturating_sub(2 * limits::COMMENT_QUOTE_CHARS);
    if skip == 0 { shown } else { format!("…{}", shown.chars().skip(skip).collect::<String>()) }
}

/// The first line at a place that says something, as a quotation.
fn quotation(at: &Location) -> Option<String> {
    let line = at.excerpt.iter().map(|line| line.trim()).find(|line| !line.is_empty())?;
    Some(code(&cut(line, limits::COMMENT_QUOTE_CHARS)))
}

/// A list item for a place that proves something: where, what stands there, what it says.
fn proof(at: &Location, text: &str, links: Option<&Links>, words: &Words) -> String {
    let mut item = format!("- {}", location(at, links, words));
    if let Some(quoted) = quotation(at) {
        let _ = write!(item, ": {quoted}");
    }
    if !text.is_empty() {
        let _ = write!(item, " — {}", rich(&cut(text, limits::COMMENT_QUOTE_CHARS)).trim());
    }
    item
}

/// The title as one line.
fn title(finding: &Finding) -> String {
    let title = rich(&cut(&finding.title, limits::COMMENT_QUOTE_CHARS)).trim().to_owned();
    if title.is_empty() { code(&finding.rule) } else { title }
}

/// A message or a help text: paragraphs stay apart.
fn paragraphs(text: &str) -> String {
    let text = cut(text, limits::COMMENT_TEXT_CHARS).replace("\r\n", "\n");
    let parts: Vec<String> = text.split("\n\n").map(|part| rich(part.trim())).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// At most so many characters, with a sign that there were more.
fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// `Error: the title`
fn head(finding: &Finding, words: &Words) -> String {
    let severity = match finding.severity {
        Severity::Error => &words.error,
        Severity::Warning => &words.warning,
        Severity::Notice => &words.notice,
    };
    words.finding_head.with(&[("severity", severity), ("title", &title(finding))])
}

/// `2 errors and 1 warning`
fn tally(report: &Report, words: &Words) -> String {
    let counts = [
        (report.count(Severity::Error), &words.error_count),
        (report.count(Severity::Warning), &words.warning_count),
        (report.count(Severity::Notice), &words.notice_count),
    ];
    let counted: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, of)| of.of(*n)).collect();
    match counted.as_slice() {
        [first @ .., last] if !first.is_empty() => {
            words.list_end.with(&[("list", &first.join(&words.list_comma)), ("last", last)])
        }
        counted => counted.concat(),
    }
}

/// A folded part. The blank lines make GitHub read Markdown inside.
fn folded(summary: &str, inside: &str) -> String {
    format!("<details>\n<summary>{summary}</summary>\n\n{inside}\n\n</details>")
}
