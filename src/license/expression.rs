//! Licenses joined by AND and OR.

use super::terms::{Answer, terms};
use std::fmt;

/// What holds for a thing: one license, several at once, or a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// One license, by its canonical id; an exception follows after ` WITH `.
    License(String),
    /// All of them hold.
    All(Vec<Expression>),
    /// One of them, chosen by who receives it.
    Any(Vec<Expression>),
}

/// Alternatives that are compared. Real expressions have two or three.
const ALTERNATIVES: usize = 64;

impl Expression {
    /// One license.
    #[must_use]
    pub fn license(id: &str) -> Self {
        Self::License(id.to_owned())
    }

    /// A choice, as lists of licenses mean it; the only one when there is only one.
    #[must_use]
    pub fn any(mut parts: Vec<Self>) -> Option<Self> {
        if parts.len() > 1 { Some(Self::Any(parts)) } else { parts.pop() }
    }

    /// The ids, in the order they are written.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        match self {
            Self::License(id) => vec![id],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::ids).collect(),
        }
    }

    /// The id, when it is one license.
    #[must_use]
    pub fn single(&self) -> Option<&str> {
        match self {
            Self::License(id) => Some(id),
            _ => None,
        }
    }

    /// Whether each of the licenses allows commercial use, by the table.
    #[must_use]
    pub fn allows_commerce(&self) -> bool {
        self.ids().iter().all(|id| terms(id).is_some_and(|terms| terms.commercial_use == Answer::Yes))
    }

    /// Every way to comply: the licenses that hold together, for each choice.
    #[must_use]
    pub(crate) fn alternatives(&self) -> Vec<Vec<&str>> {
        match self {
            Self::License(id) => vec![vec![id]],
            Self::Any(parts) => parts.iter().flat_map(Self::alternatives).take(ALTERNATIVES).collect(),
            Self::All(parts) => parts.iter().fold(vec![Vec::new()], |held, part| {
                let next = part.alternatives();
                let pairs = held.iter().flat_map(|one| next.iter().map(move |other| [one.as_slice(), other].concat()));
                pairs.take(ALTERNATIVES).collect()
            }),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, word) = match self {
            Self::License(id) => return out.write_str(id),
            Self::All(parts) => (parts, " AND "),
            Self::Any(parts) => (parts, " OR "),
        };
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                out.write_str(word)?;
            }
            // only a choice within a conjunction needs them, but they read well both ways
            match part {
                Self::License(_) => write!(out, "{part}")?,
                _ => write!(out, "({part})")?,
            }
        }
        Ok(())
    }
}

/// What is expected next while an expression is read.
pub(super) struct Reader<'a, F> {
    tokens: Vec<&'a str>,
    at: usize,
    depth: usize,
    /// Turns a spelling into a canonical id.
    known: F,
}

/// Nested parentheses. Real expressions have none or one.
const DEPTH: usize = 32;

impl<'a, F: Fn(&str) -> Option<String>> Reader<'a, F> {
    pub(super) fn new(text: &'a str, known: F) -> Self {
        let mut tokens = Vec::new();
        for word in text.split_whitespace() {
            let mut rest = word;
            while let Some(at) = rest.find(['(', ')']) {
                let (before, sign) = rest.split_at(at);
                let (sign, behind) = sign.split_at(1);
                tokens.extend([before, sign].into_iter().filter(|token| !token.is_empty()));
                rest = behind;
            }
            if !rest.is_empty() {
                tokens.push(rest);
            }
        }
        Self { tokens, at: 0, depth: 0, known }
    }

    /// The whole expression, or none when it is not one.
    pub(super) fn read(mut self) -> Option<Expression> {
        let found = self.any()?;
        (self.at == self.tokens.len()).then_some(found)
    }

    fn next_is(&mut self, word: &str) -> bool {
        let is = self.tokens.get(self.at).is_some_and(|token| token.eq_ignore_ascii_case(word));
        self.at += usize::from(is);
        is
    }

    fn any(&mut self) -> Option<Expression> {
        let mut parts = vec![self.all()?];
        while self.next_is("or") {
            parts.push(self.all()?);
        }
        Expression::any(parts)
    }

    fn all(&mut self) -> Option<Expression> {
        let mut parts = vec![self.one()?];
        while self.next_is("and") {
            parts.push(self.one()?);
        }
        if parts.len() > 1 { Some(Expression::All(parts)) } else { parts.pop() }
    }

    fn one(&mut self) -> Option<Expression> {
        if self.next_is("(") {
            self.depth += 1;
            if self.depth > DEPTH {
                return None;
            }
            let inner = self.any()?;
            return self.next_is(")").then_some(inner);
        }
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        let mut id = (self.known)(token)?;
        if self.next_is("with") {
            let exception = self.tokens.get(self.at)?;
            self.at += 1;
            let known =
                spdx::identifiers::EXCEPTIONS.iter().find(|known| known.name.eq_ignore_ascii_case(exception))?;
            id = format!("{id} WITH {}", known.name);
        }
        Some(Expression::License(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let known = |word: &str| ["MIT", "ISC", "GPL-2.0-only"].contains(&word).then(|| word.to_owned());
        Reader::new(text, known).read().map(|found| found.to_string())
    }

    #[test]
    fn operators_and_parentheses() {
        assert_eq!(read("MIT").as_deref(), Some("MIT"));
        assert_eq!(read("MIT or ISC").as_deref(), Some("MIT OR ISC"));
        assert_eq!(read("(MIT OR ISC) AND MIT").as_deref(), Some("(MIT OR ISC) AND MIT"));
        assert_eq!(
            read("GPL-2.0-only with classpath-exception-2.0").as_deref(),
            Some("GPL-2.0-only WITH Classpath-exception-2.0")
        );
        for broken in ["MIT OR", "OR MIT", "(MIT", "MIT)", "MIT ISC", "MIT WITH x", "", "()", &"(".repeat(5000)] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }

    #[test]
    fn alternatives_multiply() {
        let known = |word: &str| Some(word.to_owned());
        let found = Reader::new("(a OR b) AND (c OR d)", known).read().expect("an expression");
        assert_eq!(found.alternatives(), [["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]]);
    }
}
