//! What the readers of results need of each entry.

use super::Hit;
use crate::artifact::node::{Node, Value};
use crate::artifact::{Artifact, Kind, Span};

/// Tells what is missing in the results of a card or of a record.
pub(super) fn malformed(artifact: &Artifact, hits: &mut Vec<Hit>) {
    let Some(root) = &artifact.node else { return };
    if artifact.kind == Kind::EvalResults {
        let Some(entries) = list(artifact, root, "the file", hits) else { return };
        for entry in entries {
            need(artifact, entry, "an entry", &["dataset", "value"], hits);
            each(entry, "dataset", |node| need(artifact, node, "dataset", &["id", "task_id"], hits));
            each(entry, "source", |node| need(artifact, node, "source", &["url"], hits));
        }
        return;
    }
    let Some(index) = root.get("model-index") else { return };
    let Some(models) = list(artifact, index, "model-index", hits) else { return };
    for model in models {
        need(artifact, model, "model-index", &["name", "results"], hits);
        let Some(results) = model.get("results").and_then(|node| list(artifact, node, "results", hits)) else {
            continue;
        };
        for result in results {
            need(artifact, result, "a result", &["task", "dataset", "metrics"], hits);
            each(result, "task", |node| need(artifact, node, "task", &["type"], hits));
            each(result, "dataset", |node| need(artifact, node, "dataset", &["type", "name"], hits));
            each(result, "source", |node| need(artifact, node, "source", &["url"], hits));
            let Some(metrics) = result.get("metrics").and_then(|node| list(artifact, node, "metrics", hits)) else {
                continue;
            };
            for metric in metrics {
                need(artifact, metric, "a metric", &["type", "value"], hits);
            }
        }
    }
}

fn each(node: &Node, key: &str, judge: impl FnOnce(&Node)) {
    if let Some(inner) = node.get(key) {
        judge(inner);
    }
}

fn list<'a>(artifact: &Artifact, node: &'a Node, name: &str, hits: &mut Vec<Hit>) -> Option<&'a [Node]> {
    if let Value::List(items) = &node.value {
        return Some(items);
    }
    hits.push(broken(artifact, &node.span, name, "a list"));
    None
}

fn need(artifact: &Artifact, node: &Node, name: &str, keys: &[&str], hits: &mut Vec<Hit>) {
    if !matches!(node.value, Value::Map(_)) {
        hits.push(broken(artifact, &node.span, name, "a map of keys and values"));
        return;
    }
    let missing: Vec<&str> = keys.iter().copied().filter(|key| node.get(key).is_none_or(Node::is_empty)).collect();
    if !missing.is_empty() {
        hits.push(broken(artifact, &node.span, name, &missing.join(", ")));
    }
}

fn broken(artifact: &Artifact, span: &Span, name: &str, missing: &str) -> Hit {
    let end = artifact.text.line_span(artifact.text.line_of(span.start)).end;
    let span = span.start..span.end.min(end).max(span.start);
    let hit = Hit { edit: None, ..Hit::on(artifact, &span, format!("{name} without {missing}")) };
    hit.with("within", name).with("missing", missing)
}
