//! What a policy says once for everything: lists, waivers, headings, and how pull requests are commented on.

use super::super::{Policy, Waiver};
use super::{Place, Relaxation};
use crate::artifact::Kind;
use crate::change::RepoPath;
use crate::claim::Subject;
use crate::finding::quote;
use crate::license;
use crate::order::InOrder as _;
use crate::policy::license::shown;
use crate::policy::{Foreign, Verdict};
use std::collections::BTreeSet;

/// Comments that a pull request gets at most, where no policy says how many.
const MAX_COMMENTS: usize = 25;

/// What a draft may get, the least first; and what it gets where no policy says so.
const DRAFTS: [&str; 3] = ["off", "summary", "full"];
const DRAFT: &str = "summary";

pub(super) fn compare(before: &Policy, after: &Policy, found: &mut Vec<Relaxation>) {
    let sides = [before, after];
    waived(sides, found);
    built_on(sides, found);
    headings(sides, found);
    essential(sides, found);
    licenses(sides, found);
    commented(sides, found);
    if (after.fail_on().unwrap_or_default() as u8) > (before.fail_on().unwrap_or_default() as u8) {
        found.push(Relaxation::new("fail-on", "a review fails from a higher severity on than before, or never"));
    }
    if after.takes_in_file_waivers() && !before.takes_in_file_waivers() {
        found.push(Relaxation::new("in-file", "files may say themselves what is accepted in them"));
    }
    let endless = |policy: &Policy| policy.layers().any(|policy| policy.endless_waivers);
    if endless(after) && !endless(before) {
        found.push(Relaxation::new("waivers without an end", "waivers need no end"));
    }
}

/// Words that every layer of a policy says in one list, with their places.
fn all<'a>(policy: &'a Policy, list: fn(&Policy) -> &[super::super::Said<String>]) -> Vec<(&'a str, Option<Place>)> {
    let of = |policy: &'a Policy| {
        list(policy).iter().map(|said| (said.value.as_str(), Some(Place::new(policy, &said.span))))
    };
    policy.layers().flat_map(of).collect()
}

/// What stands in the first list alone.
fn gone<'a>(one: Vec<(&'a str, Option<Place>)>, other: &[(&str, Option<Place>)]) -> Vec<(&'a str, Option<Place>)> {
    one.into_iter().filter(|(word, _)| !other.iter().any(|(known, _)| known == word)).collect()
}

/// New waivers, and waivers that hold for longer.
fn waived([before, after]: [&Policy; 2], found: &mut Vec<Relaxation>) {
    let of = |policy: &'_ Policy| -> Vec<(Waiver, Option<Place>)> {
        let each = |policy: &Policy| -> Vec<(Waiver, Option<Place>)> {
            policy.waivers.iter().map(|waiver| (waiver.clone(), Some(Place::new(policy, &waiver.span)))).collect()
        };
        policy.layers().flat_map(each).collect()
    };
    let (old, new) = (of(before), of(after));
    let end = |waiver: &Waiver| waiver.expires.map_or("without an end".to_owned(), |day| format!("until {day}"));
    for (waiver, place) in &new {
        let same = old.iter().filter(|(known, _)| known.subject() == waiver.subject());
        // the one that holds longest; one without an end comes after every day
        let longest = same.max_by_key(|(known, _)| (known.expires.is_none(), known.expires));
        let what = match longest {
            None => format!("{} is accepted {}", quote(&waiver.subject()), end(waiver)),
            Some((known, _))
                if known.expires.is_some() && waiver.expires.is_none_or(|day| Some(day) > known.expires) =>
            {
                format!("{} is accepted {} instead of {}", quote(&waiver.subject()), end(waiver), end(known))
            }
            Some(_) => continue,
        };
        let relaxation = Relaxation::new(format!("waiver {}", waiver.subject()), what);
        found.push(relaxation.after(place.clone()).before(longest.and_then(|(_, place)| place.clone())));
    }
}

/// What the old policy was built on.
fn built_on([before, after]: [&Policy; 2], found: &mut Vec<Relaxation>) {
    let [old, new] = [before, after].map(|policy| all(policy, |policy| &policy.extends));
    // another commit of the same policy is told by what it says
    let other_commit = |name: &str| {
        let place = |text: &str| Foreign::parse(text).map(|at| (at.owner, at.repository, at.path));
        place(name).is_some_and(|same| new.iter().any(|(text, _)| place(text).as_ref() == Some(&same)))
    };
    for (name, place) in gone(old.clone(), &new) {
        if !other_commit(name) {
            let what = format!("the policy no longer builds on {}", quote(name));
            found.push(Relaxation::new(format!("extends {name}"), what).before(place));
        }
    }
    for (name, place) in gone(new.clone(), &old) {
        let relaxation = |what| Relaxation::new(format!("extends {name}"), what).after(place.clone());
        if !after.layers().any(|policy| policy.name == name) {
            let what =
                format!("the policy builds on {}, which could not be read: what it relaxes is not known", quote(name));
            found.push(relaxation(what));
        }
        // a file that is built on is nothing else any more
        let path = RepoPath::new(name.as_bytes());
        if path.and_then(|path| before.kind_of(&path)).is_some_and(|kind| kind != Kind::Policy) {
            found.push(relaxation(format!("{} is taken for a policy", quote(name))));
        }
    }
}

/// Headings that count as another section: what stands below them may take its place, or go unseen.
fn headings([before, after]: [&Policy; 2], found: &mut Vec<Relaxation>) {
    let of = |policy: &'_ Policy| -> Vec<(String, &'static str, Option<Place>)> {
        let each = |policy: &Policy| -> Vec<(String, &'static str, Option<Place>)> {
            let known = policy.sections.iter();
            known.map(|(said, topic)| (said.value.clone(), *topic, Some(Place::new(policy, &said.span)))).collect()
        };
        policy.layers().flat_map(each).collect()
    };
    let (old, new) = (of(before), of(after));
    let lacks = |list: &[(String, &str, Option<Place>)], heading: &str, topic: &str| {
        !list.iter().any(|(known, of, _)| known == heading && *of == topic)
    };
    for (heading, topic, place) in &new {
        if lacks(&old, heading, topic) {
            let what = format!("a section named {} counts as {}", quote(heading), quote(topic));
            found.push(Relaxation::new(format!("sections {heading} {topic}"), what).after(place.clone()));
        }
    }
    for (heading, topic, place) in old {
        if lacks(&new, &heading, topic) {
            let what = format!("a section named {} no longer counts as {}", quote(&heading), quote(topic));
            found.push(Relaxation::new(format!("sections {heading} {topic}"), what).before(place));
        }
    }
}

/// Sections that a new card is no longer asked for. What it is asked for without a policy, the rules know.
fn essential([before, after]: [&Policy; 2], found: &mut Vec<Relaxation>) {
    for (kind, key) in [(Kind::ModelCard, "model-card"), (Kind::DatasetCard, "dataset-card")] {
        let (old, new) = (before.essential(kind), after.essential(kind));
        let gone = |old: &[&str]| new.is_none_or(|new| old.iter().any(|topic| !new.contains(topic)));
        // without a policy it is asked for a handful: a list as long is taken for another choice
        let is_short = new.is_none_or(|new| new.len() < 3);
        if old != new && old.map_or(is_short, gone) {
            let what = match new {
                Some([]) => format!("a new {} is asked for nothing", kind.name()),
                Some(new) => format!("a new {} is asked for {} alone", kind.name(), quote(&new.join(", "))),
                None => format!("a new {} is asked for what the rules say alone", kind.name()),
            };
            found.push(Relaxation::new(format!("essential {key}"), what));
        }
    }
}

/// Licenses that are judged less strictly, of everything or of models, data or code alone.
fn licenses([before, after]: [&Policy; 2], found: &mut Vec<Relaxation>) {
    const SUBJECTS: [(Subject, &str); 4] = [
        (Subject::Everything, ""),
        (Subject::Model, " for models"),
        (Subject::Data, " for data"),
        (Subject::Code, " for code"),
    ];
    let all = [before, after].into_iter().flat_map(Policy::layers);
    let named: BTreeSet<String> = all.flat_map(|policy| policy.license.named()).into_set();
    let place = |policy: &Policy, is_after: bool| {
        let speaks = policy.layers().find(|policy| !policy.license_at.is_empty());
        speaks
            .filter(|_| is_after || !policy.license_at.is_empty())
            .map(|policy| Place::new(policy, &policy.license_at))
    };
    let kin: Vec<String> = named.iter().flat_map(|id| kin(id)).filter(|id| !named.contains(id)).collect();
    let mut told = BTreeSet::new();
    // one that no list can name stands for all others
    for id in named.iter().chain(&kin).map(String::as_str).chain([""]) {
        let of =
            |policy: &Policy, subject| policy.layers().filter_map(|policy| policy.license.of_one(subject, id)).max();
        let mut whole = None;
        for (subject, words) in SUBJECTS {
            let (old, new) = (of(before, subject), of(after, subject));
            if new >= old || whole == Some((old, new)) {
                continue;
            }
            if subject == Subject::Everything {
                whole = Some((old, new));
            }
            // of a license and its kin, what a list names is told first and suffices
            if !(told.insert((license::bare(id), words)) || named.contains(id)) {
                continue;
            }
            let name = if id.is_empty() { "a license that no list names".to_owned() } else { quote(&shown(id)) };
            let what = in_words(&name, old, new, words);
            let relaxation = Relaxation::new(format!("license {id}{words}"), what);
            found.push(relaxation.after(place(after, true)).before(place(before, false)));
        }
    }
}

/// What `GPL-3.0` in a list may stand for, or may be meant by where a list names one of them.
fn kin(id: &str) -> impl Iterator<Item = String> {
    let bare = license::bare(id).to_owned();
    let ends = ["-or-later", "-only", ""].into_iter().filter(|_| id.contains("gpl-") || id.starts_with("gfdl-"));
    ends.map(move |end| format!("{bare}{end}"))
}

fn in_words(name: &str, old: Option<Verdict>, new: Option<Verdict>, of: &str) -> String {
    let was = match old {
        Some(Verdict::Denied) => "denied",
        Some(Verdict::ToReview) => "to be reviewed",
        Some(Verdict::NotAllowed) | None => "",
    };
    let is = match new {
        Some(Verdict::ToReview) => "to be reviewed",
        Some(Verdict::NotAllowed) => "not on the list of those allowed",
        Some(Verdict::Denied) | None => "",
    };
    match (was, is) {
        ("", "") => format!("{name} is accepted{of}"),
        ("", is) => format!("{name} is {is}{of}, and no longer refused"),
        (was, "") => format!("{name} is no longer {was}{of}"),
        (was, is) => format!("{name} is no longer {was}{of}, and is {is}"),
    }
}

/// Fewer comments, and less for drafts.
fn commented([before, after]: [&Policy; 2], found: &mut Vec<Relaxation>) {
    let [old, new] = [before, after].map(Policy::comments);
    let most = |max: Option<usize>| max.unwrap_or(MAX_COMMENTS);
    if most(new.max) < most(old.max) {
        let what = format!("a pull request gets {} comments at most instead of {}", most(new.max), most(old.max));
        found.push(Relaxation::new("comments max", what));
    }
    let draft = |word: &Option<String>| {
        let word = word.as_deref().unwrap_or(DRAFT);
        DRAFTS.iter().position(|known| *known == word).map(|at| (at, DRAFTS.get(at).copied().unwrap_or_default()))
    };
    if let (Some((was, old)), Some((is, new))) = (draft(&old.drafts), draft(&new.drafts))
        && is < was
    {
        found.push(Relaxation::new("comments drafts", format!("drafts get {} instead of {}", quote(new), quote(old))));
    }
}
