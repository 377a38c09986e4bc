//! What started the run. Payloads are read leniently: a new field or a new word must not stop a review.

use super::error::ForgeError;
use serde::Deserialize;

/// An event that Modelward has an answer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// `pull_request` and `pull_request_target`: reviewed.
    PullRequest(PullRequest),
    /// Two commits without a pull request: computed and summarised, never commented on.
    Commits(Commits),
    /// The second stage for forks. Its report is bound to this head, whatever an artifact says.
    WorkflowRun(WorkflowRun),
    /// Nothing to review, in words.
    Nothing(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    pub number: u64,
    pub base: String,
    pub head: String,
    /// `owner/name` of the head's repository; `None` where the fork was deleted.
    pub head_repository: Option<String>,
    pub changed_files: Option<u64>,
    pub draft: bool,
    pub locked: bool,
    /// `FIRST_TIME_CONTRIBUTOR`, `MEMBER`, …
    pub association: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commits {
    /// A commit or a branch.
    pub base: String,
    pub head: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowRun {
    pub head: String,
    pub head_branch: String,
    /// `owner/name`; `None` where it was deleted.
    pub head_repository: Option<String>,
}

impl PullRequest {
    /// Whether GitHub says that the author never contributed here before.
    #[must_use]
    pub fn is_first_contribution(&self) -> bool {
        matches!(self.association.as_str(), "FIRST_TIMER" | "FIRST_TIME_CONTRIBUTOR")
    }
}

impl Event {
    /// Reads the payload of the event `name`.
    pub fn read(name: &str, payload: &[u8]) -> Result<Self, ForgeError> {
        let payload: Payload = serde_json::from_slice(payload)
            .map_err(|error| ForgeError::Event(format!("the payload of `{name}` cannot be read: {error}")))?;
        let lacks = |what: &str| ForgeError::Event(format!("the payload of `{name}` has no {what}"));
        match name {
            "pull_request" | "pull_request_target" => {
                payload.pull_request.map(|pull| Self::PullRequest(pull.into())).ok_or_else(|| lacks("pull_request"))
            }
            "merge_group" if payload.action.as_deref() == Some("destroyed") => {
                Ok(Self::Nothing("the merge group was dissolved".into()))
            }
            "merge_group" => {
                let group = payload.merge_group.ok_or_else(|| lacks("merge_group"))?;
                Ok(Self::Commits(Commits { base: group.base_sha, head: group.head_sha }))
            }
            "push" => {
                let (before, after) = payload.before.zip(payload.after).ok_or_else(|| lacks("before and after"))?;
                Ok(push(&before, after, payload.r#ref.as_deref(), payload.repository))
            }
            "workflow_run" => {
                let run = payload.workflow_run.ok_or_else(|| lacks("workflow_run"))?;
                Ok(Self::WorkflowRun(WorkflowRun {
                    head: run.sha,
                    head_branch: run.branch.unwrap_or_default(),
                    head_repository: run.repository.map(|repository| repository.full_name),
                }))
            }
            _ => Err(ForgeError::Event(format!(
                "the event `{name}` is none that Modelward reviews: it takes pull_request, pull_request_target, \
                 merge_group, push and workflow_run"
            ))),
        }
    }
}

/// A new branch has no `before`: it is compared with the default branch, from where the two parted.
fn push(before: &str, after: String, branch: Option<&str>, repository: Option<RawRepository>) -> Event {
    let none = |sha: &str| sha.bytes().all(|byte| byte == b'0');
    if none(&after) {
        return Event::Nothing("the push deleted a branch".into());
    }
    if !none(before) {
        return Event::Commits(Commits { base: before.to_owned(), head: after });
    }
    let default = repository.and_then(|repository| repository.default_branch);
    match default.filter(|default| branch.is_none_or(|branch| branch.strip_prefix("refs/heads/") != Some(default))) {
        Some(default) => Event::Commits(Commits { base: default, head: after }),
        None => Event::Nothing("the first push of a repository has nothing to compare with".into()),
    }
}

#[derive(Deserialize)]
struct Payload {
    action: Option<String>,
    pull_request: Option<RawPull>,
    merge_group: Option<RawGroup>,
    workflow_run: Option<RawRun>,
    repository: Option<RawRepository>,
    before: Option<String>,
    after: Option<String>,
    r#ref: Option<String>,
}

/// A pull request in an event, and in the API's own list.
#[derive(Deserialize)]
pub(crate) struct RawPull {
    number: u64,
    base: RawSide,
    head: RawSide,
    changed_files: Option<u64>,
    #[serde(default)]
    draft: Option<bool>,
    #[serde(default)]
    locked: bool,
    author_association: Option<String>,
}

#[derive(Deserialize)]
struct RawSide {
    sha: String,
    repo: Option<RawRepository>,
}

#[derive(Deserialize)]
struct RawRepository {
    full_name: String,
    default_branch: Option<String>,
}

#[derive(Deserialize)]
struct RawGroup {
    head_sha: String,
    base_sha: String,
}

#[derive(Deserialize)]
struct RawRun {
    #[serde(rename = "head_sha")]
    sha: String,
    #[serde(rename = "head_branch")]
    branch: Option<String>,
    #[serde(rename = "head_repository")]
    repository: Option<RawRepository>,
}

impl From<RawPull> for PullRequest {
    fn from(raw: RawPull) -> Self {
        Self {
            number: raw.number,
            base: raw.base.sha,
            head: raw.head.sha,
            head_repository: raw.head.repo.map(|repository| repository.full_name),
            changed_files: raw.changed_files,
            draft: raw.draft.unwrap_or_default(),
            locked: raw.locked,
            association: raw.author_association.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(name: &str, payload: &Value) -> Result<Event, ForgeError> {
        Event::read(name, payload.to_string().as_bytes())
    }

    #[test]
    fn reads_a_pull_request_whose_fork_is_gone() {
        let payload = json!({"action": "a word of tomorrow", "number": 7, "pull_request": {
            "number": 7, "draft": true, "locked": false, "changed_files": 3, "author_association": "NONE",
            "head": {"sha": "bb", "repo": null}, "base": {"sha": "aa", "repo": {"full_name": "o/n"}}}});
        let Event::PullRequest(pull) = read("pull_request_target", &payload).unwrap() else { panic!() };
        assert_eq!((pull.number, pull.base.as_str(), pull.head.as_str(), pull.draft), (7, "aa", "bb", true));
        assert_eq!((pull.head_repository, pull.changed_files), (None, Some(3)));
    }

    #[test]
    fn compares_a_new_branch_with_the_default_branch() {
        let zero = "0".repeat(40);
        let push = |before: &str, after: &str, branch: &str| {
            let repository = json!({"full_name": "o/n", "default_branch": "main"});
            let payload = json!({"before": before, "after": after, "ref": branch, "repository": repository});
            read("push", &payload).unwrap()
        };
        let commits = |base: &str| Event::Commits(Commits { base: base.into(), head: "bb".into() });
        assert_eq!(push("aa", "bb", "refs/heads/x"), commits("aa"));
        assert_eq!(push(&zero, "bb", "refs/heads/x"), commits("main"));
        assert!(matches!(push(&zero, "bb", "refs/heads/main"), Event::Nothing(_)));
        assert!(matches!(push("aa", &zero, "refs/heads/x"), Event::Nothing(_)));
    }

    #[test]
    fn says_what_it_takes() {
        let error = read("issues", &json!({})).unwrap_err().to_string();
        assert!(error.contains("`issues`") && error.contains("merge_group"), "{error}");
        assert!(read("pull_request", &json!({})).unwrap_err().to_string().contains("no pull_request"));
        assert!(Event::read("push", b"{").is_err());
    }
}
