//! In which ways a policy asks for less than another one.

use super::{Catalog, Line, Policy};
use crate::artifact::Span;
use crate::finding::Severity;

/// One way in which a policy asks for less than another.
#[derive(Debug, Clone)]
pub struct Relaxation {
    /// What is relaxed, for the fingerprint.
    pub subject: String,
    /// In words: `license/changed goes from warning to off`.
    pub what: String,
    /// Where the new policy says so.
    pub span: Option<Span>,
    /// Where the old policy asked for more.
    pub base_span: Option<Span>,
}

impl Relaxation {
    fn new(subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self { subject: subject.into(), what: what.into(), span: None, base_span: None }
    }
}

/// A severity or `off`, in words.
#[must_use]
pub fn word(severity: Option<Severity>) -> String {
    severity.map_or("off".to_owned(), |severity| severity.to_string())
}

impl Policy {
    /// Where a policy sets the severity of a rule for every file.
    fn span_of(&self, rule: &str) -> Option<Span> {
        self.lines.iter().rev().find(|line| line.fits(rule, None)).map(|line| line.span.clone())
    }

    /// Rules whose severity differs, with the old and the new one. Overrides for some files are not in it.
    #[must_use]
    pub fn moved<'a>(&self, after: &Self, catalog: &'a Catalog) -> Vec<(&'a str, Option<Severity>, Option<Severity>)> {
        let each = catalog
            .iter()
            .map(|(id, default)| (id.as_str(), self.severity(id, *default, None), after.severity(id, *default, None)));
        each.filter(|(_, before, now)| before != now).collect()
    }

    /// What `after` asks for less than this policy does.
    #[must_use]
    pub fn relaxations(&self, after: &Self, catalog: &Catalog) -> Vec<Relaxation> {
        let mut found = Vec::new();
        for (id, old, new) in self.moved(after, catalog) {
            if new < old {
                let what = format!("{id} goes from {} to {}", word(old), word(new));
                found.push(Relaxation {
                    span: after.span_of(id),
                    base_span: self.span_of(id),
                    ..Relaxation::new(id, what)
                });
            }
        }
        self.for_some_files(after, catalog, &mut found);
        for said in after.exclude.iter().filter(|said| !self.exclude.iter().any(|old| old.value == said.value)) {
            let what = format!("files that match {} are no longer looked at", said.value);
            let relaxation = Relaxation::new(format!("exclude {}", said.value), what);
            found.push(Relaxation { span: Some(said.span.clone()), ..relaxation });
        }
        for correction in &after.corrections {
            if correction.kind.is_none()
                && !self.corrections.iter().any(|old| old.kind.is_none() && old.text == correction.text)
            {
                let what = format!("files that match {} are no longer governed", correction.text);
                let relaxation = Relaxation::new(format!("artifacts {}", correction.text), what);
                found.push(Relaxation { span: Some(correction.span.clone()), ..relaxation });
            }
        }
        self.waived(after, &mut found);
        self.let_go(after, &mut found);
        found
    }

    /// Overrides that are new and ask for less than what held for all files.
    fn for_some_files(&self, after: &Self, catalog: &Catalog, found: &mut Vec<Relaxation>) {
        let same = |one: &Line, other: &Line| {
            (&one.rule, &one.text, one.severity) == (&other.rule, &other.text, other.severity)
        };
        for line in after.lines.iter().filter(|line| line.paths.is_some()) {
            let asks = |id: &str, default| self.severity(id, default, None);
            let less = catalog
                .iter()
                .any(|(id, default)| super::selects(&line.rule, id) && line.severity < asks(id, *default));
            if less && !self.lines.iter().any(|old| same(old, line)) {
                let what = format!("{} becomes {} for files that match {}", line.rule, word(line.severity), line.text);
                let relaxation = Relaxation::new(format!("override {} {}", line.rule, line.text), what);
                found.push(Relaxation { span: Some(line.span.clone()), ..relaxation });
            }
        }
    }

    /// New waivers, and waivers that hold for longer.
    fn waived(&self, after: &Self, found: &mut Vec<Relaxation>) {
        for waiver in &after.waivers {
            let old = self.waivers.iter().find(|old| old.subject() == waiver.subject());
            let end = |waiver: &super::Waiver| {
                waiver.expires.map_or("without an end".to_owned(), |day| format!("until {day}"))
            };
            let what = match old {
                None => format!("{} is accepted {}", waiver.subject(), end(waiver)),
                Some(old) if longer(old, waiver) => {
                    format!("{} is accepted {} instead of {}", waiver.subject(), end(waiver), end(old))
                }
                Some(_) => continue,
            };
            let relaxation = Relaxation::new(format!("waiver {}", waiver.subject()), what);
            found.push(Relaxation {
                span: Some(waiver.span.clone()),
                base_span: old.map(|old| old.span.clone()),
                ..relaxation
            });
        }
    }

    /// What the old policy held fast and the new one lets go.
    fn let_go(&self, after: &Self, found: &mut Vec<Relaxation>) {
        for said in self.locked.iter().filter(|said| !after.locked.iter().any(|new| new.value == said.value)) {
            let relaxation =
                Relaxation::new(format!("locked {}", said.value), format!("{} is no longer locked", said.value));
            found.push(Relaxation { base_span: Some(said.span.clone()), ..relaxation });
        }
        for said in self.extends.iter().filter(|said| !after.extends.iter().any(|new| new.value == said.value)) {
            let what = format!("the policy no longer builds on {}", said.value);
            let relaxation = Relaxation::new(format!("extends {}", said.value), what);
            found.push(Relaxation { base_span: Some(said.span.clone()), ..relaxation });
        }
        for (subject, what) in self.license.relaxed_by(&after.license) {
            found.push(Relaxation::new(subject, what));
        }
        if (after.fail_on().unwrap_or_default() as u8) > (self.fail_on().unwrap_or_default() as u8) {
            found.push(Relaxation::new("fail-on", "a review fails from a higher severity on than before, or never"));
        }
        if after.takes_in_file_waivers() && !self.takes_in_file_waivers() {
            found.push(Relaxation::new("in-file", "files may say themselves what is accepted in them"));
        }
    }
}

fn longer(old: &super::Waiver, new: &super::Waiver) -> bool {
    match (old.expires, new.expires) {
        (Some(old), Some(new)) => new > old,
        (Some(_), None) => true,
        (None, _) => false,
    }
}
