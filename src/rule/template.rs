//! Texts with `{variables}`. Values come from strangers: in prose they stand in backticks, which the renderers respect.

use crate::finding::quote;
use serde::Deserialize;

/// A text with variables, and where it stands in the rule file.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "toml::Spanned<String>")]
pub struct Template {
    text: String,
    pub span: std::ops::Range<usize>,
}

impl From<toml::Spanned<String>> for Template {
    fn from(spanned: toml::Spanned<String>) -> Self {
        Self { span: spanned.span(), text: spanned.into_inner() }
    }
}

/// The values a check found, by name.
pub(crate) type Variables = Vec<(&'static str, String)>;

impl Template {
    /// As it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The variables it uses.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Variable(name) => Some(name),
            Piece::Text(_) => None,
        })
    }

    /// The text as a sentence. A variable whose name ends in `*` in the template is wording of our own and stands bare;
    /// every other value is quoted.
    #[must_use]
    pub fn sentence(&self, variables: &Variables) -> String {
        self.fill(variables, |name, value| if name.ends_with('*') { value.to_owned() } else { quote(value) })
    }

    /// The text as it goes into a file; `None` where a value is missing, or would need quotes of its own. Wording of our own
    /// goes in as it is.
    #[must_use]
    pub fn literal(&self, variables: &Variables) -> Option<String> {
        let fits = |name: &str, value: &str| if name.ends_with('*') { !value.is_empty() } else { is_plain(value) };
        let usable = self
            .variables()
            .all(|name| variables.iter().any(|(known, value)| *known == bare(name) && fits(name, value)));
        usable.then(|| self.fill(variables, |_, value| value.to_owned()))
    }

    fn fill(&self, variables: &Variables, show: impl Fn(&str, &str) -> String) -> String {
        self.pieces()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Variable(name) => {
                    let value = variables.iter().find(|(known, _)| *known == bare(name));
                    value.map(|(_, value)| show(name, value)).unwrap_or_default()
                }
            })
            .collect()
    }

    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = self.text.as_str();
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            if let Some(inner) = rest.strip_prefix('{')
                && let Some((name, after)) = inner.split_once('}')
                && is_name(name)
            {
                rest = after;
                return Some(Piece::Variable(name));
            }
            // the first character is text even where it is a brace
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest.get(first..).and_then(|tail| tail.find('{')).map_or(rest.len(), |at| at + first);
            let (text, after) = rest.split_at(end);
            rest = after;
            Some(Piece::Text(text))
        })
    }
}

enum Piece<'a> {
    Text(&'a str),
    Variable(&'a str),
}

/// A value that means itself in YAML, JSON and TOML. Others are shown and never written into a file.
fn is_plain(value: &str) -> bool {
    !value.is_empty()
        && !value.starts_with(' ')
        && !value.ends_with(' ')
        && !value.starts_with(['<', '>'])
        && value
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-' | '+' | '/' | '(' | ')' | '<' | '>'))
}

fn is_name(name: &str) -> bool {
    let bare = bare(name);
    !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// The name without the mark for wording of our own.
#[must_use]
pub(super) fn bare(name: &str) -> &str {
    name.strip_suffix('*').unwrap_or(name)
}
