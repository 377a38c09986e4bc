//! `modelward waive`: writes a waiver into the configuration, or moves the end of the one that is there.

use super::output::Output;
use super::place::from_root;
use super::{Ended, Failure, block_on, tree};
use crate::artifact::node::Node;
use crate::artifact::{Span, toml_node};
use crate::change::{self, RepoPath, Side};
use crate::cli::Waive;
use crate::configuration::Configuration;
use crate::engine;
use crate::mistake::{Mistakes, which_rule};
use crate::order;
use crate::policy::{self, Date, Waiver};
use crate::rule;
use crate::source::{Content, Source as _, write};
use crate::visible::visible;

pub(super) fn run(arguments: &Waive, output: &Output) -> Result<Ended, Failure> {
    let mut source = tree::open(&arguments.repo, None)?;
    let (_, configuration) = block_on(engine::configuration(&mut source, rule::builtin()))??;
    let root = source.root_to_write()?;
    let until = until(arguments, source.today())?;
    refuse_unknown(&arguments.rule, &configuration)?;
    refuse_locked(&arguments.rule, &configuration)?;
    let given = arguments.path.trim_start_matches("./");
    let mut meant = from_root(given, &arguments.repo, &root)?;
    if meant != given {
        output.note(&format!("{given} is {meant} from the repository's root"));
    }
    let listing = block_on(source.listing())??;
    let below = format!("{}/", meant.trim_end_matches('/'));
    if listing.entries.iter().any(|entry| entry.path.bytes().starts_with(below.as_bytes())) {
        return Err(Failure::Usage(format!("{meant} is a folder; write `{below}**` for all that is in it")));
    }
    // the name of a file may look like a pattern
    if let Some(entry) = listing.entries.iter().find(|entry| entry.path.bytes() == meant.as_bytes()) {
        meant = policy::literal(&entry.path);
    }
    let path = RepoPath::new(policy::PATH.as_bytes());
    let path = path.ok_or_else(|| Failure::Usage(format!("{} is no path", policy::PATH)))?;
    let before = match block_on(source.read(&[(Side::Head, path.clone())]))??.pop() {
        Some(Content::Bytes(bytes)) => String::from_utf8(bytes)
            .map_err(|_| Failure::Usage(format!("{} is not UTF-8; mend it first", policy::PATH)))?,
        Some(Content::Skipped(skip)) if root.join(policy::PATH).symlink_metadata().is_ok() => {
            return Err(Failure::Usage(format!("{} {}", skip.path, skip.reason)));
        }
        _ => String::new(),
    };
    let mistaken = |text: &str, list| {
        output.mistakes(&Mistakes { path: policy::PATH.into(), text: text.to_owned(), list });
        Ok(Ended::WithMistakes)
    };
    let (old, known) = policy::read(&before, &configuration.catalog);
    let (root_node, problems) = toml_node(&before);
    if !problems.is_empty() {
        output.note("the configuration is broken; nothing was written");
        return mistaken(&before, known);
    }
    let subject = format!("{} in {meant}", arguments.rule);
    let same = old.waivers.iter().find(|waiver| waiver.is_path() && waiver.subject() == subject);
    // an end is moved, and never drawn nearer by the way
    let until = match same.map(|waiver| waiver.expires) {
        Some(None) => None,
        Some(end) => until.max(end),
        None => until,
    };
    let keeps = |given: &Option<String>, old: &String| given.as_ref().is_none_or(|given| given == old);
    let is_same = |waiver: &&Waiver| {
        until == waiver.expires && keeps(&arguments.reason, &waiver.reason) && keeps(&arguments.owner, &waiver.owner)
    };
    if let Some(waiver) = same.filter(is_same) {
        let end = waiver.expires.map_or("without an end".to_owned(), |day| format!("until {day}"));
        let (what, reason, owner) = (visible(&subject), visible(&waiver.reason), visible(&waiver.owner));
        output.note(&format!("{what} is accepted already, {end}: {reason} ({owner}); nothing was written"));
        return Ok(Ended::Well);
    }
    let block = block(arguments, &meant, until, same)?;
    let table = same.and_then(|waiver| table_of(&root_node, waiver));
    let after = table.map_or_else(|| appended(&before, &block), |table| renewed(&before, table, &block));
    // the words are read as any policy is: what is wrong with them is told at the argument's own words
    let (new, mut list) = policy::read(&after, &configuration.catalog);
    for old in known {
        let told = list.iter().position(|new| new.message == old.message);
        told.map(|at| list.remove(at));
    }
    if !list.is_empty() {
        return mistaken(&after, list);
    }
    output.print(&if same.is_some() { change::diff::unified(policy::PATH, &before, &after) } else { block });
    let waiver = new.waivers.iter().find(|waiver| waiver.subject() == subject);
    if !listing.entries.iter().any(|entry| waiver.is_some_and(|waiver| waiver.is_about(&entry.path))) {
        output.note(&format!("no file here matches {meant}"));
    }
    if arguments.dry_run {
        return Ok(Ended::Well);
    }
    let failure = |source| Failure::File { action: "write", path: policy::PATH.into(), source };
    write::put(&root, &path, after.as_bytes()).map_err(failure)?;
    let done = match same {
        Some(old) => format!("{} changed in", changed(old, until, arguments)),
        None => "added to".to_owned(),
    };
    output.note(&format!("{done} {}; it holds once it is on the base branch", policy::PATH));
    Ok(Ended::Well)
}

fn until(arguments: &Waive, today: Date) -> Result<Option<Date>, Failure> {
    let Some(until) = &arguments.until else { return Ok(None) };
    let Some(day) = policy::date(until) else {
        let why = policy::no_such_day(until)
            .map_or("it takes a date, as in 2027-03-31".to_owned(), |days| format!("there is no such day: {days}"));
        return Err(Failure::Usage(format!("--until is {until:?}; {why}")));
    };
    if day < today {
        let later = today + chrono::Days::new(policy::PROPOSED_DAYS);
        return Err(Failure::Usage(format!("--until is {day}, which has passed; write a day to come, as in {later}")));
    }
    Ok(Some(day))
}

fn refuse_unknown(rule: &str, configuration: &Configuration) -> Result<(), Failure> {
    let known = || configuration.catalog.keys().map(String::as_str);
    if known().any(|id| policy::selects(rule, id)) {
        return Ok(());
    }
    let help = which_rule(rule, known());
    Err(Failure::Usage(format!("there is no rule {rule:?}: {help}; nothing was written")))
}

fn refuse_locked(rule: &str, configuration: &Configuration) -> Result<(), Failure> {
    let policy = &configuration.policy;
    let held = configuration.catalog.keys().find(|id| policy::selects(rule, id) && policy.locks(id));
    let Some((id, by)) = held.and_then(|id| Some((id, policy.locked_by(id)?))) else { return Ok(()) };
    let help = "a waiver of it would not hold; ask those who keep that policy";
    Err(Failure::Usage(format!("{id} is locked by {by}: {help}")))
}

/// The `[[waivers]]` of a document that a waiver was read from.
fn table_of<'a>(root: &'a Node, waiver: &Waiver) -> Option<&'a Node> {
    root.get("waivers")?.items().iter().find(|table| table.span == waiver.span)
}

fn appended(before: &str, block: &str) -> String {
    let gap = if before.is_empty() || before.ends_with("\n\n") { "" } else { "\n" };
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    format!("{before}{end}{gap}{block}")
}

/// The same text with what a new waiver says in place of what the old one said.
fn renewed(before: &str, table: &Node, block: &str) -> String {
    let mut edits: Vec<(Span, &str)> = Vec::new();
    for (key, value) in block.lines().filter_map(|line| line.split_once(" = ")) {
        let old = table.get(key).map(|node| node.span.clone());
        edits.extend(old.filter(|span| before.get(span.clone()) != Some(value)).map(|span| (span, value)));
    }
    order::by_key(&mut edits, |(span, _)| std::cmp::Reverse(span.start));
    let mut after = before.to_owned();
    for (span, value) in edits {
        after.replace_range(span, value);
    }
    after
}

/// What becomes another of a waiver that is there: `the end and the owner`.
fn changed(old: &Waiver, until: Option<Date>, arguments: &Waive) -> String {
    let is_other = |given: &Option<String>, old: &String| given.as_ref().is_some_and(|given| given != old);
    let all = [
        ("the end", until != old.expires),
        ("the reason", is_other(&arguments.reason, &old.reason)),
        ("the owner", is_other(&arguments.owner, &old.owner)),
    ];
    let named: Vec<&str> = all.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect();
    named.join(" and ")
}

fn block(arguments: &Waive, path: &str, until: Option<Date>, same: Option<&Waiver>) -> Result<String, Failure> {
    let given = |name: &str, given: &Option<String>, old: Option<&String>| {
        let lacks = || Failure::Usage(format!("--{name} is missing: a new waiver says why, and who decided"));
        given.clone().or(old.cloned()).ok_or_else(lacks)
    };
    let reason = given("reason", &arguments.reason, same.map(|waiver| &waiver.reason))?;
    let owner = given("owner", &arguments.owner, same.map(|waiver| &waiver.owner))?;
    let text = |name: &str, value: &str| {
        if value.chars().any(char::is_control) {
            return Err(Failure::Usage(format!("--{name} must be one line without control characters")));
        }
        // a text of JSON without control characters is one of TOML
        Ok(serde_json::to_string(value).unwrap_or_default())
    };
    let expires = until.map(|day| format!("expires = {day}\n")).unwrap_or_default();
    Ok(format!(
        "[[waivers]]\nrule = {}\npath = {}\nreason = {}\nowner = {}\n{expires}",
        text("rule", &arguments.rule)?,
        text("path", path)?,
        text("reason", &reason)?,
        text("owner", &owner)?,
    ))
}
