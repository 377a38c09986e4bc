//! What judges the change: the base's policy with what it builds on, and the base's own rules, whatever the head makes of
//! them.

use crate::change::{ChangeSet, RepoPath, Side};
use crate::finding::Skip;
use crate::limits::{EXTENDS, OWN_RULES};
use crate::mistake::{Mistake, Mistakes};
use crate::policy::{self, Catalog, Foreign, Policy};
use crate::rule::{self, Rule};
use crate::source::{Content, Listing, Source, SourceError};
use std::collections::BTreeSet;

/// The policy and the rules of a run.
#[derive(Debug, Default)]
pub struct Configuration {
    pub policy: Policy,
    /// The repository's own rules.
    pub rules: Vec<Rule>,
    /// Every rule there is, with the severity it has without a policy.
    pub catalog: Catalog,
    /// What is wrong with the base's files. The parts that can be read were applied.
    pub mistakes: Vec<Mistakes>,
    /// What of it could not be read.
    pub skipped: Vec<Skip>,
}

/// Reads the configuration of the base.
pub(super) async fn load<S: Source>(
    source: &mut S,
    change: &ChangeSet,
    listing: &Listing,
    rules: &[Rule],
) -> Result<Configuration, SourceError> {
    let known = rule::builtin().iter().chain(rules).map(|rule| (rule.id.clone(), rule.severity));
    let mut configuration = Configuration { catalog: known.collect(), ..Configuration::default() };
    let own = at_base(change, listing, policy::is_rule_file);
    if own.len() > OWN_RULES {
        let reason = format!("only the first {OWN_RULES} rules of {} are used", policy::RULES);
        configuration.skipped.push(Skip::general(reason));
    }
    let mut wanted: Vec<RepoPath> = own.into_iter().take(OWN_RULES).collect();
    wanted.extend(at_base(change, listing, |path| path.bytes() == policy::PATH.as_bytes()));
    if wanted.is_empty() {
        return Ok(configuration);
    }
    let asked: Vec<(Side, RepoPath)> = wanted.into_iter().map(|path| (Side::Base, path)).collect();
    let contents = source.read(&asked).await?;
    let mut text_of_policy = None;
    for ((_, path), content) in asked.iter().zip(contents) {
        match content {
            Content::Skipped(skip) => configuration.skipped.push(skip),
            Content::Beginning(_) => {}
            Content::Bytes(bytes) if policy::is_rule_file(path) => configuration.add_rule(path, &bytes),
            Content::Bytes(bytes) => text_of_policy = Some(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
    configuration.catalog.extend(configuration.rules.iter().map(|rule| (rule.id.clone(), rule.severity)));
    if let Some(text) = text_of_policy {
        configuration.read_policy(source, text).await?;
    }
    Ok(configuration)
}

impl Configuration {
    fn add_rule(&mut self, path: &RepoPath, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        match rule::parse(&path.text(), &text) {
            Err(mistakes) => self.mistakes.push(mistakes),
            Ok(rule) if self.catalog.contains_key(&rule.id) => {
                let message = format!("there is a rule `{}` already", rule.id);
                let help = "give the file another name; the configuration changes what a rule weighs";
                let list = vec![Mistake::new(0..text.find('\n').unwrap_or(text.len()), message, help)];
                self.mistakes.push(Mistakes { path: path.text().into_owned(), text, list });
            }
            Ok(rule) => self.rules.push(rule),
        }
    }

    /// The policy of the repository, and those it builds on: each is read once, the nearest counts most.
    async fn read_policy<S: Source>(&mut self, source: &mut S, text: String) -> Result<(), SourceError> {
        let (mut policy, mut list) = policy::read(&text, &self.catalog);
        policy.name = policy::PATH.into();
        let mut todo: Vec<policy::Said<String>> = policy.extends.clone();
        let mut layers = vec![policy];
        let mut seen = BTreeSet::new();
        // of a list the last is the nearest
        while let Some(said) = todo.pop() {
            if !seen.insert(said.value.clone()) {
                continue;
            }
            if seen.len() > EXTENDS {
                let reason = format!("a policy builds on {EXTENDS} others at most; the rest was left out");
                self.skipped.push(Skip::general(reason));
                break;
            }
            match fetch(source, &said.value).await? {
                Err(reason) => self.skipped.push(Skip { path: said.value.clone(), reason }),
                Ok(text) => {
                    let (mut below, mistakes) = policy::read(&text, &self.catalog);
                    below.name.clone_from(&said.value);
                    todo.extend(below.extends.clone());
                    if !mistakes.is_empty() {
                        self.mistakes.push(Mistakes { path: said.value.clone(), text, list: mistakes });
                    }
                    layers.push(below);
                }
            }
        }
        let mut whole = layers.pop().unwrap_or_default();
        while let Some(above) = layers.pop() {
            whole = above.upon(whole);
        }
        list.extend(whole.against_locks(&self.catalog));
        list.sort_by_key(|mistake| mistake.span.start);
        if !list.is_empty() {
            self.mistakes.push(Mistakes { path: policy::PATH.into(), text, list });
        }
        self.policy = whole;
        Ok(())
    }
}

/// The text of a policy elsewhere, or why it cannot be had.
async fn fetch<S: Source>(source: &mut S, at: &str) -> Result<Result<String, String>, SourceError> {
    let content = match Foreign::parse(at) {
        Some(foreign) => Some(source.foreign(&foreign).await?),
        None => match RepoPath::new(at.as_bytes()) {
            Some(path) => source.read(&[(Side::Base, path)]).await?.pop(),
            None => None,
        },
    };
    Ok(match content {
        Some(Content::Bytes(bytes)) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Some(Content::Skipped(skip)) => Err(format!("is not applied: {}", skip.reason)),
        Some(Content::Beginning(_)) | None => {
            Err("is not applied: it is neither a path in the repository nor owner/repository//path@commit".into())
        }
    })
}

/// Files of the base of some kind, sorted.
fn at_base(change: &ChangeSet, listing: &Listing, is: impl Fn(&RepoPath) -> bool) -> BTreeSet<RepoPath> {
    let unchanged = listing.entries.iter().map(|entry| &entry.path);
    let unchanged = unchanged.filter(|path| is(path) && change.file(path).is_none());
    let changed = change.files.iter().filter_map(|file| file.path_on(Side::Base)).filter(|path| is(path));
    unchanged.chain(changed).cloned().collect()
}
