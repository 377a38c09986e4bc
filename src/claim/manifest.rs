//! License claims of package manifests: fields, classifiers, and the arguments of `setup.py`.

use super::Subject;
use super::license::{LicenseClaim, named, stated};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Span};
use regex::Regex;
use std::sync::LazyLock;

/// What a manifest says of the license, its own field before its classifiers.
pub(super) fn claims(artifact: &Artifact) -> Vec<LicenseClaim<'_>> {
    let name = artifact.path.name().to_lowercase();
    match name.as_str() {
        "setup.py" => script(artifact),
        "setup.cfg" => config(artifact),
        _ => artifact.node.as_ref().map(|root| fields(artifact, root, &name)).unwrap_or_default(),
    }
}

fn fields<'a>(artifact: &'a Artifact, root: &Node, name: &str) -> Vec<LicenseClaim<'a>> {
    let mut claims = Vec::new();
    let mut field = |subject, node: Option<&Node>| {
        let text = node.filter(|node| !node.scalars().is_empty());
        claims.extend(text.and_then(|node| stated(artifact, subject, node)));
    };
    match name {
        "pyproject.toml" => {
            let project = root.get("project").or_else(|| root.get("tool").and_then(|tool| tool.get("poetry")));
            let license = project.and_then(|project| project.get("license"));
            // `{ file = … }` names a file, whose text speaks for itself
            field(Subject::Code, license.map(|license| license.get("text").unwrap_or(license)));
            let classifiers =
                project.and_then(|project| project.get("classifiers")).map(Node::items).unwrap_or_default();
            let found: Vec<(&str, Span)> =
                classifiers.iter().filter_map(|node| Some((node.text()?, node.span.clone()))).collect();
            claims.extend(classified(artifact, &found));
        }
        "cargo.toml" => field(Subject::Code, root.get("package").and_then(|package| package.get("license"))),
        "package.json" => {
            let license = root.get("license");
            // "SEE LICENSE IN file" leaves it to the file
            let elsewhere =
                license.and_then(Node::text).is_some_and(|text| text.to_uppercase().starts_with("SEE LICEN"));
            field(Subject::Code, license.filter(|_| !elsewhere).map(|license| license.get("type").unwrap_or(license)));
        }
        "citation.cff" => {
            let data = root.get("type").and_then(Node::text) == Some("dataset");
            field(if data { Subject::Data } else { Subject::Code }, root.get("license"));
        }
        _ => {}
    }
    claims
}

/// The classifiers that name a license. Several are read as a choice.
fn classified<'a>(artifact: &'a Artifact, all: &[(&str, Span)]) -> Option<LicenseClaim<'a>> {
    let licenses: Vec<&(&str, Span)> =
        all.iter().filter(|(text, _)| text.starts_with("License ::") && *text != "License :: OSI Approved").collect();
    let texts: Vec<&str> = licenses.iter().map(|(text, _)| *text).collect();
    let span = licenses.first()?.1.start..licenses.last()?.1.end;
    Some(named(artifact, Subject::Code, &texts, span))
}

/// `setup.cfg`: an INI file, of which `[metadata]` counts.
fn config(artifact: &Artifact) -> Vec<LicenseClaim<'_>> {
    let source = artifact.text.source();
    let mut inside = false;
    let mut at = 0;
    let mut license = None;
    let mut classifiers = Vec::new();
    for line in source.split_inclusive('\n') {
        let (start, text) = (at, line.trim());
        at += line.len();
        if text.starts_with('[') {
            inside = text == "[metadata]";
        }
        if !inside {
            continue;
        }
        let word = |value: &str| {
            let from = start + line.find(value).unwrap_or_default();
            from..from + value.len()
        };
        match text.split_once(['=', ':']) {
            Some((key, value)) if key.trim() == "license" && !value.trim().is_empty() => {
                license = Some(named(artifact, Subject::Code, &[value.trim()], word(value.trim())));
            }
            _ if text.starts_with("License ::") => classifiers.push((text, word(text))),
            _ => {}
        }
    }
    license.into_iter().chain(classified(artifact, &classifiers)).collect()
}

/// `setup.py`: a program, of which only literals are read. Nothing is run.
fn script(artifact: &Artifact) -> Vec<LicenseClaim<'_>> {
    static ARGUMENT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?m)^[^#\n]*?\blicen[sc]e\s*=\s*(?:"([^"\n]{1,100})"|'([^'\n]{1,100})')"#).ok());
    static CLASSIFIER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?m)^[^#\n]*?["'](License ::[^"'\n]{1,150})["']"#).ok());
    let source = artifact.text.source();
    let mut claims = Vec::new();
    let mut arguments = ARGUMENT.iter().flat_map(|pattern| pattern.captures_iter(source));
    // of two, nobody knows which is passed on
    if let (Some(found), None) = (arguments.next(), arguments.next())
        && let Some(words) = found.get(1).or_else(|| found.get(2))
    {
        claims.push(named(artifact, Subject::Code, &[words.as_str().trim()], words.range()));
    }
    let classifiers: Vec<(&str, Span)> = CLASSIFIER
        .iter()
        .flat_map(|pattern| pattern.captures_iter(source))
        .filter_map(|found| found.get(1).map(|words| (words.as_str(), words.range())))
        .collect();
    claims.extend(classified(artifact, &classifiers));
    claims
}
