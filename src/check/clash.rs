//! Pairs of license claims that cannot both be true, and the groups in which one file stands against several.

use super::license_text::looks_like;
use super::{Hit, Scene};
use crate::artifact::{Artifact, Kind};
use crate::change::Side;
use crate::claim::{Evidence, LicenseClaim, Value};
use crate::finding::{Severity, quote};
use crate::license::{self, Agreement, Expression};
use crate::tree::Trees;

/// Two claims of one directory that cannot both be true.
#[derive(Clone)]
pub(super) struct Clash<'a> {
    pub(super) directory: String,
    pub(super) one: LicenseClaim<'a>,
    pub(super) other: LicenseClaim<'a>,
    /// The most that the evidence allows.
    pub(super) at_most: Severity,
}

impl Clash<'_> {
    /// The same as long as both say what they say.
    pub(super) fn key(&self, trees: &Trees) -> String {
        let said = |claim: &LicenseClaim<'_>| {
            let path = trees.lasting_path(claim.artifact.side, &claim.artifact.path);
            format!("{path} {}", name(claim))
        };
        format!("{} ≠ {}", said(&self.one), said(&self.other))
    }

    pub(super) fn is_about(&self, claim: &LicenseClaim<'_>) -> bool {
        [&self.one, &self.other].iter().any(|own| is_same(own, claim))
    }
}

/// One claim, and those that contradict it with one voice.
pub(super) struct Group<'a> {
    pub(super) lone: LicenseClaim<'a>,
    pub(super) others: Vec<LicenseClaim<'a>>,
    directory: String,
    at_most: Severity,
    keys: Vec<String>,
}

/// The clashes, those with one side in common together.
pub(super) fn groups<'a>(clashes: Vec<Clash<'a>>, trees: &Trees) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for clash in clashes {
        let key = clash.key(trees);
        let Clash { directory, one, other, at_most } = clash;
        let fits = |group: &Group<'_>| group.directory == directory && group.at_most == at_most;
        let joins = |group: &Group<'_>, lone: &LicenseClaim<'_>, next: &LicenseClaim<'_>| {
            is_same(&group.lone, lone) && group.others.iter().all(|held| agree(held, next))
        };
        let found = groups.iter_mut().filter(|group| fits(group)).find_map(|group| {
            // of a single pair, either may turn out to be the one that is alone
            if let [only] = group.others.as_mut_slice()
                && (is_same(only, &one) && agree(&group.lone, &other)
                    || is_same(only, &other) && agree(&group.lone, &one))
            {
                std::mem::swap(&mut group.lone, only);
            }
            if joins(group, &other, &one) {
                Some((group, one.clone()))
            } else {
                joins(group, &one, &other).then(|| (group, other.clone()))
            }
        });
        match found {
            Some((group, next)) => {
                group.others.push(next);
                group.keys.push(key);
            }
            None => groups.push(Group { lone: other, others: vec![one], directory, at_most, keys: vec![key] }),
        }
    }
    groups
}

impl Group<'_> {
    /// One finding, on the file that the change touches.
    pub(super) fn hit(&self, scene: &Scene<'_>) -> Hit {
        let changed = |claim: &&LicenseClaim<'_>| scene.trees.changed(scene.side, &claim.artifact.path).is_some();
        let several = self.others.len() > 1;
        let member = self.others.iter().find(changed);
        // of a pair that changed on both sides, the statement is what can be mended in a line
        let on_lone = changed(&&self.lone) && (several || member.is_none());
        let first = member.or(self.others.first()).unwrap_or(&self.lone);
        let (main, proof) = if on_lone { (&self.lone, first) } else { (first, &self.lone) };
        let rest: Vec<&LicenseClaim<'_>> = self.others.iter().filter(|other| !is_same(other, first)).collect();
        // a manifest may say it twice
        let files: Vec<_> = rest.iter().copied().filter(|claim| claim.artifact.path != first.artifact.path).collect();
        let more = match files.as_slice() {
            [] => String::new(),
            files if on_lone => format!(", and so {} {}", if files.len() == 1 { "does" } else { "do" }, listed(files)),
            files => {
                format!(", which {} {} too", listed(files), if files.len() == 1 { "contradicts" } else { "contradict" })
            }
        };
        let mut hit = Hit::on(main.artifact, &main.span, self.keys.join(", "))
            .with("license", main.words.clone())
            .with("file", main.artifact.path.text().into_owned())
            .with("other_license", proof.words.clone())
            .with("other_file", proof.artifact.path.text().into_owned())
            .with("of", first.subject.to_string())
            .with("proof", format!("{}{more}", says(proof)))
            .with("expected", spelled_for(main, proof))
            .related(proof.artifact.at(&proof.span), says(proof));
        if main.artifact.kind == Kind::Weights {
            hit = hit.related(main.artifact.at(&main.span), says(main));
        }
        for claim in rest {
            hit = hit.related(claim.artifact.at(&claim.span), says(claim));
        }
        // a license file is not mended by a line, and one of several is not all
        let mendable = is_mendable(main.artifact) && scene.side == Side::Head && (on_lone || !several);
        Hit { edit: hit.edit.clone().filter(|_| mendable), ..hit }
            .at_most(self.at_most)
            .about_directory(&self.directory)
    }
}

/// The paths, each once.
fn listed(claims: &[&LicenseClaim<'_>]) -> String {
    const SHOWN: usize = 3;
    let mut paths: Vec<String> = claims.iter().map(|claim| quote(&claim.artifact.path.text())).collect();
    paths.dedup();
    let left = paths.len().saturating_sub(SHOWN);
    paths.truncate(SHOWN);
    if left > 0 {
        return format!("{} and {left} more", paths.join(", "));
    }
    match paths.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => paths.concat(),
    }
}

fn says(claim: &LicenseClaim<'_>) -> String {
    match (claim.artifact.kind, claim.evidence) {
        // it has no lines, so the words must be found by their key
        (Kind::Weights, _) => {
            let text = &claim.artifact.text;
            format!("holds {} in its metadata", quote(text.line(text.line_of(claim.span.start))))
        }
        (Kind::License, Evidence::Read) => format!("is the text of {}", quote(&claim.words)),
        _ => format!("says {}", quote(&claim.words)),
    }
}

fn name(claim: &LicenseClaim<'_>) -> String {
    claim.expression().map_or_else(|| claim.words.clone(), ToString::to_string)
}

fn is_same(one: &LicenseClaim<'_>, other: &LicenseClaim<'_>) -> bool {
    one.artifact.path == other.artifact.path && one.span == other.span
}

/// Both are known, and say the same.
pub(super) fn agree(one: &LicenseClaim<'_>, other: &LicenseClaim<'_>) -> bool {
    relation(one, other) == Some(Agreement::Agrees)
}

/// Both are known, and cannot both be true. A license here, and there its own text with other words, is told by the rule on
/// texts alone.
pub(super) fn contradicts(one: &LicenseClaim<'_>, other: &LicenseClaim<'_>) -> bool {
    relation(one, other) == Some(Agreement::Contradicts)
}

fn relation(one: &LicenseClaim<'_>, other: &LicenseClaim<'_>) -> Option<Agreement> {
    let altered = |claim: &LicenseClaim<'_>| match &claim.value {
        Value::Altered(id) if looks_like(claim.artifact) => license::known(id),
        _ => None,
    };
    let (a, b) = (altered(one), altered(other));
    let agreement = license::agree(one.expression().or(a.as_ref())?, other.expression().or(b.as_ref())?);
    // what was altered agrees with nothing, and may come from a sister of the license: MIT-0, or another version
    let family = |id: &str| id.split('-').next().map(str::to_owned);
    let families = |claim: &LicenseClaim<'_>, own: &Option<Expression>| -> Vec<_> {
        let expression = claim.expression().or(own.as_ref());
        expression.map(Expression::ids).unwrap_or_default().into_iter().map(family).collect()
    };
    let is_sister = families(one, &a).iter().any(|it| families(other, &b).contains(it));
    (a.is_none() && b.is_none() || agreement == Agreement::Contradicts && !is_sister).then_some(agreement)
}

/// What the change left of a contradiction that it mends elsewhere.
pub(super) fn left_over(scene: &Scene<'_>, group: &Group<'_>, mended: &[Clash<'_>]) -> Option<Hit> {
    let is_lone = |claim: &LicenseClaim<'_>| {
        let [was, is] =
            [claim, &group.lone].map(|claim| scene.trees.lasting_path(claim.artifact.side, &claim.artifact.path));
        was == is && name(claim) == name(&group.lone)
    };
    let same = |clash: &&Clash<'_>| is_lone(&clash.one) || is_lone(&clash.other);
    let done = mended.iter().filter(same).count();
    if done == 0 {
        return None;
    }
    let mut hit = group.hit(scene);
    let all = done + group.others.len();
    hit.subject = format!("left of {all}: {}", hit.subject);
    for (variable, value) in &mut hit.variables {
        if *variable == "proof" {
            *value =
                format!("{value}. The change mends {done} of {all} such statements, and leaves {}", group.others.len());
        }
    }
    Some(hit.at_most(Severity::Notice))
}

/// The other license as this file would spell it: cards use the Hub's ids.
fn spelled_for(main: &LicenseClaim<'_>, proof: &LicenseClaim<'_>) -> String {
    let Some(expression) = proof.expression() else { return String::new() };
    if main.words.starts_with("License ::") {
        // a classifier is spelled otherwise, and there is not one for every license
        return String::new();
    }
    let spdx = expression.to_string();
    match main.artifact.kind {
        Kind::ModelCard | Kind::DatasetCard => {
            license::terms(&spdx).and_then(|terms| terms.hub_id.clone()).unwrap_or_default()
        }
        _ => spdx,
    }
}

/// Whether a line of this file can be mended by a suggestion.
fn is_mendable(artifact: &Artifact) -> bool {
    !matches!(artifact.kind, Kind::License | Kind::Weights)
}
