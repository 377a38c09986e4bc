//! GGUF: keys with typed values, then the shapes of the tensors.

use super::{Fields, PARAMETERS, is_claim};

/// Arrays in arrays. Readers of GGUF know none.
const DEPTH: u32 = 3;

/// Sizes of a tensor. Readers of GGUF know four.
const SIZES: u32 = 8;

/// Bytes that were not read yet. What lies beyond them is not there.
struct Rest<'b> {
    bytes: &'b [u8],
    big_endian: bool,
}

impl<'b> Rest<'b> {
    fn take(&mut self, count: u64) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(usize::try_from(count).ok()?)?;
        self.bytes = rest;
        Some(taken)
    }

    /// Of up to eight bytes.
    fn number(&mut self, bytes: u64) -> Option<u64> {
        let number = self.take(bytes)?.iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        Some(if self.big_endian { number.swap_bytes() >> (64 - 8 * bytes) } else { number })
    }

    fn string(&mut self) -> Option<&'b [u8]> {
        let length = self.number(8)?;
        self.take(length)
    }

    /// Passes over a value of a type that is not kept.
    fn pass(&mut self, kind: u64, depth: u32) -> Option<()> {
        match kind {
            STRING => self.string().map(|_| ()),
            ARRAY if depth < DEPTH => {
                let (kind, count) = (self.number(4)?, self.number(8)?);
                if let Some(size) = size_of(kind) {
                    return self.take(count.checked_mul(size)?).map(|_| ());
                }
                // each item takes some bytes, so that these end before a count that lies does
                (0..count).try_for_each(|_| self.pass(kind, depth + 1))
            }
            _ => self.take(size_of(kind)?).map(|_| ()),
        }
    }
}

const STRING: u64 = 8;
const ARRAY: u64 = 9;

fn size_of(kind: u64) -> Option<u64> {
    Some(match kind {
        0 | 1 | 7 => 1,
        2 | 3 => 2,
        4..=6 => 4,
        10..=12 => 8,
        _ => return None,
    })
}

/// Whether a type is a whole number without a sign.
fn is_count(kind: u64) -> bool {
    matches!(kind, 0 | 2 | 4 | 10)
}

pub(super) fn read(bytes: &[u8]) -> Option<Fields> {
    let mut rest = Rest { bytes: bytes.strip_prefix(b"GGUF")?, big_endian: false };
    let mut fields = Fields::default();
    let mut version = rest.number(4)?;
    // written on the machines of few; the number tells
    if version > 0xffff {
        (version, rest.big_endian) = (version.swap_bytes() >> 32, true);
    }
    if !matches!(version, 2 | 3) {
        fields.refuse(format!("version {version} of GGUF is not known"));
        return Some(fields);
    }
    let (tensors, pairs) = (rest.number(8)?, rest.number(8)?);
    // where the bytes end, what came before them still counts
    let whole = (0..pairs).try_for_each(|_| pair(&mut rest, &mut fields));
    if whole.is_none() && fields.get("general.license").is_none() {
        fields.refuse("its fields could not be followed to a license or to their end");
    }
    let said = |key: &str| fields.get(key);
    let is_model =
        said("general.type").is_none_or(|kind| kind == "model") && said("split.count").is_none_or(|n| n == "1");
    if whole.is_some()
        && is_model
        && let Some(parameters) = parameters(&mut rest, tensors)
    {
        fields.keep(PARAMETERS, &parameters.to_string());
    }
    Some(fields)
}

fn pair(rest: &mut Rest<'_>, fields: &mut Fields) -> Option<()> {
    let key = rest.string()?;
    let kind = rest.number(4)?;
    let key = std::str::from_utf8(key).unwrap_or_default();
    let wanted = key.starts_with("general.")
        || key.ends_with(".context_length")
        || key.contains(".rope.scaling.")
        || key == "split.count";
    match kind {
        STRING if wanted => fields.keep(key, &String::from_utf8_lossy(rest.string()?)),
        _ if wanted && is_count(kind) => {
            let number = rest.number(size_of(kind)?)?;
            fields.keep(key, &number.to_string());
        }
        _ if wanted && key.contains(".rope.scaling.") => {
            rest.pass(kind, 0)?;
            fields.keep(key, "a number");
        }
        _ => {
            if is_claim(key) {
                fields.refuse(format!("`{key}` is no text"));
            }
            rest.pass(kind, 0)?;
        }
    }
    Some(())
}

/// The numbers that all tensors hold together.
fn parameters(rest: &mut Rest<'_>, tensors: u64) -> Option<u64> {
    let mut all = 0u64;
    for _ in 0..tensors {
        rest.string()?;
        let sizes = u32::try_from(rest.number(4)?).ok().filter(|sizes| *sizes <= SIZES)?;
        let mut size = 1u64;
        for _ in 0..sizes {
            size = size.checked_mul(rest.number(8)?)?;
        }
        all = all.checked_add(size)?;
        rest.take(12)?;
    }
    (all > 0).then_some(all)
}
