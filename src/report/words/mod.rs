//! The words around findings, in every language: one catalogue a language, embedded, read when it is first asked for.

mod language;
mod phrase;
#[cfg(test)]
mod tests;

pub use language::Language;
pub use phrase::{Counted, Phrase};

use serde::Deserialize;

/// Everything that comments and summaries say beside what the rules say. A `Phrase` has `{placeholders}`, a `Counted`
/// has one form for one and one for more.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Words {
    /// One finding's severity, before its title.
    pub error: String,
    pub warning: String,
    pub notice: String,
    /// Over a list of findings.
    pub errors: String,
    pub warnings: String,
    pub notices: String,
    pub error_count: Counted,
    pub warning_count: Counted,
    pub notice_count: Counted,
    /// `{severity}`, `{title}`
    pub finding_head: Phrase,
    /// Between the parts of an enumeration but the last two.
    pub list_comma: String,
    /// `{list}`, `{last}`
    pub list_end: Phrase,
    /// After the subjects that a message lists: `{count}`.
    pub list_more: Phrase,

    /// The folded part of a comment.
    pub background: String,
    /// `{controls}`
    pub bears_on: Phrase,
    pub more_controls: String,
    /// `{command}`
    pub ways_on: Phrase,
    /// `{file}`
    pub accept: Phrase,
    /// `{place}`
    pub edit: Phrase,
    pub more_places: Counted,
    /// The text of a link whose place cannot be one.
    pub open: String,
    /// The place is one of the base.
    pub before: String,

    pub resolved: String,
    /// `{resolved}`, `{commit}`
    pub resolved_in: Phrase,
    pub resolved_about: String,

    /// The review that carries the comments on lines.
    pub review: Counted,
    pub welcome: String,

    /// What the heading says.
    pub all_resolved: String,
    /// `{tally}`
    pub introduced: Phrase,
    /// The same of a whole tree: `{tally}`
    pub in_tree: Phrase,
    pub claims: Counted,
    /// `{claims}`
    pub claims_agree: Phrase,
    /// `{claims}`
    pub claims_mended: Phrase,
    pub nothing: String,
    pub mends: Counted,

    /// Below the heading.
    pub nothing_open: String,
    pub not_governed: String,
    pub looked_at: Counted,
    pub comments: Counted,
    pub closed_by_people: Counted,

    /// The table of claims.
    pub claim_column: String,
    pub before_column: String,
    pub after_column: String,
    pub meaning_column: String,
    pub not_stated: String,

    /// What is not news.
    pub mended: String,
    pub mended_count: Counted,
    pub existing: Counted,
    pub waived: Counted,
    /// Of waivers.
    pub days: Counted,
    /// `{days}`, `{owner}`
    pub waiver_ended: Phrase,
    /// `{waiver}`, `{days}`, `{owner}`
    pub waiver_soon: Phrase,
    /// `{waiver}`
    pub waiver_unused: Phrase,
    pub remarks: Counted,
    /// `{reason}`, `{owner}`
    pub accepted: Phrase,
    /// `{date}`
    pub accepted_until: Phrase,
    pub skipped_files: Counted,
    pub skipped_things: Counted,

    /// The end of a page.
    pub more_in_summary: Counted,
    pub more_in_log: Counted,
    /// `{command}`, `{file}`
    pub footer: Phrase,

    /// The title of a check run.
    pub nothing_introduced: String,
    pub findings: Counted,
}
