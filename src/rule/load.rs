//! Reads a rule file and says what is wrong with it, at the words that are wrong.

use super::template::bare;
use super::told::told;
use super::{Rule, Template};
use crate::control;
use crate::mistake::{Mistake, Mistakes, did_you_mean};
use crate::policy::{RULES, open};

/// Characters of a title: it stands in one line of a list.
const TITLE: usize = 80;

/// Reads one rule. `path` is shown in mistakes; the id is its directory and stem.
pub fn parse(path: &str, source: &str) -> Result<Rule, Mistakes> {
    let mistakes = |list| Mistakes { path: path.to_owned(), text: source.to_owned(), list };
    let mut rule: Rule = toml::from_str(source).map_err(|error| {
        if let Some(open) = open::find(source) {
            return mistakes(vec![open.mistake]);
        }
        let span = error.span().unwrap_or(0..source.len().min(1));
        let (message, help) = told(error.message().trim(), source.get(span.clone()).unwrap_or_default());
        mistakes(vec![Mistake::new(span, message, help)])
    })?;
    (rule.id, rule.file) = (id_of(path), path.to_owned());
    let mut found = review(&rule, source);
    found.extend(misplaced(path).map(|help| {
        let first = 0..source.find('\n').unwrap_or(source.len());
        Mistake::new(first, "the rule stands where it has no id, and is not used", help)
    }));
    if found.is_empty() { Ok(rule) } else { Err(mistakes(found)) }
}

/// `rules/license/changed.toml` is `license/changed`.
fn id_of(path: &str) -> String {
    let stem = path.strip_suffix(".toml").unwrap_or(path);
    let mut parts = stem.rsplit('/');
    let (name, pack) = (parts.next().unwrap_or_default(), parts.next().unwrap_or("local"));
    format!("{pack}/{name}")
}

/// What to do about a repository's own rule that does not stand in `<pack>/<rule>.toml`.
fn misplaced(path: &str) -> Option<String> {
    let (_, inner) = path.rsplit_once(&format!("{RULES}/"))?;
    if is_id(inner.strip_suffix(".toml").unwrap_or(inner)) {
        return None;
    }
    let id = if inner.contains('/') { id_of(path) } else { format!("PACK/{}", inner.trim_end_matches(".toml")) };
    let better = id.to_lowercase().replace([' ', '_', '.'], "-");
    let better = better.strip_prefix("pack/").map_or(better.clone(), |name| format!("PACK/{name}"));
    Some(format!(
        "move it to {RULES}/{better}.toml: its folder is the pack, and both are lower-case letters, digits and hyphens"
    ))
}

/// Whether a text is `<pack>/<rule>`, as ids are written.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    text.split_once('/').is_some_and(|(pack, name)| is_word(pack) && is_word(name))
}

/// Everything that the types cannot say.
fn review(rule: &Rule, source: &str) -> Vec<Mistake> {
    let mut found = Vec::new();
    let at = |word: &str| source.find(word).map_or(0..1, |start| start..start + word.len());
    let known = rule.check.variables();
    let texts = [
        ("title", rule.title.as_str()),
        ("why", &rule.why),
        ("message", rule.message.text()),
        ("help", rule.help.text()),
    ];
    for (key, _) in texts.into_iter().filter(|(_, text)| text.trim().is_empty()) {
        let help = "people read it in a comment: say it in a sentence";
        found.push(Mistake::new(at(key), format!("`{key}` must not be empty"), help));
    }
    if rule.title.chars().count() > TITLE {
        found.push(Mistake::new(
            at("title"),
            format!("`title` is longer than {TITLE} characters"),
            "say the rest in `message`",
        ));
    }
    let mut templates: Vec<&Template> = vec![&rule.message, &rule.help];
    templates.extend(rule.fix.as_ref().map(super::Fix::template));
    for wording in rule.text.values() {
        templates.extend(wording.message.iter().chain(&wording.help));
    }
    for template in templates {
        check_variables(template, known, &mut found);
    }
    let translated = rule.text.values().filter_map(|wording| wording.several.as_ref());
    for several in rule.several.iter().chain(translated.clone()) {
        check_variables(several, &["count", "subjects"], &mut found);
    }
    for several in translated.filter(|_| rule.several.is_none()) {
        let help = "findings of one file become one only where the rule's own `several` says so";
        found.push(Mistake::new(several.span.clone(), "`several` has no English text", help));
    }
    for control in &rule.controls {
        if let Some((message, help)) = control::mistake(control) {
            found.push(Mistake::new(at(control), message, help));
        }
    }
    if let Some(measured) = &rule.measured
        && (measured.right > measured.read || measured.read > measured.fired)
    {
        let help = "`right` counts some of what was `read`, and `read` some of what `fired`";
        found.push(Mistake::new(at("[measured]"), "the numbers cannot all be true", help));
    }
    if rule.check.looks_at().is_empty() {
        let help = "name the kinds of files, as in [\"model-card\"]";
        found.push(Mistake::new(at("[check"), "the check looks at no file", help));
    }
    found.extend(empty_parameters(source));
    for problem in rule.check.mistakes() {
        found.push(Mistake::new(at(&problem.word), problem.message, problem.help));
    }
    found
}

/// Parameters of the check that hold nothing, so that it can find nothing.
fn empty_parameters(source: &str) -> impl Iterator<Item = Mistake> {
    let start = source.find("\n[check.").map_or(source.len(), |at| at + 1);
    let rest = source.get(start..).unwrap_or_default();
    let check = rest.split("\n[[examples]]").next().unwrap_or_default();
    let mut end = start;
    check.split_inclusive('\n').filter_map(move |line| {
        let begin = end;
        end += line.len();
        let (key, value) = line.split_once('=')?;
        let key = key.trim();
        matches!(value.trim(), "[]" | "\"\"").then(|| {
            let help = "say what it is to look for, or leave the key out";
            Mistake::new(begin..begin + key.len(), format!("`{key}` must not be empty"), help)
        })
    })
}

/// Everything in braces that looks like a variable, so that no reader of a comment sees a misspelled one.
fn check_variables(template: &Template, known: &[&str], found: &mut Vec<Mistake>) {
    let braced = template.text().split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let is_meant = |name: &&str| {
        let name = bare(name);
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
    };
    for name in braced.map(|(name, _)| name).filter(is_meant).map(bare) {
        if !known.contains(&name) {
            let message = format!("this check has no variable {{{name}}}");
            let help = did_you_mean(&name.trim().to_lowercase(), known.iter().copied());
            found.push(Mistake::new(template.span.clone(), message, help));
        }
    }
}
