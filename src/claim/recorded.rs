//! Digests and sizes that records give for files: `sha256sum` lists, Croissant, Data Package, DVC, `dataset_infos.json`.

use crate::artifact::measure::is_digest;
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, Span};
use crate::change::RepoPath;

/// What is recorded of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    Sha256,
    /// Known to be there, and compared with nothing.
    Sha512,
    Md5,
    /// Bytes.
    Size,
    /// Files of a directory.
    Files,
}

impl What {
    /// Its name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha512 => "SHA-512",
            Self::Md5 => "MD5",
            Self::Size => "size",
            Self::Files => "number of files",
        }
    }
}

/// A digest or a size that a record gives for a file.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub path: RepoPath,
    pub what: What,
    /// Lower-case hexadecimal digits, or decimal ones.
    pub value: String,
    /// The value alone, without quotes or the name of an algorithm.
    pub span: Span,
    /// A rounded size, by the least and the most that it stands for.
    pub about: Option<(u64, u64)>,
}

/// Everything that a record says of files of its repository.
#[must_use]
pub fn of(record: &Artifact) -> Vec<Recorded> {
    if record.kind == Kind::Checksums {
        return lines(record);
    }
    let Some(root) = &record.node else { return Vec::new() };
    let name = record.path.name().to_lowercase();
    match record.kind {
        Kind::Croissant => file_objects(record, root),
        Kind::Record if name == "dvc.lock" => lock(record, root),
        Kind::Record if name.strip_suffix(".dvc").is_some() => outs(record, root),
        Kind::Record if name == "dataset_infos.json" => downloads(record, root),
        Kind::Record => resources(record, root),
        _ => Vec::new(),
    }
}

fn resolve(record: &Artifact, reference: &str) -> Option<RepoPath> {
    // a colon stands in addresses, and in the paths of no portable record
    let is_local = !reference.contains([':', '*', '{', '#', '?']) && !reference.starts_with('/');
    is_local.then(|| RepoPath::resolve(&record.path.directory(), reference)).flatten()
}

/// `<digest>  <path>` or `<digest> *<path>`, as `sha256sum` and `md5sum` write it, or `SHA256 (<path>) = <digest>` of BSD; a
/// `name.sha256` may hold the digest alone.
fn lines(record: &Artifact) -> Vec<Recorded> {
    let mut found = Vec::new();
    let name = record.path.name().to_lowercase();
    let mut start = 0;
    for line in record.text.source().split_inclusive('\n') {
        let (at, word, rest) = tagged(line).unwrap_or_else(|| plain(line));
        let digest = word.to_lowercase();
        let what = match digest.len() {
            64 => Some(What::Sha256),
            128 => Some(What::Sha512),
            // other digests have 32 digits too
            32 if name.contains("md5") || line.starts_with("MD5") => Some(What::Md5),
            _ => None,
        };
        if let Some(what) = what.filter(|_| is_digest(&digest, digest.len())) {
            let name = record.path.name();
            let own = || name.strip_suffix(".sha256").or_else(|| name.strip_suffix(".md5")).unwrap_or_default();
            if let Some(path) = resolve(record, if rest.is_empty() { own() } else { rest }) {
                let span = start + at..start + at + word.len();
                found.push(Recorded { path, what, value: digest, span, about: None });
            }
        }
        start += line.len();
    }
    found
}

/// Where the digest stands in a line, the digest, and the path.
fn plain(line: &str) -> (usize, &str, &str) {
    // `\` in front says that signs of the name are escaped
    let begin = line.trim_start();
    let text = begin.strip_prefix('\\').unwrap_or(begin);
    let word = text.split_whitespace().next().unwrap_or_default();
    let rest = text.get(word.len()..).unwrap_or_default().trim().trim_start_matches('*');
    let digits = word.rsplit_once(':').map_or(word, |(_, digits)| digits);
    (line.len() - text.len() + word.len() - digits.len(), digits, rest)
}

/// The same of a line that begins with the name of the algorithm.
fn tagged(line: &str) -> Option<(usize, &str, &str)> {
    let (left, right) = line.rsplit_once('=')?;
    let (algorithm, path) = left.trim_end().strip_suffix(')')?.split_once('(')?;
    algorithm.trim_end().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-').then_some(())?;
    Some((line.len() - right.trim_start().len(), right.trim(), path))
}

/// One or many.
pub(super) fn each(node: Option<&Node>) -> Vec<&Node> {
    node.map(|node| if node.items().is_empty() { vec![node] } else { node.items().iter().collect() })
        .unwrap_or_default()
}

/// Croissant: `distribution` holds file objects with `contentUrl`, a digest and `contentSize`. One that is contained
/// has its address inside of something else.
fn file_objects(record: &Artifact, root: &Node) -> Vec<Recorded> {
    let objects = each(root.get("distribution")).into_iter().filter(|object| object.get("containedIn").is_none());
    let recorded = |object: &Node| {
        let path = resolve(record, object.get("contentUrl")?.text()?)?;
        let digests = [
            digest(record, &path, What::Sha256, object.get("sha256")),
            digest(record, &path, What::Md5, object.get("md5")),
            size(record, &path, object.get("contentSize")),
        ];
        Some(digests.into_iter().flatten())
    };
    objects.filter_map(recorded).flatten().collect()
}

/// Data Package: `resources` hold `path`, `bytes` and `hash`, where `sha256:` names the algorithm and MD5 needs no name.
fn resources(record: &Artifact, root: &Node) -> Vec<Recorded> {
    let items = root.get("resources").map(Node::items).unwrap_or_default();
    let recorded = |resource: &Node| {
        let path = resolve(record, resource.get("path")?.text()?)?;
        let hash = resource.get("hash");
        let algorithm = hash.and_then(Node::text).map(|hash| hash.split_once(':').map_or("md5", |(name, _)| name));
        let what = match algorithm.map(str::to_lowercase).as_deref() {
            Some("sha256" | "sha-256") => Some(What::Sha256),
            Some("sha512" | "sha-512") => Some(What::Sha512),
            Some("md5") => Some(What::Md5),
            _ => None,
        };
        let digest = what.and_then(|what| digest(record, &path, what, hash));
        Some(digest.into_iter().chain(size(record, &path, resource.get("bytes"))))
    };
    items.iter().filter_map(recorded).flatten().collect()
}

/// A `.dvc` file: `outs` with `path`, `md5` and `size`, counted from `wdir`. What ends in `.dir` is the digest of the list of
/// a directory's files, whose number is `nfiles`.
fn outs(record: &Artifact, root: &Node) -> Vec<Recorded> {
    let below = root.get("wdir").and_then(Node::text).unwrap_or_default();
    entries(record, root.get("outs"), below)
}

/// `dvc.lock`: the same, for what each stage takes and makes.
fn lock(record: &Artifact, root: &Node) -> Vec<Recorded> {
    let stages = root.get("stages").map(Node::fields).unwrap_or_default().iter();
    let sides = stages.flat_map(|stage| [stage.value.get("deps"), stage.value.get("outs")]);
    sides.flat_map(|side| entries(record, side, "")).collect()
}

fn entries(record: &Artifact, list: Option<&Node>, below: &str) -> Vec<Recorded> {
    let recorded = |entry: &Node| {
        let path = entry.get("path")?.text()?;
        let path = resolve(record, &if below.is_empty() { path.to_owned() } else { format!("{below}/{path}") })?;
        let digest = digest(record, &path, What::Md5, Some(entry.get("md5")?));
        let files = entry.get("nfiles").and_then(|node| {
            let count = node.text().filter(|text| text.parse::<u32>().is_ok())?;
            marked(record, &path, What::Files, node, count.to_owned())
        });
        Some(digest.into_iter().chain(size(record, &path, entry.get("size"))).chain(files))
    };
    list.map(Node::items).unwrap_or_default().iter().filter_map(recorded).flatten().collect()
}

/// `dataset_infos.json`: `download_checksums` of each configuration, by address; the addresses here are paths.
fn downloads(record: &Artifact, root: &Node) -> Vec<Recorded> {
    let configurations = root.fields().iter().filter_map(|field| field.value.get("download_checksums"));
    let recorded = |file: &crate::artifact::node::Field| {
        let path = resolve(record, &file.key)?;
        let digest = digest(record, &path, What::Sha256, file.value.get("checksum"));
        Some(digest.into_iter().chain(size(record, &path, file.value.get("num_bytes"))))
    };
    configurations.flat_map(Node::fields).filter_map(recorded).flatten().collect()
}

fn digest(record: &Artifact, path: &RepoPath, what: What, node: Option<&Node>) -> Option<Recorded> {
    let node = node?;
    let text = node.text()?;
    let value = text.rsplit_once(':').map_or(text, |(_, digits)| digits).to_lowercase();
    let digits = match what {
        What::Md5 => 32,
        What::Sha512 => 128,
        _ => 64,
    };
    is_digest(value.strip_suffix(".dir").unwrap_or(&value), digits)
        .then(|| marked(record, path, what, node, value))
        .flatten()
}

/// A number of bytes: bare, or with `B` behind it, or rounded with a larger unit.
fn size(record: &Artifact, path: &RepoPath, node: Option<&Node>) -> Option<Recorded> {
    let node = node?;
    let text = node.text()?.trim();
    let digits = text.strip_suffix("bytes").or_else(|| text.strip_suffix('B')).unwrap_or(text).trim_end();
    if let Some(about) = rounded(text) {
        return Some(Recorded { about: Some(about), ..marked(record, path, What::Size, node, text.to_lowercase())? });
    }
    let value: u64 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let mut recorded = marked(record, path, What::Size, node, digits.to_owned())?;
    recorded.value = value.to_string();
    Some(recorded)
}

/// The least and the most bytes that `1.2 MB` may stand for: rounded to either side, by units of 1000 or of 1024.
fn rounded(text: &str) -> Option<(u64, u64)> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let (whole, decimals) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let last = 10_u128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let said: u128 = format!("{whole}{decimals}").parse().ok().filter(|said| *said > 0)?;
    let unit = unit.to_ascii_lowercase();
    let power = u32::try_from("kmgtp".find(unit.chars().next()?)?).ok()? + 1;
    let least: u128 = match unit.get(1..)? {
        "b" | "" => 1000,
        "ib" => 1024,
        _ => return None,
    };
    let bytes = |said: u128, base: u128| u64::try_from(said.checked_mul(base.checked_pow(power)?)? / last).ok();
    Some((bytes(said - 1, least)?, bytes(said + 1, 1024)?))
}

/// Marks the value inside its quotes.
fn marked(record: &Artifact, path: &RepoPath, what: What, node: &Node, value: String) -> Option<Recorded> {
    let source = record.text.slice(&node.span);
    let start = node.span.start + source.to_lowercase().find(&value)?;
    Some(Recorded { path: path.clone(), what, span: start..start + value.len(), value, about: None })
}
