//! What weights say of themselves: the metadata at the begin of GGUF and safetensors files. Nothing is loaded, and no
//! length that a file claims is taken for more than the bytes that are there.

mod gguf;
mod safetensors;

use super::node::{Field, Node, Value};
use super::text::Text;
use crate::change::RepoPath;

/// The key under which the parameters that the tensors hold are told.
pub const PARAMETERS: &str = "tensors.parameters";

/// Fields that are kept. Files say a dozen things that claims are made of.
const FIELDS: usize = 100;

/// Bytes of a value that is kept: longer ones are texts, templates and tables.
const VALUE: usize = 300;

/// Keys with their values, in the order of the file.
type Fields = Vec<(String, String)>;

/// Whether a file of this name begins with metadata, so that its first bytes are worth reading.
#[must_use]
pub fn is_readable(path: &RepoPath) -> bool {
    matches!(extension(&path.name().to_lowercase()), "gguf" | "safetensors")
}

/// Reads the metadata, of a file or of its first bytes, as lines `key: value` and their nodes. `None` where there is
/// none.
#[must_use]
pub fn read(path: &RepoPath, bytes: &[u8]) -> Option<(Text, Node)> {
    let name = path.name().to_lowercase();
    let mut fields = match extension(&name) {
        "gguf" => gguf::read(bytes),
        "safetensors" => safetensors::read(bytes),
        _ => None,
    }?;
    // of one shard, and of what is put upon another model, the number says nothing of the whole
    if name.contains("-of-") || name.contains("adapter") || name.contains("lora") {
        fields.retain(|(key, _)| key != PARAMETERS);
    }
    let mut source = String::new();
    let mut nodes = Vec::new();
    for (key, value) in fields {
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
    Some((Text::extract(source), Node { value: Value::Map(nodes), span }))
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Keeps a value that fits in a line.
fn keep(fields: &mut Fields, key: &str, value: &str) {
    let value = value.trim();
    let fits = |text: &str, most: usize| !text.is_empty() && text.len() <= most && !text.contains(char::is_control);
    if fields.len() < FIELDS && fits(key, 80) && fits(value, VALUE) {
        fields.push((key.to_owned(), value.to_owned()));
    }
}
