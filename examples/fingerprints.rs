//! Writes the fingerprints of license texts: `cargo run --release --example fingerprints -- <folder>`.
//!
//! The texts of the SPDX list come from the `spdx` crate. The folder holds further texts, such as those of AI licenses,
//! which may not be redistributed; `src/license/data/references.toml` names them and says what they are. Written are
//! `fingerprints.bin`, word hashes in order (its layout is described in `src/license/library.rs`), and `vocabulary.txt`,
//! the words that many licenses share, in the order of the alphabet.

#![expect(clippy::indexing_slicing, reason = "a tool of the maintainers, which may stop where it is wrong")]

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::ops::Range;
use std::path::Path;

use modelward::license::is_notice;
use modelward::license::words::{hash, words};
use serde::Deserialize;

#[derive(Deserialize)]
struct Plan {
    skip: Vec<String>,
    #[serde(default)]
    cut: Vec<Part>,
    #[serde(default)]
    companion: Vec<Part>,
    #[serde(default)]
    header: Vec<Part>,
    #[serde(default)]
    variant: Vec<Variant>,
    #[serde(default)]
    open: Vec<Open>,
    #[serde(default)]
    text: Vec<Text>,
}

#[derive(Deserialize)]
struct Part {
    id: String,
    file: Option<String>,
    /// The words themselves, where they are few.
    text: Option<String>,
    from: Option<String>,
    until: Option<String>,
    /// Whether the last phrase belongs to it.
    #[serde(default)]
    inclusive: bool,
    /// Whether it starts behind the first phrase.
    #[serde(default)]
    after: bool,
    #[serde(default)]
    replace: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Variant {
    id: String,
    replace: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Open {
    id: String,
    /// A stretch of the text; what stands in braces is open.
    phrases: Vec<String>,
}

#[derive(Deserialize)]
struct Text {
    id: String,
    file: String,
    from: Option<String>,
    until: Option<String>,
}

struct Entry {
    id: String,
    role: &'static str,
    title: usize,
    words: Vec<u32>,
    open: Vec<Range<usize>>,
}

/// Exceptions with fewer words are sentences that others write as well.
const SHORTEST: usize = 24;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("the folder of texts is missing")?;
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/license/data");
    let plan: Plan = toml::from_str(&std::fs::read_to_string(data.join("references.toml"))?)?;
    let texts = spdx_texts(&plan);
    let mut entries = Vec::new();
    for (id, text) in &texts {
        let cut = plan.cut.iter().find(|part| fits(&part.id, id));
        let text = cut.and_then(|part| section(text, part)).unwrap_or_else(|| (*text).to_owned());
        push(&mut entries, &plan, id, &text);
    }
    for text in &plan.text {
        let path = Path::new(&folder).join(&text.file);
        let whole = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let part = Part {
            id: text.id.clone(),
            file: None,
            text: None,
            from: text.from.clone(),
            until: text.until.clone(),
            inclusive: false,
            after: false,
            replace: Vec::new(),
        };
        let body = section(&whole, &part).ok_or_else(|| format!("{}: no such part", text.file))?;
        push(&mut entries, &plan, &text.id, &body);
    }
    for (role, parts) in [("companion", &plan.companion), ("header", &plan.header)] {
        for part in parts {
            let wholes: Vec<String> = match (&part.text, &part.file) {
                (Some(text), _) => vec![text.clone()],
                (_, Some(file)) => vec![std::fs::read_to_string(Path::new(&folder).join(file))?],
                _ => texts.iter().filter(|(id, _)| fits(&part.id, id)).map(|(_, text)| (*text).to_owned()).collect(),
            };
            for whole in wholes {
                // translations have none of the phrases
                let Some(section) = section(&whole, part) else { continue };
                let (title, mut body) = parts_of(&section);
                for (from, to) in &part.replace {
                    body = body.replace(from.as_str(), to);
                }
                let words = words(&format!("{title}\n{body}")).iter().map(|word| word.hash).collect();
                entries.push(Entry { id: part.id.clone(), role, title: 0, words, open: Vec::new() });
            }
        }
    }
    for (id, text) in spdx::text::EXCEPTION_TEXTS {
        let (title, body) = parts_of(text);
        let head: Vec<u32> = words(&title).iter().map(|word| word.hash).collect();
        let title = head.len();
        let words: Vec<u32> = head.into_iter().chain(words(&body).iter().map(|word| word.hash)).collect();
        if words.len() >= SHORTEST {
            entries.push(Entry { id: (*id).to_owned(), role: "exception", title, words, open: Vec::new() });
        }
    }
    let entries = unique(entries);
    check_hashes(&texts)?;
    std::fs::write(data.join("vocabulary.txt"), vocabulary(&texts))?;
    let bytes = encode(&entries);
    println!("{} references, {} words, {} bytes", entries.len(), total(&entries), bytes.len());
    std::fs::write(data.join("fingerprints.bin"), bytes)?;
    Ok(())
}

/// The texts of the SPDX list by id; the GNU licenses without "only" and "or later", which their text does not tell.
fn spdx_texts(plan: &Plan) -> BTreeMap<String, &'static str> {
    let mut texts = BTreeMap::new();
    for (name, text) in spdx::text::LICENSE_TEXTS {
        let bare = name.strip_suffix("-only").unwrap_or(name);
        if !plan.skip.iter().any(|pattern| fits(pattern, name)) {
            texts.insert(bare.to_owned(), *text);
        }
    }
    texts
}

fn fits(pattern: &str, id: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == id,
        Some((start, end)) => {
            let middle = id.strip_prefix(start);
            let mut ends = end.split('*');
            middle.is_some_and(|rest| match (ends.next(), ends.next()) {
                (Some(end), None) => rest.ends_with(end),
                (Some(inner), Some(end)) => rest.contains(inner) && rest.ends_with(end),
                _ => true,
            })
        }
    }
}

/// The part of a text between two phrases, found word by word; none when it lacks one of them.
fn section(text: &str, part: &Part) -> Option<String> {
    let all = words(text);
    let hashes: Vec<u32> = all.iter().map(|word| word.hash).collect();
    let find = |phrase: &str, from: usize| -> Option<Range<usize>> {
        let wanted: Vec<u32> = words(phrase).iter().map(|word| word.hash).collect();
        let at = hashes[from..].windows(wanted.len()).position(|window| window == wanted)?;
        Some(from + at..from + at + wanted.len())
    };
    let (mut start, mut end, mut from) = (0, text.len(), 0);
    if let Some(phrase) = &part.from {
        let range = find(phrase, 0)?;
        start = if part.after { all[range.end - 1].end } else { all[range.start].start };
        from = range.end;
    }
    if let Some(phrase) = &part.until {
        let range = find(phrase, from)?;
        end = if part.inclusive { all[range.end - 1].end } else { all[range.start].start };
    }
    Some(text[start..end].to_owned())
}

fn push(entries: &mut Vec<Entry>, plan: &Plan, id: &str, text: &str) {
    let (title, body) = parts_of(text);
    let mut versions = vec![body.clone()];
    for variant in plan.variant.iter().filter(|variant| fits(&variant.id, id)) {
        let mut version = body.clone();
        for (from, to) in &variant.replace {
            if !version.contains(from.as_str()) {
                eprintln!("{id}: no {from:?}");
            }
            version = version.replace(from.as_str(), to);
        }
        versions.push(version);
    }
    let head: Vec<u32> = words(&title).iter().map(|word| word.hash).collect();
    for version in versions {
        let mut hashes = head.clone();
        hashes.extend(words(&version).iter().map(|word| word.hash));
        let mut open = Vec::new();
        for rule in plan.open.iter().filter(|rule| fits(&rule.id, id)) {
            for phrase in &rule.phrases {
                open.extend(open_in(&hashes, phrase));
            }
        }
        open.sort_by_key(|range| (range.start, range.end));
        open.dedup();
        entries.push(Entry { id: id.to_owned(), role: "license", title: head.len(), words: hashes, open });
    }
}

/// Where the open words of a phrase stand.
fn open_in(hashes: &[u32], phrase: &str) -> Vec<Range<usize>> {
    let plain: Vec<u32> = words(&phrase.replace(['{', '}'], " ")).iter().map(|word| word.hash).collect();
    let count = |text: &str| words(text).len();
    let mut holes = Vec::new();
    let mut before = 0;
    for piece in phrase.split('}') {
        if let Some((text, hole)) = piece.split_once('{') {
            before += count(text);
            holes.push(before..before + count(hole));
            before += count(hole);
        }
    }
    let mut found = Vec::new();
    for (at, window) in hashes.windows(plain.len()).enumerate() {
        if window == plain {
            found.extend(holes.iter().map(|hole| at + hole.start..at + hole.end));
        }
    }
    found
}

/// The title lines of a text, and its body without copyright lines.
fn parts_of(text: &str) -> (String, String) {
    let (mut title, mut body) = (String::new(), String::new());
    let mut heading = true;
    for line in text.lines() {
        let count = words(line).len();
        if is_notice(line) {
            continue;
        }
        heading = heading && count <= 9 && words(&title).len() + count <= 30 && !is_term(line);
        let part = if heading { &mut title } else { &mut body };
        part.push_str(line);
        part.push('\n');
    }
    if words(&body).is_empty() { (body, title) } else { (title, body) }
}

fn is_term(line: &str) -> bool {
    let line = format!(" {} ", line.to_lowercase());
    let terms =
        ["permi", "redistribut", " you", "hereby", " may ", " this ", " must ", " shall ", " is ", " are ", " or "];
    // the first numbered heading is the first of the body
    let number = line.trim_start().split(['.', ')']).next().unwrap_or_default();
    let numbered = number.len() < line.trim().len() && (number == "i" || number.parse::<u8>().is_ok());
    numbered || terms.iter().any(|term| line.contains(term))
}

/// One entry for each sequence of words, and for each title that one license has. Of several ids for one text, the
/// shortest name that is not deprecated stays.
fn unique(entries: Vec<Entry>) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::new();
    for entry in entries {
        let same = kept.iter_mut().find(|other| {
            other.words[other.title..] == entry.words[entry.title..]
                && (other.id != entry.id || other.words == entry.words)
        });
        match same {
            Some(other) if other.role == "license" && entry.role == "license" && other.id != entry.id => {
                println!("same text: {} and {}", other.id, entry.id);
                let rank = |id: &str| {
                    let old = spdx::license_id(id).is_some_and(spdx::LicenseId::is_deprecated);
                    (old && !id.starts_with("GFDL"), id.len())
                };
                if rank(&entry.id) < rank(&other.id) {
                    *other = entry;
                }
            }
            Some(_) => {}
            None => kept.push(entry),
        }
    }
    kept
}

fn total(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| entry.words.len()).sum()
}

/// Two words with one hash would make a change between them invisible.
fn check_hashes(texts: &BTreeMap<String, &'static str>) -> Result<(), String> {
    let mut seen: HashMap<u32, String> = HashMap::new();
    for text in texts.values() {
        for word in words(text) {
            let spelled = text[word.start..word.end].to_lowercase();
            if spelled.bytes().all(|byte| byte.is_ascii_lowercase()) && hash(&spelled) == word.hash {
                let other = seen.entry(word.hash).or_insert_with(|| spelled.clone());
                if *other != spelled {
                    return Err(format!("{other} and {spelled} share a hash"));
                }
            }
        }
    }
    Ok(())
}

/// Words that many licenses hold: a list of common words, which tells nothing of any one text.
fn vocabulary(texts: &BTreeMap<String, &'static str>) -> String {
    let mut counts: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for (id, text) in texts {
        for word in words(text) {
            let spelled = text[word.start..word.end].to_lowercase();
            if spelled.bytes().all(|byte| byte.is_ascii_lowercase()) && hash(&spelled) == word.hash {
                let entry = counts.entry(spelled).or_insert((0, ""));
                if entry.1 != id {
                    *entry = (entry.0 + 1, id);
                }
            }
        }
    }
    counts.iter().filter(|(_, (count, _))| *count >= 5).map(|(word, _)| format!("{word}\n")).collect()
}

fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut out = b"modelward license fingerprints 1".to_vec();
    for entry in entries {
        let open: Vec<String> = entry.open.iter().map(|open| format!("{}+{}", open.start, open.len())).collect();
        let fields = [entry.id.clone(), entry.role.into(), entry.words.len().to_string(), entry.title.to_string()];
        out.extend(format!("\n{}\t{}", fields.join("\t"), open.join(",")).bytes());
    }
    out.extend(b"\n=\n");
    let stream: Vec<u32> = entries.iter().flat_map(|entry| entry.words.iter().copied()).collect();
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for word in &stream {
        *counts.entry(*word).or_default() += 1;
    }
    let mut ranks: Vec<u32> = counts.keys().copied().collect();
    ranks.sort_by_key(|word| (std::cmp::Reverse(counts[word]), *word));
    number(&mut out, ranks.len());
    for word in &ranks {
        out.extend(word.to_le_bytes());
    }
    let ranks: HashMap<u32, usize> = ranks.into_iter().zip(0..).collect();
    let mut seen: HashMap<&[u32], Vec<usize>> = HashMap::new();
    let mut at = 0;
    while at < stream.len() {
        let (length, start) = longest(&stream, at, &seen);
        let step = if length >= 4 {
            number(&mut out, 0);
            number(&mut out, length);
            number(&mut out, at - start);
            length
        } else {
            number(&mut out, ranks[&stream[at]] + 1);
            1
        };
        for place in at..at + step {
            if let Some(key) = stream.get(place..place + 3) {
                seen.entry(key).or_default().push(place);
            }
        }
        at += step;
    }
    out
}

fn longest(stream: &[u32], at: usize, seen: &HashMap<&[u32], Vec<usize>>) -> (usize, usize) {
    let places = stream.get(at..at + 3).and_then(|key| seen.get(key));
    let mut best = (0, 0);
    for place in places.into_iter().flatten().rev().take(400) {
        let length = (0..).take_while(|step| {
            at + step < stream.len() && place + step < at && stream[place + step] == stream[at + step]
        });
        let length = length.count();
        if length > best.0 {
            best = (length, *place);
        }
    }
    best
}

fn number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(0x80 | u8::try_from(value & 0x7f).unwrap_or(0));
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or(0));
}
