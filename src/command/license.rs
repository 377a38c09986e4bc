//! `modelward license`: name a text, compare two licenses, show what the table knows of one.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::output::Output;
use super::{Ended, Failure};
use crate::cli::{License, LicenseDiff, LicenseFormat, Of};
use crate::license::{
    Answer, Artifact, Direction, Expression, Identification, Shift, Stated, Terms, identify, shift, state, terms,
};
use crate::limits;
use crate::visible::visible;

/// Answers a question: what to print, and whether all is well. An error is a question that cannot be answered.
pub(super) fn run(command: &License, output: &Output) -> Result<Ended, Failure> {
    let answer = answer(command).map_err(Failure::Usage)?;
    output.print(&answer.text);
    for path in &answer.unread {
        output.error(path);
    }
    Ok(match (answer.unread.is_empty(), answer.all_well) {
        (false, _) => Ended::WithMistakes,
        (true, true) => Ended::Well,
        (true, false) => Ended::WithFindings,
    })
}

struct Reply {
    /// What to print.
    text: String,
    all_well: bool,
    /// Files that could not be read, and why.
    unread: Vec<String>,
}

impl Reply {
    fn well(text: String) -> Self {
        Self { text, all_well: true, unread: Vec::new() }
    }
}

fn answer(command: &License) -> Result<Reply, String> {
    match command {
        License::Identify { paths, format } => Ok(identify_all(paths, *format)),
        License::Diff(diff) => compare(diff).map(Reply::well),
        License::Show { id, format } => show(id, *format).map(Reply::well),
    }
}

/// One file that cannot be read keeps nothing from the others.
fn identify_all(paths: &[PathBuf], format: LicenseFormat) -> Reply {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for path in paths {
        match read(path) {
            Ok(text) => found.push((path.display().to_string(), identify(&text))),
            Err(reason) => unread.push(reason),
        }
    }
    let all = found.iter().all(|(_, found)| found.id.is_some() || found.exact && found.ids.len() > 1);
    let out = match format {
        LicenseFormat::Json => pretty(&Value::Array(found.iter().map(|(path, found)| to_json(path, found)).collect())),
        LicenseFormat::Text => found.iter().map(|(path, found)| to_text(path, found)).collect(),
    };
    Reply { text: out, all_well: all, unread }
}

/// The text of a file, or of standard input for `-`.
fn read(path: &Path) -> Result<String, String> {
    let shown = visible(&path.display().to_string()).into_owned();
    if path.is_dir() {
        return Err(format!("{shown} is a folder; name the files in it, as in {shown}/LICENSE"));
    }
    // one byte more than is read tells that there is more
    let (most, mut bytes) = (limits::FILE_BYTES + 1, Vec::new());
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    let reads = match path.to_str() {
        Some("-") => std::io::stdin().lock().take(most).read_to_end(&mut bytes),
        _ => std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    };
    reads.map_err(|error| format!("{shown}: {error}"))?;
    if bytes.len() > limits::FILE_BYTES {
        return Err(format!("{shown}: larger than {} bytes", limits::FILE_BYTES));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn to_json(path: &str, found: &Identification) -> Value {
    let added: Vec<Value> = found.added.iter().map(|added| json!({ "line": added.line, "text": added.text })).collect();
    let changed: Vec<Value> = found
        .changed
        .iter()
        .map(|change| json!({ "line": change.line, "from": change.from, "to": change.to }))
        .collect();
    json!({
        "path": path,
        "id": found.id,
        "exact": found.exact,
        "score": (f64::from(found.score) * 10_000.0).round() / 10_000.0,
        "version_sure": found.version_sure,
        "added": added,
        "missing_words": found.missing_words,
        "ids": found.ids,
        "based_on": found.based_on,
        "changed": changed,
    })
}

/// Lines shown of each list.
const SHOWN: usize = 10;

fn to_text(path: &str, found: &Identification) -> String {
    let path = visible(path);
    let mut out = match (&found.id, &found.based_on, found.ids.as_slice()) {
        (Some(id), ..) => format!("{path}: {id}\n"),
        (None, _, [_, _, ..]) => format!("{path}: several: {}\n", found.ids.join(", ")),
        (None, Some(id), _) if found.score == 0.0 => format!("{path}: no license text; refers to {id}\n"),
        (None, Some(id), _) => {
            let sure = if found.version_sure { "" } else { ", or another version of it" };
            format!("{path}: modified {id}{sure}\n")
        }
        _ => format!("{path}: no license that is known here\n"),
    };
    for change in found.changed.iter().take(SHOWN) {
        let (from, to) = (visible(&change.from), visible(&change.to));
        let line = change.line;
        let _ = match (from.is_empty(), to.is_empty()) {
            (true, _) => writeln!(out, "  line {line}: added \"{to}\""),
            (_, true) => writeln!(out, "  line {line}: without \"{from}\""),
            _ => writeln!(out, "  line {line}: \"{to}\" instead of \"{from}\""),
        };
    }
    let told: Vec<u32> = found.changed.iter().map(|change| change.line).collect();
    for added in found.added.iter().filter(|added| !told.contains(&added.line)).take(SHOWN) {
        let _ = writeln!(out, "  line {} is not of the license: {}", added.line, visible(&added.text));
    }
    let more = found.added.len().saturating_sub(SHOWN) + found.changed.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(out, "  and {more} more");
    }
    for place in found.placeholders.iter().take(SHOWN) {
        let _ = writeln!(out, "  line {} is not filled in: {}", place.line, visible(&place.text));
    }
    out
}

fn compare(diff: &LicenseDiff) -> Result<String, String> {
    let (old, new) = (license(&diff.old)?, license(&diff.new)?);
    let artifact = match diff.artifact {
        Of::Weights => Artifact::Weights,
        Of::Data => Artifact::Data,
        Of::Code => Artifact::Code,
    };
    let change = shift(&old, &new, artifact);
    let out = match diff.format {
        LicenseFormat::Json => pretty(&json!({
            "old": old.to_string(),
            "new": new.to_string(),
            "direction": change.direction.word(),
            "allowed": change.allowed,
            "forbidden": change.forbidden,
            "required": change.required,
            "released": change.released,
        })),
        LicenseFormat::Text => shift_text(&old, &new, &change),
    };
    Ok(out)
}

/// A license by file, when there is one of that name, else by id or expression.
fn license(text: &str) -> Result<Expression, String> {
    let shown = visible(text);
    let path = Path::new(text);
    if path.is_file() {
        let found = identify(&read(path)?);
        if let Some(license) = found.expression() {
            return Ok(license);
        }
        let several = Expression::any(found.ids.iter().map(|id| Expression::license(id)).collect());
        return several.ok_or_else(|| match found.based_on {
            Some(id) => format!("{shown} is a modified {id}, which is no known license"),
            None => format!("{shown} holds no known license"),
        });
    }
    match state(text) {
        Stated::Known(found) => Ok(found),
        Stated::Family(advice) => Err(format!("{shown} stands for several licenses: {advice}")),
        Stated::Unknown { nearest: Some(near) } => Err(format!("{shown} is no known license; did you mean {near}?")),
        _ => Err(format!("{shown} is no known license")),
    }
}

fn shift_text(old: &Expression, new: &Expression, change: &Shift) -> String {
    let (old, new) = (old.to_string(), new.to_string());
    let lists = [
        ("newly allowed", &change.allowed),
        ("newly forbidden", &change.forbidden),
        ("newly required", &change.required),
        ("no longer required", &change.released),
    ];
    let is_same = lists.iter().all(|(_, list)| list.is_empty());
    let direction = match change.direction {
        Direction::Equal if !is_same => "about as permissive as before",
        direction => direction.word(),
    };
    let mut out = format!("{} → {}: {direction}\n", visible(&old), visible(&new));
    for (title, list) in lists {
        if !list.is_empty() {
            let _ = writeln!(out, "{title}:");
        }
        for line in list {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}

fn show(id: &str, format: LicenseFormat) -> Result<String, String> {
    let row = terms(id).or_else(|| match state(id) {
        Stated::Known(found) => found.single().and_then(terms),
        _ => None,
    });
    let Some(row) = row else {
        let near = match state(id) {
            Stated::Unknown { nearest: Some(near) } => format!("; did you mean {near}?"),
            _ => String::new(),
        };
        return Err(format!("nothing is known of {}{near}", visible(id)));
    };
    let fields = fields(row);
    let out = match format {
        LicenseFormat::Json => {
            pretty(&Value::Object(fields.into_iter().map(|(key, value)| (key.into(), value.into())).collect()))
        }
        LicenseFormat::Text => {
            fields.iter().map(|(key, value)| format!("{:<17} {value}\n", key.replace('_', " "))).collect()
        }
    };
    Ok(out)
}

fn fields(row: &Terms) -> Vec<(&'static str, String)> {
    let answer = |answer: Answer| Some(answer.word().to_owned());
    let list = [
        ("id", Some(row.id.clone())),
        ("name", Some(row.name.clone())),
        ("hub_id", row.hub_id.clone()),
        ("family", row.family.clone()),
        ("osi_approved", answer(row.osi)),
        ("commercial_use", answer(row.commercial_use)),
        ("derivatives", answer(row.derivatives)),
        ("share_alike", answer(row.share_alike)),
        ("network", answer(row.network)),
        ("patent", answer(row.patent)),
        ("flow_down", answer(row.flow_down)),
        ("outputs", answer(row.outputs)),
        ("use_restrictions", row.use_restrictions.clone()),
        ("ends", row.ends.clone()),
        ("attribution", row.attribution.clone()),
        ("name_prefix", row.name_prefix.clone()),
        ("display", row.display.clone()),
        ("notice", row.notice.clone()),
        ("threshold", row.threshold.clone()),
        ("territory", row.territory.clone()),
        ("note", row.note.clone()),
        ("source", Some(row.source.clone())),
        ("checked", Some(row.checked.clone())),
    ];
    list.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Whole {
        #[command(subcommand)]
        command: License,
    }

    fn ask(line: &[&str]) -> Result<(String, bool), String> {
        let answer = answer(&Whole::try_parse_from([&["license"], line].concat()).expect("a command line").command)?;
        if answer.unread.is_empty() { Ok((answer.text, answer.all_well)) } else { Err(answer.unread.join("\n")) }
    }

    #[test]
    fn a_change_in_json() {
        let (out, ok) = ask(&["diff", "mit", "llama3.1", "--format", "json"]).expect("an answer");
        let value: Value = serde_json::from_str(&out).expect("JSON");
        assert!(ok);
        assert_eq!(value["direction"], "tightened");
        assert!(value["required"].as_array().is_some_and(|list| list.contains(&json!("must show 'Built with Llama'"))));
    }

    #[test]
    fn what_cannot_be_answered_is_an_error() {
        assert_eq!(
            ask(&["diff", "mit", "lama3.1"]).unwrap_err(),
            "lama3.1 is no known license; did you mean llama3.1?"
        );
        assert!(ask(&["diff", "mit", "gpl"]).unwrap_err().contains("several licenses"));
        assert!(ask(&["identify", "no/such/file"]).is_err());
        assert!(ask(&["show", "banana"]).is_err());
    }

    #[test]
    fn a_row_is_shown() {
        let (out, _) = ask(&["show", "Llama 3.1"]).expect("an answer");
        assert!(out.contains("Built with Llama"), "{out}");
        assert!(out.contains("checked           2026-11-23"), "{out}");
    }

    #[test]
    fn files_are_named() {
        let folder = std::env::temp_dir().join(format!("modelward-license-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let text = spdx::license_id("MIT").expect("MIT").text();
        let (clean, edited, url) = (folder.join("LICENSE"), folder.join("EDITED"), folder.join("URL"));
        std::fs::write(&clean, text).expect("a file");
        std::fs::write(&edited, text.replace("free of charge", "for a small fee")).expect("a file");
        std::fs::write(&url, "https://opensource.org/licenses/MIT\n").expect("a file");
        let path = |path: &Path| path.display().to_string();
        let line = ["identify", "--format", "json", &path(&clean), &path(&edited), &path(&url)];
        let (out, ok) = ask(&line).expect("an answer");
        let value: Value = serde_json::from_str(&out).expect("JSON");
        assert!(!ok);
        assert_eq!(value[0]["id"], "MIT");
        assert_eq!(value[0]["exact"], true);
        assert_eq!(value[0]["ids"], json!(["MIT"]));
        assert_eq!(value[1]["id"], Value::Null);
        assert_eq!(value[1]["based_on"], "MIT");
        assert!(value[1]["added"][0]["text"].as_str().is_some_and(|text| text.contains("small fee")));
        assert_eq!(value[2]["id"], Value::Null);
        let (out, _) = ask(&["identify", &path(&edited)]).expect("an answer");
        assert!(out.contains("modified MIT") && out.contains("small fee"), "{out}");
        // what cannot be read keeps nothing from the rest
        let line = ["identify", &path(&folder), &path(&clean)].map(str::to_owned);
        let asked = Whole::try_parse_from(["license".to_owned()].into_iter().chain(line)).expect("a command line");
        let reply = answer(&asked.command).expect("an answer");
        assert!(reply.text.contains("LICENSE: MIT"), "{}", reply.text);
        assert!(reply.unread[0].contains("is a folder"), "{:?}", reply.unread);
        std::fs::remove_dir_all(&folder).expect("the folder goes");
    }
}
