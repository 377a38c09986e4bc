//! Sets aside what somebody accepted, and tells which waivers end, have ended, or accept nothing.

use super::in_file;
use crate::artifact::{Artifact, Kind};
use crate::change::{RepoPath, Side};
use crate::configuration::Configuration;
use crate::finding::{Acceptable, Accepted, Finding, quote};
use crate::policy::{self, Date, PROPOSED_DAYS, Standing, Waiver};
use crate::report::words::Words;
use crate::report::{Remark, Report};
use crate::tree::{Tree, Trees};
use crate::visible::visible;
use chrono::Days;

/// Moves what is accepted from the lists of findings to the list of waived ones.
pub(super) fn waive(report: &mut Report, trees: &Trees, configuration: &Configuration, today: Date) {
    let waivers: Vec<(&Waiver, bool)> = configuration
        .policy
        .layers()
        .enumerate()
        .flat_map(|(depth, policy)| policy.waivers.iter().map(move |waiver| (waiver, depth == 0)))
        .filter(|(waiver, _)| !is_locked(waiver, configuration))
        .collect();
    let mut used = vec![false; waivers.len()];
    let words = report.language.words();
    let mut waived = Vec::new();
    for list in [&mut report.introduced, &mut report.existing] {
        for mut finding in std::mem::take(list) {
            if !configuration.policy.locks(&finding.rule) {
                let path = trees.lasting_path(finding.at.side, &finding.at.path);
                for ((waiver, _), used) in waivers.iter().zip(&mut used) {
                    if waiver.accepts(&finding, &path) {
                        *used = true;
                        apply(waiver, &mut finding, today, words);
                    }
                }
                if finding.waiver.is_none() {
                    finding.waiver = in_file(&finding, &path, trees, configuration);
                }
            }
            if finding.waiver.is_some() { waived.push(finding) } else { list.push(finding) }
        }
    }
    report.waived = waived;
    let later = (today + Days::new(PROPOSED_DAYS)).to_string();
    for finding in report.introduced.iter_mut().filter(|finding| !configuration.policy.locks(&finding.rule)) {
        let path = trees.lasting_path(finding.at.side, &finding.at.path);
        let pattern = policy::literal(&path);
        // what a configuration cannot write would match nothing
        if std::str::from_utf8(path.bytes()).is_ok() && visible(&pattern) == pattern {
            finding.acceptable = Some(Acceptable { path: pattern, expires: later.clone() });
        }
    }
    report.remarks.extend(in_file::remarks(trees, configuration, words));
    for ((waiver, own), used) in waivers.into_iter().zip(used) {
        let said = match waiver.standing(today) {
            Standing::EndsSoon(days) if used => {
                let (days, owner) = (counted(words, days), quote(&waiver.owner));
                words.waiver_soon.with(&[("days", &days), ("owner", &owner), ("waiver", &quote(&waiver.subject()))])
            }
            _ if !used && is_all_seen(waiver, trees) => {
                words.waiver_unused.with(&[("waiver", &quote(&waiver.subject()))])
            }
            _ => continue,
        };
        report.remarks.push(Remark { at: place(waiver, own, trees), text: said });
    }
}

/// Sets a finding aside; or, where the waiver has ended, says so in it.
fn apply(waiver: &Waiver, finding: &mut Finding, today: Date, words: &Words) {
    if let Standing::Ended(days) = waiver.standing(today) {
        let ended = words.waiver_ended.with(&[("days", &counted(words, days)), ("owner", &quote(&waiver.owner))]);
        finding.message = format!("{} {ended}", finding.message);
    } else {
        finding.waiver = Some(Accepted {
            reason: waiver.reason.clone(),
            owner: waiver.owner.clone(),
            expires: waiver.expires.map(|day| day.to_string()),
        });
    }
}

fn counted(words: &Words, days: i64) -> String {
    words.days.of(usize::try_from(days).unwrap_or(usize::MAX))
}

fn is_locked(waiver: &Waiver, configuration: &Configuration) -> bool {
    let locks = |rule: &str| configuration.policy.locks(rule);
    waiver
        .rule
        .as_ref()
        .is_some_and(|rule| configuration.catalog.keys().any(|id| policy::selects(rule, id) && locks(id)))
}

/// Whether everything that a waiver is about was looked at, so that nothing found means nothing there.
fn is_all_seen(waiver: &Waiver, trees: &Trees) -> bool {
    let [_, in_play] = &trees.in_play;
    let seen = |path: &&RepoPath| trees.head.artifacts.contains_key(*path) || in_play.contains(*path);
    waiver.is_path() && trees.head.paths.iter().filter(|path| waiver.is_about(path)).all(|path| seen(&path))
}

fn place(waiver: &Waiver, own: bool, trees: &Trees) -> String {
    let policy = own_policy(&trees.base);
    let line = policy.filter(|_| own).map(|artifact| format!(":{}", artifact.text.line_of(waiver.span.start)));
    format!("{}{}", policy::PATH, line.unwrap_or_default())
}

/// `modelward: allow RULE -- reason` in a comment of the file itself, where the policy takes that.
fn in_file(finding: &Finding, path: &RepoPath, trees: &Trees, configuration: &Configuration) -> Option<Accepted> {
    if !configuration.policy.takes_in_file_waivers() {
        return None;
    }
    let artifact = trees.side(Side::Head).artifacts.get(path)?;
    let mut comments = in_file::comments(artifact);
    let found = comments.find(|comment| !comment.reason.is_empty() && policy::selects(comment.rule, &finding.rule))?;
    Some(Accepted { reason: found.reason.to_owned(), owner: path.to_string(), expires: None })
}

/// The policy of a tree, where that was read.
fn own_policy(tree: &Tree) -> Option<&Artifact> {
    tree.of_kinds(&[Kind::Policy]).find(|artifact| artifact.path.bytes() == policy::PATH.as_bytes())
}
