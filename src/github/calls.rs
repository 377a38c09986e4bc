//! The writes: each step of a plan as the call that makes it. What `--dry-run` prints is what publishing sends.

use super::call::Call;
use super::marker::{self, Kind, Marker};
use super::note::Note;
use super::plan::{Context, Edit, Then};
use super::repository::Repository;
use super::retry::Effect;
use crate::change::Side;
use crate::report::markdown;
use http::Method;
use serde_json::{Map, Value, json};

/// Edits in one GraphQL document.
pub(crate) const EDITS: usize = 20;

/// Makes calls for one pull request.
#[derive(Debug, Clone)]
pub(crate) struct Calls {
    pub(crate) at: Repository,
    pub(crate) number: u64,
    pub(crate) head: String,
}

impl Calls {
    fn pull(&self, more: &[&str]) -> String {
        let number = self.number.to_string();
        let mut parts = vec!["pulls", number.as_str()];
        parts.extend(more);
        self.at.path(&parts)
    }

    /// One review with all its comments: one notification. It never approves and never asks for changes.
    pub(crate) fn review(&self, context: Context<'_>, notes: &[&Note<'_>], first: bool) -> Call {
        let marker = Marker {
            instance: marker::instance(&context.options.id),
            kind: Kind::Review,
            fingerprints: Vec::new(),
            head: self.head.clone(),
            digest: String::new(),
        };
        // a review that had to be split introduces itself once
        let words = context.report.language.words();
        let text = if first { markdown::review_body(notes.len(), context.newcomer, words) } else { String::new() };
        let comments: Vec<Value> = notes.iter().filter_map(|note| comment(note)).collect();
        let body = json!({
            "commit_id": self.head,
            "event": "COMMENT",
            "body": marker.before(&text),
            "comments": comments,
        });
        Call::write(Method::POST, self.pull(&["reviews"]), Some(body), Effect::Create, "to post the review")
    }

    /// A review cannot hold a comment on a whole file, so it is a call of its own.
    pub(crate) fn file_comment(&self, note: &Note<'_>) -> Call {
        let body = json!({"commit_id": self.head, "path": note.path, "subject_type": "file", "body": note.body});
        Call::write(Method::POST, self.pull(&["comments"]), Some(body), Effect::Create, "to comment on a file")
    }

    pub(crate) fn create_summary(&self, body: &str) -> Call {
        let path = self.at.path(&["issues", &self.number.to_string(), "comments"]);
        Call::write(Method::POST, path, Some(json!({"body": body})), Effect::Create, "to post the summary")
    }

    pub(crate) fn update_summary(&self, id: u64, body: &str) -> Call {
        let path = self.at.path(&["issues", "comments", &id.to_string()]);
        Call::write(Method::PATCH, path, Some(json!({"body": body})), Effect::Edit, "to edit the summary")
    }

    pub(crate) fn delete_summary(&self, id: u64) -> Call {
        let path = self.at.path(&["issues", "comments", &id.to_string()]);
        Call::write(Method::DELETE, path, None, Effect::Edit, "to remove a second summary")
    }

    pub(crate) fn delete_comment(&self, id: u64) -> Call {
        let path = self.at.path(&["pulls", "comments", &id.to_string()]);
        Call::write(Method::DELETE, path, None, Effect::Edit, "to remove a second comment")
    }

    pub(crate) fn reviews(&self) -> Call {
        Call::get(self.pull(&["reviews"]) + "?per_page=100", "to look for a pending review")
    }

    pub(crate) fn delete_review(&self, id: u64) -> Call {
        let path = self.pull(&["reviews", &id.to_string()]);
        Call::write(Method::DELETE, path, None, Effect::Edit, "to remove a pending review")
    }
}

/// Up to [`EDITS`] edits as one document. Each edit `N` has the aliases `eN` for its text and `hN` for what follows;
/// without `all`, the text alone.
pub(crate) fn edits(edits: &[Edit], all: bool) -> Call {
    let (mut arguments, mut fields, mut variables) = (Vec::new(), Vec::new(), Map::new());
    for (n, edit) in edits.iter().enumerate() {
        arguments.push(format!("$i{n}:ID!,$b{n}:String!"));
        variables.insert(format!("i{n}"), edit.node.clone().into());
        variables.insert(format!("b{n}"), edit.body.clone().into());
        fields.push(format!(
            "e{n}:updatePullRequestReviewComment(input:{{pullRequestReviewCommentId:$i{n},body:$b{n}}})\
             {{pullRequestReviewComment{{id}}}}"
        ));
        match &edit.then {
            Then::Hide if all => fields.push(format!(
                "h{n}:minimizeComment(input:{{subjectId:$i{n},classifier:RESOLVED}})\
                 {{minimizedComment{{isMinimized}}}}"
            )),
            Then::Show if all => fields.push(format!(
                "h{n}:unminimizeComment(input:{{subjectId:$i{n}}}){{unminimizedComment{{isMinimized}}}}"
            )),
            Then::Resolve(thread) if all => {
                arguments.push(format!("$t{n}:ID!"));
                variables.insert(format!("t{n}"), thread.clone().into());
                fields.push(format!("h{n}:resolveReviewThread(input:{{threadId:$t{n}}}){{thread{{isResolved}}}}"));
            }
            _ => {}
        }
    }
    let query = format!("mutation({}){{\n  {}\n}}", arguments.join(","), fields.join("\n  "));
    Call::graphql(&query, &Value::Object(variables), Effect::Edit, "to edit earlier comments")
}

/// A single line has no start: GitHub refuses one that is not before the end.
fn comment(note: &Note<'_>) -> Option<Value> {
    let line = note.line?;
    let side = match line.side {
        Side::Base => "LEFT",
        Side::Head => "RIGHT",
    };
    let mut comment = json!({"path": note.path, "line": line.number, "side": side, "body": note.body});
    if let (Some(start), Some(comment)) = (line.start.filter(|start| *start < line.number), comment.as_object_mut()) {
        comment.insert("start_line".into(), start.into());
        comment.insert("start_side".into(), side.into());
    }
    Some(comment)
}
