//! Files made to hurt: each must end quickly, without a panic, and with a finding, a skip, or silence that is right.

#![allow(clippy::expect_used, reason = "a test file")]

use modelward::change::RepoPath;
use modelward::finding::Finding;
use modelward::report::{FailOn, Report, annotations, json, markdown, sarif, text};
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Seconds after which a machine with other work to do takes an input for endless. Speed is for the benchmarks to show.
const HANG: u64 = 120;

fn files(list: &[(&str, &[u8])]) -> Files {
    list.iter().map(|(path, text)| (RepoPath::new(path.as_bytes()).expect("a path"), text.to_vec())).collect()
}

fn review(base: Files, head: Files) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut source = MemorySource { base, head };
    runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory").report
}

fn added(path: &str, text: &[u8]) -> Report {
    review(BTreeMap::new(), files(&[(path, text)]))
}

/// Every renderer takes the report, and none of them panics.
fn render_all(report: &Report) -> Vec<String> {
    vec![
        text::render(report, false, true),
        json::render(report, report.conclusion(FailOn::Error)),
        markdown::job_summary(report, None, 900_000),
        annotations::render(report, "are elsewhere"),
        sarif::render(report, []),
    ]
}

fn rules_of(report: &Report) -> Vec<&str> {
    report.introduced.iter().map(|finding: &Finding| finding.rule.as_str()).collect()
}

#[test]
fn bombs_and_depths_are_findings() {
    let nested = |open: &str, times: usize| format!("---\nlibrary_name: x\na: {}\n---\n", open.repeat(times));
    let bomb: String = std::iter::once("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned())
        .chain((1..20).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "))))
        .collect();
    let block_depth = format!("---\n{}\n---\n", "- ".repeat(100_000));
    for text in
        [format!("---\n{bomb}---\n"), nested("[", 100_000), nested("{a: ", 20_000), nested("? ", 50_000), block_depth]
    {
        let report = added("MODEL_CARD.md", text.as_bytes());
        assert!(rules_of(&report).contains(&"card/front-matter-unreadable"), "{text:.60}");
        render_all(&report);
    }
}

#[test]
fn deep_and_broken_json_is_a_finding() {
    for text in
        ["[".repeat(100_000), "{\"a\":".repeat(100_000), "{\"a\": 1,}".into(), "\u{feff}{".into(), "nonsense: [".into()]
    {
        let report = added("croissant.json", text.as_bytes());
        assert_eq!(rules_of(&report), ["dataset/record-unreadable"], "{text:.40}");
    }
}

#[test]
fn large_and_binary_files_are_listed() {
    let report = added("README.md", &[0; 4096]);
    assert!(report.skipped.iter().any(|skip| skip.reason.contains("not a text")), "{:?}", report.skipped);
    let report = added("MODEL_CARD.md", b"---\nlicense: \xff\xfe\n---\n## Limitations\n");
    render_all(&report);
}

#[test]
fn names_of_files_carry_no_commands() {
    let names = [
        "a\n::set-output name=x::y/model.pt",
        "##[add-mask]x/model.pt",
        "a --> b/model.pt",
        "@everyone/model.pt",
        "\u{202e}gpj/model.pt",
    ];
    for name in names {
        let report = added(name, b"weights");
        assert!(rules_of(&report).contains(&"weights/pickle"), "{name:?}");
        for rendered in render_all(&report) {
            assert!(rendered.lines().all(|line| !line.trim_start().starts_with("::set-output")), "{rendered}");
            assert!(!rendered.contains('\u{202e}'), "{rendered}");
        }
    }
}

#[test]
fn many_findings_in_one_file_are_counted() {
    let components: String = (0..500).map(|n| format!("  - name: Part {n}\n")).collect();
    let report = added("mof.yml", format!("release:\n  components:\n{components}").as_bytes());
    assert_eq!(report.introduced.len(), modelward::limits::FINDINGS_PER_RULE_AND_FILE);
    assert!(report.skipped.iter().any(|skip| skip.reason.contains("480 more findings")), "{:?}", report.skipped);
}

#[test]
fn tricks_do_not_hide_a_change() {
    let base = "---\nlicense: mit\nlibrary_name: x\n---\n## Limitations\n\nIt fails on handwriting.\n";
    for head in [
        // the section behind a comment is gone for its readers
        "---\nlicense: mit\nlibrary_name: x\n---\n<!--\n## Limitations\n\nIt fails on handwriting.\n-->\n",
        // a heading with nothing but invisible text
        "---\nlicense: mit\nlibrary_name: x\n---\n## Limitations\n\n<!-- It fails on handwriting. -->\n",
        "---\nlicense: mit\nlibrary_name: x\n---\n## Limitations\n\n\u{200b}\u{2800}&nbsp;<br>\n",
        // text that no reader sees is not moved
        "---\nlicense: mit\nlibrary_name: x\n---\n<?\n## Limitations\n\nIt fails on handwriting.\n?>\n",
        "---\nlicense: mit\nlibrary_name: x\n---\n[x]: y '\nIt fails on handwriting.\n'\n",
        "---\nlicense: mit\nlibrary_name: x\nnotes: |\n  It fails on handwriting.\n---\n# M\n",
        // no card any more
        "# Project\n\nA tool.\n",
    ] {
        let report = review(files(&[("MODEL_CARD.md", base.as_bytes())]), files(&[("MODEL_CARD.md", head.as_bytes())]));
        assert!(rules_of(&report).contains(&"model-card/section-removed"), "{head}");
    }
}

#[test]
fn all_of_a_card_cannot_leave_at_once() {
    let base = "---\nlicense: mit\nlibrary_name: x\n---\n## Limitations\n\nIt fails on handwriting.\n";
    let report = review(files(&[("README.md", base.as_bytes())]), files(&[("README.md", b"# Project\n\nA tool.\n")]));
    let rules = rules_of(&report);
    assert!(rules.contains(&"model-card/section-removed") && rules.contains(&"license/removed"), "{rules:?}");
}

#[test]
fn what_moves_to_another_card_is_kept() {
    let card = "---\nlicense: mit\nlibrary_name: x\n---\n## Limitations\n\nIt fails on handwriting.\n";
    let base = files(&[("README.md", card.as_bytes())]);
    let split =
        |text: &str| files(&[("README.md", b"# Project\n\nA tool.\n"), ("docs/MODEL_CARD.md", text.as_bytes())]);
    assert_eq!(rules_of(&review(base.clone(), split(card))), Vec::<&str>::new());
    let less = card.replace("It fails on handwriting.", "None.").replace("mit", "apache-2.0");
    let rules = review(base, split(&less));
    assert!(rules_of(&rules).contains(&"model-card/section-removed") && rules_of(&rules).contains(&"license/removed"));
}

#[test]
fn metadata_is_read_as_readers_do() {
    let license = include_bytes!("../LICENSE");
    let card =
        |front: &str| review(BTreeMap::new(), files(&[("LICENSE", license), ("MODEL_CARD.md", front.as_bytes())]));
    let merged = card("---\nx: &x {license: mit}\n<<: *x\n---\n");
    assert_eq!(rules_of(&merged), ["license/contradiction", "model-card/outline"]);
    for second in
        ["---\nlicense: apache-2.0\n...\nlicense: mit\n---\n", "---\nlicense: apache-2.0\n--- # x\na: b\n---\n"]
    {
        assert_eq!(rules_of(&card(second)), ["card/front-matter-unreadable"], "{second}");
    }
    assert_eq!(rules_of(&card("---\nlicense: apache-2.0\n...\n---\n")), ["model-card/outline"]);
}

/// Each of these took more than ten seconds or all memory.
#[test]
fn many_small_things_in_one_file_end_in_time() {
    let front = |text: &str| format!("---\nlibrary_name: x\n{text}\n---\n");
    let alias = format!("a: &a \"{}\"\nb: [{}]", "x".repeat(700_000), vec!["*a"; 40_000].join(","));
    let deep: String =
        (1..41).map(|n| format!("a{n}: &a{n} {}*a{}{}\n", "[".repeat(60), n - 1, "]".repeat(60))).collect();
    for (path, text) in [
        ("MODEL_CARD.md", front(&format!("m: {{{}}}", vec!["a: 1"; 20_000].join(",")))),
        ("MODEL_CARD.md", front(&alias)),
        ("MODEL_CARD.md", front(&format!("a0: &a0 x\n{deep}license: *a40"))),
        ("MODEL_CARD.md", "#\n".repeat(200_000)),
        ("MODEL_CARD.md", "## Limitations\n\n".repeat(50_000)),
        ("MODEL_CARD.md", "**a**\n\n".repeat(100_000)),
        ("MODEL_CARD.md", "<h1>a</h1>".repeat(80_000)),
        (".github/modelward.toml", "=\n".repeat(400_000)),
        (".github/modelward.toml", "[[waivers]]\nx = 1\n".repeat(40_000)),
        (".github/modelward.toml", "[[overrides]]\npath = [\"a\"]\nrule = {}\n".repeat(25_000)),
        (".github/modelward/rules/a/b.toml", "[[examples]]\nx = 1\n".repeat(40_000)),
        (".github/modelward.toml", format!("exclude = [{}]", vec!["\"**/a/**/b*\""; 30_000].join(","))),
    ] {
        let start = std::time::Instant::now();
        let report = added(path, text.as_bytes());
        render_all(&report);
        assert!(
            !report.introduced.is_empty()
                || text.starts_with("#\n")
                || text.starts_with("**")
                || text.starts_with("<h1>"),
            "{text:.80}"
        );
        // generous: a build without optimisation on a busy machine
        assert!(start.elapsed().as_secs() < HANG, "{:?} {text:.80}", start.elapsed());
    }
}

/// Each finding asked its file anew whether lines end in CRLF: 1.5 s where a second is allowed.
#[test]
fn a_long_list_of_digests_ends_in_time() {
    let pointer = |digit: &str| {
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 1000\n", digit.repeat(64))
    };
    let sums: String = (0..9_000).map(|n| format!("{}  m{n}.safetensors\n", "1".repeat(64))).collect();
    let tree = |digit: &str| -> Files {
        let names: Vec<String> = (0..3_000).map(|n| format!("m{n}.safetensors")).collect();
        let text = pointer(digit);
        let mut list: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), text.as_bytes())).collect();
        list.push(("SHA256SUMS", sums.as_bytes()));
        files(&list)
    };
    let (base, head) = (tree("1"), tree("2"));
    // beside what reading alone takes, since machines differ and may be busy; it was 25 times as much
    let time = |rules: &[modelward::rule::Rule]| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let mut source = MemorySource { base: base.clone(), head: head.clone() };
        let start = std::time::Instant::now();
        let report = runtime.block_on(engine::review(&mut source, rules)).expect("read from memory").report;
        (start.elapsed(), report)
    };
    let (_, report) = time(rule::builtin());
    let in_time = (0..5).any(|_| time(rule::builtin()).0 < time(&[]).0 * 10);
    assert!(in_time);
    assert!(rules_of(&report).contains(&"weights/checksum-mismatch"));
}

/// What looks at each file beside each other one takes minutes here.
#[test]
fn many_folders_and_records_end_in_time() {
    let mut list: Vec<(String, String)> = Vec::new();
    let card = format!("---\npretty_name: x\n---\n# D\n{}", "Some words of it.\n".repeat(2_000));
    list.push(("README.md".into(), card));
    for n in 0..2_000 {
        list.push((format!("d{n}/data/a.csv"), format!("id,email,x{n}\n1,a,b\n")));
        list.push((format!("d{n}/data/a.csv.dvc"), format!("outs:\n- md5: {n:032x}\n  path: b.csv\n")));
        list.push((format!("d{n}/config.json"), format!("{{\"vocab_size\": {n}}}")));
        list.push((format!("all/m{n}.pt"), format!("{n}")));
    }
    let components: String = (0..8_000).map(|n| format!(",{{\"type\": \"data\", \"name\": \"c{n}\"}}")).collect();
    list.push(("bom.json".into(), format!("{{\"bomFormat\": \"CycloneDX\", \"components\": [{{}}{components}]}}")));
    let all = |mark: &str| -> Files {
        list.iter()
            .map(|(path, text)| (RepoPath::new(path.as_bytes()).expect("a path"), format!("{text}{mark}").into_bytes()))
            .collect()
    };
    let start = std::time::Instant::now();
    render_all(&review(BTreeMap::new(), all("")));
    render_all(&review(all(""), all("\n")));
    assert!(start.elapsed().as_secs() < HANG, "{:?}", start.elapsed());
}

/// Each pattern is tried on each path below the card.
#[test]
fn patterns_and_splits_without_end_end_in_time() {
    let config =
        |n: usize| format!("- {{config_name: c{n}, data_files: [{{split: s{n}, path: \"data/**/*{n}*.csv\"}}]}}\n");
    let info = |n: usize| format!("- {{config_name: c{n}, splits: [{{name: s{n}, num_examples: 1}}]}}\n");
    let all = |each: &dyn Fn(usize) -> String| (0..3_000).map(each).collect::<String>();
    let card = format!("---\nsize_categories: [n<1K]\nconfigs:\n{}dataset_info:\n{}---\n", all(&config), all(&info));
    let names: Vec<String> = (0..3_000).map(|n| format!("data/{n}/x{n}.csv")).collect();
    let mut list: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"a,b\n1,2\n"[..])).collect();
    list.push(("README.md", card.as_bytes()));
    let start = std::time::Instant::now();
    render_all(&review(BTreeMap::new(), files(&list)));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Tables that are one line, or nothing but delimiters.
#[test]
fn tables_without_end_end_in_time() {
    let wide = "email,".repeat(170_000);
    let deep = format!("{{\"a\": {}", "{\"email\": ".repeat(60_000));
    let flat: String = (0..5_000).map(|n| format!("\"k{n}\": 1,")).collect();
    for (path, text) in [
        ("data/a.csv", wide.clone()),
        ("data/b.tsv", "\t".repeat(1_000_000)),
        ("data/c.jsonl", deep),
        ("data/d.jsonl", format!("{{{flat}\"email\": 1}}\n")),
        ("data/e.csv", format!("\u{feff}\"{wide}")),
    ] {
        let start = std::time::Instant::now();
        render_all(&added(path, text.as_bytes()));
        assert!(start.elapsed().as_secs() < HANG, "{path} {:?}", start.elapsed());
    }
}

/// The modifier letter apostrophe is a letter by its category, and was read for ever at the end of a word.
#[test]
fn every_sign_of_a_license_text_is_passed() {
    for text in ["ʼ", "word ʼ ", "ʼ1", "licensorʼs ʼ", "ʼʼʼ"] {
        render_all(&added("LICENSE", text.as_bytes()));
    }
    let every: String = (0..=0x3_ffff).filter_map(char::from_u32).flat_map(|c| [c, ' ']).collect();
    assert!(!modelward::license::words::words(&every).is_empty());
}

#[test]
fn a_flooded_file_does_not_hide_another() {
    let flood = format!("---\nlibrary_name: x\nlanguage: [{}]\n---\n", vec!["no"; 5_000].join(","));
    let other = "---\nlibrary_name: x\nlanguage: no\n---\n";
    let report =
        review(BTreeMap::new(), files(&[("a/README.md", flood.as_bytes()), ("b/README.md", other.as_bytes())]));
    assert!(report.introduced.iter().any(|finding| finding.at.path.text() == "b/README.md"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_break_a_reader(path in prop::sample::select(vec![
        "README.md", "MODEL_CARD.md", "data/README.md", "LICENSE", "croissant.json", "pyproject.toml", "SHA256SUMS",
        "model.safetensors", "mof.yml", ".github/modelward.toml", "datapackage.json", "CITATION.cff", "data/a.csv",
        "data/a.jsonl", "data/a.csv.dvc", "dvc.lock", "bom.json", "data/provenance.yaml", "dataset_infos.json", "MD5SUMS",
        "a.gguf", "src/a.py", "models.json", "REUSE.toml",
    ]), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        render_all(&added(path, &bytes));
    }

    #[test]
    fn no_card_breaks_a_reader(pieces in prop::collection::vec(prop::sample::select(vec![
        "---\n", "license: ", "mit", "\n", "other", "- ", "[", "{", "\"", "'", "&a ", "*a", ": ", "## Limitations\n", "# ",
        "<h2>", "</h2>", "<!--", "-->", "```\n", "**", "[More Information Needed]", "\r", "\t", "\u{feff}", "language: no\n",
        "license_link: ../x\n", "\u{202e}", "é", "<<: ", "!!python/tuple ", "|\n", "  ",
    ]), 0..60)) {
        let text = pieces.concat();
        let report = added("README.md", text.as_bytes());
        render_all(&report);
        let same = review(files(&[("README.md", text.as_bytes())]), files(&[("README.md", text.as_bytes())]));
        prop_assert!(same.introduced.is_empty());
    }
}

#[test]
fn what_is_hidden_from_readers_is_removed() {
    let front = "---\nlicense: mit\nlibrary_name: x\n---\n# A\n\n";
    let section = "## Limitations\n\nIt fails on handwriting.\n";
    let base = files(&[("README.md", format!("{front}{section}\n## License\n\nMIT\n").as_bytes())]);
    for hidden in [
        format!("<div hidden>\n\n{section}\n</div>\n"),
        format!("<div style=\"display:none\">\n\n{section}\n</div>\n"),
        format!("<!--\n{section}\n-->\n"),
        section.replace("It fails on handwriting.", "<span hidden>It fails on handwriting.</span>"),
    ] {
        let head = files(&[("README.md", format!("{front}{hidden}\n## License\n\nMIT\n").as_bytes())]);
        assert_eq!(rules_of(&review(base.clone(), head)), ["model-card/section-removed"], "{hidden}");
    }
}

#[test]
fn many_hidden_elements_end_in_time() {
    for text in [
        "<p hidden></p><!-- a -->".repeat(40_000),
        "<p hidden>".repeat(90_000),
        format!("{}<a hidden", "<a \"".repeat(200_000)),
        "- fails\n".repeat(100_000),
        "It fails not. ".repeat(70_000),
    ] {
        let text = format!("# A\n\n## Limitations\n\n{text}\n");
        let start = std::time::Instant::now();
        let base = files(&[("MODEL_CARD.md", text.replace("fails", "works never").as_bytes())]);
        review(base, files(&[("MODEL_CARD.md", text.as_bytes())]));
        assert!(start.elapsed().as_secs() < HANG, "{text:.60}");
    }
}

/// A value behind an anchor is the value; a duplicate key hides none.
#[test]
fn a_result_cannot_be_hidden_behind_an_anchor() {
    let card = |value: &str, front: &str| {
        format!(
            "---\nlicense: mit\n{front}model-index:\n- name: a\n  results:\n  - task: {{type: t}}\n    dataset: {{type: d, name: D}}\n    \
             metrics: [{{type: accuracy, value: {value}}}]\n---\n# A\n"
        )
    };
    let base = files(&[("README.md", card("0.91", "").as_bytes())]);
    let head = files(&[("README.md", card("*x", "x: &x 0.97\n").as_bytes())]);
    assert_eq!(rules_of(&review(base, head)), ["model-card/result-changed"]);
}

#[test]
fn a_limit_cannot_be_struck_by_invisible_means() {
    let card = |text: &str| format!("---\nlicense: mit\nlibrary_name: x\n---\n# A\n\n## Uses\n\n{text}\n");
    let said = "It must not be used for decisions about patients of any kind.";
    let base = files(&[("README.md", card(said).as_bytes())]);
    for struck in
        [said.replace("not ", ""), said.replace("not", "<!-- not -->"), said.replace("not", "\u{202e}\u{202c}")]
    {
        let head = files(&[("README.md", card(&struck).as_bytes())]);
        let report = review(base.clone(), head);
        let told: Vec<&str> = rules_of(&report).into_iter().filter(|rule| *rule != "card/disguised-text").collect();
        assert_eq!(told, ["card/use-widened"], "{struck}");
    }
}
