//! The summary's table: governed claims that the change gives another value.

use crate::artifact::pointer::Pointer;
use crate::artifact::{Artifact, Kind};
use crate::report::ClaimChange;
use crate::tree::Trees;

/// Metadata that reviewers want to see change, in the order of the table.
const FIELDS: [&str; 8] =
    ["license", "license_name", "license_link", "base_model", "datasets", "new_version", "extra_gated_prompt", "gated"];

/// Compares the claims of both sides.
pub(super) fn changes(trees: &Trees) -> Vec<ClaimChange> {
    let mut changes = Vec::new();
    for (before, after) in trees.pairs() {
        match after.kind {
            Kind::ModelCard | Kind::DatasetCard => fields(before, after, &mut changes),
            Kind::Weights | Kind::Data => digest(before, after, &mut changes),
            _ => {}
        }
    }
    changes
}

fn fields(before: &Artifact, after: &Artifact, changes: &mut Vec<ClaimChange>) {
    for name in FIELDS {
        let value = |artifact: &Artifact| {
            artifact.field(name).map(|field| field.value.summary()).filter(|value| !value.is_empty())
        };
        let (old, new) = (value(before), value(after));
        if old != new {
            let claim = format!("{name} in {}", after.path);
            changes.push(ClaimChange { claim, before: old, after: new, meaning: None });
        }
    }
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
