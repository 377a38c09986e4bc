//! The summary's table: governed claims that the change gives another value.

use crate::artifact::node::Node;
use crate::artifact::pointer::Pointer;
use crate::artifact::{Artifact, Kind};
use crate::claim;
use crate::configuration::Configuration;
use crate::license;
use crate::policy;
use crate::report::ClaimChange;
use crate::tree::Trees;

/// Metadata that reviewers want to see change, in the order of the table.
const FIELDS: [&str; 8] =
    ["license", "license_name", "license_link", "base_model", "datasets", "new_version", "extra_gated_prompt", "gated"];

/// Compares the claims of both sides.
pub(super) fn changes(trees: &Trees, configuration: &Configuration) -> Vec<ClaimChange> {
    let mut changes = rules(configuration);
    for (before, after) in trees.pairs() {
        match after.kind {
            Kind::ModelCard | Kind::DatasetCard => fields(before, after, &mut changes),
            Kind::Weights | Kind::Data => {
                digest(before, after, &mut changes);
                header(before, after, &mut changes);
            }
            Kind::License | Kind::Manifest | Kind::Croissant | Kind::Record => license_of(before, after, &mut changes),
            _ => {}
        }
    }
    changes
}

/// Rules that the change gives another weight, one row each. It holds from the merge on.
fn rules(configuration: &Configuration) -> Vec<ClaimChange> {
    let Some(next) = &configuration.next else { return Vec::new() };
    let moved = configuration.policy.moved(&next.policy, &configuration.catalog).into_iter();
    let row = |(id, old, new)| ClaimChange {
        claim: format!("severity of {id}"),
        before: Some(policy::word(old)),
        after: Some(policy::word(new)),
        meaning: None,
    };
    moved.map(row).collect()
}

fn fields(before: &Artifact, after: &Artifact, changes: &mut Vec<ClaimChange>) {
    for name in FIELDS {
        let value = |artifact: &Artifact| {
            artifact.field(name).map(|field| field.value.summary()).filter(|value| !value.is_empty())
        };
        let (old, new) = (value(before), value(after));
        if old != new {
            let claim = format!("{name} in {}", after.path);
            let meaning = if name == "license" { meaning(before, after) } else { None };
            changes.push(ClaimChange { claim, before: old, after: new, meaning });
        }
    }
}

/// What a file says of the license, where it holds no metadata of a card.
fn license_of(before: &Artifact, after: &Artifact, changes: &mut Vec<ClaimChange>) {
    let words = |artifact| claim::license_of(artifact).map(|claim| claim.words).filter(|words| !words.is_empty());
    let (old, new) = (words(before), words(after));
    if old != new {
        let claim = format!("license in {}", after.path);
        changes.push(ClaimChange { claim, before: old, after: new, meaning: meaning(before, after) });
    }
}

/// The metadata of weights, of which only what claims are made of is read.
fn header(before: &Artifact, after: &Artifact, changes: &mut Vec<ClaimChange>) {
    let (Some(old), Some(new)) = (&before.node, &after.node) else { return };
    let kept = new.fields().iter().filter_map(|field| Some((field, old.get(&field.key)?)));
    for (field, old) in kept.filter(|(field, old)| field.value.text() != old.text()) {
        let shown = |node: &Node| Some(node.summary());
        let claim = format!("{} in {}", field.key, after.path);
        changes.push(ClaimChange { claim, before: shown(old), after: shown(&field.value), meaning: None });
    }
}

/// What another license allows, forbids and asks for, where both are known.
fn meaning(before: &Artifact, after: &Artifact) -> Option<String> {
    let (before, after) = (claim::license_of(before)?, claim::license_of(after)?);
    let (old, new) = (before.expression()?, after.expression()?);
    license::differ(old, new).then(|| claim::license_shift(&before, &after, after.subject))
}

fn digest(before: &Artifact, after: &Artifact, changes: &mut Vec<ClaimChange>) {
    let (Some(old), Some(new)) = (&before.pointer, &after.pointer) else { return };
    if old.oid == new.oid {
        return;
    }
    let same_size = old.size == new.size;
    let shown = |pointer: &Pointer| {
        let digest: String = pointer.oid.chars().take(12).collect();
        let size = if same_size { String::new() } else { format!(", {} bytes", pointer.size) };
        Some(format!("sha256 {digest}…{size}"))
    };
    let claim = format!("content of {}", after.path);
    changes.push(ClaimChange { claim, before: shown(old), after: shown(new), meaning: None });
}
