//! What a policy says beside severities, overrides and waivers, and who says it, for those who ask.

use super::{Catalog, Policy, selects};
use crate::artifact::Kind;
use crate::finding::Severity;
use crate::order::InOrder as _;
use serde::Serialize;
use std::collections::BTreeSet;

/// One thing that a policy decides.
#[derive(Debug, Serialize)]
pub struct Setting {
    /// The key, as in `license.denied`.
    pub key: String,
    pub value: String,
    /// The policy that says so.
    pub by: String,
}

/// A rule that weighs something else than without a policy.
#[derive(Debug)]
pub struct Moved<'a> {
    pub rule: &'a str,
    pub without: Severity,
    pub with: Option<Severity>,
    pub by: String,
    pub locked: bool,
}

impl Policy {
    /// The policy that holds a rule fast, by its name.
    #[must_use]
    pub fn locked_by(&self, rule: &str) -> Option<&str> {
        self.lock_of(rule).map(|policy| policy.name.as_str())
    }

    fn lock_of(&self, rule: &str) -> Option<&Self> {
        self.layers().find(|policy| policy.locked.iter().any(|said| selects(&said.value, rule)))
    }

    /// Rules whose severity this policy changes.
    #[must_use]
    pub fn changes<'a>(&self, catalog: &'a Catalog) -> Vec<Moved<'a>> {
        let moved = Self::default().moved(self, catalog).into_iter();
        let each = moved.filter_map(|(rule, without, with)| {
            let without = without?;
            let lock = self.lock_of(rule);
            // what a lock holds against the nearest policy, the one that locks says
            let who = lock.filter(|policy| policy.severity(rule, without, None) == with).unwrap_or(self);
            let by = who.says(rule).unwrap_or_default();
            Some(Moved { rule, without, with, by, locked: lock.is_some() })
        });
        each.collect()
    }

    /// What it decides besides, the nearest policy first. Of what one policy alone can decide, the nearest tells.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        let mut found: Vec<Setting> = Vec::new();
        for policy in self.layers() {
            let mut say = |key: &str, value: String| {
                if !value.is_empty() {
                    found.push(Setting { key: key.to_owned(), value, by: policy.name.clone() });
                }
            };
            let profiles = policy.lines.iter().filter(|line| line.paths.is_none()).map(|line| line.text.as_str());
            let profiles: BTreeSet<&str> = profiles.filter(|text| !text.is_empty()).into_set();
            say("profiles", profiles.into_iter().collect::<Vec<_>>().join(", "));
            say("language", policy.language.map(|language| language.code().to_owned()).unwrap_or_default());
            say("fail-on", policy.fail_on.map(|fail_on| format!("{fail_on:?}").to_lowercase()).unwrap_or_default());
            let texts = |list: &[super::Said<String>]| {
                list.iter().map(|said| said.value.as_str()).collect::<Vec<_>>().join(", ")
            };
            say("exclude", texts(&policy.exclude));
            for correction in policy.corrections.iter().rev().filter(|_| !policy.stands_on_locks()) {
                let kind = correction.kind.map_or("nothing that is governed", Kind::name);
                say("artifacts", format!("{}: {kind}", correction.text));
            }
            for (heading, topic) in &policy.sections {
                say(&format!("sections.{topic}"), heading.value.clone());
            }
            for (kind, topics) in &policy.essential {
                let key = if *kind == Kind::ModelCard { "essential.model-card" } else { "essential.dataset-card" };
                say(key, if topics.is_empty() { "nothing".into() } else { topics.join(", ") });
            }
            for (key, ids) in policy.license.said() {
                say(&key, ids);
            }
            say("waiving.expires", if policy.endless_waivers { "optional".into() } else { String::new() });
            say("waiving.in-file", policy.in_file_waivers.map(|yes| yes.to_string()).unwrap_or_default());
            say("locked", texts(&policy.locked));
            say("comments.max", policy.comments.max.map(|max| max.to_string()).unwrap_or_default());
            say("comments.drafts", policy.comments.drafts.clone().unwrap_or_default());
        }
        let alone = |key: &str| {
            matches!(key, "language" | "fail-on" | "waiving.in-file")
                || key.starts_with("essential.")
                || key.starts_with("comments.")
        };
        let mut seen = BTreeSet::new();
        found.retain(|setting| !alone(&setting.key) || seen.insert(setting.key.clone()));
        found
    }
}
