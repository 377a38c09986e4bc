//! What to write, decided before anything is written. Pure: `what is there` and `what was found` in, a plan out.
//!
//! A plan for what its own application left behind is empty. Nothing that people answered is deleted, nothing they
//! settled is touched or told again.

use super::existing::{Comment, Existing};
use super::inputs::{Drafts, Inputs, MOST_COMMENTS};
use super::marker::{Kind, Marker};
use super::note::{Note, body, content, note};
use super::summary::refused_before;
use crate::change::ChangeSet;
use crate::finding::Finding;
use crate::order;
use crate::report::Report;
use crate::report::markdown::{self, Links, Told};
use crate::report::placement::{Placement, place_finding};
use crate::visible::visible;
use std::collections::{BTreeMap, BTreeSet};

/// Comments on whole files: each is a call, and a notification, of its own.
const FILE_COMMENTS: usize = 10;

/// How to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The input `id`.
    pub id: String,
    pub max_comments: usize,
    pub drafts: Drafts,
    pub dry_run: bool,
    /// Closes threads whose finding is gone.
    pub resolve_threads: bool,
    /// Who the token posts as, where GitHub does not tell.
    pub login: Option<String>,
    pub links: Option<Links>,
}

impl Options {
    #[must_use]
    pub fn new(inputs: &Inputs, links: Option<Links>) -> Self {
        Self {
            id: inputs.id.clone(),
            max_comments: inputs.max_comments.min(MOST_COMMENTS),
            drafts: inputs.drafts,
            dry_run: inputs.dry_run,
            resolve_threads: inputs.resolve_threads,
            login: inputs.login.clone(),
            links,
        }
    }
}

/// What a plan is made from, beside what is on the pull request.
#[derive(Clone, Copy)]
pub(crate) struct Context<'r> {
    pub(crate) report: &'r Report,
    pub(crate) change: &'r ChangeSet,
    pub(crate) options: &'r Options,
    pub(crate) head: &'r str,
    /// Whether the author is new here; said once, with the first review.
    pub(crate) newcomer: bool,
}

/// A comment of ours to be changed in place, which notifies nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) node: String,
    pub(crate) body: String,
    pub(crate) why: Why,
    pub(crate) then: Then,
}

/// What becomes of an edited comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Then {
    Stay,
    Hide,
    Show,
    /// Its thread is closed.
    Resolve(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Gone,
    Changed,
    Returned,
}

#[derive(Debug, Default)]
pub(crate) struct Plan<'r> {
    pub(crate) review: Vec<Note<'r>>,
    pub(crate) files: Vec<Note<'r>>,
    /// Told in the summary alone.
    pub(crate) elsewhere: Vec<&'r Finding>,
    /// What stands already.
    pub(crate) kept: Told,
    pub(crate) edits: Vec<Edit>,
    /// Comments of concurrent runs that say the same: by id.
    pub(crate) duplicates: Duplicates,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Duplicates {
    pub(crate) comments: Vec<u64>,
    pub(crate) summaries: Vec<u64>,
}

pub(crate) fn plan<'r>(context: Context<'r>, existing: &Existing) -> Plan<'r> {
    let Context { report, options, head, .. } = context;
    let summary_only = existing.draft && options.drafts == Drafts::Summary;
    let cap = if summary_only { 0 } else { options.max_comments };
    let mut plan = Plan { duplicates: duplicates(existing), ..Plan::default() };
    let told = comments_of(existing);
    let refused: BTreeSet<&str> = refused_before(existing, head);
    let mut seen = BTreeSet::new();
    let mut fresh = Vec::new();
    for finding in &report.introduced {
        let fingerprint = finding.fingerprint.as_str();
        if !seen.insert(fingerprint) {
            plan.elsewhere.push(finding);
            continue;
        }
        match standing(&told, finding) {
            Some(comment) if comment.is_settled() => plan.kept.resolved_by_people += 1,
            // on lines that are gone, or in a closed thread, nobody would see it again
            Some(comment) if comment.marker.kind == Kind::Gone && !comment.can_return() => fresh.push(finding),
            Some(comment) => {
                let kind = kind_of(context, comment, finding);
                let kept = if kind == Kind::File { &mut plan.kept.file } else { &mut plan.kept.inline };
                *kept += 1;
                plan.edits.extend(renew(context, comment, finding, kind));
            }
            None => fresh.push(finding),
        }
    }
    // a place that GitHub refused stays taken, lest the next run fill it with another finding
    let (mut inline_left, mut files_left) =
        (cap.saturating_sub(plan.kept.inline), cap.min(FILE_COMMENTS).saturating_sub(plan.kept.file));
    for finding in fresh {
        let Some(note) = note(context, finding) else {
            plan.elsewhere.push(finding);
            continue;
        };
        let (left, notes) = match note.line {
            Some(_) => (&mut inline_left, &mut plan.review),
            None => (&mut files_left, &mut plan.files),
        };
        if *left == 0 || refused.contains(finding.fingerprint.as_str()) {
            plan.elsewhere.push(finding);
        } else {
            notes.push(note);
        }
        *left = left.saturating_sub(1);
    }
    plan.edits.extend(existing.comments.iter().filter(|comment| is_gone(context, comment)).map(|comment| Edit {
        node: comment.node.clone(),
        body: Marker { kind: Kind::Gone, head: head.to_owned(), ..comment.marker.clone() }.before(&markdown::resolved(
            &comment.text,
            head,
            report.language.words(),
        )),
        why: Why::Gone,
        then: match &comment.thread {
            _ if comment.answered => Then::Stay,
            Some(thread) if options.resolve_threads => Then::Resolve(thread.clone()),
            _ => Then::Hide,
        },
    }));
    plan
}

impl Plan<'_> {
    /// Nothing but, perhaps, the summary.
    pub(crate) fn is_empty(&self) -> bool {
        self.review.is_empty()
            && self.files.is_empty()
            && self.edits.is_empty()
            && self.duplicates == Duplicates::default()
    }
}

fn comments_of(existing: &Existing) -> BTreeMap<&str, Vec<&Comment>> {
    let mut told: BTreeMap<&str, Vec<&Comment>> = BTreeMap::new();
    for comment in &existing.comments {
        for fingerprint in &comment.marker.fingerprints {
            told.entry(fingerprint).or_default().push(comment);
        }
    }
    told
}

/// The comment that stands for a finding: one that people settled before an open one, an open one before a gone one,
/// then the oldest. What they settled is what they saw: a place that came later is told anew.
fn standing<'a>(told: &BTreeMap<&str, Vec<&'a Comment>>, finding: &Finding) -> Option<&'a Comment> {
    let saw = |comment: &Comment| finding.parts.iter().all(|part| comment.tells(part.as_str()));
    let comments = told.get(finding.fingerprint.as_str())?.iter().copied();
    // of several that rank alike, the last one that is asked stays: the oldest
    comments.rev().filter(|comment| !comment.is_settled() || saw(comment)).max_by_key(|comment| rank(comment))
}

fn rank(comment: &Comment) -> (bool, bool) {
    (comment.is_settled(), comment.is_open())
}

/// Comments beside an older one that says the same. One that people answered or settled stays.
pub(crate) fn duplicates(existing: &Existing) -> Duplicates {
    let mut kept: BTreeSet<&[String]> = BTreeSet::new();
    let mut open: Vec<&Comment> = existing.comments.iter().filter(|comment| comment.is_open()).collect();
    order::by_key(&mut open, |comment| (!comment.answered, comment.id));
    let mut comments = Vec::new();
    for comment in open {
        if !kept.insert(&comment.marker.fingerprints) && !comment.answered {
            comments.push(comment.id);
        }
    }
    Duplicates { comments, summaries: existing.summaries.iter().skip(1).map(|summary| summary.id).collect() }
}

/// Whether a comment tells of something that is no longer so. What could not be looked at may still be so.
fn is_gone(context: Context<'_>, comment: &Comment) -> bool {
    let Context { report, change, .. } = context;
    let unread = |path: &str| report.skipped.iter().any(|skip| skip.path.is_empty() || skip.path == path);
    comment.is_open()
        && !report.introduced.iter().any(|finding| comment.tells(finding.fingerprint.as_str()))
        && change.incomplete.is_none()
        && !unread(&visible(&comment.path))
}

/// A comment that was withdrawn says no more what it was; the finding's place does.
fn kind_of(context: Context<'_>, comment: &Comment, finding: &Finding) -> Kind {
    match comment.marker.kind {
        Kind::Gone if matches!(place_finding(finding, context.change), Placement::Line { .. }) => Kind::Line,
        Kind::Gone => Kind::File,
        kind => kind,
    }
}

/// Brings a comment up to date, where what it tells has changed; line numbers and links are no change.
fn renew(context: Context<'_>, comment: &Comment, finding: &Finding, kind: Kind) -> Option<Edit> {
    let returned = comment.marker.kind == Kind::Gone;
    (returned || comment.marker.digest != content(finding, context.report.language)).then(|| Edit {
        node: comment.node.clone(),
        body: body(context, finding, &place_finding(finding, context.change), kind),
        why: if returned { Why::Returned } else { Why::Changed },
        then: if returned && comment.minimized { Then::Show } else { Then::Stay },
    })
}
