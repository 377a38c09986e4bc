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
mod hit;
mod kept_lines;
mod known;
mod layout;
mod license_agreement;
mod license_change;
mod license_edited;
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
mod shown;
mod statement;
mod syntax;
mod text;
mod vocabulary;

pub use hit::{BadParameter, Edit, Hit};

use crate::artifact::{Artifact, Kind, Span, topics};
use crate::change::{RepoPath, Side};
use crate::configuration::Configuration;
use crate::finding::Related;
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

/// One line a kind: its name, and what answers for it.
macro_rules! kinds {
    ($($kind:ident => $check:ty,)*) => {
        /// A check with its parameters. The table's name in a rule file is the kind: `[check.sections]`.
        #[derive(Debug, Clone, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Check {
            $($kind($check),)*
        }

        impl Check {
            fn kind(&self) -> &dyn Evaluate {
                match self {
                    $(Self::$kind(check) => check,)*
                }
            }
        }
    };
}

kinds! {
    Syntax => syntax::Syntax,
    Fields => fields::Fields,
    Sections => sections::Sections,
    Text => text::Text,
    Companion => companion::Companion,
    CoChange => co_change::CoChange,
    Frozen => frozen::Frozen,
    Files => files::Files,
    Reference => reference::Reference,
    Checksum => checksum::Checksum,
    ChecksumKept => checksum_kept::ChecksumKept,
    Columns => columns::Columns,
    Provenance => provenance::Lacks,
    LicenseAgreement => license_agreement::LicenseAgreement,
    LicenseChange => license_change::LicenseChange,
    LicenseText => license_text::LicenseText,
    LicenseKnown => license_known::LicenseKnown,
    Croissant => croissant::Croissant,
    LicensePolicy => license_policy::LicensePolicy,
    LicenseProse => license_prose::LicenseProse,
    Lineage => lineage::Lineage,
    LineageDuty => lineage_duty::LineageDuty,
    BaseModel => base_model::BaseModel,
    KeptLines => kept_lines::KeptLines,
    LicenseFiles => license_files::LicenseFiles,
    LicenseForm => license_form::LicenseForm,
    LicenseGone => license_gone::LicenseGone,
    LicenseHeader => license_header::LicenseHeader,
    Policy => policy::Policy,
    Vocabulary => vocabulary::Vocabulary,
    Points => points::Points,
    Results => results::Results,
    Outline => outline::Outline,
    Configs => configs::Configs,
    Rows => rows::Rows,
    Capacity => capacity::Capacity,
    Links => links::Links,
}

impl Check {
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
