//! `modelward rules new PACK/NAME`: begins a rule with a file that works as it is.

use crate::cli::NewRule;
use crate::command::init::write;
use crate::command::output::Output;
use crate::command::{Ended, Failure, tree};
use crate::rule;
use std::path::Path;

const TEMPLATE: &str = include_str!("template.toml");

pub(super) fn run(arguments: &NewRule, output: &Output) -> Result<Ended, Failure> {
    let id = &arguments.id;
    if !rule::is_id(id) {
        let help = "write PACK/NAME in lower-case letters, digits and hyphens, as in model-card/absolute-claim";
        return Err(Failure::Usage(format!("{id:?} is no id of a rule; {help}")));
    }
    if rule::builtin().iter().any(|rule| rule.id == *id) {
        return Err(Failure::Usage(format!("there is a rule {id} already; give yours another name")));
    }
    let root = tree::open(&arguments.repo, None)?.root_to_write()?;
    let path = format!("{}/{id}.toml", if is_own_tree(&root) { "rules" } else { crate::policy::RULES });
    if write(&root, &path, TEMPLATE, output)? {
        output.print(&format!("Change it, and run `modelward rules test {path}`."));
        return Ok(Ended::Well);
    }
    Ok(Ended::WithMistakes)
}

/// Whether the rules there are those that this program embeds.
fn is_own_tree(root: &Path) -> bool {
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    manifest.contains("name = \"modelward\"") && root.join("rules").is_dir()
}
