//! The shapes of GraphQL's answers, read leniently: of GitHub's promises only those that are needed.

use serde::Deserialize;
use serde_json::{Map, Value};

/// Errors beside, or instead of, data.
#[derive(Deserialize)]
pub(crate) struct GraphError {
    pub(crate) r#type: Option<String>,
    #[serde(default)]
    pub(crate) message: String,
}

#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(crate) struct Answer<T> {
    #[serde(default = "Option::default")]
    pub(crate) data: Option<T>,
    #[serde(default)]
    pub(crate) errors: Vec<GraphError>,
}

/// What a document of aliased edits gives: some may succeed where others fail.
pub(crate) type Aliased = Answer<Map<String, Value>>;

impl Aliased {
    /// How many of the first `count` fields with this alias have a value.
    pub(crate) fn done(&self, alias: &str, count: usize) -> usize {
        let value = |n: usize| self.data.as_ref()?.get(&format!("{alias}{n}"));
        (0..count).filter(|n| value(*n).is_some_and(|value| !value.is_null())).count()
    }

    /// Whether the server does not know how to hide a comment.
    pub(crate) fn cannot_hide(&self) -> bool {
        self.errors.iter().any(|error| error.message.contains("inimizeComment"))
    }
}

#[derive(Deserialize)]
pub(crate) struct Data {
    pub(crate) viewer: Option<Actor>,
    pub(crate) repository: Option<RawRepository>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawRepository {
    pub(crate) pull_request: Option<RawPull>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawPull {
    pub(crate) head_ref_oid: String,
    #[serde(default)]
    pub(crate) is_draft: bool,
    #[serde(default)]
    pub(crate) state: String,
    pub(crate) review_threads: Nodes<RawThread>,
    pub(crate) comments: Nodes<RawComment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawThread {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) viewer_can_resolve: bool,
    #[serde(default)]
    pub(crate) is_resolved: bool,
    #[serde(default)]
    pub(crate) is_outdated: bool,
    #[serde(default)]
    pub(crate) path: String,
    pub(crate) comments: Nodes<RawComment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: Deserialize<'de>")]
pub(crate) struct Nodes<T> {
    #[serde(default, rename = "nodes")]
    pub(crate) list: Vec<Option<T>>,
    #[serde(default)]
    pub(crate) page_info: PageInfo,
    #[serde(default)]
    pub(crate) total_count: u64,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<String>,
    pub(crate) has_previous_page: bool,
    pub(crate) start_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawComment {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) full_database_id: Value,
    #[serde(default)]
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) is_minimized: bool,
    pub(crate) author: Option<Actor>,
}

#[derive(Deserialize)]
pub(crate) struct Actor {
    #[serde(rename = "__typename")]
    pub(crate) kind: Option<String>,
    pub(crate) login: String,
}
