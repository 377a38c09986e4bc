//! One read of what is on the pull request already: who we are, its state, our comments and their fate.

use super::call::Call;
use super::client::Client;
use super::error::{ForgeError, Refusal};
use super::marker::{Kind, Marker};
use super::repository::Repository;
use super::retry::Effect;
use super::wire::{Answer, Data, GraphError, RawComment};
use crate::order;
use serde_json::{Value, json};

/// Pages of threads or comments that are read. Beyond, a duplicate is possible, and said.
const PAGES: usize = 40;
/// Threads and comments on a page: what GitHub gives at most, and what it gives where that is too much for it.
const PAGE: u32 = 100;
const SMALL_PAGE: u32 = 25;

const READING: &str = "to read the pull request's comments";

const QUERY: &str = "\
query($owner:String!,$name:String!,$number:Int!,$size:Int!,$threads:String,$comments:String){
  viewer{login}
  repository(owner:$owner,name:$name){pullRequest(number:$number){
    headRefOid isDraft state
    reviewThreads(first:$size,after:$threads){
      pageInfo{hasNextPage endCursor}
      nodes{id viewerCanResolve isResolved isOutdated path comments(first:1){
        totalCount nodes{id fullDatabaseId body isMinimized author{__typename login}}}}}
    comments(last:$size,before:$comments){
      pageInfo{hasPreviousPage startCursor}
      nodes{id fullDatabaseId body isMinimized author{__typename login}}}}}}";

/// The pull request as it stands, with our own comments only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Existing {
    pub(crate) viewer: String,
    pub(crate) head: String,
    pub(crate) draft: bool,
    pub(crate) open: bool,
    /// Oldest first.
    pub(crate) comments: Vec<Comment>,
    pub(crate) summaries: Vec<Summary>,
    /// Not everything was read.
    pub(crate) partial: bool,
}

/// A review comment of ours.
#[allow(clippy::struct_excessive_bools, reason = "four facts that do not depend on each other")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) node: String,
    pub(crate) id: u64,
    /// Its thread, where we may resolve it.
    pub(crate) thread: Option<String>,
    pub(crate) path: String,
    pub(crate) marker: Marker,
    /// What follows the marker.
    pub(crate) text: String,
    /// Somebody replied.
    pub(crate) answered: bool,
    /// Somebody closed the thread.
    pub(crate) resolved: bool,
    pub(crate) outdated: bool,
    /// Hidden: by us where the marker says that it is gone, else by somebody.
    pub(crate) minimized: bool,
}

impl Comment {
    /// Stands for its finding, and nobody put it aside.
    pub(crate) fn is_open(&self) -> bool {
        self.marker.kind != Kind::Gone && !self.resolved && !self.minimized
    }

    /// A person said that this is settled, while it was so.
    pub(crate) fn is_settled(&self) -> bool {
        self.marker.kind != Kind::Gone && (self.resolved || self.minimized)
    }

    /// Its place can show its finding again.
    pub(crate) fn can_return(&self) -> bool {
        !self.outdated && !self.resolved
    }

    pub(crate) fn tells(&self, fingerprint: &str) -> bool {
        self.marker.fingerprints.iter().any(|told| told == fingerprint)
    }
}

/// A comment of ours on the pull request as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) id: u64,
    pub(crate) marker: Marker,
}

impl Existing {
    /// `login` overrides who we are; `instance` is whose comments count.
    pub(crate) async fn read(
        client: &Client,
        at: &Repository,
        number: u64,
        login: Option<&str>,
        instance: &str,
    ) -> Result<Self, ForgeError> {
        let (mut threads, mut comments) = (None::<String>, None::<String>);
        let mut existing = Self { partial: true, ..Self::default() };
        let (mut size, mut first) = (PAGE, true);
        for _ in 0..PAGES {
            let variables = json!({"owner": at.owner, "name": at.name, "number": number, "size": size,
                "threads": threads, "comments": comments});
            let answer = match ask(client, &variables).await {
                Err(ForgeError::Unreachable { .. } | ForgeError::TooLarge { .. }) if size == PAGE => {
                    size = SMALL_PAGE;
                    continue;
                }
                answer => answer?,
            };
            let viewer = answer.data.as_ref().and_then(|data| data.viewer.as_ref()).map(|viewer| viewer.login.clone());
            let viewer = login.map(str::to_owned).or(viewer).unwrap_or_else(|| "github-actions[bot]".into());
            let pull = answer.data.and_then(|data| data.repository).and_then(|repository| repository.pull_request);
            let Some(pull) = pull else { return Err(refused(READING, &answer.errors)) };
            if std::mem::take(&mut first) {
                existing.head = pull.head_ref_oid;
                existing.draft = pull.is_draft;
                existing.open = pull.state == "OPEN";
                existing.viewer = viewer;
            }
            let ours = |comment: &RawComment| ours(comment, &existing.viewer, instance);
            let found = pull.review_threads.list.into_iter().flatten().filter_map(|thread| {
                let first = thread.comments.list.into_iter().flatten().next()?;
                let (marker, text) = ours(&first)?;
                matches!(marker.kind, Kind::Line | Kind::File | Kind::Gone).then(|| Comment {
                    id: number_of(&first.full_database_id),
                    node: first.id,
                    thread: thread.viewer_can_resolve.then_some(thread.id),
                    path: thread.path,
                    marker,
                    text,
                    answered: thread.comments.total_count > 1,
                    resolved: thread.is_resolved,
                    outdated: thread.is_outdated,
                    minimized: first.is_minimized,
                })
            });
            let found: Vec<_> = found.collect();
            let told = pull.comments.list.into_iter().flatten().filter_map(|comment| {
                let (marker, _) = ours(&comment)?;
                let id = number_of(&comment.full_database_id);
                (marker.kind == Kind::Summary).then_some(Summary { id, marker })
            });
            let told: Vec<_> = told.collect();
            existing.comments.extend(found);
            existing.summaries.extend(told);
            let (next, previous) = (pull.review_threads.page_info, pull.comments.page_info);
            existing.partial = next.has_next_page || previous.has_previous_page;
            if !existing.partial {
                break;
            }
            threads = next.end_cursor.or(threads);
            comments = previous.start_cursor.or(comments);
        }
        order::by_key(&mut existing.comments, |comment| comment.id);
        order::by_key(&mut existing.summaries, |summary| summary.id);
        existing.comments.dedup_by_key(|comment| comment.id);
        existing.summaries.dedup_by_key(|summary| summary.id);
        Ok(existing)
    }
}

async fn ask(client: &Client, variables: &Value) -> Result<Answer<Data>, ForgeError> {
    let call = |query: &str| Call::graphql(query, variables, Effect::Read, READING);
    let answer: Answer<Data> = client.json(&call(QUERY)).await?;
    // an older Enterprise Server knows the short number alone
    let old = answer.errors.iter().any(|error| error.message.contains("fullDatabaseId"));
    if old {
        client.json(&call(&QUERY.replace("fullDatabaseId", "fullDatabaseId:databaseId"))).await
    } else {
        Ok(answer)
    }
}

/// GraphQL answers a refusal with 200 and a type.
pub(crate) fn refused(operation: &str, errors: &[GraphError]) -> ForgeError {
    let kind = errors.iter().find_map(|error| error.r#type.as_deref());
    ForgeError::Refused(Box::new(Refusal {
        operation: operation.to_owned(),
        status: if kind == Some("FORBIDDEN") { 403 } else { 404 },
        message: errors
            .first()
            .map_or_else(|| "nothing there, and no reason given".into(), |error| error.message.clone()),
        errors: Vec::new(),
        request_id: None,
        accepted: None,
    }))
}

/// A 64-bit number comes as a string.
fn number_of(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_default()
}

/// The marker, where the comment is by us and for this instance. An author's login lacks the viewer's `[bot]`.
fn ours(comment: &RawComment, viewer: &str, instance: &str) -> Option<(Marker, String)> {
    let author = comment.author.as_ref()?;
    let name = viewer.strip_suffix("[bot]");
    let same = author.login.eq_ignore_ascii_case(name.unwrap_or(viewer));
    let bot = author.kind.as_deref() == Some("Bot");
    let (marker, text) = Marker::split(&comment.body)?;
    (same && (bot || name.is_none()) && marker.instance == instance).then(|| (marker, text.to_owned()))
}
