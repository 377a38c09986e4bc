//! The words around findings, in every language: one catalogue a language, embedded, read when it is first asked for.

mod language;
mod phrase;
#[cfg(test)]
mod tests;

pub use language::Language;
pub use phrase::{Counted, Phrase};

use phrase::Form;
use toml::de::DeTable;

/// Makes a struct of texts that is read from a catalogue in which each key is the name of a field with hyphens.
macro_rules! catalogue {
    ($(#[$about:meta])* $words:ident { $($(#[$doc:meta])* $name:ident: $form:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Default)]
        pub struct $words {
            $($(#[$doc])* pub $name: $form,)*
        }

        impl $words {
            /// Reads a catalogue. What is wrong with it is named by its key.
            fn read(source: &str) -> Result<Self, String> {
                let table = DeTable::parse(source).map_err(|error| error.to_string())?;
                let keys = [$(stringify!($name)),*].map(|name| name.replace('_', "-"));
                if let Some(key) = table.get_ref().keys().find(|key| !keys.iter().any(|known| known == key.get_ref())) {
                    return Err(format!("nobody asks for {}", key.get_ref()));
                }
                Ok(Self { $($name: read_text(table.get_ref(), stringify!($name))?,)* })
            }
        }
    };
}

fn read_text<F: Form>(table: &DeTable<'_>, name: &str) -> Result<F, String> {
    let key = name.replace('_', "-");
    table.get(key.as_str()).and_then(|value| F::read(value.get_ref())).ok_or(key)
}

catalogue! {
    /// Everything that comments and summaries say beside what the rules say. A `Phrase` has `{placeholders}`, a `Counted`
    /// has one form for one and one for more.
    Words {
        /// One finding's severity, before its title.
        error: String,
        warning: String,
        notice: String,
        /// Over a list of findings.
        errors: String,
        warnings: String,
        notices: String,
        error_count: Counted,
        warning_count: Counted,
        notice_count: Counted,
        /// `{severity}`, `{title}`
        finding_head: Phrase,
        /// Between the parts of an enumeration but the last two.
        list_comma: String,
        /// `{list}`, `{last}`
        list_end: Phrase,
        /// After the subjects that a message lists: `{count}`.
        list_more: Phrase,

        /// The folded part of a comment.
        background: String,
        /// `{controls}`
        bears_on: Phrase,
        more_controls: String,
        /// `{command}`
        ways_on: Phrase,
        /// `{file}`
        accept: Phrase,
        /// `{place}`
        edit: Phrase,
        more_places: Counted,
        /// The text of a link whose place cannot be one.
        open: String,
        /// The place is one of the base.
        before: String,

        resolved: String,
        /// `{resolved}`, `{commit}`
        resolved_in: Phrase,
        resolved_about: String,

        /// The review that carries the comments on lines.
        review: Counted,
        welcome: String,

        /// What the heading says.
        all_resolved: String,
        /// `{tally}`
        introduced: Phrase,
        /// The same of a whole tree: `{tally}`
        in_tree: Phrase,
        claims: Counted,
        /// `{claims}`
        claims_agree: Phrase,
        /// `{claims}`
        claims_mended: Phrase,
        nothing: String,
        mends: Counted,

        /// Below the heading.
        nothing_open: String,
        not_governed: String,
        looked_at: Counted,
        comments: Counted,
        closed_by_people: Counted,

        /// The table of claims.
        claim_column: String,
        before_column: String,
        after_column: String,
        meaning_column: String,
        not_stated: String,

        /// What is not news.
        mended: String,
        mended_count: Counted,
        existing: Counted,
        waived: Counted,
        /// Of waivers.
        days: Counted,
        /// `{days}`, `{owner}`
        waiver_ended: Phrase,
        /// `{waiver}`, `{days}`, `{owner}`
        waiver_soon: Phrase,
        /// `{waiver}`
        waiver_unused: Phrase,
        /// `{key}`
        in_file_off: Phrase,
        /// `{form}`
        in_file_wrong: Phrase,
        remarks: Counted,
        /// `{reason}`, `{owner}`
        accepted: Phrase,
        /// `{date}`
        accepted_until: Phrase,
        skipped_files: Counted,
        skipped_things: Counted,

        /// The end of a page.
        more_in_summary: Counted,
        more_in_log: Counted,
        /// `{command}`, `{file}`
        footer: Phrase,

        /// The title of a check run.
        nothing_introduced: String,
        findings: Counted,
    }
}
