//! `.github/modelward.toml`: what maintainers decide. Every key is optional; mistakes are all told at once.
//!
//! The base's policy judges a change, so that a change cannot switch off its own judge.

use crate::artifact::node::{Field, Node, Value};
use crate::artifact::{Span, kind, toml_node};
use crate::change::RepoPath;
use crate::finding::Severity;
use crate::limits::{GLOB_CHARS, GLOBS, PROBLEMS};
use crate::mistake::{Mistake, did_you_mean};
use crate::report::Language;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;

/// Where the policy stands in a repository.
pub const PATH: &str = kind::POLICY;

/// The rules that a policy may speak of, with the severities they have without it.
pub type Catalog = BTreeMap<String, Severity>;

/// What the policy says of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    Off,
    At(Severity),
}

#[derive(Debug, Clone)]
struct Said<T> {
    value: T,
    span: Span,
}

/// A policy; the default one changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    rules: BTreeMap<String, Said<Setting>>,
    exclude: Vec<Said<String>>,
    globs: GlobSet,
    language: Language,
}

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

impl Policy {
    /// The severity of a rule; `None` where it is off.
    #[must_use]
    pub fn severity(&self, rule: &str, default: Severity) -> Option<Severity> {
        match self.rules.get(rule).map(|said| said.value) {
            None => Some(default),
            Some(Setting::At(severity)) => Some(severity),
            Some(Setting::Off) => None,
        }
    }

    /// Whether a file is taken out of sight. The policy itself never is.
    #[must_use]
    pub fn excludes(&self, path: &RepoPath) -> bool {
        !self.globs.is_empty() && path.text() != PATH && self.globs.is_match(path.text().as_ref())
    }

    /// What findings are told in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// What `after` asks for less than this policy does.
    #[must_use]
    pub fn relaxations(&self, after: &Self, catalog: &Catalog) -> Vec<Relaxation> {
        let mut found = Vec::new();
        for (id, default) in catalog {
            let (old, new) = (self.severity(id, *default), after.severity(id, *default));
            if new < old {
                let word =
                    |severity: Option<Severity>| severity.map_or("off".to_owned(), |severity| severity.to_string());
                found.push(Relaxation {
                    subject: id.clone(),
                    what: format!("{id} goes from {} to {}", word(old), word(new)),
                    span: after.rules.get(id).map(|said| said.span.clone()),
                    base_span: self.rules.get(id).map(|said| said.span.clone()),
                });
            }
        }
        let is_new = |said: &&Said<String>| !self.exclude.iter().any(|old| old.value == said.value);
        found.extend(after.exclude.iter().filter(is_new).map(|said| Relaxation {
            subject: format!("exclude {}", said.value),
            what: format!("files that match {} are no longer looked at", said.value),
            span: Some(said.span.clone()),
            base_span: None,
        }));
        found
    }
}

const KEYS: [&str; 3] = ["exclude", "language", "rules"];
const SETTINGS: [&str; 4] = ["off", "notice", "warning", "error"];

/// Reads a policy. What is wrong is told and left out; the rest holds.
#[must_use]
pub fn read(source: &str, catalog: &Catalog) -> (Policy, Vec<Mistake>) {
    let (root, problems) = toml_node(source);
    let mut mistakes: Vec<Mistake> = problems
        .into_iter()
        .map(|problem| Mistake::new(problem.span, problem.message, "the file must be TOML"))
        .collect();
    let mut policy = Policy::default();
    for field in root.fields().iter().take(PROBLEMS) {
        match field.key.as_str() {
            "rules" => rules(field, catalog, &mut policy, &mut mistakes),
            "exclude" => exclude(&field.value, &mut policy, &mut mistakes),
            "language" => language(&field.value, &mut policy, &mut mistakes),
            unknown => mistakes.push(Mistake::new(
                field.key_span.clone(),
                format!("unknown key `{unknown}`"),
                did_you_mean(unknown, KEYS),
            )),
        }
    }
    (policy, mistakes)
}

fn rules(field: &Field, catalog: &Catalog, policy: &mut Policy, mistakes: &mut Vec<Mistake>) {
    if !matches!(field.value.value, Value::Map(_)) {
        let help = "write a table:\n[rules]\n\"license/changed\" = \"notice\"";
        mistakes.push(Mistake::new(field.value.span.clone(), "`rules` must be a table", help));
        return;
    }
    for entry in field.value.fields() {
        if mistakes.len() >= PROBLEMS {
            return;
        }
        if !catalog.contains_key(&entry.key) {
            let near = did_you_mean(&entry.key, catalog.keys().map(String::as_str));
            let help = if near.is_empty() { "`modelward rules list` shows them all".into() } else { near };
            mistakes.push(Mistake::new(entry.key_span.clone(), format!("there is no rule `{}`", entry.key), help));
            continue;
        }
        let word = entry.value.text().unwrap_or_default();
        let setting = match word {
            "off" => Setting::Off,
            "notice" => Setting::At(Severity::Notice),
            "warning" => Setting::At(Severity::Warning),
            "error" => Setting::At(Severity::Error),
            _ => {
                let message = format!("`{}` is no severity", entry.value.summary());
                mistakes.push(Mistake::new(entry.value.span.clone(), message, did_you_mean(word, SETTINGS)));
                continue;
            }
        };
        policy
            .rules
            .insert(entry.key.clone(), Said { value: setting, span: entry.key_span.start..entry.value.span.end });
    }
}

fn language(node: &Node, policy: &mut Policy, mistakes: &mut Vec<Mistake>) {
    let code = node.text().unwrap_or_default();
    match Language::of(code) {
        Some(language) => policy.language = language,
        None => mistakes.push(Mistake::new(
            node.span.clone(),
            format!("there are no words in `{}`", node.summary()),
            match Language::near(code) {
                Some(near) => format!("did you mean `{near}`?"),
                None => did_you_mean(code, Language::ALL.map(Language::code)),
            },
        )),
    }
}

fn exclude(list: &Node, policy: &mut Policy, mistakes: &mut Vec<Mistake>) {
    if !matches!(list.value, Value::List(_)) {
        mistakes.push(Mistake::new(
            list.span.clone(),
            "`exclude` must be a list of globs",
            "write exclude = [\"vendor/**\"]",
        ));
        return;
    }
    let mut set = GlobSetBuilder::new();
    if list.items().len() > GLOBS {
        let message = format!("only the first {GLOBS} globs are used");
        mistakes.push(Mistake::new(list.span.clone(), message, "use fewer or simpler globs"));
    }
    for item in list.items().iter().take(GLOBS) {
        let pattern = item.text().unwrap_or_default();
        match glob(pattern) {
            Ok(glob) => {
                set.add(glob);
                policy.exclude.push(Said { value: pattern.to_owned(), span: item.span.clone() });
            }
            Err(message) => {
                mistakes.push(Mistake::new(item.span.clone(), message, "globs look like `vendor/**` or `*.csv`"));
            }
        }
    }
    match set.build() {
        Ok(globs) => policy.globs = globs,
        Err(error) => mistakes.push(Mistake::new(list.span.clone(), error.to_string(), "use fewer or simpler globs")),
    }
}

fn glob(pattern: &str) -> Result<Glob, String> {
    if pattern.is_empty() {
        return Err("a glob must not be empty".into());
    }
    if pattern.len() > GLOB_CHARS {
        return Err(format!("a glob holds {GLOB_CHARS} characters at most"));
    }
    GlobBuilder::new(pattern).literal_separator(true).build().map_err(|error| error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::{Catalog, PATH, Policy};
    use crate::change::RepoPath;
    use crate::finding::Severity;
    use crate::mistake::Mistake;
    use crate::report::Language;

    fn read(source: &str) -> (Policy, Vec<Mistake>) {
        super::read(source, &Catalog::from([("license/changed".to_owned(), Severity::Notice)]))
    }

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text.as_bytes()).expect("a path")
    }

    #[test]
    fn tells_every_mistake_with_its_place() {
        let source =
            "exlude = [\"a\"]\nexclude = \"a\"\n[rules]\n\"license/chnged\" = \"off\"\n\"license/changed\" = \"of\"\n";
        let (_, mistakes) = read(source);
        let told: Vec<(&str, &str)> = mistakes.iter().map(|m| (&source[m.span.clone()], m.help.as_str())).collect();
        assert_eq!(told[0], ("exlude", "did you mean `exclude`?"));
        assert_eq!(told[1].0, "\"a\"");
        assert_eq!(told[2], ("\"license/chnged\"", "did you mean `license/changed`?"));
        assert_eq!(told[3], ("\"of\"", "did you mean `off`?"));
    }

    #[test]
    fn what_is_right_holds_beside_what_is_wrong() {
        let (policy, mistakes) = read("exclude = [\"vendor/**\", \"[\"]\n[rules]\n\"license/changed\" = \"off\"\n");
        assert_eq!(mistakes.len(), 1);
        assert_eq!(policy.severity("license/changed", Severity::Warning), None);
        assert!(policy.excludes(&path("vendor/a/LICENSE")));
        assert!(!policy.excludes(&path("a/vendor")));
    }

    #[test]
    fn a_language_is_one_of_those_there_are() {
        assert_eq!(read("language = \"pt-BR\"\n").0.language(), Language::BrazilianPortuguese);
        assert_eq!(read("").0.language(), Language::English);
        for (source, at, help) in [
            ("language = \"pt-br\"\n", "\"pt-br\"", "did you mean `pt-BR`?"),
            ("language = \"zh\"\n", "\"zh\"", "did you mean `zh-CN`?"),
            ("language = 1\n", "1", "known here: en, de, fr, es, pt-BR, zh-CN, ja, ko"),
        ] {
            let (policy, mistakes) = read(source);
            assert_eq!(policy.language(), Language::English);
            let told: Vec<(&str, &str)> = mistakes.iter().map(|m| (&source[m.span.clone()], m.help.as_str())).collect();
            assert_eq!(told, [(at, help)]);
        }
    }

    #[test]
    fn the_policy_cannot_exclude_itself() {
        assert!(!read("exclude = [\"**\"]").0.excludes(&path(PATH)));
    }
}
