//! Turns what a check hit into findings: wording, fix, fingerprint.

use crate::artifact::Artifact;
use crate::change::{RepoPath, Side};
use crate::check::{Edit, Hit, Scene};
use crate::finding::{Finding, Fingerprint, Fix, Related, Severity, quote};
use crate::limits::PARTS;
use crate::order;
use crate::report::Language;
use crate::rule::{self, Rule, Template};
use std::collections::HashMap;

/// Places named by a merged finding beside the first.
const RELATED: usize = 8;

/// Bytes of a line that is suggested.
const LINE: usize = 400;

/// The findings of one rule on one side.
///
/// `severity` gives what the rule weighs for a file, and nothing where it is off there.
pub(super) fn findings(
    rule: &Rule,
    severity: impl Fn(&RepoPath) -> Option<Severity>,
    scene: &Scene<'_>,
    language: Language,
) -> Vec<Finding> {
    let texts = rule.texts(language);
    let mut hits = rule.check.evaluate(scene);
    order::by(&mut hits, |a, b| (&a.at.path, a.at.place, &a.subject).cmp(&(&b.at.path, b.at.place, &b.subject)));
    let mut ordinals: HashMap<(Vec<u8>, String), usize> = HashMap::new();
    hits.into_iter()
        .filter_map(|hit| {
            let lasting = scene.trees.lasting_path(hit.at.side, &hit.at.path);
            let severity = severity(&lasting)?;
            let place = match &hit.whole {
                Some(directory) => format!("{}/", scene.trees.lasting_directory(hit.at.side, directory)).into_bytes(),
                None => lasting.bytes().to_vec(),
            };
            let ordinal = ordinals.entry((place.clone(), hit.subject.clone())).or_default();
            let fingerprint = Fingerprint::new(&rule.id, &place, &hit.subject, *ordinal);
            *ordinal += 1;
            let fix = rule.fix.as_ref().and_then(|fix| mend(fix, &hit, scene));
            Some(Finding {
                rule: rule.id.clone(),
                // a check may know less than the rule assumes, never more
                severity: hit.at_most.map_or(severity, |most| most.min(severity)),
                title: texts.title.to_owned(),
                message: texts.message.sentence(&hit.variables),
                help: texts.help.sentence(&hit.variables),
                why: texts.why.to_owned(),
                at: hit.at,
                related: hit.related,
                fix,
                controls: rule.controls.clone(),
                subject: hit.subject,
                fingerprint,
                parts: Vec::new(),
                waiver: None,
                acceptable: None,
            })
        })
        .collect()
}

/// The lines that a fix changes, whole, as suggestions need them. None for the base, and none where line ends are CRLF.
fn mend(fix: &rule::Fix, hit: &Hit, scene: &Scene<'_>) -> Option<Fix> {
    let Edit { path, span } = hit.edit.as_ref()?;
    if hit.at.side == Side::Base {
        return None;
    }
    let artifact: &Artifact = scene.trees.side(Side::Head).artifacts.get(path)?;
    let text = &artifact.text;
    if text.is_crlf() {
        return None;
    }
    let place = text.place(span);
    let literal = |template: &Template| template.literal(&hit.variables);
    let (start, end) = (text.line_span(place.line).start, text.line_span(place.end_line).end);
    let replacement = match fix {
        rule::Fix::Replace(template) => {
            let (before, after) = (text.slice(&(start..span.start)), text.slice(&(span.end..end)));
            let quote = quote_of(text.slice(span));
            format!("{before}{quote}{}{quote}{after}", literal(template)?)
        }
        rule::Fix::Insert(template) => format!("{}\n{}", text.slice(&(start..end)), literal(template)?),
    };
    // a line longer than a screen is no suggestion that somebody can judge
    let is_long = replacement.lines().any(|line| line.len() > LINE);
    (!is_long).then(|| Fix { path: path.clone(), start_line: place.line, end_line: place.end_line, replacement })
}

/// The quotes around a value that is replaced, so that what takes its place stands in the same ones.
fn quote_of(value: &str) -> &str {
    let quote = value.get(..1).filter(|first| matches!(*first, "\"" | "'")).unwrap_or_default();
    if value.len() > 1 && value.ends_with(quote) { quote } else { "" }
}

/// The first few subjects, each quoted, and how many more there are.
fn listed(subjects: &[String], language: Language) -> String {
    let mut shown: Vec<String> = subjects.iter().take(RELATED).map(|subject| quote(subject)).collect();
    if subjects.len() > RELATED {
        let more = (subjects.len() - RELATED).to_string();
        shown.push(language.words().list_more.with(&[("count", &more)]));
    }
    shown.join(&language.words().list_comma)
}

/// Several findings of one rule in one file become one, where the rule has words for it, and so do files of one directory
/// that are meant as a whole. It weighs what the worst does.
pub(super) fn merge_per_file(rule: &Rule, findings: Vec<Finding>, language: Language) -> Vec<Finding> {
    let Some(several) = rule.texts(language).several else { return findings };
    let mut merged: Vec<(Finding, Vec<String>)> = Vec::new();
    for finding in findings {
        let name =
            if finding.at.place.is_none() { finding.at.path.name().into_owned() } else { finding.subject.clone() };
        let is_near = |first: &Finding| {
            let whole = first.at.place.is_none() && finding.at.place.is_none();
            first.at.side == finding.at.side
                && (first.at.path == finding.at.path
                    || whole && first.at.path.directory() == finding.at.path.directory())
        };
        match merged.iter_mut().find(|(first, _)| is_near(first)) {
            None => {
                let subjects = vec![name];
                let parts = vec![finding.fingerprint.clone()];
                merged.push((Finding { parts, ..finding }, subjects));
            }
            Some((first, subjects)) => {
                if first.related.len() < RELATED {
                    first.related.push(Related { at: finding.at, text: name.clone() });
                }
                subjects.push(name);
                first.parts.push(finding.fingerprint);
                first.severity = first.severity.max(finding.severity);
            }
        }
    }
    merged
        .into_iter()
        .map(|(mut finding, subjects)| {
            if subjects.len() > 1 {
                finding.message = several
                    .sentence(&vec![("count", subjects.len().to_string()), ("subjects", listed(&subjects, language))]);
                finding.fix = None;
            }
            // one name however many parts there are: mending some of them makes no new finding
            let name = if finding.at.side == Side::Base { "several that are gone" } else { "several" };
            let directory = format!("{}/", finding.at.path.directory()).into_bytes();
            let place = if finding.at.place.is_some() { finding.at.path.bytes().to_vec() } else { directory };
            finding.fingerprint = Fingerprint::new(&rule.id, place, name, 0);
            order::by(&mut finding.parts, Ord::cmp);
            if finding.parts.len() > PARTS {
                finding.parts = vec![Fingerprint::of(&finding.parts)];
            }
            finding
        })
        .collect()
}
