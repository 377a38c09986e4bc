//! Holds a policy against the table of keys. Every mistake is told with its place and a way out.

use super::keys::{Form, Key, SEVERITIES};
use super::{Foreign, glob};
use crate::artifact::Span;
use crate::artifact::node::{Field, Node, Value};
use crate::artifact::topics;
use crate::change::RepoPath;
use crate::license::{self, Stated};
use crate::limits::{GLOBS, PROBLEMS, TABLES};
use crate::mistake::{Mistake, did_you_mean, nearest, which_rule};
use crate::policy::Catalog;
use crate::report::Language;
use std::collections::BTreeSet;

/// Collects what is wrong.
pub(super) struct Judge<'a> {
    pub catalog: &'a Catalog,
    pub mistakes: Vec<Mistake>,
    /// Where the values stand that are wrong, so that none of them decides anything.
    pub wrong: BTreeSet<(usize, usize)>,
}

impl Judge<'_> {
    pub(super) fn table(&mut self, node: &Node, name: &str, keys: &[Key]) {
        if !matches!(node.value, Value::Map(_)) {
            let shown: Vec<&str> = keys.iter().map(|key| key.name).collect();
            let help = format!("write a table with {}", shown.join(", "));
            return self.say(&node.span, format!("`{name}` must be a table"), help);
        }
        if self.mistakes.len() >= PROBLEMS {
            return;
        }
        for field in node.fields().iter().take(PROBLEMS) {
            match keys.iter().find(|key| key.name == field.key) {
                Some(key)
                    if key.required
                        && matches!(field.value.value, Value::List(_) | Value::Map(_))
                        && field.value.is_empty() =>
                {
                    let help = format!("write: {} = {}", key.name, key.example);
                    self.whole(node, &field.value.span, &format!("`{}` must not be empty", key.name), &help);
                }
                Some(key) => self.value(&field.value, key.name, key.form, key.example),
                None => self.unknown_key(field, name, keys),
            }
        }
        let misspelled = |key: &Key| {
            let unknown = node.fields().iter().filter(|field| !keys.iter().any(|key| key.name == field.key));
            unknown.take(PROBLEMS).any(|field| nearest(&field.key, &[key.name]).is_some())
        };
        for key in keys.iter().filter(|key| key.required && node.get(key.name).is_none() && !misspelled(key)) {
            let first = node.fields().first().map_or(node.span.clone(), |field| field.key_span.clone());
            let help = format!("add: {} = {}", key.name, key.example);
            self.whole(node, &first, &format!("`{name}` lacks `{}`", key.name), &help);
        }
    }

    fn unknown_key(&mut self, field: &Field, table: &str, keys: &[Key]) {
        let near = did_you_mean(&field.key, keys.iter().map(|key| key.name));
        let elsewhere = super::keys::KEYS.iter().find(|key| key.name == field.key);
        let help = match elsewhere {
            Some(key) if !table.is_empty() => {
                format!("`{}` stands at the top of the file, above every [table]", key.name)
            }
            _ if near.is_empty() => "the reference is docs/configuration.md".into(),
            _ => near,
        };
        let inside = if table.is_empty() { String::new() } else { format!(" in `{table}`") };
        self.say(&field.key_span, format!("unknown key `{}`{inside}", field.key), help);
    }

    fn value(&mut self, node: &Node, name: &str, form: Form, example: &str) {
        if self.mistakes.len() >= PROBLEMS {
            return;
        }
        let is_list = matches!(node.value, Value::List(_));
        let wrong = |what: &str| format!("`{name}` must be {what}");
        let help = format!("write: {name} = {example}");
        // what somebody wrote, in the form that it needs
        let own = |open: &str, close: &str| match &node.value {
            Value::Scalar { text, .. } if !text.trim().is_empty() && !text.contains(['"', '\\', '\n']) => {
                format!("write: {name} = {open}{text}{close}")
            }
            _ => help.clone(),
        };
        match form {
            Form::Text if quoted(node).is_none_or(|text| text.trim().is_empty()) => {
                let what = if quoted(node).is_some() { format!("`{name}` must not be empty") } else { wrong("a text") };
                self.say(&node.span, what, own("\"", "\""));
            }
            Form::Word(words) => self.word(node, name, words),
            Form::Language => self.language(node),
            Form::Flag if !is_plain(node, |text| matches!(text, "true" | "false")) => {
                let help = if matches!(node.text(), Some("true" | "false")) { own("", "") } else { help };
                self.say(&node.span, wrong("true or false, without quotes"), help);
            }
            Form::Number(least, most)
                if !is_plain(node, |text| text.parse().is_ok_and(|number: u32| (least..=most).contains(&number))) =>
            {
                self.say(&node.span, wrong(&format!("a whole number from {least} to {most}")), help);
            }
            Form::Date if !is_plain(node, |text| super::date(text).is_some()) => {
                let quoted = quoted(node).is_some_and(|text| super::date(text).is_some());
                let help = if quoted { format!("without quotes: {name} = {}", node.summary()) } else { help };
                self.say(&node.span, wrong("a date"), help);
            }
            Form::Text | Form::Flag | Form::Number(..) | Form::Date => {}
            Form::Glob => {
                let glob = quoted(node).unwrap_or_default();
                if let Err(message) = glob::compile(glob) {
                    let help = match glob.trim_end_matches('/').trim_start_matches("./") {
                        inner if glob.ends_with('/') && glob::compile(inner).is_ok() => format!("write `{inner}/**`"),
                        inner if inner != glob && glob::compile(inner).is_ok() => format!("write `{inner}`"),
                        _ => "globs look like `vendor/**` or `*.csv`".to_owned(),
                    };
                    self.say(&node.span, message, help);
                }
            }
            Form::License => self.license(node, name),
            Form::Place => self.place(node),
            Form::Rule => self.rule(quoted(node).unwrap_or_default(), &node.span),
            Form::Fingerprint => {
                let hex = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
                if !quoted(node).is_some_and(|text| text.len() == 32 && text.chars().all(hex)) {
                    let help = "`modelward check --format json` names the fingerprint of each finding";
                    self.say(&node.span, wrong("32 hexadecimal digits"), help);
                }
            }
            Form::List(_) if !is_list => self.say(&node.span, wrong("a list"), own("[\"", "\"]")),
            Form::List(form) => self.list(node, name, *form, example),
            Form::Table(keys) => self.table(node, name, keys),
            Form::Tables(keys) if is_list => {
                if node.items().len() > TABLES {
                    self.say(
                        &node.span,
                        format!("only the first {TABLES} of `{name}` are used"),
                        "use patterns that match more",
                    );
                }
                for item in node.items().iter().take(TABLES) {
                    self.table(item, name, keys);
                }
            }
            Form::Tables(_) => self.say(&node.span, wrong("a list of tables"), format!("write [[{name}]] above each")),
            Form::Topic => self.topic(quoted(node).unwrap_or_default(), &node.span),
            Form::Severities => self.severities(node, name),
            Form::Topics => self.topics(node, name),
        }
    }

    fn list(&mut self, node: &Node, name: &str, form: Form, example: &str) {
        if matches!(form, Form::Glob) && node.items().len() > GLOBS {
            self.say(&node.span, format!("only the first {GLOBS} globs are used"), "use fewer or simpler globs");
        }
        for item in node.items().iter().take(GLOBS) {
            self.value(item, name, form, example.trim_start_matches('[').trim_end_matches(']'));
        }
    }

    fn word(&mut self, node: &Node, name: &str, words: &[&str]) {
        if !quoted(node).is_some_and(|text| words.contains(&text)) {
            let near = did_you_mean(&node.summary(), words.iter().copied());
            let help = if near.is_empty() { format!("known here: {}", words.join(", ")) } else { near };
            self.say(&node.span, format!("`{name}` cannot be `{}`", node.summary()), help);
        }
    }

    fn language(&mut self, node: &Node) {
        let code = node.text().unwrap_or_default();
        if Language::of(code).is_none() {
            let help = match Language::near(code) {
                Some(near) => format!("did you mean `{near}`?"),
                None => did_you_mean(code, Language::ALL.map(Language::code)),
            };
            self.say(&node.span, format!("there is no translation into `{}`", node.summary()), help);
        }
    }

    fn severities(&mut self, node: &Node, name: &str) {
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
            if !field.key.contains('/') && super::keys::KEYS.iter().any(|key| key.name == field.key) {
                let help = format!("`{}` stands at the top of the file, above every [table]", field.key);
                self.say(&field.key_span, format!("`{}` is no rule", field.key), help);
                continue;
            }
            self.rule(&field.key, &field.key_span);
            let word = quoted(&field.value).unwrap_or_default();
            if !SEVERITIES.contains(&word) {
                let message = format!("`{}` is no severity", field.value.summary());
                self.say(&field.value.span, message, did_you_mean(&field.value.summary(), SEVERITIES));
            }
        }
    }

    fn rule(&mut self, id: &str, span: &Span) {
        if self.catalog.keys().any(|known| super::selects(id, known)) {
            return;
        }
        let packs = self.catalog.keys().filter_map(|id| id.split('/').next()).map(|pack| format!("{pack}/*"));
        let packs: BTreeSet<String> = packs.collect();
        let known = self.catalog.keys().map(String::as_str).chain(packs.iter().map(String::as_str));
        self.say(span, format!("there is no rule `{id}`"), which_rule(id, known));
    }

    /// A policy to build on: a path in the repository, or a place elsewhere that is pinned.
    fn place(&mut self, node: &Node) {
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

    fn license(&mut self, node: &Node, name: &str) {
        let text = quoted(node).unwrap_or_default();
        let own = "a license of one's own is written LicenseRef-name";
        let (message, help) = match license::state(text) {
            Stated::Known(expression) if expression.single().is_some() => return,
            Stated::Known(expression) => {
                let each: Vec<String> = expression.ids().iter().map(|id| format!("\"{id}\"")).collect();
                (format!("`{text}` is several licenses"), format!("write each by itself: {}", each.join(", ")))
            }
            Stated::Family(advice) => (format!("`{text}` names several licenses"), advice.to_owned()),
            Stated::Unknown { nearest } => match nearest.or_else(|| license::nearest_of_spdx(text)) {
                Some(near) => (format!("there is no license `{text}`"), format!("did you mean `{near}`? {own}")),
                None => return,
            },
            Stated::Other | Stated::Nothing => (format!("`{name}` must hold names of licenses"), own.to_owned()),
        };
        self.say(&node.span, message, help);
    }

    fn topics(&mut self, node: &Node, name: &str) {
        for field in node.fields().iter().take(PROBLEMS) {
            self.topic(&field.key, &field.key_span);
            let example = "[\"Where it breaks\"]";
            self.value(&field.value, &field.key, Form::List(&Form::Text), example);
        }
        if node.fields().is_empty() {
            let help = "write: [sections]\nlimitations = [\"Where it breaks\"]";
            self.say(&node.span, format!("`{name}` must be a table of topics"), help);
        }
    }

    fn topic(&mut self, id: &str, span: &Span) {
        if topics::find(id).is_none() {
            let near = did_you_mean(id, topics::ids());
            let help = if near.is_empty() { format!("topics: {}", topics::ids().join(", ")) } else { near };
            self.say(span, format!("there is no topic `{id}`"), help);
        }
    }

    /// Says at some words of it what is wrong with a whole table.
    pub(super) fn whole(&mut self, table: &Node, at: &Span, message: &str, help: &str) {
        self.wrong.insert((table.span.start, table.span.end));
        self.say(at, message, help);
    }

    pub(super) fn say(&mut self, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        if self.mistakes.len() < PROBLEMS {
            self.wrong.insert((span.start, span.end));
            self.mistakes.push(Mistake::new(span.clone(), message, help));
        }
    }
}

/// The text of a string. Numbers, dates and booleans are none.
pub(super) fn quoted(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { text, plain: false } => Some(text),
        _ => None,
    }
}

fn is_plain(node: &Node, fits: impl Fn(&str) -> bool) -> bool {
    matches!(&node.value, Value::Scalar { text, plain: true } if fits(text))
}
