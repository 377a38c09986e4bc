//! The second stage for forks: which pull request a workflow run was for.

use super::call::Call;
use super::client::Client;
use super::error::ForgeError;
use super::event::{PullRequest, RawPull, WorkflowRun};
use super::repository::{Repository, encode};

/// Finds it by head commit and head repository, which the event vouches for. A number in an artifact would let a fork
/// write on a stranger's pull request.
pub async fn find_pull(client: &Client, at: &Repository, run: &WorkflowRun) -> Result<Option<PullRequest>, ForgeError> {
    let Some((owner, _)) = run.head_repository.as_deref().and_then(|name| name.split_once('/')) else {
        return Ok(None);
    };
    let head = encode(&format!("{owner}:{}", run.head_branch));
    let path = format!("{}?state=open&head={head}&per_page=100", at.path(&["pulls"]));
    let open: Vec<RawPull> = client.json(&Call::get(path, "to find the run's pull request")).await?;
    let same = |pull: &PullRequest| {
        let names = pull.head_repository.as_deref().zip(run.head_repository.as_deref());
        pull.head == run.head && names.is_some_and(|(pull, run)| pull.eq_ignore_ascii_case(run))
    };
    Ok(open.into_iter().map(PullRequest::from).find(same))
}
