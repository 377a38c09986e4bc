//! What a model or a dataset is made from, as cards and configuration files say.

use super::LicenseClaim;
use super::license::license_of;
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, Span};
use crate::change::RepoPath;
use crate::license::{Expression, Work, origin};
use crate::tree::Tree;

/// How a model follows from its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Weights of its own, made from those of the base: the usual case.
    Derived,
    /// Weights that work only together with those of the base.
    Adapter,
}

/// A work that another one is made from.
#[derive(Debug, Clone)]
pub struct Base<'a> {
    pub artifact: &'a Artifact,
    /// As it is written.
    pub id: String,
    pub span: Span,
    pub relation: Relation,
}

/// The license of a base, and how it is known.
#[derive(Debug, Clone)]
pub enum BaseLicense<'a> {
    /// From the table: where its owner says so, and when that was read.
    Table { source: &'static str, checked: &'static str },
    /// From the base's own card, in this repository.
    Card(Box<LicenseClaim<'a>>),
}

/// The base models of a card: those that it names, else those of what lies beside it.
#[must_use]
pub fn base_models<'a>(tree: &'a Tree, card: &'a Artifact) -> Vec<Base<'a>> {
    let nodes = card.field("base_model").map(|field| field.value.scalars()).unwrap_or_default();
    let said = card.field("base_model_relation").and_then(|field| field.value.text());
    let relation = if said == Some("adapter") || (said.is_none() && adapter_config(tree, card).is_some()) {
        Relation::Adapter
    } else {
        Relation::Derived
    };
    let mut found = bases(card, &nodes, relation);
    if found.is_empty() {
        found = merged(tree, card);
    }
    if found.is_empty() {
        found = adapter_config(tree, card).and_then(adapter_base).into_iter().collect();
    }
    if found.is_empty() {
        found = made_from(tree, card);
    }
    found
}

/// The models that the metadata of weights beside a card names by their addresses, where nothing else names one.
fn made_from<'a>(tree: &'a Tree, card: &Artifact) -> Vec<Base<'a>> {
    let mut found: Vec<Base<'a>> = Vec::new();
    for (weights, root) in tree.headers_in(&card.path.directory()) {
        let named = root.fields().iter().filter(|field| {
            let address = field.key.starts_with("general.base_model.") && field.key.ends_with(".repo_url");
            address || field.key == "__metadata__.base_model"
        });
        let nodes: Vec<&Node> = named.map(|field| &field.value).collect();
        for base in bases(weights, &nodes, Relation::Derived) {
            if !found.iter().any(|other| hub_id(&other.id) == hub_id(&base.id)) {
                found.push(base);
            }
        }
    }
    found
}

/// The models that a merge beside a card is made of, where the card names none.
fn merged<'a>(tree: &'a Tree, card: &'a Artifact) -> Vec<Base<'a>> {
    let directory = card.path.directory();
    let mut found: Vec<Base<'a>> = Vec::new();
    let configs = tree.of_kinds(&[Kind::ModelConfig]);
    for config in
        configs.filter(|config| config.path.directory() == directory && config.path.name().starts_with("mergekit"))
    {
        let Some(root) = &config.node else { continue };
        let nodes: Vec<&Node> = ["base_model", "models[].model", "slices[].sources[].model"]
            .iter()
            .flat_map(|path| root.at(path))
            .collect();
        for base in bases(config, &nodes, Relation::Derived) {
            if !found.iter().any(|other| other.id == base.id) {
                found.push(base);
            }
        }
    }
    found
}

/// The datasets that a model's card names, or those that a dataset's card is made from.
#[must_use]
pub fn data(card: &Artifact) -> Vec<Base<'_>> {
    let field = if card.kind == Kind::DatasetCard { "source_datasets" } else { "datasets" };
    let nodes = card.field(field).map(|field| field.value.scalars()).unwrap_or_default();
    let mut found = bases(card, &nodes, Relation::Derived);
    for base in &mut found {
        // "extended|name" is made from it; "extended|other-name" is a name that nobody looks up
        if let Some(name) = base.id.strip_prefix("extended|") {
            base.id = name.to_owned();
        }
    }
    found.retain(|base| !base.id.starts_with("other"));
    found
}

fn bases<'a>(artifact: &'a Artifact, nodes: &[&Node], relation: Relation) -> Vec<Base<'a>> {
    let of = |node: &&Node| {
        let id = node.text()?.trim();
        (!id.is_empty()).then(|| Base { artifact, id: id.to_owned(), span: node.span.clone(), relation })
    };
    nodes.iter().filter_map(of).collect()
}

/// The adapter configuration beside a card.
#[must_use]
pub fn adapter_config<'a>(tree: &'a Tree, card: &Artifact) -> Option<&'a Artifact> {
    let path = RepoPath::resolve(&card.path.directory(), "adapter_config.json")?;
    tree.artifacts.get(&path)
}

/// The base that an adapter configuration names.
#[must_use]
pub fn adapter_base(config: &Artifact) -> Option<Base<'_>> {
    let node = config.node.as_ref()?.get("base_model_name_or_path")?;
    bases(config, &[node], Relation::Adapter).pop()
}

/// The license of a base: from its card where that lies in this repository, else from the table.
#[must_use]
pub fn license_of_base<'a>(tree: &'a Tree, base: &Base<'_>, work: Work) -> Option<(Expression, BaseLicense<'a>)> {
    if let Some(claim) = own_card(tree, base) {
        return Some((claim.expression()?.clone(), BaseLicense::Card(Box::new(claim))));
    }
    let origin = origin(work, &hub_id(&base.id))?;
    let known = Expression::license(&origin.terms()?.id);
    Some((known, BaseLicense::Table { source: &origin.source, checked: &origin.checked }))
}

/// The card in the directory that a base names by its path.
fn own_card<'a>(tree: &'a Tree, base: &Base<'_>) -> Option<LicenseClaim<'a>> {
    let directory = RepoPath::resolve(&base.artifact.path.directory(), &base.id)?;
    let directory = directory.text().into_owned();
    if directory == base.artifact.path.directory() {
        return None;
    }
    let cards = tree.of_kinds(&[Kind::ModelCard, Kind::DatasetCard]);
    let mut claims = cards.filter(|card| card.path.directory() == directory).filter_map(license_of);
    claims.next().filter(|claim| claim.artifact.kind == base.artifact.kind)
}

/// An id without its host and revision.
#[must_use]
pub fn hub_id(id: &str) -> String {
    let id = id.trim().trim_end_matches('/');
    let bare = ["https://huggingface.co/", "http://huggingface.co/", "huggingface.co/", "hf.co/", "hf://"]
        .iter()
        .find_map(|host| id.strip_prefix(host))
        .unwrap_or(id);
    let bare = bare.strip_prefix("datasets/").unwrap_or(bare);
    let bare = bare.split(['@', '?', '#']).next().unwrap_or(bare);
    // "owner/name/tree/main"
    bare.split('/').take(2).collect::<Vec<_>>().join("/")
}
