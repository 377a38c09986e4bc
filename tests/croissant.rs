//! `modelward croissant`: equal verdicts with the reference on real files, each kind of error on its line, and no JSON that
//! breaks it. `MODELWARD_CORPUS` names the folder of real files.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods, reason = "a test file")]

use modelward::croissant::{Document, Issue, Level, Tier};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Seconds after which a machine with other work to do takes an input for endless. Speed is for the benchmarks to show.
const HANG: u64 = 120;

const V1: &str = r#"{
  "@context": {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "includes": "cr:includes",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "source": "cr:source"
  },
  "@type": "sc:Dataset",
  "conformsTo": "http://mlcommons.org/croissant/1.0",
  "name": "captions",
  "description": "Pictures with captions.",
  "license": "https://spdx.org/licenses/CC-BY-4.0",
  "url": "https://example.org/captions",
  "creator": {"@type": "sc:Person", "name": "Ada Example"},
  "datePublished": "2024-05-31",
  "version": "1.0.0",
  "citeAs": "Example 2024",
  "distribution": [
    {
      "@type": "cr:FileObject",
      "@id": "captions.csv",
      "name": "captions.csv",
      "contentUrl": "data/captions.csv",
      "encodingFormat": "text/csv",
      "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    },
    {
      "@type": "cr:FileSet",
      "@id": "pictures",
      "encodingFormat": "image/png",
      "includes": "*.png"
    }
  ],
  "recordSet": [
    {
      "@type": "cr:RecordSet",
      "@id": "split",
      "field": {"@type": "cr:Field", "@id": "split/name", "dataType": "sc:Text"},
      "data": [{"split/name": "train"}]
    },
    {
      "@type": "cr:RecordSet",
      "@id": "rows",
      "field": [
        {
          "@type": "cr:Field",
          "@id": "rows/caption",
          "dataType": "sc:Text",
          "source": {"fileObject": {"@id": "captions.csv"}, "extract": {"column": "caption"}}
        },
        {
          "@type": "cr:Field",
          "@id": "rows/split",
          "dataType": "sc:Text",
          "source": {"fileObject": {"@id": "captions.csv"}, "extract": {"column": "split"}},
          "references": {"field": {"@id": "split/name"}}
        }
      ]
    }
  ]
}
"#;

fn issues(text: &str, tier: Tier) -> Vec<Issue> {
    Document::read(text.as_bytes().to_vec()).expect("a text").judge(tier)
}

fn lines(text: &str, tier: Tier, level: Level) -> Vec<(usize, String)> {
    let line = |issue: &Issue| text[..issue.span.start].matches('\n').count() + 1;
    let found = issues(text, tier);
    found.iter().filter(|issue| issue.level == level).map(|issue| (line(issue), issue.property.clone())).collect()
}

/// The line that holds some words, or the one a few lines off.
fn line_of(text: &str, words: &str) -> usize {
    text[..text.find(words).expect(words)].matches('\n').count() + 1
}

#[test]
fn a_complete_file_is_valid_at_both_tiers() {
    assert_eq!(issues(V1, Tier::Parity), []);
    assert_eq!(issues(V1, Tier::Spec), []);
    assert_eq!(lines(V1, Tier::Neurips, Level::Error).len(), 8);
}

#[test]
fn each_error_stands_on_its_line() {
    // what is replaced, by what, then the words on the line that is expected, and the property
    for (from, to, words, property) in [
        (r#""@type": "sc:Dataset""#, r#""@type": "sc:Data""#, "sc:Data\"", "@type"),
        (r#"croissant/1.0""#, r#"croissant/2.0""#, "croissant/2.0", "conformsTo"),
        (r#""2024-05-31""#, r#""May 31""#, "May 31", "datePublished"),
        (r#""Pictures with captions.""#, "5", "\"description\": 5", "description"),
        (r#""name": "captions","#, r#""name": ["a", "b"],"#, "[\"a\"", "name"),
        (r#""https://example.org/captions""#, "{\"@id\": \"https://example.org/\"}", "\"url\"", "url"),
        (r#""@type": "sc:Person""#, r#""@type": "sc:Robot""#, "sc:Robot", "@type"),
        (r#"{"@type": "sc:Person", "name": "Ada Example"}"#, "\"Ada\"", "\"Ada\"", "creator"),
        (r#""version": "1.0.0""#, r#""version": true"#, "\"version\": true", "version"),
        (r#""@type": "cr:FileObject","#, "", "{\n      \n", "@type"),
        (r#""@type": "cr:FileObject""#, r#""@type": "cr:FileThing""#, "cr:FileThing", "@type"),
        (r#""@id": "captions.csv","#, r#""@id": "captions csv","#, "captions csv\"", "@id"),
        (r#""contentUrl": "data/captions.csv","#, "", "{\n      \"@type\": \"cr:FileObject\"", "contentUrl"),
        (r#""encodingFormat": "text/csv","#, "", "{\n      \"@type\": \"cr:FileObject\"", "encodingFormat"),
        (r#""sha256": "e3"#, r#""sha255": "e3"#, "{\n      \"@type\": \"cr:FileObject\"", "sha256"),
        (r#""includes": "*.png""#, r#""includes": [1]"#, "[1]", "includes"),
        (r#"[{"split/name": "train"}]"#, r#"[{"split/nam": "train"}]"#, "split/nam\"", "data"),
        (r#"[{"split/name": "train"}]"#, "[]", "\"data\": []", "data"),
        (r#"{"field": {"@id": "split/name"}}"#, r#"{"field": {"@id": "split/nam"}}"#, "split/nam\"", "field"),
        (r#"{"column": "split"}"#, "{}", "\"extract\": {}", "extract"),
        (r#"{"column": "split"}"#, r#"{"column": "split", "cr:jsonPath": "$.a"}"#, "cr:jsonPath", "extract"),
        (r#"{"column": "split"}"#, r#"{"cr:jsonPath": "$.a["}"#, "$.a[", "jsonPath"),
        (r#"{"column": "split"}"#, r#"{"cr:fileProperty": "size"}"#, "\"size\"", "fileProperty"),
        (
            r#""source": {"fileObject": {"@id": "captions.csv"}, "extract": {"column": "split"}}"#,
            r#""source": {"fileSet": {"@id": "pictures"}, "extract": {"cr:fileProperty": "filename"}}"#,
            "\"filename\"",
            "source",
        ),
        (
            r#"{"@type": "cr:Field", "@id": "split/name", "dataType": "sc:Text"}"#,
            "{\"@type\": \"cr:Field\", \"@id\": \"split/name\"}",
            "split/name\"}",
            "dataType",
        ),
        (
            r#""dataType": "sc:Text",
          "source": {"fileObject": {"@id": "captions.csv"}, "extract": {"column": "caption"}}"#,
            r#""dataType": "sc:Thing",
          "source": {"fileObject": {"@id": "captions.csv"}, "extract": {"column": "caption"}}"#,
            "sc:Thing",
            "dataType",
        ),
        (r#""@id": "rows/split","#, r#""@id": "split/name","#, "", ""),
        (r#""@language": "en","#, "", "@context", "@language"),
        (r#""citeAs": "Example 2024""#, r#""citeAs": "x", "about": {}"#, "\"about\"", "about"),
        (
            r#""citeAs": "Example 2024","#,
            r#""citeAs": "x", "@id": "me", "isPartOf": {"@id": "me"},"#,
            "isPartOf",
            "isPartOf",
        ),
    ] {
        assert!(V1.contains(from), "{from}");
        let text = V1.replacen(from, to, 1);
        let found = lines(&text, Tier::Parity, Level::Error);
        if words.is_empty() {
            assert!(!found.is_empty(), "{from} → {to}");
            continue;
        }
        let line = line_of(&text, words);
        assert!(found.contains(&(line, property.to_owned())), "{from} → {to}: {line} {property} is not in {found:?}");
    }
}

#[test]
fn the_specification_asks_for_more() {
    for (from, to, words, property) in [
        (r#""name": "captions","#, "", "{\n  \"@context\"", "name"),
        (r#""description": "Pictures with captions.","#, "", "{\n  \"@context\"", "description"),
        (r#""license": "https://spdx.org/licenses/CC-BY-4.0","#, "", "{\n  \"@context\"", "license"),
        (r#""url": "https://example.org/captions","#, "", "{\n  \"@context\"", "url"),
        (r#""datePublished": "2024-05-31","#, "", "{\n  \"@context\"", "datePublished"),
        (r#""creator": {"@type": "sc:Person", "name": "Ada Example"},"#, "", "{\n  \"@context\"", "creator"),
        ("https://example.org/captions", "example.org", "example.org\"", "url"),
        ("855\"", "85\"", "\"sha256\"", "sha256"),
        ("855\"", "85z\"", "\"sha256\"", "sha256"),
        (r#""@id": "pictures","#, "", "{\n      \"@type\": \"cr:FileSet\"", "@id"),
        (r#""@id": "rows/caption","#, "", "{\n          \"@type\": \"cr:Field\"", "@id"),
        (
            r#""source": {"fileObject": {"@id": "captions.csv"}, "extract": {"column": "caption"}}"#,
            r#""description": "A caption.""#,
            "{\n          \"@type\": \"cr:Field\"",
            "source",
        ),
        (r#""@id": "pictures","#, r#""@id": "captions.csv","#, "{\n      \"@type\": \"cr:FileSet\"", "@id"),
    ] {
        assert!(V1.contains(from), "{from}");
        let text = V1.replacen(from, to, 1);
        assert_eq!(lines(&text, Tier::Parity, Level::Error), [], "{from} → {to}");
        let found = lines(&text, Tier::Spec, Level::Error);
        let line = line_of(&text, words);
        assert!(found.contains(&(line, property.to_owned())), "{from} → {to}: {line} {property} is not in {found:?}");
    }
    let typing_error = V1.replacen("\"version\"", "\"versoin\"", 1);
    let found = lines(&typing_error, Tier::Spec, Level::Warning);
    assert_eq!(found, [(line_of(&typing_error, "versoin"), "versoin".to_owned())]);
}

#[test]
fn words_in_every_spelling_are_the_same() {
    for (from, to) in [
        (r#""sha256": "e3"#, r#""sc:sha256": "e3"#),
        (r#""sha256": "e3"#, r#""https://schema.org/sha256": "e3"#),
        (r#""recordSet": ["#, r#""http://mlcommons.org/croissant/recordSet": ["#),
        (r#""@type": "sc:Dataset""#, r#""@type": "Dataset""#),
        (r#""@type": "cr:FileObject""#, r#""@type": "http://mlcommons.org/croissant/FileObject""#),
        (r#""fileObject": {"@id": "captions.csv"}"#, r#""fileObject": {"@id": "./captions.csv"}"#),
        (r#""conformsTo": "http"#, r#""dct:conformsTo": "http"#),
    ] {
        assert!(V1.contains(from), "{from}");
        assert_eq!(issues(&V1.replacen(from, to, 1), Tier::Parity), [], "{to}");
    }
}

/// The folder of real Croissant files, with the verdicts of the reference.
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("MODELWARD_CORPUS").map(PathBuf::from);
    let folder =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus")).join("croissant");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no corpus of real files here");
    None
}

#[test]
fn real_files_have_the_verdicts_of_the_reference() {
    let Some(folder) = corpus() else { return };
    let verdicts = std::fs::read(folder.join("mlcroissant-1.1.1-verdicts.json")).expect("verdicts");
    let verdicts: Vec<serde_json::Value> = serde_json::from_slice(&verdicts).expect("JSON");
    let mut differences = Vec::new();
    let mut judged = 0;
    for verdict in &verdicts {
        let name = verdict["file"].as_str().and_then(|file| file.rsplit('/').next()).expect("a name");
        let Ok(bytes) = std::fs::read(folder.join(name)) else { continue };
        let found = Document::read(bytes).expect("a text").judge(Tier::Parity);
        let errors = found.iter().filter(|issue| issue.level == Level::Error).count();
        // what the reference crashes on it does not load
        let expected = verdict["verdict"] == "ok";
        let warnings = verdict["warnings"].as_array().map_or(found.len() - errors, Vec::len);
        judged += 1;
        if expected != (errors == 0) || (expected && warnings != found.len() - errors) {
            differences.push(format!("{name}: {verdict} and {found:#?}"));
        }
    }
    println!("{judged} files judged");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

struct Ran {
    status: Option<i32>,
    out: String,
    err: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_modelward"));
    let output = command.arg("croissant").args(arguments).current_dir(folder).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { status: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

#[test]
fn judges_several_files_and_says_what_it_cannot_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("good.json", V1);
    write("bad.json", &V1.replace("2024-05-31", "soon"));
    write("broken.json", "{\n  \"a\": 1,\n}\n");
    let valid = run(folder.path(), &["good.json", "--format", "json"]);
    assert_eq!(valid.status, Some(0), "{}", valid.err);
    let expected = serde_json::json!([{"file": "good.json", "verdict": "valid", "errors": [], "warnings": []}]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&valid.out).expect("JSON"), expected);

    let invalid = run(folder.path(), &["bad.json", "good.json", "broken.json", "--format", "json"]);
    assert_eq!(invalid.status, Some(1));
    let answer: serde_json::Value = serde_json::from_str(&invalid.out).expect("JSON");
    assert_eq!(answer[0]["errors"][0]["line"], line_of(V1, "2024-05-31"));
    assert_eq!(answer[0]["errors"][0]["property"], "datePublished");
    assert_eq!((&answer[1]["verdict"], &answer[2]["verdict"]), (&"valid".into(), &"invalid".into()));
    assert_eq!(answer[2]["errors"][0]["line"], 3);

    let missing = run(folder.path(), &["no.json", "good.json"]);
    assert_eq!(missing.status, Some(2));
    assert!(missing.err.contains("cannot read no.json") && missing.out.contains("good.json: valid"), "{}", missing.out);

    let text = run(folder.path(), &["bad.json"]);
    assert!(
        text.out.contains("^^^^^^") && text.out.ends_with("bad.json: invalid (1 error, 0 warnings)\n"),
        "{}",
        text.out
    );
    assert_eq!(run(folder.path(), &[]).status, Some(2));
    assert_eq!(run(folder.path(), &["--tier", "strict", "good.json"]).status, Some(2));
}

#[test]
fn large_hostile_files_end_quickly() {
    let wrap = |rest: &str| V1.trim_end().trim_end_matches('}').to_owned() + ", " + rest + "}";
    let fields = |count: usize, field: &dyn Fn(usize) -> String| {
        let fields: Vec<String> = (0..count).map(field).collect();
        format!(r#""cr:recordSet": {{"@type": "cr:RecordSet", "@id": "r", "field": [{}]}}"#, fields.join(","))
    };
    let keywords: Vec<String> = (0..40_000).map(|n| format!("\"{n}\"")).collect();
    let files = [
        wrap(&format!("\"keywords\": [{}]", keywords.join(","))),
        wrap(&fields(3_500, &|n| {
            format!(r#"{{"@type": "cr:Field", "@id": "f{n}", "source": {{"field": {{"@id": "f{}"}}}}}}"#, n + 1)
        })),
        wrap(&fields(3_500, &|n| {
            format!(
                r#"{{"@type": "cr:Field", "@id": "f{n}", "source": {{"fileObject": {{"@id": "captions.cs{n}"}}}}}}"#
            )
        })),
        wrap(&(0..20_000).map(|n| format!("\"cr:nam{n}\": 1")).collect::<Vec<_>>().join(",")),
        wrap(&(0..8_000).map(|n| format!(r#""x{n}": {{"@id": "x", "name": "{n}"}}"#)).collect::<Vec<_>>().join(",")),
        wrap(&format!(
            r#""x0": {}"#,
            (0..5_000)
                .fold("[".to_owned(), |all, n| all + &format!(r#"{{"@id": "n{n}", "x": {{"@id": "n{}"}}}},"#, n + 1))
                + "1]"
        )),
    ];
    for text in files {
        let start = std::time::Instant::now();
        let document = Document::read(text.clone().into_bytes());
        let found = document.map(|document| document.judge(Tier::Spec).len());
        let took = start.elapsed();
        println!("{} bytes, {:?} issues, {took:?}", text.len(), found.as_ref().ok());
        assert!(took.as_secs() < HANG, "{took:?}: {text:.100}");
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let words = prop::sample::select(vec![
        "@id",
        "@type",
        "@context",
        "@graph",
        "@value",
        "@language",
        "@list",
        "@vocab",
        "@base",
        "name",
        "description",
        "distribution",
        "recordSet",
        "field",
        "source",
        "data",
        "dataType",
        "conformsTo",
        "sc:Dataset",
        "cr:Field",
        "cr:FileObject",
        "http://mlcommons.org/croissant/1.1",
        "a",
        "_:b",
        "",
        "a b",
        "é:\u{1f600}",
        "$.x[",
        "references",
        "subField",
        "cr:subField",
        "fileObject",
        "containedIn",
        "extract",
        "2024-01-01",
        "-1,3",
        "arrayShape",
    ]);
    let key = words.clone().prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        words.prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_json_breaks_it(value in json(), inside in json(), place in 0..12_usize) {
        let mut document: serde_json::Value = serde_json::from_str(V1).expect("JSON");
        let places = [
            "/@context", "/@type", "/conformsTo", "/name", "/license", "/distribution", "/distribution/0", "/recordSet",
            "/recordSet/1/field", "/recordSet/1/field/0/source", "/recordSet/0/data", "/creator",
        ];
        if let Some(slot) = document.pointer_mut(places[place]) {
            *slot = inside;
        }
        for text in [value.to_string(), serde_json::to_string_pretty(&document).expect("JSON")] {
            for tier in [Tier::Parity, Tier::Spec] {
                let Ok(document) = Document::read(text.clone().into_bytes()) else { continue };
                for issue in document.judge(tier) {
                    prop_assert!(text.get(issue.span.clone()).is_some(), "{:?} in {}", issue, text);
                    prop_assert!(!issue.message.is_empty());
                }
            }
        }
    }
}

#[test]
fn what_is_no_croissant_file_is_told_so_that_one_can_mend_it() {
    let said = |text: &str| {
        let document = Document::read(text.as_bytes().to_vec()).expect("a text");
        document.judge(Tier::Spec).into_iter().map(|issue| issue.message).collect::<Vec<_>>().join("\n")
    };
    let undeclared = said(&V1.replace("\"sc\": \"https://schema.org/\",", ""));
    assert!(undeclared.contains("is `sc:Dataset`, whose prefix `@context` does not declare"), "{undeclared}");
    assert_eq!(said("# A card"), "this is no JSON: a Croissant file begins with `{`, and this one with `#`");
    assert_eq!(said(" \n"), "the file is empty: a Croissant file is an object of JSON");
    assert!(said("{\"a\": }").starts_with("this is no JSON: expected value"));
}
