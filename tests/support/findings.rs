//! Reports for the tests of publishing, and a run of it.

use super::hub::{HEAD, Hub, MERGE_BASE};
use modelward::change::{ChangeSet, RepoPath, Side};
use modelward::finding::{Finding, Fingerprint, Location, Place, Severity};
use modelward::github::{
    Client, Clock, Connection, Inputs, Ledger, Options, Published, PullRequest, Repository, Token, install_crypto,
    publish,
};
use modelward::report::Report;
use std::time::Duration;

pub fn at() -> Repository {
    Repository { owner: "octo-org".into(), name: "models".into() }
}

/// A finding on a line of the head; line 0 is the file as a whole. The subject is the finding's name.
pub fn finding(path: &str, line: u32, subject: &str) -> Finding {
    let path = RepoPath::new(path.as_bytes()).unwrap();
    let place = (line > 0).then_some(Place { line, column: 1, end_line: line, end_column: 2 });
    Finding {
        rule: "license/contradiction".into(),
        severity: Severity::Warning,
        title: "Licenses disagree".into(),
        message: format!("about {subject}"),
        help: "Make them agree.".into(),
        why: "People read one of the two.".into(),
        fingerprint: Fingerprint::new("license/contradiction", &path, subject, 0),
        parts: Vec::new(),
        waiver: None,
        acceptable: None,
        at: Location { path, side: Side::Head, place, excerpt: vec!["license: mit".into()] },
        related: Vec::new(),
        fix: None,
        controls: Vec::new(),
        subject: subject.into(),
    }
}

pub fn report(introduced: Vec<Finding>) -> Report {
    Report { base: MERGE_BASE.into(), head: HEAD.into(), introduced, governed: 1, ..Report::default() }
}

pub fn pull(head: &str) -> PullRequest {
    PullRequest {
        number: 7,
        base: super::hub::BASE.into(),
        head: head.into(),
        head_repository: Some("octo-org/models".into()),
        changed_files: None,
        draft: false,
        locked: false,
        association: "CONTRIBUTOR".into(),
    }
}

pub fn options() -> Options {
    Options::new(&Inputs::default(), None)
}

pub fn client(hub: &Hub) -> Client {
    client_at(&hub.address, &format!("{}/graphql", hub.address))
}

pub fn client_at(api: &str, graphql: &str) -> Client {
    install_crypto();
    let connection = Connection {
        api: api.into(),
        graphql: graphql.into(),
        token: Token::new("ghs_secret").ok(),
        wait: Duration::from_mins(2),
        timeout: Duration::from_secs(5),
    };
    Client::new(&connection, Clock::simulated()).unwrap()
}

/// One run, with the change set that GitHub shows.
pub async fn run(hub: &Hub, report: &Report) -> (Published, Ledger) {
    run_with(hub, report, &options(), &hub.change()).await
}

pub async fn run_with(hub: &Hub, report: &Report, options: &Options, change: &ChangeSet) -> (Published, Ledger) {
    let client = client(hub);
    let published = publish(&client, &at(), &pull(&change.head), change, report, options).await;
    (published, client.ledger())
}
