//! The metadata of weights: read as claims, and harmless however it lies.

#![allow(clippy::expect_used, reason = "a test file")]

mod support;

use modelward::artifact::header;
use modelward::change::RepoPath;
use modelward::report::Report;
use modelward::source::memory::{Files, MemorySource};
use modelward::{engine, rule};
use proptest::prelude::*;
use support::repo::Repo;

fn string(text: &[u8]) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes(), text].concat()
}

fn text(key: &str, value: &str) -> Vec<u8> {
    [string(key.as_bytes()), 8u32.to_le_bytes().to_vec(), string(value.as_bytes())].concat()
}

fn number(key: &str, value: u32) -> Vec<u8> {
    [string(key.as_bytes()), 4u32.to_le_bytes().to_vec(), value.to_le_bytes().to_vec()].concat()
}

/// An array of strings, as vocabularies are.
fn words(key: &str, count: usize) -> Vec<u8> {
    let head = [string(key.as_bytes()), [9u32.to_le_bytes(), 8u32.to_le_bytes()].concat()].concat();
    let items: Vec<u8> = (0..count).flat_map(|n| string(format!("word{n}").as_bytes())).collect();
    [head, (count as u64).to_le_bytes().to_vec(), items].concat()
}

fn gguf(pairs: &[Vec<u8>], tensors: &[&[u64]]) -> Vec<u8> {
    let mut bytes = [b"GGUF".to_vec(), 3u32.to_le_bytes().to_vec()].concat();
    bytes.extend((tensors.len() as u64).to_le_bytes());
    bytes.extend((pairs.len() as u64).to_le_bytes());
    bytes.extend(pairs.concat());
    for sizes in tensors {
        bytes.extend(string(b"blk.0.weight"));
        bytes.extend(u32::try_from(sizes.len()).expect("few").to_le_bytes());
        bytes.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        bytes.extend([0; 12]);
    }
    bytes
}

fn safetensors(json: &str) -> Vec<u8> {
    string(json.as_bytes())
}

fn fields(name: &str, bytes: &[u8]) -> Option<String> {
    let (text, ..) = header::read(&RepoPath::new(name.as_bytes()).expect("a path"), bytes)?;
    Some(text.source().to_owned())
}

fn files(list: &[(&str, &[u8])]) -> Files {
    list.iter().map(|(path, text)| (RepoPath::new(path.as_bytes()).expect("a path"), text.to_vec())).collect()
}

fn review(base: &[(&str, &[u8])], head: &[(&str, &[u8])]) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut source = MemorySource { base: files(base), head: files(head) };
    runtime.block_on(engine::review(&mut source, rule::builtin())).expect("read from memory").report
}

/// Rule, place and message of what a change introduces, where it is about licenses, sizes or lineage.
fn told(report: &Report) -> Vec<String> {
    let shown = report.introduced.iter().map(|finding| format!("{} {} {}", finding.rule, finding.at, finding.message));
    shown.filter(|line| !line.starts_with("weights/") && !line.contains("outline")).collect()
}

const CARD: &str = "---\nlicense: mit\nlibrary_name: transformers\n---\n# Tiny\n\nIt has 7B parameters and a context length of 8k tokens.\n";

#[test]
fn reads_the_fields_that_claims_are_made_of() {
    let bytes = gguf(
        &[
            text("general.license", "apache-2.0"),
            words("general.tags", 3),
            number("llama.context_length", 4096),
            text("tokenizer.chat_template", "{{ x }}"),
            words("tokenizer.ggml.tokens", 1000),
        ],
        &[&[4096, 1000], &[7]],
    );
    let all = "general.license: apache-2.0\nllama.context_length: 4096\ntensors.parameters: 4096007\n";
    assert_eq!(fields("a.gguf", &bytes).as_deref(), Some(all));
    // a shard says nothing of the whole; of a file that is cut, what was read counts
    assert!(!fields("a-00001-of-00002.gguf", &bytes).expect("fields").contains("tensors"));
    let cut = fields("a.gguf", &bytes[..2000]);
    assert_eq!(cut.as_deref(), Some("general.license: apache-2.0\nllama.context_length: 4096\n"));
    let json = r#"{"__metadata__":{"format":"pt","license":"mit"},"a":{"dtype":"BF16","shape":[10,20],"data_offsets":[0,400]},"ids":{"dtype":"I64","shape":[3],"data_offsets":[400,424]}}"#;
    let all = "__metadata__.format: pt\n__metadata__.license: mit\ntensors.parameters: 200\n";
    assert_eq!(fields("a.safetensors", &safetensors(json)).as_deref(), Some(all));
    // numbers that are packed into others are not counted
    let packed = json.replace("[3]", "[300]");
    assert!(!fields("a.safetensors", &safetensors(&packed)).expect("fields").contains("tensors"));
    assert_eq!(fields("a.safetensors", &safetensors(&format!(" {json}"))).as_deref(), Some(all));
    assert_eq!(fields("a.bin", &bytes), None);
}

#[test]
fn weights_and_card_that_disagree_are_told() {
    let weights =
        gguf(&[text("general.license", "llama3.1"), number("llama.context_length", 4096)], &[&[1_000_000, 3_000]]);
    let head: [(&str, &[u8]); 2] = [("README.md", CARD.as_bytes()), ("tiny.gguf", &weights)];
    let told = told(&review(&[], &head));
    let has = |start: &str| told.iter().any(|line| line.starts_with(start));
    assert!(
        has(
            "license/contradiction README.md:2 `README.md` says `mit`, but `tiny.gguf` holds `general.license: llama3.1` in its metadata."
        ),
        "{told:#?}"
    );
    assert!(has("model-card/context-exceeds README.md:7"), "{told:#?}");
    assert!(has("model-card/parameters-disagree README.md:7"), "{told:#?}");
}

#[test]
fn weights_that_agree_or_are_of_several_models_are_not() {
    let of = |license: &str| {
        gguf(&[text("general.license", license), number("llama.context_length", 8192)], &[&[7_240_000, 1_000]])
    };
    let head: [(&str, &[u8]); 2] = [("README.md", CARD.as_bytes()), ("tiny.gguf", &of("MIT"))];
    assert_eq!(told(&review(&[], &head)), Vec::<String>::new());
    let head: [(&str, &[u8]); 3] =
        [("README.md", CARD.as_bytes()), ("tiny.gguf", &of("gemma")), ("other.gguf", &of("apache-2.0"))];
    assert_eq!(told(&review(&[], &head)), Vec::<String>::new());
}

#[test]
fn a_license_that_changes_in_weights_alone_is_told_on_the_file() {
    let of = |license: &str| gguf(&[text("general.license", license)], &[]);
    let report = review(&[("tiny.gguf", &of("apache-2.0"))], &[("tiny.gguf", &of("cc-by-nc-4.0"))]);
    let told = told(&report);
    assert!(
        told.iter().any(|line| line.starts_with("license/changed tiny.gguf The license of the model")),
        "{told:#?}"
    );
    assert_eq!(report.claims[0].claim, "general.license in tiny.gguf");
}

#[test]
fn a_license_and_a_base_that_weights_name_no_more_are_told() {
    let base = "https://huggingface.co/org/base-7b";
    let full = gguf(&[text("general.license", "apache-2.0"), text("general.base_model.0.repo_url", base)], &[]);
    let bare = gguf(&[text("general.name", "tiny")], &[]);
    let gone = told(&review(&[("tiny.gguf", &full)], &[("tiny.gguf", &bare)]));
    let rules: Vec<&str> = gone.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(rules, ["license/declaration-removed", "model-card/base-model-removed"], "{gone:#?}");
    // what the card says as well is not lost, and a pointer says nothing
    let card = "---\nlicense: apache-2.0\nbase_model: org/base-7b\n---\n# Tiny\n".as_bytes();
    for after in [bare.as_slice(), support::repo::pointer('a').as_bytes()] {
        let report = review(&[("README.md", card), ("tiny.gguf", &full)], &[("README.md", card), ("tiny.gguf", after)]);
        assert_eq!(told(&report), Vec::<String>::new());
    }
}

#[test]
fn many_quantizations_contradict_a_card_once() {
    let weights = gguf(&[text("general.license", "llama3.1")], &[]);
    let names: Vec<String> = (2..12).map(|bits| format!("tiny-q{bits}.gguf")).collect();
    let mut head: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), weights.as_slice())).collect();
    head.push(("README.md", b"---\nlicense: mit\nlibrary_name: gguf\n---\n# Tiny\n"));
    let report = review(&[], &head);
    let contradictions = report.introduced.iter().filter(|finding| finding.rule == "license/contradiction");
    assert_eq!(contradictions.count(), 1);
}

#[test]
fn terms_of_a_base_that_only_the_weights_name_come_along() {
    let weights = gguf(&[text("general.base_model.0.repo_url", "https://huggingface.co/meta-llama/Llama-3.1-8B")], &[]);
    let head: [(&str, &[u8]); 2] =
        [("README.md", b"---\nlicense: mit\nlibrary_name: gguf\n---\n# Tiny\n"), ("tiny.gguf", &weights)];
    let told = told(&review(&[], &head));
    assert!(told.iter().any(|line| line.starts_with("license/base-terms-dropped README.md:2")), "{told:#?}");
}

/// The metadata of a quantized model may name the base of its base: no change, and no contradiction.
#[test]
fn a_card_that_names_another_base_than_the_weights_is_left_alone() {
    let weights = gguf(&[text("general.base_model.0.repo_url", "https://huggingface.co/org/base-7b")], &[]);
    let card = |base: &str| format!("---\nlicense: mit\nlibrary_name: gguf\n{base}---\n# Tiny\n");
    let (before, after) = (card(""), card("base_model: org/tuned-7b\n"));
    let adapter = br#"{"base_model_name_or_path": "org/tuned-7b"}"#;
    let base: [(&str, &[u8]); 3] =
        [("README.md", before.as_bytes()), ("tiny.gguf", &weights), ("adapter_config.json", adapter)];
    let head: [(&str, &[u8]); 3] =
        [("README.md", after.as_bytes()), ("tiny.gguf", &weights), ("adapter_config.json", adapter)];
    assert_eq!(told(&review(&base, &head)), Vec::<String>::new());
    assert_eq!(told(&review(&[], &base)), Vec::<String>::new());
}

#[test]
fn the_begin_of_large_weights_is_read_from_git_and_from_the_working_tree() {
    let mut weights = gguf(&[text("general.license", "llama3.1"), words("tokenizer.ggml.tokens", 200_000)], &[]);
    weights.resize(3_000_000, 7);
    let repo = Repo::new();
    repo.write("README.md", "# Tiny\n").commit("base");
    repo.git(&["switch", "--quiet", "--create", "work"]);
    repo.write("README.md", "---\nlicense: mit\nlibrary_name: gguf\n---\n# Tiny\n").write("tiny.gguf", &weights);
    let says = "holds general.license: llama3.1 in its metadata";
    let run = repo.check(&["--format", "json"]);
    assert!(run.out.replace('`', "").contains(says), "{}", run.out);
    repo.commit("head");
    let run = repo.check(&["--head", "HEAD", "--format", "json"]);
    assert!(run.out.replace('`', "").contains(says), "{}", run.out);
}

#[test]
fn counts_and_lengths_that_lie_end_with_the_bytes() {
    let lie = u64::MAX.to_le_bytes();
    let mut counts = gguf(&[text("general.license", "mit")], &[]);
    counts[8..16].copy_from_slice(&lie);
    counts[16..24].copy_from_slice(&lie);
    assert_eq!(fields("a.gguf", &counts).as_deref(), Some("general.license: mit\n"));
    // arrays in arrays, each with a count that lies
    let nested: Vec<u8> = (0..60_000).flat_map(|_| [&9u32.to_le_bytes()[..], &lie].concat()).collect();
    let pair = [string(b"general.x"), nested].concat();
    assert_eq!(fields("a.gguf", &gguf(&[pair], &[])).as_deref(), Some(""));
    assert_eq!(
        fields("a.gguf", &gguf(&[text("general.\u{202e}x", "a\u{0}b\nc")], &[&[u64::MAX, 2]])).as_deref(),
        Some("")
    );
    let nothing = Some("");
    assert_eq!(fields("a.safetensors", &[&lie[..], b"{}"].concat()).as_deref(), nothing);
    assert_eq!(fields("a.safetensors", &safetensors(&"[".repeat(100_000))), None);
    let deep = safetensors(&format!("{{\"a\":{}", "[".repeat(100_000)));
    assert_eq!(fields("a.safetensors", &deep).as_deref(), nothing);
    assert_eq!(
        fields("a.safetensors", &safetensors(r#"{"a":{"dtype":"F32","shape":[-1,1e99]}}"#)).as_deref(),
        Some("")
    );
}

/// A license that no field tells is not taken for none.
#[test]
fn metadata_that_cannot_be_read_is_listed() {
    let license = text("general.license", "cc-by-nc-4.0");
    let swapped = |mut bytes: Vec<u8>, ends: &[usize]| {
        for pair in ends.windows(2) {
            bytes[pair[0]..pair[1]].reverse();
        }
        bytes
    };
    // key and value begin with their lengths, and a type stands between them
    let big = swapped(gguf(std::slice::from_ref(&license), &[]), &[4, 8, 16, 24, 32]);
    let big = swapped(swapped(big, &[47, 51, 59]), &[]);
    assert_eq!(fields("a.gguf", &big).as_deref(), Some("general.license: cc-by-nc-4.0\n"));
    let mut old = gguf(std::slice::from_ref(&license), &[]);
    old[4] = 1;
    let nested = [string(b"a"), 9u32.to_le_bytes().to_vec()].concat();
    let levels: Vec<u8> = (0..4).flat_map(|_| [&9u32.to_le_bytes()[..], &1u64.to_le_bytes()].concat()).collect();
    let flood: Vec<Vec<u8>> = (0..100).map(|n| text(&format!("general.x{n}"), "v")).chain([license.clone()]).collect();
    let list = [words("general.license", 2), license.clone()];
    let metadata = |more: &str| format!("{{\"__metadata__\":{{\"license\":\"cc-by-nc-4.0\"{more}}}}}");
    let braces = safetensors(&metadata(&format!(",\"z\":\"{}\"", "{".repeat(20_001))));
    assert!(fields("a.safetensors", &braces).expect("fields").contains("__metadata__.license: cc-by-nc-4.0"));
    for (name, bytes) in [
        ("a.gguf", old),
        ("a.gguf", gguf(&[[nested, levels].concat(), license.clone()], &[])),
        ("a.gguf", gguf(&flood, &[])),
        ("a.gguf", gguf(&list, &[])),
        ("a.gguf", gguf(&[text("general.license", &"a".repeat(301))], &[])),
        ("a.gguf", gguf(&[text("general.license", "cc-by-nc-4.0\n\nx")], &[])),
        ("a.gguf", gguf(&[license, text("general.license", "mit")], &[])),
        ("a.safetensors", safetensors(&(metadata("") + &" ".repeat(1_100_000)))),
        ("a.safetensors", safetensors(&metadata("").replace("\"cc-by-nc-4.0\"", "[\"cc-by-nc-4.0\"]"))),
        ("a.safetensors", safetensors(&metadata(","))),
    ] {
        let report = review(&[], &[("README.md", CARD.as_bytes()), (name, &bytes)]);
        let told = report.skipped.iter().filter(|skip| skip.path == name && skip.reason.contains("not read whole"));
        assert_eq!(told.count(), 1, "{:?} {:?}", fields(name, &bytes), report.skipped);
        // beside what changes it is not asked for
        let report = review(&[(name, &bytes)], &[("README.md", CARD.as_bytes()), (name, &bytes)]);
        assert!(report.skipped.is_empty(), "{:?}", report.skipped);
    }
}

/// Each would take minutes where weights are compared with one another, or where a claimed count is believed.
#[test]
fn many_and_large_headers_end_in_time() {
    let start = std::time::Instant::now();
    let pairs: Vec<Vec<u8>> = (0..30_000).map(|n| text(&format!("general.k{n}"), "v")).collect();
    let large = gguf(&pairs, &[]);
    let objects = format!("{{{}\"z\":0}}", "\"a\":{\"b\":{}},".repeat(70_000));
    let small = gguf(&[text("general.license", "llama3.1"), number("x.context_length", 9)], &[&[7]]);
    let names: Vec<String> = (0..3_000).map(|n| format!("m{n}.gguf")).collect();
    let mut head: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), small.as_slice())).collect();
    let objects = safetensors(&objects);
    head.extend([("README.md", CARD.as_bytes()), ("l.gguf", &large), ("o.safetensors", &objects)]);
    review(&[], &head);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fields("a.gguf", &[b"GGUF\x03\0\0\0", bytes.as_slice()].concat());
        fields("a.safetensors", &bytes);
        fields("a.safetensors", &safetensors(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn any_damage_is_survived(at in 0usize..400, with in any::<[u8; 8]>(), end in 0usize..600) {
        let pairs = [text("general.license", "mit"), words("general.tags", 5), number("x.context_length", 9)];
        let mut bytes = gguf(&pairs, &[&[3, 4], &[5]]);
        let at = at.min(bytes.len() - 8);
        bytes[at..at + 8].copy_from_slice(&with);
        bytes.truncate(end);
        if let Some(read) = fields("a.gguf", &bytes) {
            prop_assert!(read.len() <= 2 * bytes.len() + 100);
        }
    }
}
