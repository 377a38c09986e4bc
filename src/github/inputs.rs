//! The action's inputs, with their defaults and what they take.

use super::error::ForgeError;
use crate::policy::Policy;
use crate::report::FailOn;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

/// The most inline comments that one pull request gets, whatever the input says: with more, its page stops opening.
pub const MOST_COMMENTS: usize = 100;

/// The action's inputs, with their defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is an input of its own")]
pub struct Inputs {
    /// Tells two configurations on one pull request apart.
    pub id: String,
    pub fail_on: FailOn,
    /// A change of which not all files are known fails the run.
    pub fail_on_incomplete: bool,
    pub max_comments: usize,
    pub drafts: Drafts,
    pub dry_run: bool,
    /// Closes the thread of a finding that is gone, instead of hiding its comment. GitHub asks `contents: write` for it.
    pub resolve_threads: bool,
    /// Makes a check run beside the review. GitHub asks `checks: write` for it.
    pub check_run: bool,
    /// How long a run may wait for rate limits.
    pub max_wait: Duration,
    /// The login that the token posts as, where GitHub does not tell.
    pub login: Option<String>,
    /// Inputs that the workflow gives; for others the policy may speak.
    given: Vec<&'static str>,
    /// In a `workflow_run`: the report of the first stage, as a path in the workspace.
    pub report: Option<PathBuf>,
}

/// What a draft gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Drafts {
    /// One comment.
    #[default]
    Summary,
    /// What any other pull request gets.
    Full,
    /// Nothing.
    Off,
}

impl Drafts {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "summary" => Self::Summary,
            "full" => Self::Full,
            "off" => Self::Off,
            _ => return None,
        })
    }
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            id: "default".into(),
            fail_on: FailOn::Never,
            fail_on_incomplete: false,
            max_comments: 25,
            drafts: Drafts::default(),
            dry_run: false,
            resolve_threads: false,
            check_run: false,
            max_wait: Duration::from_mins(2),
            login: None,
            report: None,
            given: Vec::new(),
        }
    }
}

impl Inputs {
    pub(crate) fn read<S: std::hash::BuildHasher>(variables: &HashMap<String, String, S>) -> Result<Self, ForgeError> {
        let input = |name: &str| input(variables, name);
        let wrong = |name: &str, value: &str, expected: &str| {
            ForgeError::Configuration(format!("input `{name}` is {value:?}; it takes {expected}"))
        };
        let mut inputs = Self::default();
        if let Some(id) = input("id") {
            inputs.id = id;
        }
        if let Some(value) = input("fail-on") {
            let threshold = FailOn::of(&value);
            inputs.fail_on = threshold.ok_or_else(|| wrong("fail-on", &value, "error, warning, notice or never"))?;
            inputs.given.push("fail-on");
        }
        if let Some(value) = input("max-comments") {
            inputs.max_comments = value
                .parse()
                .ok()
                .filter(|count| *count <= MOST_COMMENTS)
                .ok_or_else(|| wrong("max-comments", &value, "a number from 0 to 100"))?;
            inputs.given.push("max-comments");
        }
        if let Some(value) = input("drafts") {
            inputs.drafts = Drafts::of(&value).ok_or_else(|| wrong("drafts", &value, "summary, full or off"))?;
            inputs.given.push("drafts");
        }
        for (name, flag) in [
            ("fail-on-incomplete", &mut inputs.fail_on_incomplete),
            ("dry-run", &mut inputs.dry_run),
            ("resolve-threads", &mut inputs.resolve_threads),
            ("check-run", &mut inputs.check_run),
        ] {
            if let Some(value) = input(name) {
                *flag = value.parse().map_err(|_| wrong(name, &value, "true or false"))?;
            }
        }
        if let Some(value) = input("max-wait") {
            let seconds = value.parse().ok().filter(|seconds| *seconds <= 3600);
            let seconds = seconds.ok_or_else(|| wrong("max-wait", &value, "seconds, from 0 to 3600"))?;
            inputs.max_wait = Duration::from_secs(seconds);
        }
        inputs.login = input("login");
        inputs.report = input("report").map(PathBuf::from);
        Ok(inputs)
    }

    /// What holds under a policy: where the workflow says nothing, the policy does.
    #[must_use]
    pub fn under(&self, policy: &Policy) -> Self {
        let mut inputs = self.clone();
        let free = |name: &str| !self.given.contains(&name);
        let comments = policy.comments();
        if let Some(fail_on) = policy.fail_on().filter(|_| free("fail-on")) {
            inputs.fail_on = fail_on;
        }
        if let Some(max) = comments.max.filter(|_| free("max-comments")) {
            inputs.max_comments = max.min(MOST_COMMENTS);
        }
        if let Some(drafts) = comments.drafts.as_deref().and_then(Drafts::of).filter(|_| free("drafts")) {
            inputs.drafts = drafts;
        }
        inputs
    }
}

/// An input as the runner passes it: upper case, with its hyphens. A shell cannot set those, so `_` is read as well.
#[must_use]
pub fn input<S: std::hash::BuildHasher>(variables: &HashMap<String, String, S>, name: &str) -> Option<String> {
    let name = format!("INPUT_{}", name.to_uppercase().replace(' ', "_"));
    let value = variables.get(&name).or_else(|| variables.get(&name.replace('-', "_")))?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}
