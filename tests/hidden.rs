//! Changes that their makers would rather hide: each gives a finding at its place, or an entry under what was not looked at.

#![allow(clippy::expect_used, reason = "a test file")]

mod support;

use modelward::change::RepoPath;
use modelward::report::Report;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};
use support::repo::Repo;

const FRONT: &str = "license: mit\nlibrary_name: x\nbase_model: org/a\n";
const SECTION: &str =
    "## Limitations\n\nIt fails on handwriting and on small print.\n\n- It must not be used for medical decisions.\n";

/// A card with another section below, so that nothing is cut off unseen.
fn card(front: &str, section: &str) -> String {
    format!(
        "---\n{front}---\n# Model A\n\nA model that reads text.\n\n{section}\n## Training data\n\nLetters of an archive in Basel.\n"
    )
}

fn review(base: &[(&str, &str)], head: &[(&str, &str)]) -> Report {
    let files = |list: &[(&str, &str)]| -> Files {
        let path = |name: &str| RepoPath::new(name.as_bytes()).expect("a path");
        list.iter().map(|(name, text)| (path(name), text.as_bytes().to_vec())).collect()
    };
    let mut source = MemorySource { base: files(base), head: files(head) };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory").report
}

/// `rule path:line` of what a change introduces.
fn told(base: &[(&str, &str)], head: &[(&str, &str)]) -> Vec<String> {
    let report = review(base, head);
    let line =
        |place: Option<modelward::finding::Place>| place.map(|place| format!(":{}", place.line)).unwrap_or_default();
    report.introduced.iter().map(|it| format!("{} {}{}", it.rule, it.at.path, line(it.at.place))).collect()
}

/// What is told of a card in which the section becomes another one.
fn told_of(section: &str) -> Vec<String> {
    let (before, after) = (card(FRONT, SECTION), card(FRONT, section));
    told(&[("README.md", &before)], &[("README.md", &after)])
}

/// What is told of a card in which the metadata becomes another one.
fn told_of_front(front: &str) -> Vec<String> {
    let (before, after) = (card(FRONT, SECTION), card(front, SECTION));
    told(&[("README.md", &before)], &[("README.md", &after)])
}

#[test]
fn letters_that_look_like_others_are_told() {
    for (section, expected) in [
        (SECTION.replace("Limitations", "Lіmіtatіons"), vec!["card/disguised-text README.md:10"]),
        (SECTION.replace("Limitations", "Limi\u{200b}tations"), vec!["card/disguised-text README.md:10"]),
        (SECTION.replace("not", "nоt"), vec!["card/use-widened README.md:14", "card/disguised-text README.md:14"]),
        // turned, it reads otherwise than it stands there
        (SECTION.replace("It must", "\u{202e}It must"), vec!["card/disguised-text README.md:14"]),
        (SECTION.replace("It must", "\u{2067}It must"), vec!["card/disguised-text README.md:14"]),
        ("## Limitations\n\n\u{200b}\u{2060}\u{2800}\n".to_owned(), vec!["model-card/section-removed README.md:10"]),
    ] {
        assert_eq!(told_of(&section), expected, "{section}");
    }
}

/// A heading in disguise still is what it reads as: what it held cannot leave in a second change.
#[test]
fn a_section_in_disguise_is_still_guarded() {
    for heading in ["Lіmіtatіons", "𝗟𝗶𝗺𝗶𝘁𝗮𝘁𝗶𝗼𝗻𝘀", "Limi\u{200b}tations", "Out of Ѕсоре"]
    {
        let before = card(FRONT, &SECTION.replace("Limitations", heading));
        let after = card(FRONT, "");
        let told = told(&[("README.md", &before)], &[("README.md", &after)]);
        assert_eq!(told, ["model-card/section-removed README.md:10"], "{heading}");
    }
}

#[test]
fn what_browsers_do_not_show_is_gone() {
    let around = |start: &str, end: &str| format!("{start}\n\n{SECTION}\n{end}\n");
    let styles = [
        "display:none",
        "DISPLAY : none !important",
        "display&colon;none",
        "color:red;visibility:hidden",
        "opacity:0",
        "opacity: 0.0",
        "font-size:0px",
        "height:0;overflow:hidden",
        "color:transparent",
        "position:absolute;left:-9999px",
        "text-indent:-1000em",
        "d\\69splay:none",
    ];
    let mut hidden: Vec<String> =
        styles.iter().map(|style| around(&format!("<div style=\"{style}\">"), "</div>")).collect();
    for name in ["template", "dialog", "noscript", "datalist", "div hidden", "div hidden=\"until-found\""] {
        hidden.push(around(&format!("<{name}>"), &format!("</{}>", name.split(' ').next().unwrap_or_default())));
    }
    // what stands in a player is for browsers that have none
    for name in ["video src=\"a.mp4\"", "audio", "iframe src=\"a\"", "object", "canvas"] {
        hidden.push(around(&format!("<{name}>"), &format!("</{}>", name.split(' ').next().unwrap_or_default())));
    }
    for (sheet, tag) in [
        (".x { display: none }", "<div class=\"a x\">"),
        ("p{color:red} #x,.y { visibility : hidden; }", "<div id=x>"),
        ("@media all { .x { opacity: 0 } }", "<div class='x'>"),
        ("div{display:none}", "<div>"),
    ] {
        hidden.push(around(&format!("<style>\n{sheet}\n</style>\n\n{tag}"), "</div>"));
    }
    hidden.extend([
        around("<script type=\"text/plain\">", "</script>").replace("\n\n", "\n"),
        around("<!--", "-->"),
        format!("<p title=\"\n{}\"></p>\n", SECTION.replace("\n\n", "\n")),
        "[a](b \"It fails on handwriting and on small print. It must not be used for medical decisions.\")\n".into(),
        "![It fails on handwriting and on small print. It must not be used for medical decisions.](a.png)\n".into(),
        "[^1]: It fails on handwriting and on small print. It must not be used for medical decisions.\n".into(),
        "## Limitations\n\n~~It fails on handwriting and on small print.~~\n\n- <del>It must not be used.</del>\n"
            .into(),
        SECTION
            .replace(
                "It fails on handwriting and on small print.",
                "<span hidden>It fails on handwriting and on small print.</span>",
            )
            .replace("It must not be used for medical decisions.", "<s>It must not be used for medical decisions.</s>"),
        // an example of a text is none
        format!("```markdown\n{SECTION}```\n"),
        format!("~~~~\n{SECTION}\n~~~~\n"),
        SECTION.lines().map(|line| format!("    {line}\n")).collect(),
    ]);
    for section in hidden {
        assert_eq!(told_of(&section), ["model-card/section-removed README.md:10"], "{section}");
    }
    let point = SECTION.replace("- It must not", "<!-- - It must not").replace("decisions.", "decisions. -->");
    assert_eq!(told_of(&point), ["card/limitation-removed README.md:14"]);
}

#[test]
fn what_a_reader_can_see_is_there() {
    for section in [
        format!("<details>\n<summary>More</summary>\n\n{SECTION}\n</details>\n"),
        format!("<div style=\"color:red; opacity:0.5; font-size:0.9em; overflow:hidden\">\n\n{SECTION}\n</div>\n"),
        format!("<div class=\"hidden\" align=\"left\">\n\n{SECTION}\n</div>\n"),
        format!(
            "<style>\n.x {{ display: none }}\n.y {{ color: red }}\n</style>\n\n<div class=\"y xx\">\n\n{SECTION}\n</div>\n"
        ),
        format!("<video src=\"a.mp4\">\n\n{SECTION}"),
        SECTION.replace("handwriting", "[handwriting](a.md \"a title\")"),
        SECTION.replace("small print", "small print[^1]") + "\n[^1]: Below 6 points.\n",
        SECTION.replace("handwriting", "handwriting (~50 % of it, ~30 % in capitals)"),
        SECTION.replace("It fails", "Without the token <s> it fails"),
    ] {
        assert_eq!(told_of(&section), Vec::<String>::new(), "{section}");
    }
}

#[test]
fn a_license_cannot_change_behind_yaml() {
    let with = |license: &str| FRONT.replace("license: mit\n", license);
    for (front, expected) in [
        (with("x: &l gpl-3.0\nlicense: *l\n"), vec!["license/changed README.md:3"]),
        (with("x: &l mit\ny: &l gpl-3.0\nlicense: *l\n"), vec!["license/changed README.md:4"]),
        (with("x: &l {license: gpl-3.0}\n<<: *l\n"), vec!["license/changed README.md:2"]),
        (with("a: &a {license: mit}\nb: &b {license: gpl-3.0}\n<<: [*b, *a]\n"), vec!["license/changed README.md:3"]),
        (with("\"l\\u0069cense\": gpl-3.0\n"), vec!["license/changed README.md:2"]),
        (with("license: !!str gpl-3.0\n"), vec!["license/changed README.md:2"]),
        (format!("{FRONT}license: gpl-3.0\n"), vec!["card/duplicate-key README.md:5", "license/changed README.md:5"]),
        // readers of the file see two, and programs one
        (format!("{FRONT}License: gpl-3.0\n"), vec!["model-card/key-misspelled README.md:5"]),
        (
            format!("{FRONT}licen\u{200b}se: gpl-3.0\n"),
            vec!["card/disguised-text README.md:5", "model-card/key-misspelled README.md:5"],
        ),
        (format!("{FRONT}lісense: gpl-3.0\n"), vec!["card/disguised-text README.md:5"]),
        (with("license: mit\n...\nlicense: gpl-3.0\n"), vec!["card/front-matter-unreadable README.md:4"]),
        (with("# license: mit\n"), vec!["license/removed README.md:2"]),
        (with("license: mіt\n"), vec!["license/misspelled README.md:2", "card/disguised-text README.md:2"]),
        (with("license: m\u{200b}it\n"), vec!["license/misspelled README.md:2", "card/disguised-text README.md:2"]),
        (with("license: \u{202e}tim\n"), vec!["license/changed README.md:2", "card/disguised-text README.md:2"]),
        (FRONT.replace("org/a", "org/\u{200b}a"), vec!["card/disguised-text README.md:4"]),
    ] {
        let mut told = told_of_front(&front);
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        told.sort();
        expected.sort();
        assert_eq!(told, expected, "{front}");
    }
}

#[test]
fn a_block_that_no_reader_sees_is_told() {
    let before = card(FRONT, SECTION);
    for after in [
        format!("\u{feff}{before}"),
        format!("\u{200b}{before}"),
        format!("<!--\n{before}-->\n"),
        before.replacen("---\n# Model", "---\u{200b}\n# Model", 1),
    ] {
        assert!(!told(&[("README.md", &before)], &[("README.md", &after)]).is_empty(), "{after}");
    }
    let report = review(&[("README.md", &before)], &[("README.md", &format!("{before}\0"))]);
    assert!(report.skipped.iter().any(|skip| skip.path == "README.md"), "{:?}", report.skipped);
}

const FAMILY: &str = "---\nlicense: mit\nlibrary_name: y\n---\n# All models\n\nA family.\n\n## Uses\n\nFor reading.\n";

/// The card of one model goes, and one that speaks of all stays: no rule about weights would ask for it.
#[test]
fn a_card_cannot_leave_behind_another() {
    let card = card(FRONT, SECTION);
    let policy = (".github/modelward.toml", "exclude = [\"archive/**\"]\n");
    let (root, weights) = (("README.md", FAMILY), ("models/a/m.safetensors", "weights"));
    for place in ["archive/a/MODEL_CARD.md", "models/a/notes.txt", "models/a/MODEL_CARD.bak", "tests/a/MODEL_CARD.md"] {
        for others in [vec![policy, root], vec![policy, root, weights]] {
            let side = |path: &'static str| [others.clone(), vec![(path, card.as_str())]].concat();
            let told = told(&side("models/a/MODEL_CARD.md"), &side(place));
            assert_eq!(told, ["card/removed models/a/MODEL_CARD.md"], "{place}");
        }
    }
    // withdrawn with its weights
    let gone = told(&[root, weights, ("models/a/MODEL_CARD.md", &card)], &[root]);
    assert_eq!(gone, Vec::<String>::new());
}

/// The same, as git tells it: a file that was renamed.
#[test]
fn a_card_cannot_be_renamed_out_of_sight() {
    for place in ["archive/a.md", "models/a/notes.txt"] {
        let repo = Repo::new();
        repo.write(".github/modelward.toml", "exclude = [\"archive/**\"]\n").write("README.md", FAMILY);
        repo.write("models/a/MODEL_CARD.md", card(FRONT, SECTION)).write("models/a/m.safetensors", "weights");
        repo.commit("a model");
        repo.git(&["checkout", "--quiet", "-b", "topic"]);
        repo.remove("models/a/MODEL_CARD.md").write(place, card(FRONT, SECTION));
        repo.commit("tidy up");
        let run = repo.check(&["--base", "main", "--format", "json"]);
        assert_eq!(run.introduced(), ["card/removed models/a/MODEL_CARD.md"], "{place} {}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn a_card_that_becomes_a_link_is_listed() {
    let repo = Repo::new();
    repo.write("README.md", card(FRONT, SECTION)).write("notes.txt", "None.\n");
    repo.commit("a model");
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.remove("README.md");
    std::os::unix::fs::symlink("notes.txt", repo.path().join("README.md")).expect("a link");
    // in the working tree, and in a commit
    let run = repo.check(&["--base", "main", "--format", "json"]);
    assert_eq!(run.skipped(), ["README.md is no regular file"]);
    repo.commit("link");
    let run = repo.check(&["--base", "main", "--head", "HEAD", "--format", "json"]);
    assert_eq!(run.skipped(), ["README.md is a symbolic link"]);
}

/// A waiver for a path that no configuration can write would accept nothing.
#[test]
fn no_waiver_is_proposed_that_cannot_match() {
    for (path, proposed) in
        [(&b"a/m.safetensors"[..], true), (b"a\xff/m.safetensors", false), (b"a\x07/m.safetensors", false)]
    {
        let path = RepoPath::new(path).expect("a path");
        let mut source = MemorySource { base: Files::new(), head: [(path, b"weights".to_vec())].into_iter().collect() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let report = runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory").report;
        assert!(!report.introduced.is_empty());
        assert!(report.introduced.iter().all(|finding| finding.acceptable.is_some() == proposed));
    }
}

/// A license that nobody can read any more is none.
#[cfg(unix)]
#[test]
fn a_license_file_cannot_become_something_else() {
    let text = "SPDX-License-Identifier: MIT\n";
    let gone = ["license/file-removed LICENSE"];
    for change in ["link", "bytes", "module", "link to another"] {
        let repo = Repo::new();
        repo.write("README.md", "# A\n").write("LICENSE", text);
        let repo = if change == "link to another" { repo.write("docs/LICENSE", text) } else { &repo };
        repo.commit("a project");
        let head = repo.git(&["rev-parse", "HEAD"]);
        repo.git(&["checkout", "--quiet", "-b", "topic"]);
        repo.remove("LICENSE");
        match change {
            "bytes" => {
                let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                repo.write("LICENSE", bytes).commit("change");
            }
            "module" => {
                repo.git(&["rm", "--quiet", "--cached", "LICENSE"]);
                repo.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},LICENSE", head.trim())]);
                repo.git(&["commit", "--quiet", "-m", "change"]);
            }
            _ => {
                std::os::unix::fs::symlink("README.md", repo.path().join("LICENSE")).expect("a link");
                let run = repo.check(&["--base", "main", "--format", "json"]);
                assert_eq!(run.introduced().len(), usize::from(change == "link"), "not committed: {}", run.err);
                repo.commit("change");
            }
        }
        let run = repo.check(&["--base", "main", "--head", "HEAD", "--format", "json"]);
        let expected: &[&str] = if change == "link to another" { &[] } else { &gone };
        assert_eq!(run.introduced(), expected, "{change} {}", run.err);
        assert_eq!(run.skipped().len(), 1, "{change}");
    }
}

/// What is packed is what it holds.
#[test]
fn packed_weights_are_weights() {
    let told = told(&[], &[("models/a/model.safetensors.gz", "weights")]);
    assert_eq!(told, ["weights/without-card models/a/model.safetensors.gz"]);
    let told =
        self::told(&[("README.md", FAMILY)], &[("README.md", FAMILY), ("models/a/pytorch_model.bin.gz", "weights")]);
    assert_eq!(told, ["weights/pickle models/a/pytorch_model.bin.gz"]);
}

/// What a file claims that readers cannot take apart any more was not mended, and was not looked at.
#[test]
fn files_that_no_longer_parse_are_told_and_mend_nothing() {
    let apache = ("LICENSE", "SPDX-License-Identifier: Apache-2.0\n");
    for (name, sound, broken) in [
        (
            "package.json",
            "{\"name\": \"a\", \"license\": \"MIT\"}",
            "{\"name\": \"a\", \"license\": \"CC-BY-NC-4.0\",}",
        ),
        ("pyproject.toml", "[project]\nlicense = \"MIT\"\n", "[project\nlicense = \"MIT\"\n"),
        ("CITATION.cff", "license: MIT\n", "license: [MIT\n"),
        (
            "models/adapter_config.json",
            "{\"base_model_name_or_path\": \"a/b\"}",
            "{\"base_model_name_or_path\": \"c/d\"",
        ),
        ("bom.json", "{\"bomFormat\": \"CycloneDX\"}", "{\"bomFormat\": \"CycloneDX\""),
    ] {
        let report = review(&[apache, (name, sound)], &[apache, (name, broken)]);
        assert!(report.fixed.is_empty(), "{name}: {:?}", report.fixed);
        let told =
            report.skipped.iter().filter(|skip| skip.path == name && skip.reason.contains("cannot be read whole"));
        assert_eq!(told.count(), 1, "{name}: {:?}", report.skipped);
        let mended = review(&[apache, (name, broken)], &[apache, (name, sound)]);
        assert!(mended.skipped.is_empty(), "{name}: {:?}", mended.skipped);
    }
}

#[test]
fn several_places_told_as_one_weigh_what_the_worst_does() {
    let component = |more: &str| format!("{{\"type\": \"data\", \"name\": \"a\"{more}}}");
    let licensed = component(", \"licenses\": [{\"license\": {\"id\": \"MIT\"}}]");
    let bom = |parts: &[&str]| format!("{{\"bomFormat\": \"CycloneDX\", \"components\": [{}]}}", parts.join(", "));
    let weight = |text: &str| {
        let report = review(&[], &[("data/x.cdx.json", text)]);
        report.introduced.iter().map(|it| (it.severity.to_string(), it.parts.len())).collect::<Vec<_>>()
    };
    assert_eq!(weight(&bom(&[&licensed])), [("notice".to_owned(), 1)]);
    assert_eq!(weight(&bom(&[&component(", \"version\": \"1\"")])), [("warning".to_owned(), 1)]);
    let other = component("").replace("\"a\"", "\"b\"");
    assert_eq!(weight(&bom(&[&licensed, &other])), [("warning".to_owned(), 2)]);
}

#[test]
fn the_table_of_claims_holds_licenses_wherever_they_are_declared() {
    let project = |license: &str| format!("[project]\nname = \"a\"\nlicense = \"{license}\"\n");
    let package = |license: &str| {
        format!(
            "{{\"name\": \"a\", \"resources\": [{{\"path\": \"a.csv\"}}], \"licenses\": [{{\"name\": \"{license}\"}}]}}"
        )
    };
    let side = |license: &str| (project(license), package(license));
    let ((project_a, package_a), (project_b, package_b)) = (side("MIT"), side("CC-BY-NC-4.0"));
    let base = [("pyproject.toml", project_a.as_str()), ("data/datapackage.json", &package_a)];
    let head = [("pyproject.toml", project_b.as_str()), ("data/datapackage.json", &package_b)];
    let claims = review(&base, &head).claims;
    let rows: Vec<(&str, Option<&str>, bool)> =
        claims.iter().map(|row| (row.claim.as_str(), row.after.as_deref(), row.meaning.is_some())).collect();
    let nc = Some("CC-BY-NC-4.0");
    assert_eq!(rows, [("license in data/datapackage.json", nc, true), ("license in pyproject.toml", nc, true)]);
}

/// A license file that says less, or something else besides, is told, however it goes about it.
#[test]
fn license_files_that_take_back_what_they_grant() {
    let mit = spdx::license_id("MIT").expect("a license").text();
    let body = mit.split_once("Permission is hereby").map_or("", |(_, body)| body);
    let mit = format!("MIT License\n\nCopyright (c) 2024 Ann Example\n\nPermission is hereby{body}");
    let cut: String = mit.chars().take(500).collect();
    let changed = |name: &str, text: String| told(&[(name, &mit)], &[(name, &text)]);
    for (name, text) in [
        ("LICENSE.md", format!("<div hidden>\n\n{mit}\n</div>\n")),
        ("LICENSE.md", mit.replace("and/or sell", "<!-- and/or sell -->")),
        ("LICENSE.md", mit.replace("without restriction", "~~without restriction~~")),
        ("LICENSE", cut),
        (
            "LICENSE",
            "SPDX-License-Identifier: MIT\n\nCommercial use is prohibited without a paid license.\n".to_owned(),
        ),
        ("LICENSE", format!("SPDX-License-Identifier: CC-BY-NC-4.0\n\n{mit}")),
    ] {
        let told = changed(name, text.clone());
        assert!(told.len() == 1 && told[0].starts_with("license/"), "{name}: {text}\n{told:?}");
    }
    for (name, text) in [
        ("LICENSE.md", format!("<!-- markdownlint-disable -->\n{mit}")),
        ("LICENSE", format!("SPDX-License-Identifier: MIT\n\n{mit}")),
        ("LICENSE", "SPDX-License-Identifier: MIT\n\nCopyright (c) 2024 Ann Example\n".to_owned()),
    ] {
        assert_eq!(changed(name, text.clone()), Vec::<String>::new(), "{name}: {text}");
    }
    let card = |license: &str| format!("---\nlicense: {license}\nlibrary_name: x\n---\n# A\n\nA model.\n");
    let (before, after) = (card("mit"), card("{mit: cc-by-nc-4.0}"));
    assert_eq!(told(&[("README.md", &before)], &[("README.md", &after)]), ["license/removed README.md:2"]);
}
