//! safetensors: a JSON object with `__metadata__` and the shape of each tensor.

use super::{Fields, PARAMETERS, is_claim};
use crate::limits::FILE_BYTES;
use serde_json::{Map, Value};

/// Objects of a header. One a tensor, and real ones take a hundred bytes; a tree of empty ones would fill the memory.
const OBJECTS: usize = 20_000;

pub(super) fn read(bytes: &[u8]) -> Option<Fields> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    if !rest.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let mut fields = Fields::default();
    let length = usize::try_from(u64::from_le_bytes(*length)).ok().filter(|length| *length <= FILE_BYTES);
    let Some(header) = length.and_then(|length| rest.get(..length)) else {
        fields.refuse("its header is longer than 1 MiB, or than the file");
        return Some(fields);
    };
    let header = (objects(header) <= OBJECTS).then(|| serde_json::from_slice(header));
    let Some(Ok(Value::Object(header))) = header else {
        fields.refuse(format!("its header is no JSON, or has more than {OBJECTS} objects"));
        return Some(fields);
    };
    if let Some(Value::Object(metadata)) = header.get("__metadata__") {
        for (key, value) in metadata {
            let key = format!("__metadata__.{key}");
            match value {
                Value::String(value) => fields.keep(&key, value),
                _ if is_claim(&key) => fields.refuse(format!("`{key}` is no text")),
                _ => {}
            }
        }
    }
    if let Some(parameters) = parameters(&header) {
        fields.keep(PARAMETERS, &parameters.to_string());
    }
    Some(fields)
}

/// How often an object begins outside of texts.
fn objects(json: &[u8]) -> usize {
    let (mut count, mut inside, mut escaped) = (0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'{' if !inside => count += 1,
            _ => {}
        }
    }
    count
}

/// The numbers that the tensors hold, where they are kept one by one. What is packed into whole numbers is not counted,
/// and where it is more than a little, nothing is said.
fn parameters(header: &Map<String, Value>) -> Option<u64> {
    let (mut all, mut packed) = (0u64, 0u64);
    for tensor in header.values() {
        let Some(shape) = tensor.get("shape").and_then(Value::as_array) else { continue };
        let size = shape.iter().try_fold(1u64, |size, next| size.checked_mul(next.as_u64()?))?;
        let kind = tensor.get("dtype").and_then(Value::as_str).unwrap_or_default();
        let sum = if kind.starts_with('F') || kind.starts_with("BF") { &mut all } else { &mut packed };
        *sum = sum.checked_add(size)?;
    }
    (all > 0 && packed < all / 10).then_some(all)
}
