//! What weights say of themselves: the metadata at the begin of GGUF and safetensors files. Nothing is loaded, and no
//! length that a file claims is taken for more than the bytes that are there.

mod gguf;
mod safetensors;

use super::node::{Field, Node, Value};
use super::problem::Problem;
use super::text::Text;
use crate::change::RepoPath;

/// The key under which the parameters that the tensors hold are told.
pub const PARAMETERS: &str = "tensors.parameters";

/// Fields that are kept. Files say a dozen things that claims are made of.
const FIELDS: usize = 100;

/// Bytes of a value that is kept: longer ones are texts, templates and tables.
const VALUE: usize = 300;

/// What was read, and the first reason why that is not all.
#[derive(Default)]
struct Fields {
    /// Keys with their values, in the order of the file.
    list: Vec<(String, String)>,
    unread: Option<String>,
}

/// Whether a file of this name begins with metadata, so that its first bytes are worth reading.
#[must_use]
pub fn is_readable(path: &RepoPath) -> bool {
    matches!(extension(&path.name().to_lowercase()), "gguf" | "safetensors")
}

/// Reads the metadata, of a file or of its first bytes, as lines `key: value` and their nodes, and says what could not be
/// read. `None` where there is none.
#[must_use]
pub fn read(path: &RepoPath, bytes: &[u8]) -> Option<(Text, Node, Vec<Problem>)> {
    let name = path.name().to_lowercase();
    let Fields { mut list, unread } = match extension(&name) {
        "gguf" => gguf::read(bytes),
        "safetensors" => safetensors::read(bytes),
        _ => None,
    }?;
    // of one shard, and of what is put upon another model, the number says nothing of the whole
    if name.contains("-of-") || name.contains("adapter") || name.contains("lora") {
        list.retain(|(key, _)| key != PARAMETERS);
    }
    let mut source = String::new();
    let mut nodes = Vec::new();
    for (key, value) in list {
        let start = source.len();
        source.push_str(&key);
        let key_span = start..source.len();
        source.push_str(": ");
        let from = source.len();
        source.push_str(&value);
        let span = from..source.len();
        source.push('\n');
        nodes.push(Field { key, key_span, value: Node { value: Value::Scalar { text: value, plain: false }, span } });
    }
    let span = 0..source.len();
    let problems = unread.into_iter().map(|reason| Problem::unreadable(0..0, reason)).collect();
    Some((Text::extract(source), Node { value: Value::Map(nodes), span }, problems))
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Whether claims are made of this field, so that one that cannot be kept must be told.
fn is_claim(key: &str) -> bool {
    let key = key.strip_prefix("general.").or_else(|| key.strip_prefix("__metadata__.")).unwrap_or_default();
    matches!(key, "license" | "license.name" | "license.link" | "modelspec.license" | "base_model")
        || (key.starts_with("base_model.") && key.ends_with(".repo_url"))
}

impl Fields {
    fn get(&self, key: &str) -> Option<&str> {
        self.list.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }

    fn refuse(&mut self, reason: impl Into<String>) {
        self.unread.get_or_insert_with(|| reason.into());
    }

    /// Keeps a value that fits in a line.
    fn keep(&mut self, key: &str, value: &str) {
        let value = value.trim();
        let fits = |text: &str, most: usize| !text.is_empty() && text.len() <= most && !text.contains(char::is_control);
        if is_claim(key) && self.get(key).is_some() {
            self.refuse(format!("`{key}` stands there twice"));
        } else if self.list.len() < FIELDS && fits(key, 80) && fits(value, VALUE) {
            self.list.push((key.to_owned(), value.to_owned()));
        } else if is_claim(key) && !value.is_empty() {
            self.refuse(format!("`{key}` is no short line, or stands behind {FIELDS} others"));
        }
    }
}
