//! What broken configurations tell: where, and what to write instead.

use super::tests::{catalog, read};

/// One line of the broken configuration, what is marked in it, and what the help must hold.
#[test]
fn broken_configurations_say_where_and_how_to_mend_it() {
    let waiver = "[[waivers]]\nrule = \"weights/pickle\"\npath = \"a/**\"\nreason = \"r\"\nowner = \"@o\"\n";
    let ended = format!("{waiver}expires = 2027-03-31\n");
    let swapped = |from: &str, to: &str| ended.replace(from, to);
    let cases: Vec<(String, &str, &str)> = vec![
        ("exclud = []".into(), "exclud", "exclude"),
        ("rule = {}".into(), "rule", "rules"),
        ("langauge = \"de\"".into(), "langauge", "language"),
        ("waiver = []".into(), "waiver", "waivers"),
        ("fail_on = \"error\"".into(), "fail_on", "fail-on"),
        ("fail-on = \"fatal\"".into(), "\"fatal\"", "known here: never, notice, warning, error"),
        ("fail-on = true".into(), "true", "known here"),
        ("exclude = \"vendor\"".into(), "\"vendor\"", "write: exclude = [\"vendor\"]"),
        ("exclude = [1]".into(), "1", "globs look like"),
        ("exclude = [\"\"]".into(), "\"\"", "globs look like"),
        ("exclude = [\"/vendor\"]".into(), "\"/vendor\"", "globs look like"),
        ("exclude = [\"{a\"]".into(), "\"{a\"", "globs look like"),
        ("profiles = [\"moff\"]".into(), "\"moff\"", "did you mean `mof`?"),
        ("profiles = \"mof\"".into(), "\"mof\"", "write: profiles = ["),
        ("rules = []".into(), "[]", "write a table"),
        ("[rules]\n\"license/changed\" = 1".into(), "1", "known here: off"),
        ("[rules]\n\"license/changed\" = \"warn\"".into(), "\"warn\"", "did you mean `warning`?"),
        ("[rules]\n\"license/chnaged\" = \"off\"".into(), "\"license/chnaged\"", "did you mean `license/changed`?"),
        ("[rules]\n\"licence/changed\" = \"off\"".into(), "\"licence/changed\"", "did you mean `license/changed`?"),
        ("[rules]\n\"licence/*\" = \"off\"".into(), "\"licence/*\"", "did you mean `license/*`?"),
        ("[rules]\nlicense.changed = \"off\"".into(), "license", "write the id in quotes: \"license/changed\""),
        ("[rules]\n\"zzz\" = \"off\"".into(), "\"zzz\"", "weights/pickle"),
        ("[rules]\nexclude = []".into(), "exclude", "at the top of the file"),
        ("overrides = {}".into(), "{}", "write [[overrides]] above each"),
        ("[[overrides]]\npaths = [\"a\"]".into(), "paths", "add: rules = {"),
        ("[[overrides]]\nrules = { \"license/*\" = \"off\" }".into(), "rules", "add: paths = ["),
        ("[[overrides]]\npath = [\"a\"]\nrules = { \"license/*\" = \"off\" }".into(), "path", "did you mean `paths`?"),
        ("[[overrides]]\npaths = \"a\"\nrules = { \"license/*\" = \"off\" }".into(), "\"a\"", "write: paths = ["),
        ("exclude = [\"vendor\\\\**\"]".into(), "\"vendor\\\\**\"", "globs look like"),
        ("exclude = [\"!keep/**\"]".into(), "\"!keep/**\"", "globs look like"),
        ("exclude = \"a/**, b/**\"".into(), "\"a/**, b/**\"", "write: exclude = [\"a/**\", \"b/**\"]"),
        ("ignore = []".into(), "ignore", "did you mean `exclude`?"),
        ("version = 1".into(), "version", "known here: extends, profiles"),
        ("locked = true".into(), "true", "write: locked = [\"license/*\"]"),
        ("locked = [\"*\"]".into(), "\"*\"", "name each pack: license/*, weights/*"),
        ("profiles = [\"MOF\"]".into(), "\"MOF\"", "did you mean `mof`?"),
        ("[rules]\nlicense = \"off\"".into(), "license", "all rules of a pack are written \"license/*\""),
        ("[rules]\n\"license/changed\" = false".into(), "false", "did you mean `off`?"),
        ("[rules]\n\"license/changed\" = \"Off\"".into(), "\"Off\"", "did you mean `off`?"),
        ("[license]\nallowed = [\"apache\"]".into(), "\"apache\"", "did you mean `apache-2.0`?"),
        ("[sections]\n\"It breaks\" = \"limitations\"".into(), "\"It breaks\"", "write: limitations = [\"It breaks\"]"),
        (
            "[[overrides]]\npaths = [\"a\"]\n\"license/*\" = \"off\"".into(),
            "\"license/*\"",
            "write: rules = { \"license/*\"",
        ),
        ("[[overrides]]\npaths = [\"a\"]\n[rules]".into(), "paths", "or [overrides.rules] below it"),
        (swapped("expires", "until"), "until", "did you mean `expires`?"),
        (swapped("\"a/**\"", "[\"a/**\"]"), "[\"a/**\"]", "globs look like"),
        ("[[overrides]]\npaths = [\"a\"]\nrules = {}".into(), "{}", "write: rules = {"),
        ("[[overrides]]\npaths = []\nrules = { \"license/*\" = \"off\" }".into(), "[]", "write: paths = ["),
        ("exclude = [\"../x\"]".into(), "\"../x\"", "globs look like"),
        ("exclude = [\"./x\"]".into(), "\"./x\"", "write `x`"),
        ("exclude = [\"vendor/\"]".into(), "\"vendor/\"", "write `vendor/**`"),
        ("[license]\nallowed = [\"MIT\", \"ISC\"]\ndenied = [\"mit\"]".into(), "\"MIT\"", "`denied` comes first"),
        ("[license.data]\nallowed = [\"MIT\"]\ndenied = [\"mit\"]".into(), "\"MIT\"", "`denied` comes first"),
        (
            swapped("path = ", "fingerprint = \"0123456789abcdef0123456789abcdef\"\npath = "),
            "rule",
            "keep the one that is meant",
        ),
        ("[[artifacts]]\npaths = [\"a\"]\nkind = \"card\"".into(), "\"card\"", "model-card"),
        ("[[artifacts]]\npaths = [\"a\"]".into(), "paths", "add: kind = "),
        ("[sections]\nlimitation = [\"x\"]".into(), "limitation", "did you mean `limitations`?"),
        ("[sections]\nlimitations = \"x\"".into(), "\"x\"", "write: limitations = ["),
        ("[essential]\nmodel-card = [\"limitation\"]".into(), "\"limitation\"", "did you mean `limitations`?"),
        ("[essential]\nmodel-card = [\"zzz\"]".into(), "\"zzz\"", "topics: bias, "),
        ("[essential]\nmodel-card = \"uses\"".into(), "\"uses\"", "write: model-card = ["),
        ("[essential]\nmodel-cards = [\"uses\"]".into(), "model-cards", "did you mean `model-card`?"),
        ("essential = [\"uses\"]".into(), "[\"uses\"]", "write a table with model-card, dataset-card"),
        ("sections = 1".into(), "1", "write: [sections]"),
        ("[license]\nallow = [\"MIT\"]".into(), "allow", "did you mean `allowed`?"),
        ("[license]\nallowed = \"ISC\"".into(), "\"ISC\"", "write: allowed = [\"ISC\"]"),
        ("[license]\nallowed = [\"Apache-2\", \"apach-2.0\"]".into(), "\"apach-2.0\"", "did you mean `apache-2.0`?"),
        ("[license]\ndenied = [\"GPL-3.0-onlly\"]".into(), "\"GPL-3.0-onlly\"", "did you mean `GPL-3.0-only`?"),
        ("[license]\ndenied = [\"gpl\"]".into(), "\"gpl\"", "GPL"),
        ("[license]\ndenied = [\"MIT OR ISC\"]".into(), "\"MIT OR ISC\"", "write each by itself: \"MIT\", \"ISC\""),
        ("[license]\nreview = [\"other\"]".into(), "\"other\"", "LicenseRef-"),
        ("[license]\nreview = [\"\"]".into(), "\"\"", "LicenseRef-"),
        ("[license]\nreview = [3]".into(), "3", "LicenseRef-"),
        ("[license.weights]\nallowed = [\"MIT\"]".into(), "weights", "known here"),
        ("[license.model]\ndeny = [\"MIT\"]".into(), "deny", "denied"),
        (waiver.into(), "rule", "expires = 2027-03-31"),
        (swapped("2027-03-31", "\"2027-03-31\""), "\"2027-03-31\"", "without quotes: expires = 2027-03-31"),
        (swapped("2027-03-31", "2027"), "2027", "write: expires = 2027-03-31"),
        (swapped("reason = \"r\"\n", ""), "rule", "add: reason = "),
        (swapped("reason = \"r\"", "reason = \" \""), "\" \"", "write: reason = "),
        (swapped("owner = \"@o\"\n", ""), "rule", "add: owner = "),
        (swapped("path = \"a/**\"\n", ""), "rule", "name a `rule` and a `path`"),
        (swapped("path = ", "paths = "), "paths", "did you mean `path`?"),
        (swapped("weights/pickle", "weights/pickel"), "\"weights/pickel\"", "did you mean `weights/pickle`?"),
        (swapped("path = \"a/**\"", "fingerprint = \"12\""), "\"12\"", "--format json"),
        ("[waiving]\nexpires = false".into(), "false", "known here: required, optional"),
        ("[waiving]\nin-file = \"yes\"".into(), "\"yes\"", "write: in-file = true"),
        ("[comments]\nmax = 1000".into(), "1000", "write: max = 10"),
        ("[comments]\nmax = \"10\"".into(), "\"10\"", "write: max = 10"),
        ("[comments]\ndrafts = \"none\"".into(), "\"none\"", "known here: summary, full, off"),
        ("[comments]\nlanguage = \"de\"".into(), "language", "at the top of the file"),
        (
            "extends = [\"acme/.github//modelward.toml@main\"]".into(),
            "\"acme/.github//modelward.toml@main\"",
            "full commit id",
        ),
        ("extends = \"a.toml\"".into(), "\"a.toml\"", "write: extends = ["),
        ("extends = [\"../a.toml\"]".into(), "\"../a.toml\"", "owner/repository//path@commit"),
        ("extends = [\"\"]".into(), "\"\"", "a path from the repository's root, or owner/repository//path@commit"),
        (swapped("2027-03-31", "2027-02-31"), "2027-02-31", "2027-02 has 28 days"),
        (swapped("2027-03-31", "2027-13-31"), "2027-13-31", "write a day as in 2027-03-31"),
        ("locked = [\"licens/*\"]".into(), "\"licens/*\"", "did you mean `license/*`?"),
        ("language = \"english\"".into(), "\"english\"", "known here"),
    ];
    assert!(cases.len() >= 50);
    for (source, at, help) in cases {
        let (_, mistakes) = read(&source);
        let told: Vec<(&str, &str)> = mistakes.iter().map(|m| (&source[m.span.clone()], m.help.as_str())).collect();
        assert!(told.iter().any(|(words, way)| *words == at && way.contains(help)), "{source}\n{told:#?}");
        assert_eq!(told.len(), 1, "{source}\n{told:#?}");
    }
}

/// What is no TOML says what to write, and nothing of its line holds.
#[test]
fn what_is_no_toml_says_what_to_write() {
    for (text, help) in [
        ("[rules]\n\"license/changed\": \"off\"\n", "this is YAML"),
        ("rules: off\n", "this is YAML"),
        ("{\"rules\": {\"license/changed\": \"off\"}}", "this is JSON"),
        ("[rules]\n\"license/changed\" = off\n", "write it in quotes: \"off\""),
        ("[rules]\nlicense/changed = \"off\"\n", "and whatever holds a `/` or `*`, in quotes"),
        ("[rules]\n\"license/changed\" \"off\"\n", "write `=` between"),
        ("[rules]\n\"license/changed\" = \"off\",\n", "write one key a line"),
        ("[rules]\n\u{201c}license/changed\u{201d} = \u{201c}off\u{201d}\n", "write straight quotes"),
        ("exclude = [\"a/**\" \"b/**\"]\n", "write a comma between"),
        ("exclude = [a/**]\n", "write it in quotes: \"a/**\""),
        ("// ours\n", "a comment begins with `#`"),
    ] {
        let (policy, mistakes) = read(text);
        let [mistake] = mistakes.as_slice() else { panic!("{text} {mistakes:?}") };
        assert!(mistake.help.contains(help), "{text} {}", mistake.help);
        assert!(policy.changes(&catalog()).is_empty() && policy.settings().is_empty(), "{text}");
    }
    // the tables of a name that stands twice, or has something behind it, hold: and that is said
    for text in ["[rules]\n[rules]\n\"license/changed\" = \"off\"\n", "[rules]]\n\"license/changed\" = \"off\"\n"] {
        let (policy, mistakes) = read(text);
        assert!(mistakes.iter().all(|mistake| mistake.help.contains("what stands below it holds")), "{mistakes:?}");
        assert_eq!(policy.changes(&catalog()).len(), 1, "{text}");
    }
}
