//! License claims: the metadata of cards, and the identified texts of license files.

use super::{Evidence, Subject, manifest, record};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, Scope, Span, kind, source};
use crate::license::{self, Expression, Identification, Stated};
use crate::limits::{HITS, LICENSES};
use crate::tree::Tree;
use regex::Regex;
use std::sync::LazyLock;

/// What a claim says.
#[derive(Debug, Clone)]
pub enum Value {
    Known(Expression),
    /// A text that is a known license with other words in it, by the name of that license.
    Altered(String),
    /// Something that is no license we know.
    Unknown(String),
}

/// One file's statement on a license.
#[derive(Debug, Clone)]
pub struct LicenseClaim<'a> {
    pub subject: Subject,
    pub artifact: &'a Artifact,
    pub value: Value,
    /// What is written there, or the name of the identified text.
    pub words: String,
    pub span: Span,
    pub evidence: Evidence,
}

impl LicenseClaim<'_> {
    /// Whether it lists licenses without a word on whether all hold or one may be chosen.
    #[must_use]
    pub fn is_list(&self) -> bool {
        let open = self.words.contains(", ") || self.artifact.kind == Kind::License && self.evidence == Evidence::Read;
        open && matches!(self.value, Value::Known(Expression::Any(_)))
    }

    #[must_use]
    pub fn expression(&self) -> Option<&Expression> {
        match &self.value {
            Value::Known(expression) => Some(expression),
            _ => None,
        }
    }
}

/// Every license claim of a tree that a field or a text makes. What prose says is apart, in [`super::prose`].
#[must_use]
pub fn licenses(tree: &Tree) -> Vec<LicenseClaim<'_>> {
    tree.artifacts.values().flat_map(licenses_of).collect()
}

/// The license claim that speaks for an artifact, where it makes several.
#[must_use]
pub fn license_of(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    licenses_of(artifact).into_iter().next()
}

/// The kinds of files that claim a license in a field or as a text.
pub const LICENSED: [Kind; 7] =
    [Kind::ModelCard, Kind::DatasetCard, Kind::Croissant, Kind::Record, Kind::Manifest, Kind::License, Kind::Weights];

/// The license claims of one artifact, the most telling one first.
#[must_use]
pub fn licenses_of(artifact: &Artifact) -> Vec<LicenseClaim<'_>> {
    let one = |claim: Option<_>| claim.into_iter().collect();
    match artifact.kind {
        Kind::ModelCard => one(card(artifact, Subject::Model)),
        Kind::DatasetCard => one(card(artifact, Subject::Data)),
        Kind::Croissant => one(record::croissant(artifact)),
        Kind::Record => one(record::data(artifact)),
        Kind::Manifest => manifest::claims(artifact),
        Kind::License => one(file(artifact)),
        Kind::Weights => one(header(artifact)),
        _ => Vec::new(),
    }
}

/// The license that a source file names in the comment at its head, all of its tags taken together. It speaks for that
/// file alone, so it is not among the claims of a directory.
#[must_use]
pub fn tag_of(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    let mut tags = tags_of(artifact);
    if artifact.kind != Kind::Source || tags.len() < 2 {
        return tags.pop().filter(|_| artifact.kind == Kind::Source);
    }
    let words = tags.iter().map(|tag| tag.words.as_str()).collect::<Vec<_>>().join(" AND ");
    let known: Option<Vec<Expression>> = tags.iter().map(|tag| tag.expression().cloned()).collect();
    let value = known.map_or_else(|| Value::Unknown(words.clone()), |parts| Value::Known(Expression::All(parts)));
    let first = tags.into_iter().next()?;
    Some(LicenseClaim { value, words, ..first })
}

/// Every license that a source file, or `REUSE.toml` for several, names by its tag.
#[must_use]
pub fn tags_of(artifact: &Artifact) -> Vec<LicenseClaim<'_>> {
    if artifact.kind == Kind::Source {
        let tag = |span: Span| LicenseClaim {
            evidence: Evidence::Stated,
            ..named(artifact, Subject::Code, &[artifact.text.slice(&span)], span.clone())
        };
        return source::tags(artifact.text.source()).into_iter().map(tag).collect();
    }
    if !artifact.path.name().eq_ignore_ascii_case("reuse.toml") {
        return Vec::new();
    }
    let root = artifact.node.as_ref();
    let tables = root.and_then(|root| root.get("annotations")).map(Node::items).unwrap_or_default();
    let nodes = tables.iter().filter_map(|table| table.get("SPDX-License-Identifier")).flat_map(Node::scalars);
    nodes.filter_map(|node| stated(artifact, Subject::Everything, node)).collect()
}

/// What a registry says of each of its models, up to a bound.
#[must_use]
pub fn entries(artifact: &Artifact) -> Vec<(String, LicenseClaim<'_>)> {
    let all = record::registered(artifact).into_iter();
    all.filter_map(|(name, node)| Some((name, stated(artifact, Subject::Model, node)?))).take(HITS).collect()
}

fn card(artifact: &Artifact, subject: Subject) -> Option<LicenseClaim<'_>> {
    let license = artifact.field("license")?;
    spoken(artifact, subject, &license.value, ["license_name", "license_link"])
}

/// The metadata of weights: GGUF's, or the fields that training programs add to safetensors.
fn header(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    let keys = ["general.license", "__metadata__.license", "__metadata__.modelspec.license"];
    let license = keys.iter().find_map(|key| artifact.field(key))?;
    spoken(artifact, Subject::Model, &license.value, ["general.license.name", "general.license.link"])
}

/// A license, or `other` with the fields that say which.
fn spoken<'a>(
    artifact: &'a Artifact,
    subject: Subject,
    license: &Node,
    [name, link]: [&str; 2],
) -> Option<LicenseClaim<'a>> {
    if let [one] = license.scalars().as_slice()
        && one.text().is_some_and(|text| text.trim().eq_ignore_ascii_case("other"))
    {
        let text = |key: &str| artifact.field(key).and_then(|field| field.value.text());
        let (name, link) = (text(name), text(link));
        let known = match license::state_other(name, link) {
            Stated::Known(expression) => Some(expression),
            _ => None,
        };
        let value = value(known, name.unwrap_or("other"));
        let words = name.unwrap_or("other").to_owned();
        return Some(LicenseClaim {
            subject,
            artifact,
            value,
            words,
            span: one.span.clone(),
            evidence: Evidence::Read,
        });
    }
    stated(artifact, subject, license)
}

/// A field that holds one license, or several that all apply.
#[must_use]
pub fn stated<'a>(artifact: &'a Artifact, subject: Subject, node: &Node) -> Option<LicenseClaim<'a>> {
    let scalars = node.scalars();
    let texts: Vec<&str> =
        scalars.iter().filter_map(|node| node.text()).map(str::trim).filter(|text| !text.is_empty()).collect();
    let span = scalars.first()?.span.start..scalars.last()?.span.end;
    Some(named(artifact, subject, &texts, span))
}

/// One license by its name, or several.
pub(super) fn named<'a>(artifact: &'a Artifact, subject: Subject, texts: &[&str], span: Span) -> LicenseClaim<'a> {
    let words = texts.join(", ");
    // a list does not say whether all hold or one may be chosen; read as a choice it accuses nobody
    let listed = texts.len() <= LICENSES;
    let known: Option<Vec<Expression>> = texts.iter().take_while(|_| listed).map(|text| license::known(text)).collect();
    let value =
        known.filter(|_| listed).and_then(Expression::any).map_or_else(|| Value::Unknown(words.clone()), Value::Known);
    LicenseClaim { subject, artifact, value, words, span, evidence: Evidence::Read }
}

fn value(known: Option<Expression>, words: &str) -> Value {
    known.map_or_else(|| Value::Unknown(words.to_owned()), Value::Known)
}

/// A license file is what its text is; a short one may carry a tag instead.
fn file(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    let source = artifact.text.source();
    let subject = match kind::scope(&artifact.path)? {
        Scope::Everything => Subject::Everything,
        Scope::Model => Subject::Model,
        Scope::Data => Subject::Data,
        Scope::Code => Subject::Code,
        Scope::Docs => Subject::Docs,
    };
    let first = first_line(artifact)?;
    let Identification { id, ids, based_on, exact, .. } = artifact.identified();
    let claim = |value, words: &str, span, evidence| LicenseClaim {
        subject,
        artifact,
        value,
        words: words.to_owned(),
        span,
        evidence,
    };
    let tag = tag(source);
    if let (Some(id), Some((other, _))) = (id, &tag)
        && let (Some(one), Some(other)) = (license::known(id), license::known(other))
        && license::agree(&one, &other) == license::Agreement::Contradicts
    {
        let words = format!("{id} and {other}");
        let both = Expression::any(vec![one, other])?;
        return Some(claim(Value::Known(both), &words, first, Evidence::Read));
    }
    if let Some(id) = id {
        return Some(claim(value(license::known(id), id), id, first, Evidence::Read));
    }
    if *exact && ids.len() > 1 {
        // a file that holds several licenses does not say whether all hold or one may be chosen
        let words = ids.join(" and ");
        let known: Option<Vec<Expression>> = ids.iter().map(|id| license::known(id)).collect();
        let value = known.and_then(Expression::any).map_or_else(|| Value::Unknown(words.clone()), Value::Known);
        return Some(claim(value, &words, first, Evidence::Read));
    }
    if let Some(based_on) = based_on {
        let name = format!("{based_on} with changes");
        return Some(claim(Value::Altered(based_on.clone()), &name, first, Evidence::Read));
    }
    // what stands beside a tag may take back what it says
    let is_alone = |span: &Span| {
        let line = artifact.text.line_span(artifact.text.line_of(span.start));
        let [before, after] = [source.get(..line.start), source.get(line.end..)].map(Option::unwrap_or_default);
        !license::carries_terms(before) && !license::carries_terms(after)
    };
    let Some((words, span)) = tag.filter(|(_, span)| is_alone(span)) else {
        let own = "terms of its own";
        return Some(claim(Value::Unknown(own.to_owned()), own, first, Evidence::Read));
    };
    Some(claim(value(license::known(words), words), words, span, Evidence::Stated))
}

/// `SPDX-License-Identifier: MIT`
fn tag(source: &str) -> Option<(&str, Span)> {
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"SPDX-License-Identifier:[ \t]*([^\r\n*]{1,120}?)[ \t]*(?:\*/|-->)?[ \t]*(?:\r?\n|$)").ok()
    });
    let found = TAG.as_ref()?.captures(source)?.get(1)?;
    Some((found.as_str(), found.range()))
}

fn first_line(artifact: &Artifact) -> Option<Span> {
    let source = artifact.text.source();
    let start = source.len() - source.trim_start().len();
    (start < source.len()).then(|| artifact.text.line_span(artifact.text.line_of(start)))
}
