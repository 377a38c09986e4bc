//! Names in a policy that have to be those of something: rules and their severities, topics, licenses, languages, places.

use super::Foreign;
use super::keys::{Form, KEYS, SEVERITIES};
use super::validate::{Judge, quoted};
use crate::artifact::node::{Node, Value};
use crate::artifact::{Span, topics};
use crate::change::RepoPath;
use crate::license::{self, Stated};
use crate::limits::PROBLEMS;
use crate::mistake::{did_you_mean, which_rule};
use crate::order::InOrder as _;
use crate::report::Language;
use std::collections::BTreeSet;

impl Judge<'_> {
    pub(super) fn language(&mut self, node: &Node) {
        let Some(code) = quoted(node) else {
            return self.say(&node.span, "`language` must be a text", "write: language = \"de\"");
        };
        if Language::of(code).is_none() {
            let help = match Language::near(code) {
                Some(near) => format!("did you mean `{near}`?"),
                None => did_you_mean(code, Language::ALL.map(Language::code)),
            };
            self.say(&node.span, format!("there is no translation into `{}`", node.summary()), help);
        }
    }

    pub(super) fn severities(&mut self, node: &Node, name: &str) {
        if !matches!(node.value, Value::Map(_)) {
            let help = "write a table:\n[rules]\n\"license/changed\" = \"notice\"";
            return self.say(&node.span, format!("`{name}` must be a table"), help);
        }
        for field in node.fields().iter().take(PROBLEMS) {
            // `license/changed` without quotes is an error of TOML; `license.changed` is a table
            if !field.value.fields().is_empty() {
                let inner = field.value.fields().first().map(|inner| inner.key.as_str()).unwrap_or_default();
                let help = format!("write the id in quotes: \"{}/{inner}\" = \"off\"", field.key);
                self.say(&field.key_span, format!("`{}` is no rule", field.key), help);
                continue;
            }
            let packs = format!("{}/", field.key);
            let is_severity = quoted(&field.value).is_some_and(|word| SEVERITIES.contains(&word));
            if is_severity && self.catalog.keys().any(|id| id.starts_with(&packs)) {
                let help = format!("all rules of a pack are written \"{packs}*\"");
                self.say(&field.key_span, format!("`{}` is no rule", field.key), help);
                continue;
            }
            if !field.key.contains('/') && KEYS.iter().any(|key| key.name == field.key) {
                let help = format!("`{}` stands at the top of the file, above every [table]", field.key);
                self.say(&field.key_span, format!("`{}` is no rule", field.key), help);
                continue;
            }
            self.rule(&field.key, &field.key_span);
            let word = quoted(&field.value).unwrap_or_default();
            if !SEVERITIES.contains(&word) {
                let message = format!("`{}` is no severity", field.value.summary());
                let word = if field.value.text() == Some("false") { "off".to_owned() } else { field.value.summary() };
                self.say(&field.value.span, message, did_you_mean(&word, SEVERITIES));
            }
        }
    }

    pub(super) fn rule(&mut self, id: &str, span: &Span) {
        if self.catalog.keys().any(|known| super::selects(id, known)) {
            return;
        }
        let packs = self.catalog.keys().filter_map(|id| id.split('/').next()).map(|pack| format!("{pack}/*"));
        let packs: BTreeSet<String> = packs.into_set();
        let known = self.catalog.keys().map(String::as_str).chain(packs.iter().map(String::as_str));
        let help = match id {
            "*" | "**" | "*/*" | "all" => {
                format!("name each pack: {}", packs.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            }
            _ => which_rule(id, known),
        };
        self.say(span, format!("there is no rule `{id}`"), help);
    }

    /// A policy to build on: a path in the repository, or a place elsewhere that is pinned.
    pub(super) fn place(&mut self, node: &Node) {
        let text = quoted(node).unwrap_or_default();
        let forms = "write a path from the repository's root, or owner/repository//path@commit with the full commit id \
                     (40 hexadecimal digits)";
        if Foreign::is_meant(text) && Foreign::parse(text).is_none() {
            let message = if text.contains("//") && text.contains('@') {
                format!("`{text}` is not pinned by a commit")
            } else {
                format!("`{text}` names no file of a repository")
            };
            self.say(&node.span, message, forms);
        } else if !Foreign::is_meant(text) && RepoPath::new(text.as_bytes()).is_none() {
            self.say(&node.span, format!("`{text}` is no path in the repository"), forms);
        }
    }

    pub(super) fn license(&mut self, node: &Node, name: &str) {
        let text = quoted(node).unwrap_or_default();
        let own = "a license of one's own is written LicenseRef-name";
        let (message, help) = match license::state(text) {
            Stated::Known(expression) if expression.single().is_some() => return,
            Stated::Known(expression) => {
                let each: Vec<String> = expression.ids().iter().map(|id| format!("\"{id}\"")).collect();
                (format!("`{text}` is several licenses"), format!("write each by itself: {}", each.join(", ")))
            }
            Stated::Family(advice) => (format!("`{text}` names several licenses"), advice.to_owned()),
            Stated::Unknown { nearest } => {
                match nearest.or_else(|| same_letters(text)).or_else(|| license::nearest_of_spdx(text)) {
                    Some(near) => (format!("there is no license `{text}`"), format!("did you mean `{near}`? {own}")),
                    None => return,
                }
            }
            Stated::Other | Stated::Nothing => (format!("`{name}` must hold names of licenses"), own.to_owned()),
        };
        self.say(&node.span, message, help);
    }

    pub(super) fn topics(&mut self, node: &Node, name: &str) {
        for field in node.fields().iter().take(PROBLEMS) {
            if let Some(topic) =
                field.value.text().and_then(topics::find).filter(|_| topics::find(&field.key).is_none())
            {
                let help = format!("write: {} = [\"{}\"]", topic.id, field.key);
                self.say(&field.key_span, "a topic stands before its headings", help);
                continue;
            }
            self.topic(&field.key, &field.key_span);
            let example = "[\"Where it breaks\"]";
            self.value(&field.value, &field.key, Form::List(&Form::Text), example);
        }
        if node.fields().is_empty() {
            let help = "write: [sections]\nlimitations = [\"Where it breaks\"]";
            self.say(&node.span, format!("`{name}` must be a table of topics"), help);
        }
    }

    pub(super) fn topic(&mut self, id: &str, span: &Span) {
        if topics::find(id).is_none() {
            let near = did_you_mean(id, topics::ids());
            let help = if near.is_empty() { format!("topics: {}", topics::ids().join(", ")) } else { near };
            self.say(span, format!("there is no topic `{id}`"), help);
        }
    }
}

/// A license that is written like a text but for its case and marks, or begins with it: `LLaMA 3`, `apache`.
fn same_letters(text: &str) -> Option<&'static str> {
    let letters = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let (bare, begin) = (letters(text), format!("{}-", text.to_lowercase()));
    let ids = || license::all().map(|row| row.hub_id.as_deref().unwrap_or(&row.id));
    let is_begun = |id: &&'static str| bare.len() > 3 && id.to_lowercase().starts_with(&begin);
    ids().find(|id| letters(id) == bare).or_else(|| ids().find(is_begun))
}
