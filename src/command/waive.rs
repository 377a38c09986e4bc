//! `modelward waive`: writes a waiver into the configuration.

use super::output::Output;
use super::{Ended, Failure, block_on, tree};
use crate::change::{RepoPath, Side};
use crate::cli::Waive;
use crate::engine;
use crate::mistake::Mistakes;
use crate::policy;
use crate::rule;
use crate::source::{Content, Source as _, write};
use std::fmt::Write as _;

pub(super) fn run(arguments: &Waive, output: &Output) -> Result<Ended, Failure> {
    let mut source = tree::open(&arguments.repo, None)?;
    let (_, configuration) = block_on(engine::configuration(&mut source, rule::builtin()))??;
    let root = source.root_to_write()?;
    let path = RepoPath::new(policy::PATH.as_bytes());
    let path = path.ok_or_else(|| Failure::Usage(format!("{} is no path", policy::PATH)))?;
    let before = match block_on(source.read(&[(Side::Head, path.clone())]))??.pop() {
        Some(Content::Bytes(bytes)) => String::from_utf8(bytes)
            .map_err(|_| Failure::Usage(format!("{} is not UTF-8; mend it first", policy::PATH)))?,
        _ => String::new(),
    };
    let block = block(arguments)?;
    let gap = if before.is_empty() || before.ends_with("\n\n") { "" } else { "\n" };
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let after = format!("{before}{end}{gap}{block}");
    // the words are read as any policy is: what is wrong with them is told at the argument's own words
    let known = policy::read(&before, &configuration.catalog).1;
    let list: Vec<_> = policy::read(&after, &configuration.catalog).1;
    let list = list.into_iter().filter(|mistake| !known.iter().any(|old| old.span == mistake.span)).collect::<Vec<_>>();
    if !list.is_empty() {
        output.mistakes(&Mistakes { path: policy::PATH.into(), text: after, list });
        return Ok(Ended::WithMistakes);
    }
    output.print(&block);
    if arguments.dry_run {
        return Ok(Ended::Well);
    }
    let failure = |source| Failure::File { action: "write", path: policy::PATH.into(), source };
    write::put(&root, &path, after.as_bytes()).map_err(failure)?;
    output.note(&format!("added to {}; it holds once it is on the base branch", policy::PATH));
    Ok(Ended::Well)
}

fn block(arguments: &Waive) -> Result<String, Failure> {
    let text = |name: &str, value: &str| {
        if value.chars().any(char::is_control) {
            return Err(Failure::Usage(format!("--{name} must be one line without control characters")));
        }
        // a text of JSON without control characters is one of TOML
        Ok(serde_json::to_string(value).unwrap_or_default())
    };
    let mut block = format!(
        "[[waivers]]\nrule = {}\npath = {}\nreason = {}\nowner = {}\n",
        text("rule", &arguments.rule)?,
        text("path", arguments.path.trim_start_matches("./"))?,
        text("reason", &arguments.reason)?,
        text("owner", &arguments.owner)?,
    );
    if let Some(until) = &arguments.until {
        let Some(day) = policy::date(until) else {
            return Err(Failure::Usage(format!("--until is {until:?}; it takes a date, as in 2027-03-31")));
        };
        let _ = writeln!(block, "expires = {day}");
    }
    Ok(block)
}
