use super::{Catalog, Date, PATH, Policy, Standing};
use crate::artifact::Kind;
use crate::change::RepoPath;
use crate::finding::Severity;
use crate::mistake::Mistake;
use crate::report::Language;

pub(super) fn catalog() -> Catalog {
    Catalog::from([
        ("license/changed".to_owned(), Severity::Notice),
        ("license/contradiction".to_owned(), Severity::Error),
        ("weights/pickle".to_owned(), Severity::Warning),
    ])
}

pub(super) fn read(source: &str) -> (Policy, Vec<Mistake>) {
    super::read(source, &catalog())
}

fn right(source: &str) -> Policy {
    let (policy, mistakes) = read(source);
    assert_eq!(mistakes, [], "{source}");
    policy
}

fn path(text: &str) -> RepoPath {
    RepoPath::new(text.as_bytes()).expect("a path")
}

fn day(text: &str) -> Date {
    super::date(text).expect("a day")
}

#[test]
fn tells_every_mistake_with_its_place() {
    let source =
        "exlude = [\"a\"]\nexclude = \"a\"\n[rules]\n\"license/chnged\" = \"off\"\n\"license/changed\" = \"of\"\n";
    let (_, mistakes) = read(source);
    let told: Vec<(&str, &str)> = mistakes.iter().map(|m| (&source[m.span.clone()], m.help.as_str())).collect();
    assert_eq!(told[0], ("exlude", "did you mean `exclude`?"));
    assert_eq!(told[1].0, "\"a\"");
    assert_eq!(told[2], ("\"license/chnged\"", "did you mean `license/changed`?"));
    assert_eq!(told[3], ("\"of\"", "did you mean `off`?"));
}

#[test]
fn what_is_right_holds_beside_what_is_wrong() {
    let (policy, mistakes) = read("exclude = [\"vendor/**\", \"[\"]\n[rules]\n\"license/changed\" = \"off\"\n");
    assert_eq!(mistakes.len(), 1);
    assert_eq!(policy.severity("license/changed", Severity::Warning, None), None);
    assert!(policy.excludes(&path("vendor/a/LICENSE")));
    assert!(!policy.excludes(&path("a/vendor")));
}

#[test]
fn a_language_is_one_of_those_there_are() {
    assert_eq!(right("language = \"pt-BR\"\n").language(), Language::BrazilianPortuguese);
    assert_eq!(right("").language(), Language::English);
    for (source, at, help) in [
        ("language = \"pt-br\"\n", "\"pt-br\"", "did you mean `pt-BR`?"),
        ("language = \"zh\"\n", "\"zh\"", "did you mean `zh-CN`?"),
        ("language = 1\n", "1", "write: language = \"de\""),
        ("language = \"zz\"\n", "\"zz\"", "known here: en, de, fr, es, pt-BR, zh-CN, ja, ko"),
    ] {
        let (policy, mistakes) = read(source);
        assert_eq!(policy.language(), Language::English);
        let told: Vec<(&str, &str)> = mistakes.iter().map(|m| (&source[m.span.clone()], m.help.as_str())).collect();
        assert_eq!(told, [(at, help)]);
    }
}

#[test]
fn the_policy_and_its_rules_cannot_be_excluded() {
    let policy = right("exclude = [\"**\"]\n[[artifacts]]\npaths = [\"**\"]\nkind = \"none\"\n");
    for own in [PATH, ".github/modelward/rules/own/x.toml"] {
        assert!(!policy.excludes(&path(own)));
        assert!(policy.kind_of(&path(own)).is_some());
    }
}

#[test]
fn of_several_severities_the_last_that_fits_holds() {
    let policy = right(
        "[rules]\n\"license/changed\" = \"error\"\n\"license/*\" = \"off\"\n\
         [[overrides]]\npaths = [\"lab/**\"]\nrules = { \"license/*\" = \"notice\" }\n\
         [[overrides]]\npaths = [\"lab/old/**\"]\nrules = { \"license/changed\" = \"off\" }\n",
    );
    let severity = |rule: &str, at: &str| policy.severity(rule, Severity::Warning, Some(&path(at)));
    assert_eq!(severity("license/changed", "README.md"), Some(Severity::Error));
    assert_eq!(severity("license/contradiction", "README.md"), None);
    assert_eq!(severity("license/contradiction", "lab/README.md"), Some(Severity::Notice));
    assert_eq!(severity("license/changed", "lab/old/README.md"), None);
    assert_eq!(severity("weights/pickle", "lab/old/x.bin"), Some(Severity::Warning));
    assert!(!policy.is_off("license/contradiction", Severity::Error), "an override asks for it");
}

#[test]
fn what_is_locked_is_not_relaxed() {
    let below = right("locked = [\"license/*\"]\n[rules]\n\"license/changed\" = \"warning\"\n");
    let own =
        "[rules]\n\"license/changed\" = \"off\"\n\"license/contradiction\" = \"error\"\n\"weights/pickle\" = \"off\"\n";
    let policy = right(own).upon(below);
    assert_eq!(policy.severity("license/changed", Severity::Notice, None), Some(Severity::Warning));
    assert_eq!(policy.severity("weights/pickle", Severity::Warning, None), None);
    let told = policy.against_locks(&catalog());
    assert_eq!(told.len(), 1);
    assert_eq!(&own[told[0].span.clone()], "\"license/changed\" = \"off\"");
}

#[test]
fn what_files_are_cannot_be_said_upon_locks() {
    let own = "[[artifacts]]\npaths = [\"data/a.md\"]\nkind = \"none\"\n";
    let policy = right(own).upon(right("locked = [\"license/*\"]\n"));
    let told = policy.against_locks(&catalog());
    assert!(told.len() == 1 && told[0].message.contains("`data/a.md` has no effect"), "{told:?}");
    assert!(policy.settings().iter().all(|setting| setting.key != "artifacts"));
    let alone = right(own);
    assert!(alone.against_locks(&catalog()).is_empty());
    assert!(alone.settings().iter().any(|setting| setting.value == "data/a.md: nothing that is governed"));
}

#[test]
fn files_are_what_the_policy_says() {
    let policy = right(
        "[[artifacts]]\npaths = [\"docs/*.md\"]\nkind = \"model-card\"\n[[artifacts]]\npaths = [\"docs/index.md\"]\nkind = \"none\"\n",
    );
    assert_eq!(policy.kind_of(&path("docs/big.md")), Some(Kind::ModelCard));
    assert_eq!(policy.kind_of(&path("docs/index.md")), None);
    assert_eq!(policy.kind_of(&path("LICENSE")), Some(Kind::License));
}

#[test]
fn a_literal_pattern_matches_its_path_alone() {
    for name in ["a/b.md", "a[1]/*.md", "{x}?.bin", "a\\b", "[!x].md", "a]b}"] {
        let paths = super::glob::Paths::new([super::literal(&path(name)).as_str()]);
        assert!(paths.is_match(&path(name)), "{name}");
        for other in ["a1/x.md", "x", "xy.bin", "ab", "y.md", "a1/*.md"] {
            assert!(!paths.is_match(&path(other)), "{name} {other}");
        }
    }
}

#[test]
fn a_waiver_holds_until_the_end_of_its_day() {
    let policy = right(
        "[[waivers]]\nrule = \"weights/*\"\npath = \"old/**\"\nreason = \"r\"\nowner = \"@o\"\nexpires = 2026-01-10\n",
    );
    let standing = |today: &str| policy.waivers[0].standing(day(today));
    assert_eq!(standing("2025-12-01"), Standing::Holds);
    assert_eq!(standing("2025-12-27"), Standing::EndsSoon(14));
    assert_eq!(standing("2026-01-10"), Standing::EndsSoon(0));
    assert_eq!(standing("2026-01-11"), Standing::Ended(1));
}

#[test]
fn a_waiver_without_an_end_that_can_be_read_holds_nothing() {
    let waiver = "[[waivers]]\nrule = \"weights/*\"\npath = \"**\"\nreason = \"r\"\nowner = \"@o\"\n";
    for end in ["", "expires = \"31.3.2027\"\n", "expires = 2027\n"] {
        assert!(read(&format!("{waiver}{end}")).0.waivers.is_empty(), "{end}");
    }
    assert_eq!(right(&format!("[waiving]\nexpires = \"optional\"\n{waiver}")).waivers.len(), 1);
}

/// What a policy of two lists says of a license on a card.
#[test]
fn a_license_that_does_not_say_whether_later_versions_count_is_either() {
    use super::Verdict::{Denied, NotAllowed, ToReview};
    for (lists, claim, expected) in [
        ("denied = [\"GPL-3.0-only\"]", "gpl-3.0", Some(Denied)),
        ("denied = [\"GPL-3.0-or-later\"]", "gpl-3.0", Some(Denied)),
        ("denied = [\"gpl-3.0\"]", "GPL-3.0-or-later", Some(Denied)),
        ("denied = [\"GPL-3.0-only\"]", "GPL-3.0-or-later", None),
        ("denied = [\"GPL-3.0\"]", "gpl-2.0", None),
        ("denied = [\"GPL-3.0\"]", "lgpl-3.0", None),
        ("denied = [\"GPL-2.0\"]", "GPL-2.0-only WITH Classpath-exception-2.0", None),
        ("denied = [\"GPL-3.0\"]", "MIT OR GPL-3.0-only", None),
        ("denied = [\"GPL-3.0\"]", "MIT AND GPL-3.0-only", Some(Denied)),
        ("review = [\"AGPL-3.0-only\"]", "agpl-3.0", Some(ToReview)),
        ("allowed = [\"GPL-3.0-only\"]", "gpl-3.0", None),
        ("allowed = [\"GPL-3.0-only\"]", "GPL-3.0-or-later", Some(NotAllowed)),
        ("allowed = [\"GPL-3.0-only\"]\ndenied = [\"GPL-3.0-or-later\"]", "gpl-3.0", Some(Denied)),
        ("denied = [\"Acme Terms\"]", "LicenseRef-acme-terms", Some(Denied)),
        ("allowed = [\"LicenseRef-Acme-Terms\"]", "LicenseRef-acme-terms", None),
    ] {
        let policy = right(&format!("[license]\n{lists}\n"));
        let crate::license::Stated::Known(license) = crate::license::state(claim) else { panic!("{claim}") };
        assert_eq!(policy.license_verdict(crate::claim::Subject::Model, &license), expected, "{lists}: {claim}");
    }
}

#[test]
fn what_is_no_toml_says_where() {
    for (source, line) in [
        ("exclude = [\n", 1),
        ("[rules\n", 1),
        ("[rules]\nlicense/changed = \"off\"\n", 2),
        ("language = de\n", 1),
        ("exclude = []\nexclude = []\n", 2),
    ] {
        let (_, mistakes) = read(source);
        let at = |mistake: &Mistake| source[..mistake.span.start].matches('\n').count() + 1;
        assert!(
            mistakes.iter().any(|mistake| at(mistake) == line && !mistake.help.is_empty()),
            "{source}\n{mistakes:#?}"
        );
    }
}

/// A text that leaves something open, the line and the words of the one mistake.
#[test]
fn what_is_not_closed_is_told_once_where_it_begins() {
    let rest = "[rules]\n\"license/changed\" = \"off\"\nlanguage = \"de\"\n";
    let cases = [
        (format!("fail-on = \"error\"\nexclude = [\"a\", \"b\"\n{rest}"), 2, "the list is not closed"),
        (format!("exclude = [ # [\n  \"a]\",\n\n[{rest}"), 1, "the list is not closed"),
        (format!("[license]\nmodel = {{ allowed = [\"MIT\" }}\n{rest}"), 2, "the list is not closed"),
        (format!("license = {{ allowed = [\"MIT\"]\n{rest}"), 1, "the table is not closed"),
        ("[[overrides]]\npaths = [\"a\"\nrules = {}\n".into(), 2, "the list is not closed"),
        ("exclude = [[\"a\"]".into(), 1, "the list is not closed"),
        (format!("exclude = [\"a]\n{rest}"), 1, "the text is not closed"),
        (format!("exclude = ['a]\n{rest}"), 1, "the text is not closed"),
        (format!("language = \"\"\"de\"\"\n{rest}"), 1, "the text is not closed"),
        ("language = \"\\\n".into(), 1, "the text is not closed"),
        ("[rules\n\"license/changed\" = \"off\"\n".into(), 1, "the name of the table is not closed"),
        ("\n[[waivers]\nrule = \"weights/pickle\"\n".into(), 2, "the name of the table is not closed"),
    ];
    for (source, line, message) in cases {
        let told: Vec<(usize, String)> = read(&source)
            .1
            .into_iter()
            .map(|mistake| (source[..mistake.span.start].matches('\n').count() + 1, mistake.message))
            .collect();
        assert_eq!(told, [(line, message.to_owned())], "{source}");
    }
    // what stands above is read, and what is wrong there is told
    let (policy, mistakes) =
        read("exclude = [\"a\"]\nfail-on = \"eror\"\n[license]\nallowed = [\"MIT\"\nlanguage = \"de\"\n");
    assert!(policy.excludes(&path("a")) && policy.language() == Language::English && !policy.lists_licenses());
    assert_eq!(
        mistakes.iter().map(|mistake| mistake.message.as_str()).collect::<Vec<_>>(),
        ["`fail-on` cannot be `eror`", "the list is not closed"]
    );
    // what closes too much, or is whole, is none of it
    for source in
        ["exclude = []]\nfail-on = error\n", "fail-on = error # [\nexclude = [\"[\", '''\n[''', \"\"\"\\\"\"\"\"\"]\n"]
    {
        let messages = read(source).1;
        assert!(messages.iter().all(|mistake| !mistake.message.contains("not closed")), "{messages:?}");
    }
}

#[test]
fn a_text_that_is_whole_leaves_nothing_open() {
    for rule in crate::rule::builtin() {
        let source = crate::rule::source_of(&rule.id).expect("a text");
        assert!(super::open::find(source).is_none(), "{}", rule.id);
    }
    let broken =
        crate::rule::parse("a/b.toml", "title = \"A\"\ncontrols = [\"mof:model-card\"\nseverity = \"error\"\n");
    let told = broken.expect_err("a mistake").list;
    assert_eq!((told[0].message.as_str(), told[0].span.start), ("the list is not closed", 23));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "[\\[\\]{}=\"'#\\\\\n\r a,1é-]{0,80}") {
        let whole = crate::artifact::toml_node(&text).1.is_empty();
        let open = super::open::find(&text);
        proptest::prop_assert!(!whole || open.is_none(), "{}", text);
        read(&text);
    }
}
