//! safetensors: a JSON object with `__metadata__` and the shape of each tensor.

use super::{Fields, PARAMETERS, keep};
use crate::limits::FILE_BYTES;
use serde_json::{Map, Value};

/// Objects of a header. One a tensor, and real ones take a hundred bytes; a tree of empty ones would fill the memory.
const OBJECTS: usize = 20_000;

pub(super) fn read(bytes: &[u8]) -> Option<Fields> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok().filter(|length| *length <= FILE_BYTES)?;
    let header = rest.get(..length).filter(|header| header.starts_with(b"{"))?;
    if header.iter().filter(|byte| **byte == b'{').nth(OBJECTS).is_some() {
        return None;
    }
    let Ok(Value::Object(header)) = serde_json::from_slice(header) else { return None };
    let mut fields = Fields::new();
    if let Some(Value::Object(metadata)) = header.get("__metadata__") {
        for (key, value) in metadata {
            if let Value::String(value) = value {
                keep(&mut fields, &format!("__metadata__.{key}"), value);
            }
        }
    }
    if let Some(parameters) = parameters(&header) {
        keep(&mut fields, PARAMETERS, &parameters.to_string());
    }
    Some(fields)
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
