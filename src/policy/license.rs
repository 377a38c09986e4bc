//! Which licenses a policy welcomes, for models, data and code.

use crate::artifact::node::Node;
use crate::claim::Subject;
use crate::license::{self, Stated};
use crate::limits::LICENSES;

/// The lists of one subject, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Lists {
    allowed: Option<Vec<String>>,
    denied: Option<Vec<String>>,
    review: Option<Vec<String>>,
}

/// What the policy says of licenses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Licenses {
    general: Lists,
    model: Lists,
    data: Lists,
    code: Lists,
}

/// What it says of one license, in the order of their weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    ToReview,
    NotAllowed,
    Denied,
}

impl Lists {
    fn read(node: &Node) -> Self {
        let list = |key: &str| {
            let items = node.get(key)?.items().iter().take(LICENSES);
            Some(items.filter_map(Node::text).map(same).collect())
        };
        Self { allowed: list("allowed"), denied: list("denied"), review: list("review") }
    }
}

/// One spelling for each license: `Apache-2.0`, `apache-2.0` and `Apache License 2.0` are one, and a name of one's own is
/// what cards make of it.
pub(super) fn same(text: &str) -> String {
    match license::state_other(Some(text), None) {
        Stated::Known(expression) => expression.to_string().to_lowercase(),
        _ => text.trim().to_lowercase(),
    }
}

/// The spelling of the table, for people.
pub(super) fn shown(id: &str) -> String {
    let known = match license::state(id) {
        Stated::Known(expression) => expression.to_string(),
        _ => id.to_owned(),
    };
    known.strip_prefix("licenseref-").map_or(known.clone(), |own| format!("LicenseRef-{own}"))
}

impl Licenses {
    pub(super) fn read(node: Option<&Node>) -> Self {
        let Some(node) = node else { return Self::default() };
        let own = |key: &str| node.get(key).map(Lists::read).unwrap_or_default();
        Self { general: Lists::read(node), model: own("model"), data: own("data"), code: own("code") }
    }

    /// What it says of one license.
    pub(super) fn of_one(&self, subject: Subject, id: &str) -> Option<Verdict> {
        let own = match subject {
            Subject::Model => &self.model,
            Subject::Data => &self.data,
            Subject::Code => &self.code,
            Subject::Docs | Subject::Everything => &self.general,
        };
        // `GPL-3.0`, in a list or on a card, may be either of two: one of them on the list is enough
        let meets = |listed: &String| license::covers(listed, id) || license::covers(id, listed);
        let names = |of: fn(&Lists) -> Option<&Vec<String>>| {
            let list = of(own).or(of(&self.general));
            list.map(|list| list.iter().any(meets))
        };
        if names(|lists| lists.denied.as_ref()) == Some(true) {
            return Some(Verdict::Denied);
        }
        if names(|lists| lists.review.as_ref()) == Some(true) {
            return Some(Verdict::ToReview);
        }
        (names(|lists| lists.allowed.as_ref()) == Some(false)).then_some(Verdict::NotAllowed)
    }

    /// Every license that a list names.
    pub(super) fn named(&self) -> impl Iterator<Item = String> {
        let lists = [&self.general, &self.model, &self.data, &self.code].into_iter();
        let each = lists.flat_map(|lists| [&lists.allowed, &lists.denied, &lists.review]);
        each.flatten().flatten().cloned()
    }

    /// Every list, by its key.
    pub(super) fn said(&self) -> Vec<(String, String)> {
        let scopes = [("", &self.general), ("model.", &self.model), ("data.", &self.data), ("code.", &self.code)];
        let spelled = |ids: &[String]| ids.iter().map(|id| shown(id)).collect::<Vec<_>>().join(", ");
        let each = scopes.into_iter().flat_map(|(of, lists)| {
            let all = [("allowed", &lists.allowed), ("denied", &lists.denied), ("review", &lists.review)];
            all.into_iter().filter_map(move |(name, list)| {
                let ids = list.as_ref().map(|ids| if ids.is_empty() { "none".to_owned() } else { spelled(ids) });
                Some((format!("license.{of}{name}"), ids?))
            })
        });
        each.collect()
    }
}
