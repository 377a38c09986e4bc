//! What a file is and what it says, with the bytes each statement stands on.

mod evidence;
pub mod filling;
pub mod front_matter;
pub mod header;
pub mod kind;
pub mod links;
mod lookalike;
pub mod markdown;
pub mod measure;
pub mod node;
pub mod pointer;
pub mod problem;
mod shown;
pub mod source;
pub mod statement;
pub mod text;
mod toml;
pub mod topics;
pub mod yaml;

pub use kind::{Kind, Scope};
pub use text::{Span, letters, unsigned_letters};
pub(crate) use toml::read as toml_node;

use crate::change::{RepoPath, Side};
use crate::finding::Location;
use crate::license::{self, Identification};
use markdown::Markdown;
use node::Node;
use pointer::Pointer;
use problem::{Problem, ProblemKind};
use std::sync::OnceLock;
use text::Text;

/// A governed file of one tree, read and taken apart.
#[derive(Debug, Clone)]
pub struct Artifact {
    pub path: RepoPath,
    pub side: Side,
    pub kind: Kind,
    pub text: Text,
    /// The front matter of a card, the whole document of a record, or the metadata of weights.
    pub node: Option<Node>,
    /// Where a front matter block stands; empty for files without one.
    pub front: Span,
    pub problems: Vec<Problem>,
    pub markdown: Markdown,
    pub pointer: Option<Pointer>,
    identified: OnceLock<Identification>,
    letters: OnceLock<String>,
}

/// What lies in the same directory as a README and makes it a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    Weights,
    Data,
    Nothing,
}

impl Artifact {
    /// Takes a text apart. `beside` says what lies in the same directory, which can make a README a card.
    /// A README that turns out to be no card stays a README.
    #[must_use]
    pub fn read(path: RepoPath, side: Side, kind: Kind, text: Text, beside: Beside) -> Self {
        let mut artifact = Self::new(path, side, kind, text);
        match kind {
            Kind::ModelCard | Kind::DatasetCard | Kind::Readme => {
                artifact.read_card();
                if kind == Kind::Readme && artifact.path.name().to_lowercase().starts_with("provenance") {
                    artifact.kind = if artifact.speaks_of_data() { Kind::DatasetCard } else { Kind::Readme };
                } else if kind == Kind::DatasetCard && artifact.is_of_a_part() {
                    artifact.kind = Kind::Readme;
                } else if kind == Kind::Readme {
                    artifact.kind = artifact.card_kind(beside).unwrap_or(Kind::Readme);
                }
            }
            Kind::Weights | Kind::Data => artifact.pointer = pointer::read(artifact.text.source()),
            Kind::License
            | Kind::LicenseText
            | Kind::Notice
            | Kind::UsePolicy
            | Kind::Checksums
            | Kind::Security
            | Kind::Source => {}
            _ => artifact.read_record(),
        }
        if kind == Kind::Statement {
            let name = artifact.path.name().to_lowercase();
            artifact.kind = artifact.node.as_ref().map_or(kind, |root| statement::kind_of(&name, root));
        }
        artifact
    }

    /// The metadata of weights. Its lines are not those of the file, which has none.
    #[must_use]
    pub fn header(path: RepoPath, side: Side, (text, node, problems): (Text, Node, Vec<Problem>)) -> Self {
        Self { node: Some(node), problems, ..Self::new(path, side, Kind::Weights, text) }
    }

    fn new(path: RepoPath, side: Side, kind: Kind, text: Text) -> Self {
        Self {
            path,
            side,
            kind,
            text,
            node: None,
            front: 0..0,
            problems: Vec::new(),
            markdown: Markdown::default(),
            pointer: None,
            identified: OnceLock::new(),
            letters: OnceLock::new(),
        }
    }

    /// The text as [`unsigned_letters`] alone. Every base model of every card may ask; they are read once.
    #[must_use]
    pub fn letters(&self) -> &str {
        self.letters.get_or_init(|| unsigned_letters(self.text.source()))
    }

    /// The license that the text holds. Several rules ask; it is looked for once.
    #[must_use]
    pub fn identified(&self) -> &Identification {
        self.identified.get_or_init(|| {
            let source = self.text.source();
            let name = self.path.name().to_lowercase();
            let is_shown = [".md", ".markdown"].iter().any(|end| name.ends_with(end));
            // what its readers do not see, they do not grant
            if is_shown && (source.contains('<') || source.contains("~~")) {
                license::identify(&markdown::read(source, 0).blanked(source))
            } else {
                license::identify(source)
            }
        })
    }

    fn read_card(&mut self) {
        let front = front_matter::read(self.text.source());
        let body = front.span.end;
        (self.node, self.front, self.problems) = (front.node, front.span, front.problems);
        self.markdown = markdown::read(self.text.source(), body);
    }

    fn read_record(&mut self) {
        let source = self.text.source();
        let name = self.path.name().to_lowercase();
        let (_, extension) = name.rsplit_once('.').unwrap_or(("", ""));
        let is_toml = extension.eq_ignore_ascii_case("toml");
        let is_json = matches!(extension, "json" | "jsonld");
        if is_toml {
            let (node, problems) = toml::read(source);
            (self.node, self.problems) = (Some(node), problems);
        } else if is_json || matches!(extension, "yml" | "yaml" | "cff" | "dvc" | "lock") {
            (self.node, self.problems) = if is_json { json_node(&self.text) } else { yaml::read(source, 0) };
        }
    }

    /// What kind of card a README is: by its metadata, else by what lies beside it.
    fn card_kind(&self, beside: Beside) -> Option<Kind> {
        const MODEL: [&str; 7] = [
            "library_name",
            "pipeline_tag",
            "base_model",
            "model-index",
            "model_name",
            "datasets",
            "base_model_relation",
        ];
        const DATASET: [&str; 10] = [
            "task_categories",
            "task_ids",
            "size_categories",
            "pretty_name",
            "annotations_creators",
            "language_creators",
            "multilinguality",
            "source_datasets",
            "dataset_info",
            "configs",
        ];
        let has = |keys: &[&str]| self.node.as_ref().is_some_and(|node| keys.iter().any(|key| node.get(key).is_some()));
        if has(&DATASET) {
            return Some(Kind::DatasetCard);
        }
        if has(&MODEL) || beside == Beside::Weights {
            return Some(Kind::ModelCard);
        }
        let directory = self.path.directory().to_lowercase();
        let in_data = directory.split('/').any(|part| matches!(part, "data" | "dataset" | "datasets"));
        let named_so = |word: &str| {
            self.markdown.sections.first().is_some_and(|section| section.title.to_lowercase().contains(word))
        };
        // a block that does not parse, or one with a license alone, still makes a card
        let has_block = !self.front.is_empty() || !self.problems.is_empty();
        let licensed =
            self.node.as_ref().is_none_or(|node| node.get("license").is_some() || node.get("tags").is_some());
        if beside == Beside::Data || named_so("dataset card") || named_so("data card") || (in_data && has_block) {
            return Some(Kind::DatasetCard);
        }
        (named_so("model card") || (has_block && licensed)).then_some(Kind::ModelCard)
    }

    /// Whether a datasheet is that of an electronic part, which is called so as well.
    fn is_of_a_part(&self) -> bool {
        let name = self.path.name().to_lowercase();
        if !name.starts_with("datasheet") || self.node.is_some() {
            return false;
        }
        let text = self.text.source().to_lowercase();
        let count = |words: &[&str]| words.iter().filter(|word| text.contains(**word)).count();
        count(&["pinout", "voltage", "package dimension", "operating temperature", "absolute maximum"]) > 1
            && count(&["dataset", "data set", "annotat", "collection process"]) == 0
    }

    /// Whether a text about the origin of something names data sets.
    fn speaks_of_data(&self) -> bool {
        let text = self.text.source().to_lowercase();
        ["dataset", "data set", "training data", "corpus"].iter().any(|word| text.contains(word))
    }

    /// Whether a section is about one of these topics, by their ids.
    #[must_use]
    pub fn has_section_about(&self, topics: &[String]) -> bool {
        self.markdown
            .sections
            .iter()
            .any(|section| section.topics.iter().any(|id| topics.iter().any(|topic| topic == id)))
    }

    /// The location of a span, with the lines it quotes. In weights it is the file.
    #[must_use]
    pub fn at(&self, span: &Span) -> Location {
        if self.kind == Kind::Weights && self.node.is_some() {
            return Location::file(self.path.clone(), self.side);
        }
        self.text.locate(&self.path, self.side, span)
    }

    /// The metadata's field of this name. A card's license is meant by the misspelled key as well, which is told by itself.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&node::Field> {
        let node = self.node.as_ref()?;
        let is_meant = key == "license" && matches!(self.kind, Kind::ModelCard | Kind::DatasetCard | Kind::Readme);
        let meant = || ["licenses", "licence"].iter().find_map(|key| node.field(key)).filter(|_| is_meant);
        node.field(key).or_else(meant)
    }

    /// A place for what the metadata lacks: the opening fence, or the first line.
    #[must_use]
    pub fn head_span(&self) -> Span {
        let line = self.text.line_of(self.front.start);
        self.text.line_span(line)
    }
}

/// Reads a text as JSON. The YAML reader forgives what JSON does not: a trailing comma, a comment.
pub(crate) fn json_node(text: &Text) -> (Option<Node>, Vec<Problem>) {
    let source = text.source();
    // programs that read JSON pass over a mark at its begin
    let bare = source.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    let source = bare.as_deref().unwrap_or(source);
    let (node, mut problems) = yaml::read(&printable(source), 0);
    if problems.iter().all(|problem| problem.kind != ProblemKind::Unreadable)
        && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(source)
        && !error.to_string().contains("recursion limit")
    {
        let line = text.line_span(u32::try_from(error.line()).unwrap_or(u32::MAX));
        let at = (line.start + error.column().saturating_sub(1)).min(line.end.saturating_sub(1)).max(line.start);
        let at = source.floor_char_boundary(at);
        let span = at..source.ceil_char_boundary((at + 1).min(source.len()));
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        problems.push(Problem::unreadable(span, message));
        return (None, problems);
    }
    (node, problems)
}

/// JSON may hold characters that YAML forbids. Others of the same length stand in for them, so that places stay.
fn printable(source: &str) -> std::borrow::Cow<'_, str> {
    let forbidden = |c| matches!(c, '\u{7f}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    if !source.contains(forbidden) {
        return source.into();
    }
    let instead = |c: char| match c.len_utf8() {
        1 => '?',
        2 => '\u{bf}',
        _ => '\u{fffd}',
    };
    source.chars().map(|c| if forbidden(c) { instead(c) } else { c }).collect::<String>().into()
}
