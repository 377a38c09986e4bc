//! From the text of a policy to what it decides. What is wrong is told and left out; the rest holds.

use super::glob::Paths;
use super::keys::KEYS;
use super::no_toml::told;
use super::validate::{Judge, quoted};
use super::waiver::Waiver;
use super::wrong::Wrong;
use super::{Catalog, Correction, Line, Policy, Said, license, open, profile};
use crate::artifact::node::{Field, Node, Value};
use crate::artifact::problem::Problem;
use crate::artifact::{Kind, Span, toml_node, topics};
use crate::finding::Severity;
use crate::limits::{GLOBS, GLOBS_CHARS, PROBLEMS, TABLES};
use crate::mistake::Mistake;
use crate::order;
use crate::report::{FailOn, Language};
use serde::Deserialize as _;
use serde::de::value::{Error, StrDeserializer};
use std::collections::BTreeSet;

/// Reads a policy. Of one that leaves something open, what stands above holds.
#[must_use]
pub fn read(source: &str, catalog: &Catalog) -> (Policy, Vec<Mistake>) {
    let (root, problems) = toml_node(source);
    if let Some(open) = open::find(source).filter(|_| !problems.is_empty()) {
        let (policy, mut mistakes) =
            read_closed(toml_node(source.get(..open.whole).unwrap_or_default()), source, catalog);
        mistakes.push(open.mistake);
        return (policy, mistakes);
    }
    read_closed((root, problems), source, catalog)
}

fn read_closed(
    (mut root, mut problems): (Node, Vec<Problem>),
    source: &str,
    catalog: &Catalog,
) -> (Policy, Vec<Mistake>) {
    let line = |at: usize| source.get(..at).map_or(0, |before| before.matches('\n').count());
    // one mistake a line: the others follow from it
    order::by_key(&mut problems, |problem| problem.span.start);
    problems.dedup_by_key(|problem| line(problem.span.start));
    let broken: Vec<usize> = problems.iter().map(|problem| line(problem.span.start)).collect();
    // by their bytes, since every value is asked
    let lines: Vec<Span> = problems.iter().map(|problem| line_at(source, problem.span.start)).collect();
    let mut judge = Judge { catalog, mistakes: Vec::new(), wrong: BTreeSet::new() };
    without_too_many_globs(&mut root, &mut judge);
    judge.table(&root, "", &KEYS);
    waivers(&root, &mut judge);
    twice(root.get("license"), &mut judge);
    let values = std::mem::take(&mut judge.wrong);
    Wrong { values, is_broken: &|at| lines.iter().any(|line| line.contains(&at)) }.take_out(&mut root);
    let policy = decisions(&root);
    judge.mistakes.retain(|mistake| !broken.contains(&line(mistake.span.start)));
    judge.mistakes.extend(problems.into_iter().map(|problem| told(problem, source)));
    order::by_key(&mut judge.mistakes, |mistake| mistake.span.start);
    (policy, judge.mistakes)
}

/// The line that a byte stands on, with its end.
fn line_at(source: &str, at: usize) -> Span {
    let (before, rest) = source.split_at_checked(at).unwrap_or((source, ""));
    before.rfind('\n').map_or(0, |end| end + 1)..rest.find('\n').map_or(source.len(), |end| at + end) + 1
}

/// Takes out the tables of globs where there are more than can be compiled while people wait.
fn without_too_many_globs(root: &mut Node, judge: &mut Judge<'_>) {
    let chars = |tables: &[Node], key: &str| -> usize {
        let values = tables.iter().filter_map(|table| table.get(key));
        values.flat_map(Node::scalars).filter_map(Node::text).map(str::len).sum()
    };
    let list = |key: &str| root.get(key).map(Node::items).unwrap_or_default();
    let excluded: usize = list("exclude").iter().filter_map(Node::text).map(str::len).sum();
    let about = ["overrides", "artifacts"].map(|key| chars(list(key), "paths"));
    let total = excluded + about.iter().sum::<usize>() + chars(list("waivers"), "path");
    if total <= GLOBS_CHARS {
        return;
    }
    let holds_globs = |field: &Field| matches!(field.key.as_str(), "exclude" | "overrides" | "artifacts" | "waivers");
    let Value::Map(fields) = &mut root.value else { return };
    let at = fields.iter().find(|field| holds_globs(field)).map(|field| field.key_span.clone()).unwrap_or_default();
    fields.retain(|field| !holds_globs(field));
    let message = format!("all globs together hold {total} characters, and none is used: the limit is {GLOBS_CHARS}");
    judge.say(&at, message, "use fewer globs that match more");
}

/// What only both keys together can have wrong.
fn waivers(root: &Node, judge: &mut Judge<'_>) {
    let optional = may_lack_an_end(root);
    for waiver in items(root.get("waivers")) {
        let has = |key: &str| waiver.get(key).is_some();
        let at = waiver.fields().first().map_or(waiver.span.clone(), |field| field.key_span.clone());
        // `paths` is told as what it is: a misspelled `path`
        if has("fingerprint") && has("path") {
            let help =
                "keep the one that is meant: a `fingerprint` names one finding, a `path` all that a rule finds there";
            judge.whole(waiver, &at, "the waiver names a `path` and a `fingerprint`", help);
        }
        if !has("fingerprint") && !(has("rule") && (has("path") || has("paths"))) {
            let help = "name a `rule` and a `path`, or one `fingerprint`; `modelward waive` writes it";
            judge.whole(waiver, &at, "the waiver does not say what it accepts", help);
        }
        // `until` is told as what it is, too
        if !has("expires") && !has("until") && !optional {
            let help = "add: expires = 2027-03-31, the last day on which it holds; or [waiving] expires = \"optional\"";
            judge.whole(waiver, &at, "the waiver has no end", help);
        }
    }
}

/// Licenses that one table allows and denies.
fn twice(lists: Option<&Node>, judge: &mut Judge<'_>) {
    let Some(lists) = lists else { return };
    let denied: Vec<String> = texts(lists.get("denied")).iter().map(|said| license::same(&said.value)).collect();
    for said in texts(lists.get("allowed")).into_iter().filter(|said| denied.contains(&license::same(&said.value))) {
        let help = "`denied` comes first; take it out of one of the two lists";
        judge.say(&said.span, format!("`{}` is allowed and denied", said.value), help);
    }
    for of in ["model", "data", "code"] {
        twice(lists.get(of), judge);
    }
}

fn decisions(root: &Node) -> Policy {
    let mut policy = Policy::default();
    for name in texts(root.get("profiles")) {
        let lines = profile::severities(&name.value).filter_map(|(rule, word)| {
            Some(Line {
                rule: rule.into(),
                paths: None,
                severity: severity(word)?,
                span: name.span.clone(),
                text: name.value.clone(),
            })
        });
        policy.lines.extend(lines);
    }
    policy.extends = texts(root.get("extends"));
    policy.language = root.get("language").and_then(Node::text).and_then(Language::of);
    policy.fail_on = root.get("fail-on").and_then(Node::text).and_then(FailOn::of);
    policy.exclude = texts(root.get("exclude"));
    policy.excluded = Paths::new(policy.exclude.iter().map(|said| said.value.as_str()));
    policy.lines.extend(lines(root.get("rules"), None, ""));
    for table in items(root.get("overrides")) {
        let Some((paths, text)) = paths(table) else { continue };
        policy.lines.extend(lines(table.get("rules"), Some(&paths), &text));
    }
    for table in items(root.get("artifacts")) {
        let word = table.get("kind").and_then(Node::text).unwrap_or_default();
        let kind = Kind::deserialize(StrDeserializer::<Error>::new(word)).ok();
        if (kind.is_some() || word == "none")
            && let Some((paths, text)) = paths(table)
        {
            let (span, word) = (table.span.clone(), word.to_owned());
            policy.corrections.push(Correction { paths, kind, word, span, text });
        }
    }
    for field in root.get("sections").map(Node::fields).unwrap_or_default() {
        let Some(topic) = topics::find(&field.key) else { continue };
        let headings = texts(Some(&field.value)).into_iter();
        let headings = headings.map(|said| Said { value: topics::normalize(&said.value), span: said.span });
        policy.sections.extend(headings.map(|heading| (heading, topic.id.as_str())));
    }
    policy.essential = super::essential::read(root.get("essential"));
    policy.license = super::license::Licenses::read(root.get("license"));
    policy.license_at = root
        .fields()
        .iter()
        .find(|field| field.key == "license")
        .map(|field| field.key_span.clone())
        .unwrap_or_default();
    // one whose end is missing or cannot be read would hold for ever
    let may_lack = may_lack_an_end(root);
    policy.endless_waivers = may_lack;
    let ends = |node: &Node, waiver: &Waiver| waiver.expires.is_some() || (may_lack && node.get("expires").is_none());
    let waivers = items(root.get("waivers")).iter();
    policy.waivers = waivers.filter_map(|node| Waiver::read(node).filter(|waiver| ends(node, waiver))).collect();
    policy.in_file_waivers = text(root, "waiving.in-file").map(|word| word == "true");
    policy.endless_waivers = may_lack;
    policy.locked = texts(root.get("locked"));
    policy.comments.max = text(root, "comments.max").and_then(|max| max.parse().ok()).filter(|max| *max <= 100);
    policy.comments.drafts = text(root, "comments.drafts").map(str::to_owned);
    policy
}

/// A severity or `off`, by its word.
#[allow(clippy::option_option, reason = "a word that is none, and `off`, which is no severity")]
fn severity(word: &str) -> Option<Option<Severity>> {
    Some(match word {
        "off" => None,
        "notice" => Some(Severity::Notice),
        "warning" => Some(Severity::Warning),
        "error" => Some(Severity::Error),
        _ => return None,
    })
}

fn may_lack_an_end(root: &Node) -> bool {
    text(root, "waiving.expires") == Some("optional")
}

/// The text at a dotted path.
fn text<'a>(root: &'a Node, path: &str) -> Option<&'a str> {
    root.at(path).first().and_then(|node| node.text())
}

/// The files that a table is about, and the patterns as they are written; nothing where it names none.
fn paths(table: &Node) -> Option<(Paths, String)> {
    let globs = texts(table.get("paths"));
    let globs: Vec<&str> = globs.iter().map(|glob| glob.value.as_str()).collect();
    (!globs.is_empty()).then(|| (Paths::new(globs.iter().copied()), globs.join(", ")))
}

fn items(node: Option<&Node>) -> &[Node] {
    let items = node.map(Node::items).unwrap_or_default();
    items.get(..items.len().min(TABLES)).unwrap_or_default()
}

/// The strings of a list, each with its place.
fn texts(node: Option<&Node>) -> Vec<Said<String>> {
    let items = node.map(Node::items).unwrap_or_default().iter().take(GLOBS);
    items.filter_map(|item| Some(Said { value: quoted(item)?.to_owned(), span: item.span.clone() })).collect()
}

/// The severities of one table. Whole packs come before single rules: what is more exact holds.
fn lines(node: Option<&Node>, paths: Option<&Paths>, text: &str) -> Vec<Line> {
    let fields = node.map(Node::fields).unwrap_or_default().iter().take(PROBLEMS);
    let span = |field: &Field| -> Span { field.key_span.start..field.value.span.end };
    let mut lines: Vec<Line> = fields
        .filter_map(|field| {
            let severity = severity(quoted(&field.value)?)?;
            Some(Line {
                rule: field.key.clone(),
                paths: paths.cloned(),
                severity,
                span: span(field),
                text: text.into(),
            })
        })
        .collect();
    order::by_key(&mut lines, |line| !line.rule.ends_with("/*"));
    lines
}
