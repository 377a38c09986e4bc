//! What is told as a mistake of the configuration decides nothing, and says what to do.

#![allow(clippy::expect_used, reason = "a test file")]

mod support;

use support::repo::{card, command, repo};

const POLICY: &str = ".github/modelward.toml";
const RULES: &str = ".github/modelward/rules";

/// A rule that works, as `rules new` begins it.
fn own_rule() -> String {
    include_str!("../src/command/rules/template.toml").to_owned()
}

#[test]
fn what_is_told_as_a_mistake_decides_nothing() {
    let waiver = "[[waivers]]\nrule = \"license/other-unnamed\"\npath = \"**\"\nreason = \"r\"\n";
    let whole = format!("{waiver}owner = \"@o\"\nexpires = 2999-01-01\n");
    for (text, shown) in [
        ("[rules]\nlicense/changed = \"off\"\n".to_owned(), "off"),
        ("[rules]\nlicense/other-unnamed = off\n".to_owned(), "off"),
        ("[rules]\n\"license/chnaged\" = \"off\"\n".to_owned(), "chnaged"),
        ("locked = [\"license/chnaged\"]\n".to_owned(), "locked"),
        ("[comments]\ndrafts = \"no\"\n".to_owned(), "drafts"),
        ("[comments]\nmax = 1000\n".to_owned(), "max"),
        ("[license]\nallowed = [\"Apache-2.O\"]\n".to_owned(), "license.allowed"),
        ("[essential]\nmodel-card = [\"limitation\"]\n".to_owned(), "essential"),
        ("[[artifacts]]\nkind = \"model-card\"\n".to_owned(), "artifacts"),
        ("[[artifacts]]\npaths = []\nkind = \"model-card\"\n".to_owned(), "artifacts"),
        ("[[artifacts]]\npaths = [\"{a\"]\nkind = \"model-card\"\n".to_owned(), "artifacts"),
        ("exclude = [\"{a\"]\n".to_owned(), "exclude"),
        ("[[overrides]]\npaths = []\nrules = { \"license/*\" = \"off\" }\n".to_owned(), "license/*"),
        ("[[overrides]]\npaths = [\"**\"]\nrules = { \"licence/*\" = \"off\" }\n".to_owned(), "licence/*"),
        (format!("{waiver}owner = 5\nexpires = 2999-01-01\n"), "(5)"),
        (whole.replace("reason = \"r\"", "reason = \" \""), "Accepted"),
        (whole.replace("other-unnamed", "other-unamed"), "Accepted"),
        (whole.replace("\"**\"", "\"/**\""), "Accepted"),
        (whole.replace("path", "fingerprint = \"0123456789abcdef0123456789abcdef\"\npath"), "Accepted"),
        ("[waiving]\nin-file = \"true\"\n".to_owned(), "in-file"),
    ] {
        let repo = repo();
        repo.write(POLICY, &text);
        let run = command(&repo, &["policy", "show"]);
        assert_eq!(run.status, 2, "{text}{}", run.err);
        assert!(run.out.contains("They change nothing"), "{text}\n{}\n{}", run.out, run.err);
        assert!(!run.out.contains(shown), "{text}\n{}", run.out);
        assert!(run.err.contains("in the configuration: what is wrong there is not applied"), "{}", run.err);
        let whole = repo.check(&["--all", "--format", "json"]);
        assert_eq!(whole.introduced(), ["license/other-unnamed README.md:3"], "{text}");
    }
    let right = repo();
    right.write(POLICY, whole + "lock = 1\n");
    let run = command(&right, &["policy", "show"]);
    assert!(run.out.contains("Accepted"), "a word too many is no reason to drop the rest\n{}", run.out);
}

#[test]
fn a_rule_in_the_wrong_folder_is_told() {
    for (path, better) in [
        ("a/b/c.toml", "b/c.toml"),
        ("top.toml", "PACK/top.toml"),
        ("House/My Rule.toml", "house/my-rule.toml"),
        ("house/a_b.toml", "house/a-b.toml"),
    ] {
        let repo = repo();
        repo.write(&format!("{RULES}/{path}"), own_rule());
        for arguments in [&["check", "--all"][..], &["rules", "test", RULES], &["policy", "show"]] {
            let run = command(&repo, arguments);
            assert_eq!(run.status, 2, "{path} {arguments:?} {}", run.err);
            assert!(run.err.contains(&format!("{RULES}/{path}:1:1")), "{}", run.err);
            assert!(run.err.contains(&format!("move it to {RULES}/{better}")), "{}", run.err);
        }
    }
    let repo = repo();
    repo.write(".github/modelward.yml", "rules: {}\n");
    let run = command(&repo, &["check", "--all"]);
    assert!(run.status == 2 && run.err.contains("`.github/modelward.yml` is no configuration"), "{}", run.err);
}

#[test]
fn a_rule_that_says_nothing_is_told() {
    for (from, to, said) in [
        ("title = \"A claim that nothing can show\"", "title = \"\"", "`title` must not be empty"),
        ("help = \"Say what to do about it.\"", "help = \" \"", "`help` must not be empty"),
    ] {
        let repo = repo();
        repo.write(&format!("{RULES}/house/a.toml"), own_rule().replace(from, to));
        let run = command(&repo, &["rules", "test", RULES]);
        assert!(run.status == 2 && run.err.contains(said), "{said}: {}", run.err);
    }
    let repo = repo();
    repo.write(&format!("{RULES}/house/a.toml"), own_rule().replace("[\"mof:model-card\"]", "[]"));
    let run = command(&repo, &["rules", "test", RULES]);
    assert!(run.status == 1 && run.out.contains("house/a: `controls` is empty"), "{}{}", run.out, run.err);
    assert_eq!(command(&repo, &["policy", "show"]).status, 0);
}

#[test]
fn a_comment_that_accepts_nothing_is_told() {
    let body = |comment: &str| format!("text\n\n{comment}\n");
    let told = |policy: &str, comment: &str| {
        let repo = repo();
        repo.write(POLICY, policy).commit("ours");
        repo.write("README.md", card("license: other\n", &body(comment)));
        let json = repo.check(&["--format", "json"]).json();
        json["remarks"].as_array().cloned().unwrap_or_default().iter().map(ToString::to_string).collect::<String>()
    };
    let (on, off) = ("[waiving]\nin-file = true\n", "language = \"en\"\n");
    let right = "<!-- modelward: allow license/other-unnamed -- on purpose -->";
    assert_eq!(told(on, right), "");
    let switched_off = told(off, right);
    assert!(
        switched_off.contains("README.md:9") && switched_off.contains("`[waiving] in-file = true`"),
        "{switched_off}"
    );
    for (wrong, form) in [
        (right.replace("unnamed", "unamed"), "`modelward: allow license/other-unnamed -- on purpose`"),
        (right.replace(" -- on purpose", ""), "`modelward: allow license/other-unnamed -- REASON`"),
        (right.replace("license/other-unnamed", "everything"), "`modelward: allow RULE -- on purpose`"),
    ] {
        let said = told(on, &wrong);
        assert!(said.contains("README.md:9") && said.contains(form), "{wrong}: {said}");
    }
    // one that is shown is not meant
    for quoted in [format!("```html\n{right}\n```"), format!("Write `{right}` below it.")] {
        assert_eq!(told(off, &quoted), "", "{quoted}");
        assert_eq!(told(on, &quoted.replace("unnamed", "unamed")), "", "{quoted}");
    }
}

#[test]
fn what_is_wrong_with_a_rule_is_told_in_words_of_rules() {
    for (from, to, message, help) in [
        ("\"notice\"", "\"info\"", "there is no word `info` here", "known here: notice, warning, error"),
        ("[check.text]", "[check.txt]", "there is no check `txt` here", "did you mean `text`? CONTRIBUTING.md"),
        ("[check.text]", "[check.regex]", "there is no check `regex` here", "CONTRIBUTING.md lists"),
        ("[check.text]", "[chek.text]", "there is no key `chek` here", "did you mean `check`?"),
        (
            "[check.text]",
            "[check.files]\nfiles = []\nnames = \"x\"\n[check.text]",
            "a rule has one check",
            "file of its own",
        ),
        ("title = ", "titel = ", "there is no key `titel` here", "did you mean `title`?"),
        ("title = \"A claim that nothing can show\"", "title = 3", "this must be a text", "write it in quotes: \"3\""),
        ("why = ", "whose = ", "there is no key `whose` here", "known here: title, "),
        ("[\"model-card\"]", "\"model-card\"", "this must be a list", "write it in brackets: [\"model-card\"]"),
        ("[\"model-card\"]", "[\"model-cards\"]", "there is no word `model-cards` here", "did you mean `model-card`?"),
        ("[\"model-card\"]", "[]", "the check looks at no file", "name the kinds of files"),
        ("(?i)", "(?=x)", "look-around", "say what is looked for without it"),
        ("(?i)", "(?i)(", "unclosed group", "close it, or write a backslash"),
        ("(?i)", "*", "no regular expression", "write it in single quotes"),
        ("'(?i)\\bnever wrong\\b'", "''", "it is empty, and would find everything", "write it in single quotes"),
        (
            "'(?i)\\bnever wrong\\b'",
            "\"\\bnever\\b\"",
            "`\\b` in double quotes is a backspace",
            "write it in single quotes",
        ),
        ("'(?i)\\bnever wrong\\b'", "\"\\d+\"", "missing escaped value", "write a pattern in single quotes"),
        ("'(?i)\\bnever wrong\\b'", "'a{1000}{1000}'", "exceeds size limit", "make it smaller"),
        ("name = \"the words are added\"\n", "", "`name` is missing", "add `name`"),
        ("[[examples]]", "[examples]", "duplicate key", "[[examples]] in two brackets"),
        ("{words}", "{Words}", "this check has no variable {Words}", "did you mean `words`?"),
        ("{words}", "{found words}", "this check has no variable {found words}", "known here: words, line"),
    ] {
        let repo = repo();
        let text = own_rule();
        assert!(text.contains(from), "{from}");
        repo.write(&format!("{RULES}/house/a.toml"), text.replacen(from, to, 1));
        let run = command(&repo, &["rules", "test", RULES]);
        assert!(run.status == 2 && run.out.is_empty(), "{from} → {to}\n{}{}", run.out, run.err);
        let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains(message) && said.contains(help) && !said.contains("expected one of"),
            "{from} → {to}\n{said}"
        );
    }
    let other = |check: &str| {
        let text = own_rule().replace("{words}", "it");
        let (before, rest) = text.split_once("[check.text]").expect("a check");
        let after = rest.split_once("# Its tests").expect("examples").1;
        let repo = repo();
        repo.write(&format!("{RULES}/house/a.toml"), format!("{before}{check}\n# Its tests{after}"));
        let run = command(&repo, &["rules", "test", RULES]);
        assert_eq!(run.status, 2, "{check}{}", run.out);
        run.err
    };
    for (check, said) in [
        (
            "[check.sections]\nartifacts = [\"model-card\"]\nstate = \"removed\"\ntopics = [\"limits\"]",
            "topics: bias, ",
        ),
        (
            "[check.sections]\nartifacts = [\"model-card\"]\nstate = \"removed\"\ntopics = []",
            "`topics` must not be empty",
        ),
        ("[check.files]\nfiles = [\"weights\"]\nnames = []", "`names` must not be empty"),
        ("[check.companion]\nfiles = [\"data\"]\nneed = []", "`need` must not be empty"),
        ("[check.fields]\nartifacts = [\"model-card\"]\nfield = \"\"\nallowed = [\"a\"]", "`field` must not be empty"),
        ("[check]", "the rule has no check"),
    ] {
        let err = other(check);
        assert!(err.contains(said), "{check}: {err}");
    }
    let repo = repo();
    let text = own_rule().replace("controls", "yields-to = [\"license/chnaged\"]\ncontrols");
    repo.write(&format!("{RULES}/house/a.toml"), text);
    let run = command(&repo, &["check", "--all"]);
    assert!(run.status == 2 && run.err.contains("did you mean `license/changed`?"), "{}", run.err);
}

#[test]
fn a_folder_is_no_pattern_for_what_is_in_it() {
    let repo = repo();
    repo.write("vendor/a/README.md", card("license: other\n", ""));
    repo.write(POLICY, "exclude = [\"vendor\", \"vendors\"]\n");
    let run = command(&repo, &["policy", "show"]);
    assert!(run.status == 2 && run.err.contains("`vendor` is a folder"), "{}", run.err);
    assert!(run.err.contains("write `vendor/**`") && !run.err.contains("`vendors` is"), "{}", run.err);
}
