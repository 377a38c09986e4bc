//! License claims of package manifests: fields, classifiers, and where they leave the license to another file.

use super::Subject;
use super::license::{LicenseClaim, named, stated};
use super::script::script;
use crate::artifact::node::{Node, Value};
use crate::artifact::{Artifact, Span};

/// What a manifest says of the license, its own field before its classifiers.
pub(super) fn claims(artifact: &Artifact) -> Vec<LicenseClaim<'_>> {
    let name = artifact.path.name().to_lowercase();
    match name.as_str() {
        "setup.py" => script(artifact),
        "setup.cfg" => config(artifact),
        _ => artifact.node.as_ref().map(|root| fields(artifact, root, &name)).unwrap_or_default(),
    }
}

/// Where a manifest leaves its license to something else.
#[derive(Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// The text in a file, named from the manifest's directory.
    File(String),
    /// The manifest of a workspace, further up.
    Workspace,
}

/// Where a manifest leaves its license to something else, if it does.
#[must_use]
pub fn elsewhere(artifact: &Artifact) -> Option<Elsewhere> {
    let file = |node: &Node| node.text().map(|text| Elsewhere::File(text.to_owned()));
    let root = artifact.node.as_ref()?;
    match artifact.path.name().to_lowercase().as_str() {
        "pyproject.toml" => file(python(root, "license")?.get("file")?),
        "cargo.toml" => {
            let package = root.get("package")?;
            let inherited = package.get("license").is_some_and(|license| license.get("workspace").is_some());
            if inherited { Some(Elsewhere::Workspace) } else { file(package.get("license-file")?) }
        }
        "package.json" => {
            let text = root.get("license")?.text()?.trim();
            let (words, name) = text.rsplit_once(' ')?;
            is_see(words).then(|| Elsewhere::File(name.trim_matches(['<', '>']).to_owned()))
        }
        _ => None,
    }
}

/// `SEE LICENSE IN file`
fn is_see(text: &str) -> bool {
    text.to_uppercase().starts_with("SEE LICEN")
}

/// A field of a Python project: of the standard's table, or of the one of a tool before it.
fn python<'a>(root: &'a Node, key: &str) -> Option<&'a Node> {
    let older = || root.get("tool")?.get("poetry")?.get(key);
    root.get("project").and_then(|project| project.get(key)).or_else(older)
}

/// The license that a workspace of Cargo gives to its members.
#[must_use]
pub fn workspace(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    let license = artifact.node.as_ref()?.get("workspace")?.get("package")?.get("license")?;
    stated(artifact, Subject::Code, license)
}

fn fields<'a>(artifact: &'a Artifact, root: &Node, name: &str) -> Vec<LicenseClaim<'a>> {
    let mut claims = Vec::new();
    let mut field = |subject, node: Option<&Node>| {
        let text = node.filter(|node| !node.scalars().is_empty());
        claims.extend(text.and_then(|node| stated(artifact, subject, node)));
    };
    match name {
        "pyproject.toml" => {
            let license = python(root, "license");
            // `{ file = … }` names a file, whose text speaks for itself
            field(Subject::Code, license.map(|license| license.get("text").unwrap_or(license)));
            let classifiers = python(root, "classifiers").map(Node::items).unwrap_or_default();
            let found: Vec<(&str, Span)> =
                classifiers.iter().filter_map(|node| Some((node.text()?, node.span.clone()))).collect();
            claims.extend(classified(artifact, &found));
        }
        "cargo.toml" => {
            field(Subject::Code, root.get("package").and_then(|package| package.get("license")));
            if elsewhere(artifact) == Some(Elsewhere::Workspace) {
                claims.extend(workspace(artifact));
            }
        }
        "package.json" => {
            let license = root.get("license").filter(|license| !license.is_null());
            let elsewhere = license.and_then(Node::text).is_some_and(is_see);
            let typed = |license: &Node| license.get("type").unwrap_or(license).clone();
            // packages of before had a list of objects
            let older = || {
                let licenses = root.get("licenses")?;
                let items = licenses.items().iter().map(typed).collect();
                Some(Node { value: Value::List(items), span: licenses.span.clone() })
            };
            field(Subject::Code, license.map(typed).or_else(older).as_ref().filter(|_| !elsewhere));
        }
        "citation.cff" => {
            let data = root.get("type").and_then(Node::text) == Some("dataset");
            let license = root.get("license").or_else(|| root.get("license-url"));
            field(if data { Subject::Data } else { Subject::Code }, license);
        }
        _ => {}
    }
    claims
}

/// The classifiers that name a license. Several are read as a choice.
pub(super) fn classified<'a>(artifact: &'a Artifact, all: &[(&str, Span)]) -> Option<LicenseClaim<'a>> {
    let licenses: Vec<&(&str, Span)> =
        all.iter().filter(|(text, _)| text.starts_with("License ::") && *text != "License :: OSI Approved").collect();
    let texts: Vec<&str> = licenses.iter().map(|(text, _)| *text).collect();
    let span = licenses.first()?.1.start..licenses.last()?.1.end;
    Some(named(artifact, Subject::Code, &texts, span))
}

/// `setup.cfg`: an INI file, of which `[metadata]` counts, and what `[DEFAULT]` says for every section. Readers take keys
/// in any case, values that go on in lines further in, and whatever stands behind the bracket of a section.
fn config(artifact: &Artifact) -> Vec<LicenseClaim<'_>> {
    let mut section = "";
    let mut at = 0;
    let mut license: [Option<LicenseClaim<'_>>; 2] = [None, None];
    // of the license's own key, the value may come in the next line
    let mut open = false;
    let mut classifiers = Vec::new();
    for line in artifact.text.source().split_inclusive('\n') {
        let (start, text) = (at, line.trim());
        at += line.len();
        let is_inner = line.starts_with([' ', '\t']);
        if text.is_empty() || text.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = text.strip_prefix('[').filter(|_| !is_inner).and_then(|rest| rest.rsplit_once(']')) {
            (section, open) = (name.0, false);
            continue;
        }
        let [own, general] = &mut license;
        let slot = match section {
            "metadata" => own,
            "DEFAULT" => general,
            _ => continue,
        };
        let from = start + line.find(text).unwrap_or_default();
        let value = match text.split_once(['=', ':']).filter(|_| !is_inner) {
            Some((key, value)) => {
                open = key.trim().eq_ignore_ascii_case("license");
                value.trim()
            }
            None => text,
        };
        if open && !value.is_empty() {
            let from = from + text.len() - value.len();
            *slot = Some(named(artifact, Subject::Code, &[value], from..from + value.len()));
            open = false;
        } else if text.starts_with("License ::") {
            classifiers.push((text, from..from + text.len()));
        }
    }
    let [own, general] = license;
    own.or(general).into_iter().chain(classified(artifact, &classifiers)).collect()
}
