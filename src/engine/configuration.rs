//! Reads what judges the change: the base's policy with what it builds on, and the base's own rules, whatever the head
//! makes of them. Where the head makes something of them, that is read as well, to be compared.

use super::own::{Files, is_namesake, is_policy};
use crate::change::EMPTY_TREE;
use crate::change::{ChangeSet, RepoPath, Side};
use crate::configuration::Configuration;
use crate::finding::Skip;
use crate::limits::{EXTENDS, OWN_RULES};
use crate::mistake::{Mistake, Mistakes};
use crate::order::{self, InOrder as _};
use crate::policy::{self, Foreign, Policy, Said};
use crate::rule::{self, Rule};
use crate::source::{Content, Listing, Source, SourceError};
use std::collections::{BTreeMap, BTreeSet};

/// Of which a source gives the beginning alone.
const TOO_LARGE: &str = "is too large";

/// Reads the configuration of the base, and that of the head where the change touches it.
pub(super) async fn load<S: Source>(
    source: &mut S,
    change: &ChangeSet,
    listing: &Listing,
    rules: &[Rule],
) -> Result<Configuration, SourceError> {
    let files = Files::new(change, listing);
    let mut configuration = Loader::new(&files, Side::Base, rules).load(source).await?;
    if change.base != EMPTY_TREE && files.touch(&configuration.policy) {
        let next = Loader::new(&files, Side::Head, rules).load(source).await?;
        configuration.next = Some(Box::new(next));
    }
    Ok(configuration)
}

/// A policy to read, and what led to it: the policies' names, and the place in the text of the last one.
struct Wanted {
    said: Said<String>,
    from: Vec<String>,
}

/// Reads the files of one side.
struct Loader<'a> {
    files: &'a Files<'a>,
    side: Side,
    read: Configuration,
    /// The text of each policy and what is wrong with it, by its name.
    texts: BTreeMap<String, (String, Vec<Mistake>)>,
}

impl<'a> Loader<'a> {
    fn new(files: &'a Files<'a>, side: Side, rules: &[Rule]) -> Self {
        let known = rule::builtin().iter().chain(rules).map(|rule| (rule.id.clone(), rule.severity));
        let read = Configuration { catalog: known.into_map(), ..Configuration::default() };
        Self { files, side, read, texts: BTreeMap::new() }
    }

    async fn load<S: Source>(mut self, source: &mut S) -> Result<Configuration, SourceError> {
        let own = self.files.own(self.side);
        let is_there = own.iter().any(is_policy);
        let folder = format!("{}/", policy::PATH);
        if !is_there && own.iter().any(|path| path.bytes().starts_with(folder.as_bytes())) {
            self.in_its_place("is a folder");
        }
        for path in own.iter().filter(|path| is_namesake(path)) {
            let help = format!("write it as TOML into {}", policy::PATH);
            let message = format!("`{path}` is no configuration, and is not applied");
            let list = vec![Mistake::new(0..0, message, help)];
            self.read.mistakes.push(Mistakes { path: path.to_string(), text: String::new(), list });
        }
        let (rules, others): (Vec<RepoPath>, Vec<RepoPath>) = own.into_iter().partition(policy::is_rule_file);
        if rules.len() > OWN_RULES {
            let reason = format!("only the first {OWN_RULES} rules of {} are used", policy::RULES);
            self.read.skipped.push(Skip::general(reason));
        }
        let mut wanted: Vec<RepoPath> = rules.into_iter().take(OWN_RULES).collect();
        wanted.extend(others.into_iter().filter(is_policy));
        if wanted.is_empty() {
            return Ok(self.read);
        }
        let asked: Vec<(Side, RepoPath)> = wanted.into_iter().map(|path| (self.side, path)).collect();
        let contents = source.read(&asked).await?;
        let mut text_of_policy = None;
        for ((_, path), content) in asked.iter().zip(contents) {
            match content {
                Content::Skipped(skip) => {
                    if is_policy(path) {
                        self.in_its_place(&skip.reason);
                    }
                    self.read.skipped.push(skip);
                }
                Content::Beginning(_) => self.read.skipped.push(Skip::new(path, TOO_LARGE)),
                Content::Bytes(bytes) if policy::is_rule_file(path) => self.add_rule(path, &bytes),
                Content::Bytes(bytes) => text_of_policy = Some(String::from_utf8_lossy(&bytes).into_owned()),
            }
        }
        self.unknown_yields();
        self.read.catalog.extend(self.read.rules.iter().map(|rule| (rule.id.clone(), rule.severity)));
        if let Some(text) = text_of_policy {
            self.read_policy(source, text).await?;
        }
        Ok(self.read)
    }

    /// Something stands where the policy should, and cannot be one.
    fn in_its_place(&mut self, reason: &str) {
        let help = "it must be a text file of its own, up to 1 MiB; without it every rule weighs what it says itself";
        let list = vec![Mistake::new(0..0, format!("{} {reason}, and is not applied", policy::PATH), help)];
        self.read.mistakes.push(Mistakes { path: policy::PATH.into(), text: String::new(), list });
    }

    fn add_rule(&mut self, path: &RepoPath, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let mut others = self.read.rules.iter().map(|rule| &rule.id).chain(self.read.catalog.keys());
        match rule::parse(&path.text(), &text) {
            Err(mistakes) => self.read.mistakes.push(mistakes),
            Ok(rule) if others.any(|known| *known == rule.id) => {
                let message = format!("there is a rule `{}` already", rule.id);
                let help = "give the file another name; the configuration changes what a rule weighs";
                let list = vec![Mistake::new(0..text.find('\n').unwrap_or(text.len()), message, help)];
                self.read.mistakes.push(Mistakes { path: path.text().into_owned(), text, list });
            }
            Ok(rule) => {
                self.read.rule_texts.insert(rule.id.clone(), text);
                self.read.rules.push(rule);
            }
        }
    }

    /// Rules that step back for one that nobody knows.
    fn unknown_yields(&mut self) {
        let is_known =
            |id: &String| self.read.catalog.contains_key(id) || self.read.rules.iter().any(|rule| rule.id == *id);
        let known = || self.read.catalog.keys().map(String::as_str);
        for rule in &self.read.rules {
            for id in rule.yields_to.iter().filter(|id| !is_known(id)) {
                let text = self.read.rule_texts.get(&rule.id).cloned().unwrap_or_default();
                let start = text.find(id.as_str()).unwrap_or_default();
                let help = crate::mistake::which_rule(id, known());
                let list = vec![Mistake::new(start..start + id.len(), format!("there is no rule `{id}`"), help)];
                self.read.mistakes.push(Mistakes { path: rule.file.clone(), text, list });
            }
        }
    }

    /// The policy of the repository, and those it builds on: each is read once, the nearest counts most.
    async fn read_policy<S: Source>(&mut self, source: &mut S, text: String) -> Result<(), SourceError> {
        let mut todo = Vec::new();
        let mut layers = vec![self.layer(policy::PATH, text, Vec::new(), &mut todo)];
        let mut seen = BTreeSet::new();
        // of a list the last is the nearest
        while let Some(Wanted { said, from }) = todo.pop() {
            if from.contains(&said.value) {
                let help = "take it out of the list: a policy comes upon those that it builds on";
                self.mistaken(&from, &said, format!("`{}` builds on itself", said.value), help);
                continue;
            }
            if !seen.insert(said.value.clone()) {
                continue;
            }
            if seen.len() > EXTENDS {
                let message = format!("a policy builds on {EXTENDS} others at most");
                self.mistaken(&from, &said, message, "put what they say into fewer files");
                break;
            }
            if let Some(text) = self.fetch(source, &said, &from).await? {
                layers.push(self.layer(&said.value, text, from, &mut todo));
            }
        }
        let mut whole = layers.pop().unwrap_or_default();
        while let Some(above) = layers.pop() {
            whole = above.upon(whole);
        }
        if let Some((_, list)) = self.texts.get_mut(policy::PATH) {
            list.extend(whole.against_locks(&self.read.catalog));
            order::by_key(list, |mistake| mistake.span.start);
        }
        let wrong = std::mem::take(&mut self.texts).into_iter().filter(|(_, (_, list))| !list.is_empty());
        self.read.mistakes.extend(wrong.map(|(path, (text, list))| Mistakes { path, text, list }));
        self.read.policy = whole;
        Ok(())
    }

    /// One policy, by its text. What it builds on is still to be read.
    fn layer(&mut self, name: &str, text: String, mut from: Vec<String>, todo: &mut Vec<Wanted>) -> Policy {
        let (mut policy, mut mistakes) = policy::read(&text, &self.read.catalog);
        let is_literal = |said: &&Said<String>| !said.value.contains(['*', '?', '[', '{']);
        for said in policy.excluded().iter().filter(is_literal).filter(|said| self.files.has_folder(&said.value)) {
            let message = format!("`{}` is a folder, and matches none of its files", said.value);
            mistakes.push(Mistake::new(said.span.clone(), message, format!("write `{}/**`", said.value)));
        }
        name.clone_into(&mut policy.name);
        self.texts.insert(name.to_owned(), (text, mistakes));
        from.push(name.to_owned());
        todo.extend(policy.extends.iter().map(|said| Wanted { said: said.clone(), from: from.clone() }));
        policy
    }

    /// Says what is wrong with a policy's name, where it stands.
    fn mistaken(&mut self, from: &[String], said: &Said<String>, message: String, help: &str) {
        if let Some((_, list)) = from.last().and_then(|name| self.texts.get_mut(name)) {
            list.push(Mistake::new(said.span.clone(), message, help));
        }
    }

    /// The text of a policy; where there is none, that is a mistake or listed as not looked at.
    async fn fetch<S: Source>(
        &mut self,
        source: &mut S,
        said: &Said<String>,
        from: &[String],
    ) -> Result<Option<String>, SourceError> {
        let content = if let Some(foreign) = Foreign::parse(&said.value) {
            source.foreign(&foreign).await?
        } else {
            let Some(path) = RepoPath::new(said.value.as_bytes()).filter(|_| !Foreign::is_meant(&said.value)) else {
                // the reader of the text has said so
                return Ok(None);
            };
            if !self.files.may_have(self.side, &path) {
                let help = "a path begins at the repository's root; a policy of another repository is written \
                            owner/repository//path@commit";
                self.mistaken(from, said, format!("there is no file `{}`", said.value), help);
                return Ok(None);
            }
            source.read(&[(self.side, path)]).await?.pop().unwrap_or(Content::Bytes(Vec::new()))
        };
        Ok(match content {
            Content::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            other => {
                let reason = if let Content::Skipped(skip) = other { skip.reason } else { TOO_LARGE.to_owned() };
                let reason = format!("is not applied: {reason}");
                self.read.skipped.push(Skip { path: said.value.clone(), reason });
                None
            }
        })
    }
}
