//! A stateful stand-in for one pull request: GitHub's rules as far as publishing and reading depend on them.

use super::server::{Answer, Fault, Request, serve};
use modelward::change::{ChangeSet, ChangedFile, Hunk, HunkLine, Hunks, RepoPath, Status, parse_patch};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;

pub const HEAD: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub const HEAD_2: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub const BASE: &str = "0000000000000000000000000000000000000001";
pub const MERGE_BASE: &str = "0000000000000000000000000000000000000002";

#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone)]
pub struct Comment {
    pub id: u64,
    pub path: String,
    pub body: String,
    pub author: String,
    pub sent: Value,
    pub replies: u64,
    pub resolved: bool,
    pub outdated: bool,
    pub minimized: bool,
}

#[derive(Debug, Clone)]
pub struct Issue {
    pub id: u64,
    pub body: String,
    pub author: String,
}

#[allow(clippy::struct_excessive_bools)]
pub struct State {
    pub head: String,
    pub open: bool,
    pub draft: bool,
    pub viewer: String,
    /// Rows of the list of files.
    pub rows: Vec<Value>,
    /// Per side: path to mode, blob and size.
    pub trees: BTreeMap<String, Vec<(String, String, String, u64)>>,
    pub truncated: bool,
    pub blobs: BTreeMap<String, Vec<u8>>,
    pub comments: Vec<Comment>,
    pub issues: Vec<Issue>,
    pub reviews: Vec<Value>,
    pub checks: Vec<Value>,
    pub pending: bool,
    /// What every write is refused with.
    pub refuse: Option<Answer>,
    pub resolves: bool,
    /// An Enterprise Server without the newer parts of GraphQL.
    pub old: bool,
    pub faults: Vec<(String, u32, Fault)>,
    pub calls: Vec<Request>,
    next: u64,
}

#[derive(Clone)]
pub struct Hub {
    state: Arc<Mutex<State>>,
    pub address: String,
}

impl Hub {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            head: HEAD.into(),
            open: true,
            draft: false,
            viewer: "github-actions[bot]".into(),
            rows: Vec::new(),
            trees: BTreeMap::new(),
            truncated: false,
            blobs: BTreeMap::new(),
            comments: Vec::new(),
            issues: Vec::new(),
            reviews: Vec::new(),
            checks: Vec::new(),
            pending: false,
            refuse: None,
            resolves: false,
            old: false,
            faults: Vec::new(),
            calls: Vec::new(),
            next: 5_000_000_000,
        };
        let hub = Self { state: Arc::new(Mutex::new(state)), address };
        let (acting, failing) = (hub.clone(), hub.clone());
        let act = move |request: &Request| acting.state().act(request);
        let fault = move |request: &Request| failing.state().fault(request);
        tokio::spawn(serve(listener, act, fault));
        hub
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Comments on the diff, and on the pull request.
    pub fn counts(&self) -> (usize, usize) {
        let state = self.state();
        (state.comments.len(), state.issues.len())
    }

    /// A file with `lines` added lines from `start` on, in one hunk.
    pub fn file(&self, path: &str, start: u32, lines: u32) {
        let hunk = format!("@@ -0,0 +{start},{lines} @@\n{}", vec!["+x"; lines as usize].join("\n"));
        self.state().rows.push(json!({"filename": path, "status": "modified", "sha": "f00", "additions": lines,
            "deletions": 0, "changes": lines, "patch": hunk}));
    }

    /// `times` times, what holds `at` in `METHOD path` goes wrong.
    pub fn fault(&self, at: &str, times: u32, fault: Fault) {
        self.state().faults.push((at.into(), times, fault));
    }

    /// The change set as a run would read it.
    pub fn change(&self) -> ChangeSet {
        let state = self.state();
        let files = state.rows.iter().map(|row| ChangedFile {
            path: RepoPath::new(row["filename"].as_str().unwrap().as_bytes()).unwrap(),
            previous: None,
            status: Status::Modified,
            content_changed: true,
            hunks: Hunks::Known(parse_patch(row["patch"].as_str().unwrap())),
        });
        ChangeSet { base: MERGE_BASE.into(), head: state.head.clone(), files: files.collect(), incomplete: None }
    }

    /// Calls since the last time, as `METHOD path`; queries of GraphQL as `READ`, mutations as `EDIT`.
    pub fn take(&self) -> Vec<String> {
        let calls = std::mem::take(&mut self.state().calls);
        calls
            .iter()
            .map(|call| {
                if is_query(call) {
                    "READ".into()
                } else if is_graphql(call) {
                    "EDIT".into()
                } else {
                    call.line()
                }
            })
            .collect()
    }
}

fn is_graphql(request: &Request) -> bool {
    request.path.ends_with("/graphql")
}

fn is_query(request: &Request) -> bool {
    is_graphql(request) && request.body["query"].as_str().is_some_and(|query| query.starts_with("query"))
}

impl State {
    fn fault(&mut self, request: &Request) -> Option<Fault> {
        let line = if is_query(request) { "READ".into() } else { request.line() };
        let (_, times, fault) =
            self.faults.iter_mut().find(|(at, times, _)| *times > 0 && line.contains(at.as_str()))?;
        *times -= 1;
        let fault = fault.clone();
        if matches!(fault, Fault::Answer(_) | Fault::Cut) {
            self.calls.push(request.clone());
        }
        Some(fault)
    }

    fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub fn say(&mut self, author: &str, body: &str) {
        let id = self.id();
        self.issues.push(Issue { id, body: body.into(), author: author.into() });
    }

    fn act(&mut self, request: &Request) -> Answer {
        self.calls.push(request.clone());
        if request.header("authorization") != Some("Bearer ghs_secret") {
            return Answer::error(401, "Bad credentials");
        }
        if is_query(request) {
            if self.old && !request.body["query"].as_str().unwrap().contains("fullDatabaseId:databaseId") {
                let message = "Field 'fullDatabaseId' doesn't exist on type 'IssueComment'";
                return Answer::json(200, &json!({"errors": [{"message": message}]}));
            }
            return self.read(&request.body["variables"]);
        }
        if request.method != "GET"
            && let Some(answer) = &self.refuse
        {
            return answer.clone();
        }
        if is_graphql(request) {
            return self.edit(&request.body);
        }
        let path = request.path.split('?').next().unwrap_or_default();
        let path = path.strip_prefix("/api/v3").unwrap_or(path);
        let parts: Vec<&str> = path.trim_start_matches("/repos/octo-org/models/").split('/').collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["compare", _]) => {
                let files = if request.path.ends_with("page=1") { self.rows.clone() } else { Vec::new() };
                Answer::json(200, &json!({"merge_base_commit": {"sha": MERGE_BASE}, "files": files}))
            }
            ("GET", ["pulls", "7", "files"]) => self.files(&request.path),
            ("GET", ["git", "trees", sha]) => self.tree(sha),
            ("GET", ["git", "blobs", sha]) => match self.blobs.get(*sha) {
                Some(bytes) => Answer { status: 200, headers: Vec::new(), body: bytes.clone() },
                None => Answer::error(404, "Not Found"),
            },
            ("GET", ["contents", name @ ..]) => match self.blobs.get(&name.join("/")) {
                Some(bytes) => Answer { status: 200, headers: Vec::new(), body: bytes.clone() },
                None => Answer::error(404, "Not Found"),
            },
            ("GET", ["pulls", "7", "reviews"]) => {
                let reviews = if self.pending {
                    json!([{"id": 1, "state": "PENDING", "user": {"login": self.viewer}}])
                } else {
                    json!([])
                };
                Answer::json(200, &reviews)
            }
            ("DELETE", ["pulls", "7", "reviews", "1"]) => {
                self.pending = false;
                Answer::json(200, &json!({}))
            }
            ("GET", ["commits", _, "check-runs"]) => {
                let newest: Vec<&Value> = self.checks.iter().rev().take(1).collect();
                Answer::json(200, &json!({"total_count": newest.len(), "check_runs": newest}))
            }
            ("POST", ["check-runs"]) => {
                let mut run = request.body.clone();
                run["id"] = json!(self.id());
                self.checks.push(run.clone());
                Answer::json(201, &run)
            }
            ("PATCH", ["check-runs", _]) => {
                let more = request.body["output"]["annotations"].as_array().cloned().unwrap_or_default();
                let run = self.checks.last_mut().unwrap();
                run["output"]["annotations"].as_array_mut().unwrap().extend(more);
                Answer::json(200, &run.clone())
            }
            ("POST", ["pulls", "7", "reviews"]) => self.review(&request.body),
            ("POST", ["pulls", "7", "comments"]) => self.comment(&request.body, true),
            ("POST", ["issues", "7", "comments"]) => {
                let viewer = self.viewer.clone();
                self.say(&viewer, request.body["body"].as_str().unwrap());
                Answer::json(201, &json!({}))
            }
            ("PATCH", ["issues", "comments", id]) => {
                match self.issues.iter_mut().find(|issue| issue.id.to_string() == *id) {
                    Some(issue) => {
                        issue.body = request.body["body"].as_str().unwrap().into();
                        Answer::json(200, &json!({}))
                    }
                    None => Answer::error(404, "Not Found"),
                }
            }
            ("DELETE", ["issues", "comments", id]) => {
                self.issues.retain(|issue| issue.id.to_string() != *id);
                Answer { status: 204, headers: Vec::new(), body: Vec::new() }
            }
            ("DELETE", ["pulls", "comments", id]) => {
                self.comments.retain(|comment| comment.id.to_string() != *id);
                Answer { status: 204, headers: Vec::new(), body: Vec::new() }
            }
            _ => Answer::error(404, "no such route"),
        }
    }

    fn files(&self, path: &str) -> Answer {
        let number = |name: &str| {
            let value = path.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.and_then(|value| value.parse::<usize>().ok()).unwrap_or(1)
        };
        let (size, page) = (number("per_page"), number("page"));
        let mut lines = 0;
        let rows = self.rows.iter().skip((page - 1) * size).take(size).map(|row| {
            let mut row = row.clone();
            lines += row["patch"].as_str().map_or(0, |patch| patch.lines().count());
            if lines > 20_000 && row.get("patch").is_some() {
                row["changes"] = 0.into();
                row.as_object_mut().unwrap().remove("patch");
            }
            row
        });
        Answer::json(200, &rows.collect())
    }

    fn tree(&self, sha: &str) -> Answer {
        let rows = self.trees.get(sha).into_iter().flatten().map(
            |(path, mode, sha, size)| json!({"path": path, "mode": mode, "sha": sha, "size": size, "type": "blob"}),
        );
        Answer::json(200, &json!({"tree": rows.collect::<Vec<_>>(), "truncated": self.truncated}))
    }

    fn invalid(message: &str) -> Answer {
        Answer::json(422, &json!({"message": "Unprocessable Entity", "errors": [message]}))
    }

    fn review(&mut self, body: &Value) -> Answer {
        if self.pending {
            return Self::invalid("User can only have one pending review per pull request");
        }
        if body["commit_id"] != self.head.as_str() {
            return Self::invalid("Commit could not be resolved");
        }
        assert_eq!(body["event"], "COMMENT");
        let comments = body["comments"].as_array().cloned().unwrap_or_default();
        if comments.iter().any(|comment| !self.is_anchored(comment)) {
            return Self::invalid("Line could not be resolved");
        }
        for comment in &comments {
            self.comment(comment, false);
        }
        self.reviews.push(body.clone());
        Answer::json(200, &json!({}))
    }

    fn comment(&mut self, sent: &Value, on_file: bool) -> Answer {
        let path = sent["path"].as_str().unwrap();
        if on_file && (sent["subject_type"] != "file" || !self.rows.iter().any(|row| row["filename"] == path)) {
            return Self::invalid("Path could not be resolved");
        }
        let body = sent["body"].as_str().unwrap();
        assert!(body.encode_utf16().count() <= 65_536);
        let id = self.id();
        self.comments.push(Comment {
            id,
            path: path.into(),
            body: body.into(),
            author: self.viewer.clone(),
            sent: sent.clone(),
            replies: 0,
            resolved: false,
            outdated: false,
            minimized: false,
        });
        Answer::json(201, &json!({}))
    }

    fn is_anchored(&self, comment: &Value) -> bool {
        let row = self.rows.iter().find(|row| row["filename"] == comment["path"]);
        let hunks = row.map(|row| parse_patch(row["patch"].as_str().unwrap_or_default())).unwrap_or_default();
        let shows = |hunk: &Hunk, line: &Value| {
            hunk.lines.iter().any(|shown| match (*shown, comment["side"].as_str()) {
                (HunkLine::Added(head) | HunkLine::Context(_, head), Some("RIGHT")) => *line == head,
                (HunkLine::Removed(base), Some("LEFT")) => *line == base,
                _ => false,
            })
        };
        hunks.iter().any(|hunk| {
            let start = &comment["start_line"];
            let start_fits = start.is_null() || (shows(hunk, start) && start.as_u64() < comment["line"].as_u64());
            shows(hunk, &comment["line"]) && start_fits
        })
    }

    pub fn read(&self, variables: &Value) -> Answer {
        let size = variables["size"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(100);
        let start = |name: &str| variables[name].as_str().and_then(|at| at.parse::<usize>().ok());
        let author = |login: &str| {
            let kind = if login.ends_with("[bot]") { "Bot" } else { "User" };
            json!({"__typename": kind, "login": login.trim_end_matches("[bot]")})
        };
        let first = start("threads").unwrap_or(0);
        let threads: Vec<_> = self
            .comments
            .iter()
            .skip(first)
            .take(size)
            .map(|comment| {
                json!({"id": format!("T{}", comment.id), "viewerCanResolve": self.resolves, "isResolved": comment.resolved, "isOutdated": comment.outdated, "path": comment.path,
                "comments": {"totalCount": 1 + comment.replies, "nodes": [{"id": format!("C{}", comment.id),
                    "fullDatabaseId": comment.id.to_string(), "body": comment.body, "isMinimized": comment.minimized,
                    "author": author(&comment.author)}]}})
            })
            .collect();
        let end = start("comments").unwrap_or(self.issues.len());
        let from = end.saturating_sub(size);
        let comments: Vec<_> = self.issues[from..end]
            .iter()
            .map(|issue| {
                json!({"id": format!("I{}", issue.id), "fullDatabaseId": issue.id.to_string(), "body": issue.body,
                "isMinimized": false, "author": author(&issue.author)})
            })
            .collect();
        let next = first + threads.len();
        Answer::json(
            200,
            &json!({"data": {"viewer": {"login": self.viewer}, "repository": {"pullRequest": {
            "headRefOid": self.head, "isDraft": self.draft, "state": if self.open { "OPEN" } else { "CLOSED" },
            "reviewThreads": {"nodes": threads,
                "pageInfo": {"hasNextPage": next < self.comments.len(), "endCursor": next.to_string()}},
            "comments": {"nodes": comments,
                "pageInfo": {"hasPreviousPage": from > 0, "startCursor": from.to_string()}}}}}}),
        )
    }

    fn edit(&mut self, body: &Value) -> Answer {
        let (query, variables) = (body["query"].as_str().unwrap(), &body["variables"]);
        if self.old && query.contains("minimizeComment") {
            let message = "Field 'minimizeComment' doesn't exist on type 'Mutation'";
            return Answer::json(200, &json!({"errors": [{"message": message}]}));
        }
        let mut data = serde_json::Map::new();
        for n in 0.. {
            let Some(node) = variables[format!("i{n}")].as_str() else { break };
            let text = variables[format!("b{n}")].as_str().unwrap();
            let Some(comment) = self.comments.iter_mut().find(|comment| format!("C{}", comment.id) == node) else {
                data.insert(format!("e{n}"), Value::Null);
                continue;
            };
            comment.body = text.into();
            data.insert(format!("e{n}"), json!({"pullRequestReviewComment": {"id": node}}));
            data.insert(format!("h{n}"), json!({}));
            if variables[format!("t{n}")].is_string() {
                comment.resolved = true;
            } else if query.contains(&format!("h{n}:minimize")) {
                comment.minimized = true;
            } else if query.contains(&format!("h{n}:unminimize")) {
                comment.minimized = false;
            }
        }
        Answer::json(200, &json!({"data": data}))
    }
}
