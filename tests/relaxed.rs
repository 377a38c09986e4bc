//! A change that takes something from its own judge is told so, whichever way it goes about it.

#![allow(clippy::expect_used, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::engine::{self, Review};
use modelward::finding::Finding;
use modelward::rule;
use modelward::source::memory::{Files, MemorySource};

const POLICY: &str = ".github/modelward.toml";
const OWN: &str = ".github/modelward/rules/house/promise.toml";
const CARD: &str = "---\nlicense: mit\n---\n# Sorter\n\nSorts requests.\n";

fn own_rule(severity: &str, forbidden: &str) -> String {
    format!(
        "title = \"A promise\"\nseverity = \"{severity}\"\nwhy = \"Nobody can keep it.\"\nmessage = \"{{words}} is a \
         promise.\"\nhelp = \"Say what was measured.\"\n[check.text]\nartifacts = [\"model-card\"]\nforbidden = \
         '{forbidden}'\n"
    )
}

fn review(base: &[(&str, &str)], head: &[(&str, &str)]) -> Review {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let files = |list: &[(&str, &str)]| -> Files {
        let card = std::iter::once(("MODEL_CARD.md", CARD)).chain([("models/a.bin", "w"), ("cards/a.md", "# A")]);
        let all = card.chain(list.iter().copied());
        all.map(|(path, text)| (RepoPath::new(path.as_bytes()).expect("a path"), text.as_bytes().to_vec())).collect()
    };
    let mut source = MemorySource { base: files(base), head: files(head) };
    runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory")
}

fn told(review: &Review) -> Vec<&Finding> {
    review.report.introduced.iter().filter(|finding| finding.rule == "policy/relaxed").collect()
}

/// What is told of a change of the policy.
fn messages(base: &str, head: &str, beside: [&[(&str, &str)]; 2]) -> Vec<String> {
    let [before, after] = beside;
    let review = review(&[&[(POLICY, base)], before].concat(), &[&[(POLICY, head)], after].concat());
    told(&review).iter().map(|finding| format!("{}: {}", finding.at, finding.message)).collect()
}

/// Whether exactly one thing is told, in these words.
fn tells(base: &str, head: &str, wanted: &str) {
    let told = messages(base, head, [&[], &[]]);
    assert!(told.len() == 1 && told.iter().all(|message| message.contains(wanted)), "{base}\n→\n{head}\n{told:#?}");
}

fn silent(base: &str, head: &str) {
    assert_eq!(messages(base, head, [&[], &[]]), Vec::<String>::new(), "{base}\n→\n{head}");
}

const PICKLE_OFF: &str = "[[overrides]]\npaths = [\"**\"]\nrules = { \"weights/pickle\" = \"off\" }\n";
const PICKLE_ERROR: &str = "[[overrides]]\npaths = [\"models/**\"]\nrules = { \"weights/pickle\" = \"error\" }\n";

#[test]
fn overrides_that_go_weaken_or_change_places() {
    tells(PICKLE_ERROR, "", "`weights/pickle` is no longer error for files that match `models/**`");
    let weaker = PICKLE_ERROR.replace("error", "notice");
    tells(PICKLE_ERROR, &weaker, "`weights/pickle` becomes notice for files that match `models/**`");
    let (strict_last, weak_last) = (format!("{PICKLE_OFF}{PICKLE_ERROR}"), format!("{PICKLE_ERROR}{PICKLE_OFF}"));
    tells(&strict_last, &weak_last, "`weights/pickle` becomes off for files that match `**`");
    silent(&weak_last, &strict_last);
    // what cannot match the same file may change places
    let apart = PICKLE_OFF.replace("**", "data/**");
    silent(&format!("{apart}{PICKLE_ERROR}"), &format!("{PICKLE_ERROR}{apart}"));
    // one for each table, however many rules it names
    tells("", &PICKLE_OFF.replace("weights/pickle", "license/*"), "`license/*` becomes off for files that match `**`");
    silent(&PICKLE_OFF.replace("off", "notice"), &PICKLE_OFF.replace("off", "warning"));
}

#[test]
fn more_overrides_than_are_compared_are_told_as_such() {
    let many = |word: &str| -> String {
        (0..400).map(|at| PICKLE_OFF.replace("**", &format!("*{at}")).replace("off", word)).collect()
    };
    let told = messages(&many("error"), &many("notice"), [&[], &[]]);
    assert!(told.iter().any(|message| message.contains("in more ways than are compared")), "{told:#?}");
}

#[test]
fn files_that_are_said_to_be_something_else() {
    let kind = |glob: &str, kind: &str| format!("[[artifacts]]\npaths = [\"{glob}\"]\nkind = \"{kind}\"\n");
    tells("", &kind("**/*.bin", "checksums"), "files that match `**/*.bin` are taken for `checksums`");
    tells("", &kind("**/*.pkl", "checksums"), "files that match `**/*.pkl` are taken for `checksums`");
    tells("", &kind("models/**", "none"), "files that match `models/**` are no longer governed");
    tells(&kind("cards/*.md", "model-card"), "", "files that match `cards/*.md` are no longer taken for `model-card`");
    let (card, none) = (kind("cards/*.md", "model-card"), kind("**/*.md", "none"));
    tells(&format!("{none}{card}"), &format!("{card}{none}"), "files that match `**/*.md` are no longer governed");
    silent("", &kind("cards/*.md", "model-card"));
    silent(&kind("models/**", "none"), "");
}

#[test]
fn lists_of_licenses_that_let_more_in() {
    let denied = "[license]\ndenied = [\"GPL-3.0-only\"]\n";
    let for_models = format!("{denied}model = {{ denied = [] }}\n");
    tells(denied, &for_models, "`GPL-3.0-only` is no longer denied for models");
    let everywhere = format!("{denied}model = {{ denied = [] }}\ndata = {{ denied = [] }}\ncode = {{ denied = [] }}\n");
    assert_eq!(messages(denied, &everywhere, [&[], &[]]).len(), 3);
    let allowed = "[license]\nallowed = [\"MIT\"]\n";
    tells(allowed, &format!("{allowed}data = {{ allowed = [\"MIT\", \"ISC\"] }}\n"), "`ISC` is accepted for data");
    tells(allowed, "", "a license that no list names is accepted");
    tells(denied, "", "`GPL-3.0-only` is no longer denied");
    let reviewed = denied.replace("denied", "review");
    tells(denied, &reviewed, "`GPL-3.0-only` is no longer denied, and is to be reviewed");
    silent(&reviewed, denied);
    silent("", allowed);
}

#[test]
fn headings_comments_and_waivers_without_an_end() {
    let sections = "[sections]\nlimitations = [\"Usage\"]\n";
    tells("", sections, "a section named `usage` counts as `limitations`");
    tells(sections, "", "a section named `usage` no longer counts as `limitations`");
    tells("", "[comments]\nmax = 0\n", "a pull request gets 0 comments at most instead of 25");
    tells("", "[comments]\ndrafts = \"off\"\n", "drafts get `off` instead of `summary`");
    tells("", "[waiving]\nexpires = \"optional\"\n", "waivers need no end");
    let essential = |topics: &str| format!("[essential]\nmodel-card = [{topics}]\n");
    let two = essential("\"limitations\", \"training-data\"");
    tells(&two, &essential("\"limitations\""), "a new model card is asked for `limitations` alone");
    tells("", &essential(""), "a new model card is asked for nothing");
    silent(&essential("\"limitations\""), &two);
    silent("[comments]\nmax = 3\ndrafts = \"off\"\n", "[comments]\nmax = 5\ndrafts = \"full\"\n");
}

#[test]
fn policies_that_are_built_on() {
    let weak = "[rules]\n\"weights/pickle\" = \"off\"\n";
    let strict = "[rules]\n\"weights/pickle\" = \"error\"\n";
    let new = messages("", "extends = [\"weak.toml\"]\n", [&[], &[("weak.toml", weak)]]);
    assert_eq!(new, [".github/modelward.toml:1: `weights/pickle` goes from warning to off, by `weak.toml`."]);
    let both: &[(&str, &str)] = &[("a.toml", weak), ("b.toml", strict)];
    let order = |list: &str| format!("extends = [{list}]\n");
    let swapped = messages(&order("\"a.toml\", \"b.toml\""), &order("\"b.toml\", \"a.toml\""), [both, both]);
    assert_eq!(swapped.len(), 1, "{swapped:#?}");
    assert!(swapped[0].contains("`weights/pickle` goes from error to off"), "{swapped:#?}");
    // one that was named and missing begins to hold
    let base = order("\"late.toml\"");
    let late = messages(&base, &base, [&[], &[("late.toml", weak)]]);
    assert_eq!(late, ["late.toml:2: `weights/pickle` goes from warning to off."]);
    let gone = messages(&order("\"b.toml\""), &order("\"b.toml\""), [&[("b.toml", strict)], &[]]);
    assert!(gone.iter().any(|message| message.contains("`weights/pickle` goes from error to warning")), "{gone:#?}");
    // of one that cannot be read nobody knows what it says
    let pinned = order("\"acme/.github//m.toml@0123456789abcdef0123456789abcdef01234567\"");
    tells("", &pinned, "which could not be read: what it relaxes is not known");
}

#[test]
fn own_rules_that_go_by_another_name() {
    let rule = own_rule("warning", "always");
    let before = review(&[(OWN, &rule)], &[(&OWN.replace("promise", "vow"), &rule)]);
    assert_eq!(told(&before).len(), 1);
    assert!(told(&before)[0].message.contains("`house/promise` goes away"), "{}", told(&before)[0].message);
    let weaker = review(&[(OWN, &rule)], &[(OWN, &own_rule("notice", "always"))]);
    assert!(told(&weaker)[0].message.contains("`house/promise` goes from warning to notice"));
    let other = review(&[(OWN, &rule)], &[(OWN, &own_rule("warning", "never"))]);
    assert!(told(&other)[0].message.contains("`house/promise` looks for something else"));
    let yields = review(&[(OWN, &rule)], &[(OWN, &format!("yields-to = [\"weights/pickle\"]\n{rule}"))]);
    assert!(told(&yields)[0].message.contains("`house/promise` is silent where `weights/pickle` speaks"));
    // where it has no id it holds no more
    let moved = review(&[(OWN, &rule)], &[(".github/modelward/rules/x/house/promise.toml", &rule)]);
    let rules: Vec<&str> = moved.report.introduced.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["policy/invalid", "policy/relaxed"]);
}

#[test]
fn what_can_no_longer_be_read() {
    let strict = "[rules]\n\"weights/pickle\" = \"error\"\n\"license/*\" = \"error\"\n";
    let large = format!("{strict}#{}\n", "x".repeat(1_100_000));
    let told_of = messages(strict, &large, [&[], &[]]);
    assert_eq!(told_of.len(), 1, "{told_of:#?}");
    assert!(told_of[0].contains("nothing that it says would hold"), "{told_of:#?}");
    let rule = own_rule("warning", "always");
    let large = review(&[(OWN, &rule)], &[(OWN, &format!("{rule}#{}\n", "x".repeat(1_100_000)))]);
    assert!(told(&large)[0].message.contains("nothing that it says would hold"));
    // one that does not parse says so itself, and that it relaxes is said once
    let broken = review(&[(POLICY, strict)], &[(POLICY, "[rules\n")]);
    let rules: Vec<&str> = broken.report.introduced.iter().map(|finding| finding.rule.as_str()).collect();
    assert!(rules.contains(&"policy/invalid"), "{rules:?}");
    assert_eq!(rules.iter().filter(|rule| **rule == "policy/relaxed").count(), 1, "{rules:?}");
}

#[test]
fn what_is_locked_cannot_be_put_out_of_sight() {
    let org = "locked = [\"weights/*\"]\n";
    let with = |more: &str| format!("extends = [\"org.toml\"]\n{more}");
    for hidden in [
        "exclude = [\"models/**\"]\n",
        "[[artifacts]]\npaths = [\"models/**\"]\nkind = \"none\"\n",
        "[[artifacts]]\npaths = [\"models/**\"]\nkind = \"record\"\n",
    ] {
        let policy = with(hidden);
        let beside = [(POLICY, policy.as_str()), ("org.toml", org)];
        let review = review(&beside, &[&beside[..], &[("models/b.pt", "w"), ("models/README.md", CARD)]].concat());
        let rules: Vec<&str> = review.report.introduced.iter().map(|finding| finding.rule.as_str()).collect();
        assert!(rules.contains(&"weights/pickle"), "{hidden}: {rules:?}");
        if hidden.starts_with("exclude") {
            assert!(rules.iter().all(|rule| rule.starts_with("weights/")), "{hidden}: {rules:?}");
        }
    }
}

#[test]
fn a_policy_that_is_missing_or_builds_on_itself_is_a_mistake_with_its_place() {
    for (policy, beside, wanted) in [
        ("extends = [\"gone.toml\"]\n", None, "there is no file `gone.toml`"),
        ("extends = [\"a.toml\"]\n", Some(("a.toml", "extends = [\"a.toml\"]\n")), "builds on itself"),
        ("extends = [\".github/modelward.toml\"]\n", None, "builds on itself"),
    ] {
        let base: Vec<(&str, &str)> = [(POLICY, policy)].into_iter().chain(beside).collect();
        let review = review(&base, &[base.as_slice(), &[("b.pt", "w")]].concat());
        let mistakes = &review.configuration.mistakes;
        let list: Vec<&str> =
            mistakes.iter().flat_map(|one| &one.list).map(|mistake| mistake.message.as_str()).collect();
        assert!(list.len() == 1 && list[0].contains(wanted), "{policy}: {list:?}");
        let span = mistakes[0].list[0].span.clone();
        assert!(mistakes[0].text[span].starts_with('"'));
    }
    // two that build on a third are no circle
    let base = [
        (POLICY, "extends = [\"a.toml\", \"b.toml\"]\n"),
        ("a.toml", "extends = [\"c.toml\"]\n"),
        ("b.toml", "extends = [\"c.toml\"]\n"),
        ("c.toml", "language = \"de\"\n"),
    ];
    let review = review(&base, &[&base[..], &[("b.pt", "w")]].concat());
    assert!(review.configuration.mistakes.is_empty());
}

#[test]
fn a_policy_that_is_a_folder_is_a_mistake() {
    let inside = (".github/modelward.toml/a", "x");
    let review = review(&[inside], &[inside, ("b.pt", "w")]);
    let mistake = &review.configuration.mistakes[0];
    assert_eq!(mistake.path, POLICY);
    assert!(mistake.list[0].message.contains("is a folder"), "{}", mistake.list[0].message);
}

#[test]
fn examples_of_a_rule_that_a_change_brings_are_run_in_the_review() {
    let example = |expect: &str, text: &str| {
        format!("[[examples]]\nname = \"one\"\nexpect = [{expect}]\n[examples.head]\n\"MODEL_CARD.md\" = \"{text}\"\n")
    };
    let rule = |expect: &str, text: &str| format!("{}{}", own_rule("warning", "always"), example(expect, text));
    let run = |text: &str| -> Vec<String> {
        let report = review(&[], &[(OWN, text)]).report;
        report
            .introduced
            .iter()
            .map(|finding| format!("{} {} {}", finding.severity, finding.at, finding.message))
            .collect()
    };
    assert_eq!(run(&rule("\"MODEL_CARD.md:1\"", "It always works.")), Vec::<String>::new());
    let found = run(&rule("\"MODEL_CARD.md:1\"", "It often works."));
    let wanted = "warning .github/modelward/rules/house/promise.toml:10 the example expects MODEL_CARD.md:1, and nothing was found.";
    assert_eq!(found, [wanted]);
    // a rule within an example is not run again
    let nested =
        rule("", "x").replace("[examples.head]\n", &format!("[examples.head]\n{OWN:?} = {:?}\n", rule("\"a\"", "x")));
    assert_eq!(run(&nested), Vec::<String>::new());
}

#[test]
fn a_pattern_of_an_own_rule_is_bounded() {
    let report = review(&[], &[(OWN, &own_rule("warning", r"\pL{200}"))]).report;
    assert!(report.introduced[0].message.contains("exceeds size limit"), "{}", report.introduced[0].message);
}

/// What is told of a change of three policies, each of which builds on the next one.
fn told_of_three(before: [&str; 3], after: [&str; 3]) -> Vec<String> {
    let whole = |[own, team, org]: [&str; 3]| {
        let (own, team) = (format!("extends = [\"team.toml\"]\n{own}"), format!("extends = [\"org.toml\"]\n{team}"));
        [own, team, org.to_owned()]
    };
    let (before, after) = (whole(before), whole(after));
    let [base, head] = [&before, &after]
        .map(|[own, team, org]| [(POLICY, own.as_str()), ("team.toml", team.as_str()), ("org.toml", org.as_str())]);
    told(&review(&base, &head)).iter().map(|finding| format!("{}: {}", finding.at, finding.message)).collect()
}

#[test]
fn what_moves_between_policies_that_build_on_one_another() {
    let (lock, exclude) = ("locked = [\"weights/*\"]\n", "exclude = [\"models/**\"]\n");
    let kind = "[[artifacts]]\npaths = [\"models/**\"]\nkind = \"none\"\n";
    let off = "[[overrides]]\npaths = [\"models/**\"]\nrules = { \"weights/pickle\" = \"off\" }\n";
    let both = |one: &str, other: &str| format!("{one}{other}");
    let cases = [
        // below the lock nothing stops it
        ([exclude, lock, ""], ["", lock, exclude], "files that match `models/**` are no longer looked at by `weights/"),
        ([exclude, lock, ""], ["", &both(lock, exclude), ""], "no longer looked at by `weights/"),
        ([kind, lock, ""], ["", lock, kind], "files that match `models/**` are no longer governed"),
        ([off, lock, ""], ["", lock, off], "`weights/pickle` becomes off for files that match `models/**`"),
        (["", "", lock], ["", lock, ""], "`weights/*` is no longer locked against `team.toml`"),
        (["", "", lock], [lock, "", ""], "`weights/*` is no longer locked"),
        (["", lock, ""], ["", "locked = [\"weights/pickle\"]\n", ""], "more are no longer locked"),
    ];
    for (before, after, wanted) in cases {
        let told = told_of_three(before, after);
        assert!(told.len() == 1 && told[0].contains(wanted), "{before:?} → {after:?}: {told:#?}");
        assert_eq!(told_of_three(after, before), Vec::<String>::new(), "{after:?} → {before:?}");
    }
}

#[test]
fn what_policies_refuse_one_by_one_is_refused_together() {
    let refuses = |id: &str| format!("[license]\ndenied = [\"{id}\"]\n");
    let policy = format!("extends = [\"org.toml\"]\n{}", refuses("MIT"));
    let base = [(POLICY, policy.as_str()), ("org.toml", &refuses("ISC"))];
    let card = ("models/README.md", "---\nlicense: other\nlicense_name: MIT OR ISC\n---\n# A\n");
    let manifest = ("pyproject.toml", "[project]\nname = \"a\"\nlicense = \"MIT OR ISC\"\n");
    for file in [card, manifest] {
        let report = review(&base, &[&base[..], &[file]].concat()).report;
        assert!(report.introduced.iter().any(|finding| finding.rule == "license/denied"), "{file:?}");
    }
}

#[test]
fn a_refused_license_of_which_one_kind_is_let_in() {
    let refuses = |id: &str| format!("[license]\ndenied = [\"{id}\"]\n");
    tells(&refuses("GPL-3.0"), &refuses("GPL-3.0-only"), "`GPL-3.0-or-later` is no longer denied");
    tells(&refuses("GPL-3.0"), "", "`GPL-3.0` is no longer denied");
    silent(&refuses("GPL-3.0-only"), &refuses("GPL-3.0"));
}

#[test]
fn files_that_are_not_there_yet_are_said_to_be_something_else() {
    let kind = |glob: &str, kind: &str| format!("[[artifacts]]\npaths = [{glob}]\nkind = \"{kind}\"\n");
    for (globs, of) in [
        ("\"release/**\"", "notice"),
        ("\"**/*.{pkl,pt,bin}\"", "record"),
        ("\"release/*/model.[bp]in\"", "checksums"),
        ("\"none.txt\", \"release/**/*.safetensors\"", "checksums"),
        ("\"mod[ae]l?/{x,{y,*}}.gguf\"", "notice"),
    ] {
        let told = messages("", &kind(globs, of), [&[], &[]]);
        assert!(told.len() == 1 && told[0].contains("are taken for"), "{globs}: {told:#?}");
    }
    silent("", &kind("\"legal/*.txt\"", "license"));
    silent("", &kind("\"docs/cards/*.md\"", "model-card"));
}

#[test]
fn a_first_configuration_is_one_finding_that_loses_nothing() {
    let lines = [
        "fail-on = \"never\"",
        "exclude = [\"cards/**\"]",
        "[rules]",
        "\"license/changed\" = \"off\"",
        "\"weights/pickle\" = \"notice\"",
        "\"model-card/*\" = \"off\"",
        "[essential]",
        "model-card = []",
        "[comments]",
        "max = 3",
        "[waiving]",
        "in-file = true",
        "expires = \"optional\"",
    ];
    let head = lines.join("\n") + "\n";
    let review = review(&[], &[(POLICY, &head)]);
    let [one] = told(&review)[..] else { panic!("{:#?}", told(&review)) };
    assert_eq!(one.at.to_string(), format!("{POLICY}:1"));
    assert!(one.message.starts_with("The rules are relaxed in 9 ways: line 1: a review fails from"), "{}", one.message);
    for said in [
        "line 2: files that match `cards/**`",
        "line 4: `license/changed` goes from notice to off",
        "line 5: `weights/pickle`",
        "line 6: ",
        "line 8: a new model card is asked for nothing",
        "line 10: a pull request gets 3 comments",
        "line 12: files may say themselves",
        "line 13: waivers need no end",
    ] {
        assert!(one.message.contains(said), "{said}: {}", one.message);
    }
    assert_eq!(one.related.len(), 8);
    // up to five stand on their lines
    let few = lines[..6].join("\n") + "\n";
    assert_eq!(messages("", &few, [&[], &[]]).len(), 5);
    // what goes away has its line on the base
    let gone = messages("[comments]\ndrafts = \"full\"\n", "", [&[], &[]]);
    assert!(gone.len() == 1 && gone[0].starts_with(&format!("{POLICY}:2: ")), "{gone:?}");
}
