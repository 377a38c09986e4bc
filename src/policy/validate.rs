//! Holds a policy against the table of keys. Every mistake is told with its place and a way out.

use super::glob;
use super::keys::{Form, Key};
use crate::artifact::Span;
use crate::artifact::node::{Field, Node, Value};
use crate::limits::{GLOBS, PROBLEMS, TABLES};
use crate::mistake::{Mistake, did_you_mean, nearest};
use crate::policy::Catalog;
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
            let is_meant = |field: &Field| {
                nearest(&field.key, &[key.name]).is_some() || (key.name == "rules" && field.key.contains('/'))
            };
            unknown.take(PROBLEMS).any(is_meant)
        };
        for key in keys.iter().filter(|key| key.required && node.get(key.name).is_none() && !misspelled(key)) {
            let first = node.fields().first().map_or(node.span.clone(), |field| field.key_span.clone());
            let below = if key.name == "rules" { ", or [overrides.rules] below it" } else { "" };
            let help = format!("add: {} = {}{below}", key.name, key.example);
            self.whole(node, &first, &format!("`{name}` lacks `{}`", key.name), &help);
        }
    }

    fn unknown_key(&mut self, field: &Field, table: &str, keys: &[Key]) {
        // words that people know from elsewhere
        let word = match field.key.as_str() {
            "until" => "expires",
            "ignore" => "exclude",
            other => other,
        };
        let near = did_you_mean(word, keys.iter().map(|key| key.name));
        let elsewhere = super::keys::KEYS.iter().find(|key| key.name == field.key);
        let help = match elsewhere {
            Some(key) if !table.is_empty() => {
                format!("`{}` stands at the top of the file, above every [table]", key.name)
            }
            _ if field.key.contains('/') && keys.iter().any(|key| key.name == "rules") => {
                format!("write: rules = {{ \"{}\" = \"off\" }}", field.key)
            }
            _ if near.is_empty() => {
                format!("known here: {}", keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", "))
            }
            _ => near,
        };
        let inside = if table.is_empty() { String::new() } else { format!(" in `{table}`") };
        self.say(&field.key_span, format!("unknown key `{}`{inside}", field.key), help);
    }

    pub(super) fn value(&mut self, node: &Node, name: &str, form: Form, example: &str) {
        if self.mistakes.len() >= PROBLEMS {
            return;
        }
        let is_list = matches!(node.value, Value::List(_));
        let wrong = |what: &str| format!("`{name}` must be {what}");
        let help = format!("write: {name} = {example}");
        let is_list_of_words = matches!(form, Form::List(_));
        // what somebody wrote, in the form that it needs
        let own = |open: &str, close: &str| match &node.value {
            Value::Scalar { text, plain } if !text.trim().is_empty() && !text.contains(['"', '\\', '\n']) => {
                // several in one text, and a word that is none
                let text = if open == "[\"" { text.replace(", ", "\", \"") } else { text.clone() };
                if *plain && is_list_of_words { help.clone() } else { format!("write: {name} = {open}{text}{close}") }
            }
            _ => help.clone(),
        };
        match form {
            Form::Text if quoted(node).is_none_or(|text| text.trim().is_empty()) => {
                let what = if quoted(node).is_some() { format!("`{name}` must not be empty") } else { wrong("a text") };
                let in_list = example.starts_with('[');
                self.say(&node.span, what, if in_list { own("[\"", "\"]") } else { own("\"", "\"") });
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
            Form::Glob if quoted(node).is_none() => {
                let what = if example.starts_with('[') { "a list of texts" } else { "a text" };
                self.say(&node.span, wrong(what), "globs look like `vendor/**` or `*.csv`");
            }
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
            self.value(item, name, form, example);
        }
    }

    fn word(&mut self, node: &Node, name: &str, words: &[&str]) {
        if !quoted(node).is_some_and(|text| words.contains(&text)) {
            let near = did_you_mean(&node.summary(), words.iter().copied());
            let help = if near.is_empty() { format!("known here: {}", words.join(", ")) } else { near };
            self.say(&node.span, format!("`{name}` cannot be `{}`", node.summary()), help);
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
