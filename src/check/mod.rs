//! The closed set of check kinds, one file each. A rule file names one of them and gives its parameters.
//!
//! State checks look at one side and are run on both; what both sides show is no news. Change checks compare the sides
//! themselves and are run once.

mod actual;
mod base_model;
mod capacity;
mod checksum;
mod checksum_kept;
mod clash;
mod co_change;
mod columns;
mod companion;
mod configs;
mod content;
mod croissant;
mod fields;
mod figure;
mod files;
mod frozen;
mod kept_lines;
mod known;
mod layout;
mod license_agreement;
mod license_change;
mod license_files;
mod license_form;
mod license_gone;
mod license_header;
mod license_known;
mod license_policy;
mod license_prose;
mod license_text;
mod lineage;
mod lineage_duty;
mod links;
mod outline;
mod points;
mod policy;
mod provenance;
mod reference;
mod removal;
mod result_shape;
mod result_text;
mod results;
mod rows;
mod sections;
mod statement;
mod syntax;
mod text;
mod vocabulary;

use crate::artifact::{Artifact, Kind, Span, topics};
use crate::change::{RepoPath, Side};
use crate::configuration::Configuration;
use crate::finding::{Location, Related, Severity};
use crate::mistake::did_you_mean;
use crate::tree::{Tree, Trees};
use serde::Deserialize;

/// How a check is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// On both sides; the difference counts.
    State,
    /// Once, looking at both sides.
    Change,
}

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub trees: &'a Trees,
    pub side: Side,
    /// What judges the change.
    pub configuration: &'a Configuration,
}

impl<'a> Scene<'a> {
    #[must_use]
    pub fn tree(&self) -> &'a Tree {
        self.trees.side(self.side)
    }
}

/// The words of the head that a fix would change.
#[derive(Debug, Clone)]
pub struct Edit {
    pub path: RepoPath,
    pub span: Span,
}

/// What a check found, before a rule gives it words.
#[derive(Debug, Clone)]
pub struct Hit {
    pub at: Location,
    /// What it is about, stable across harmless edits. Part of the fingerprint.
    pub subject: String,
    /// Values for the rule's texts.
    pub variables: Vec<(&'static str, String)>,
    pub related: Vec<Related>,
    pub edit: Option<Edit>,
    /// The most that the evidence of this hit allows, where that is less than the rule says.
    pub at_most: Option<Severity>,
    /// The directory that stands for the path in the fingerprint, for a finding about more than one file.
    pub whole: Option<String>,
}

impl Hit {
    /// A hit on some words of an artifact, which a fix may change.
    #[must_use]
    pub fn on(artifact: &Artifact, span: &Span, subject: impl Into<String>) -> Self {
        Self {
            at: artifact.at(span),
            subject: subject.into(),
            variables: Vec::new(),
            related: Vec::new(),
            edit: Some(Edit { path: artifact.path.clone(), span: span.clone() }),
            at_most: None,
            whole: None,
        }
    }

    /// A hit on a file as a whole.
    #[must_use]
    pub fn file(path: &RepoPath, side: Side, subject: impl Into<String>) -> Self {
        Self {
            at: Location::file(path.clone(), side),
            subject: subject.into(),
            variables: Vec::new(),
            related: Vec::new(),
            edit: None,
            at_most: None,
            whole: None,
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn related(mut self, at: Location, text: impl Into<String>) -> Self {
        self.related.push(Related { at, text: text.into() });
        self
    }

    /// A finding about a directory keeps its name when other files come first in it.
    #[must_use]
    pub fn about_directory(mut self, directory: &str) -> Self {
        self.whole = Some(directory.to_owned());
        self
    }

    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = Some(severity);
        self
    }
}

/// A mistake in a check's parameters, at a word of the rule file.
#[derive(Debug)]
pub struct BadParameter {
    pub word: String,
    pub message: String,
    pub help: String,
}

/// What every kind of check answers.
trait Evaluate {
    fn mode(&self) -> Mode {
        Mode::State
    }

    /// The variables it gives to a rule's texts.
    fn variables(&self) -> &'static [&'static str];

    /// The kinds of files that it judges. What else it reads bears on these.
    fn looks_at(&self) -> &[Kind];

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit>;

    /// What a tree shows of what the check asks for: a filled section, a known license. That nothing forbidden is there
    /// shows nothing.
    fn evidence(&self, _scene: &Scene<'_>) -> Vec<Related> {
        Vec::new()
    }

    /// What is wrong with its parameters.
    fn mistakes(&self) -> Vec<BadParameter> {
        Vec::new()
    }
}

/// A check with its parameters. The table's name in a rule file is the kind: `[check.sections]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    Syntax(syntax::Syntax),
    Fields(fields::Fields),
    Sections(sections::Sections),
    Text(text::Text),
    Companion(companion::Companion),
    CoChange(co_change::CoChange),
    Frozen(frozen::Frozen),
    Files(files::Files),
    Reference(reference::Reference),
    Checksum(checksum::Checksum),
    ChecksumKept(checksum_kept::ChecksumKept),
    Columns(columns::Columns),
    Provenance(provenance::Lacks),
    LicenseAgreement(license_agreement::LicenseAgreement),
    LicenseChange(license_change::LicenseChange),
    LicenseText(license_text::LicenseText),
    LicenseKnown(license_known::LicenseKnown),
    Croissant(croissant::Croissant),
    LicensePolicy(license_policy::LicensePolicy),
    LicenseProse(license_prose::LicenseProse),
    Lineage(lineage::Lineage),
    LineageDuty(lineage_duty::LineageDuty),
    BaseModel(base_model::BaseModel),
    KeptLines(kept_lines::KeptLines),
    LicenseFiles(license_files::LicenseFiles),
    LicenseForm(license_form::LicenseForm),
    LicenseGone(license_gone::LicenseGone),
    LicenseHeader(license_header::LicenseHeader),
    Policy(policy::Policy),
    Vocabulary(vocabulary::Vocabulary),
    Points(points::Points),
    Results(results::Results),
    Outline(outline::Outline),
    Configs(configs::Configs),
    Rows(rows::Rows),
    Capacity(capacity::Capacity),
    Links(links::Links),
}

impl Check {
    fn kind(&self) -> &dyn Evaluate {
        match self {
            Self::Syntax(check) => check,
            Self::Fields(check) => check,
            Self::Sections(check) => check,
            Self::Text(check) => check,
            Self::Companion(check) => check,
            Self::CoChange(check) => check,
            Self::Frozen(check) => check,
            Self::Files(check) => check,
            Self::Reference(check) => check,
            Self::Checksum(check) => check,
            Self::ChecksumKept(check) => check,
            Self::Columns(check) => check,
            Self::Provenance(check) => check,
            Self::LicenseAgreement(check) => check,
            Self::LicenseChange(check) => check,
            Self::LicenseText(check) => check,
            Self::LicenseKnown(check) => check,
            Self::Croissant(check) => check,
            Self::LicensePolicy(check) => check,
            Self::LicenseProse(check) => check,
            Self::Lineage(check) => check,
            Self::LineageDuty(check) => check,
            Self::BaseModel(check) => check,
            Self::KeptLines(check) => check,
            Self::LicenseFiles(check) => check,
            Self::LicenseForm(check) => check,
            Self::LicenseGone(check) => check,
            Self::LicenseHeader(check) => check,
            Self::Policy(check) => check,
            Self::Vocabulary(check) => check,
            Self::Points(check) => check,
            Self::Results(check) => check,
            Self::Outline(check) => check,
            Self::Configs(check) => check,
            Self::Rows(check) => check,
            Self::Capacity(check) => check,
            Self::Links(check) => check,
        }
    }

    #[must_use]
    pub fn mode(&self) -> Mode {
        self.kind().mode()
    }

    #[must_use]
    pub fn variables(&self) -> &'static [&'static str] {
        self.kind().variables()
    }

    #[must_use]
    pub fn looks_at(&self) -> &[Kind] {
        self.kind().looks_at()
    }

    #[must_use]
    pub fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        self.kind().evaluate(scene)
    }

    #[must_use]
    pub fn evidence(&self, scene: &Scene<'_>) -> Vec<Related> {
        self.kind().evidence(scene)
    }

    #[must_use]
    pub fn mistakes(&self) -> Vec<BadParameter> {
        self.kind().mistakes()
    }
}

/// Topics that nobody knows, as mistakes of a rule.
fn unknown_topics(ids: &[String]) -> Vec<BadParameter> {
    let unknown = ids.iter().filter(|id| topics::find(id).is_none());
    unknown
        .map(|id| BadParameter {
            word: id.clone(),
            message: format!("there is no topic `{id}`"),
            help: match did_you_mean(id, topics::ids()) {
                near if near.is_empty() => format!("topics: {}", topics::ids().join(", ")),
                near => near,
            },
        })
        .collect()
}

/// Letters and digits alone, in lower case: what two writings of a name, or a heading and its anchors, have in common.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Where a directory is named to people, in a code span: the root is `.`, as everywhere.
fn directory_name(directory: &str) -> String {
    if directory.is_empty() { ".".into() } else { directory.to_owned() }
}

/// What a file is that a record names and that may lie elsewhere. A name without an extension is that of a directory, which is
/// what files in it would be.
fn kind_on_record(scene: &Scene<'_>, path: &RepoPath) -> Option<Kind> {
    let inside = |name| kind_inside(scene, path, name).filter(|_| !path.name().contains('.'));
    let data = || inside("/x.csv").filter(|kind| *kind == Kind::Data);
    let weights = || inside("/x.bin").filter(|kind| *kind == Kind::Weights);
    scene.configuration.policy.kind_of(path).or_else(data).or_else(weights)
}

fn kind_inside(scene: &Scene<'_>, path: &RepoPath, name: &str) -> Option<Kind> {
    scene.configuration.policy.kind_of(&RepoPath::new(&[path.bytes(), name.as_bytes()].concat())?)
}

/// Whether the first line of a span is not in the other side's version of the file.
fn is_new(scene: &Scene<'_>, artifact: &Artifact, span: &Span) -> bool {
    let line = artifact.text.line(artifact.text.line_of(span.start)).trim();
    let path = scene.trees.counterpart(scene.side, &artifact.path);
    let other = path.and_then(|path| scene.trees.side(scene.side.other()).artifacts.get(&path));
    other.is_none_or(|other| !other.text.source().lines().any(|other| other.trim() == line))
}
