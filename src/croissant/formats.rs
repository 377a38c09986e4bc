//! Formats of single values: dates, versions, names, shapes, digests, URLs.

use super::iri::scheme;

/// A date or a date with a time, as ISO 8601 writes them.
pub(super) fn is_date(text: &str) -> bool {
    if !text.is_ascii() {
        return false;
    }
    common_date(text).or_else(|| uncommon_date(text)).is_some_and(|length| match text.get(length..) {
        None | Some("") => true,
        Some(rest) => rest.get(1..).is_some_and(is_time),
    })
}

fn digits(text: &str, at: usize, count: usize) -> Option<u32> {
    let part = text.get(at..at + count)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

fn is_leap(year: u32) -> bool {
    (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
}

/// `2024`, `2024-03`, `2024-03-01`, `20240301`: how many characters they take.
fn common_date(text: &str) -> Option<usize> {
    let year = digits(text, 0, 4).filter(|year| *year > 0)?;
    if text.len() == 4 {
        return Some(4);
    }
    let dash = usize::from(text.get(4..5) == Some("-"));
    let month = digits(text, 4 + dash, 2)?;
    let at = 6 + dash;
    if text.len() == at {
        return (dash == 1 && days(year, month) > 0).then_some(at);
    }
    if dash == 1 && text.get(at..=at) != Some("-") {
        return None;
    }
    let day = digits(text, at + dash, 2)?;
    (day > 0 && day <= days(year, month)).then_some(at + dash + 2)
}

/// `2024-W05-1`, `2024W051`, `2024-061`, `2024061`.
fn uncommon_date(text: &str) -> Option<usize> {
    let year = digits(text, 0, 4).filter(|year| *year > 0)?;
    let dash = usize::from(text.get(4..5) == Some("-"));
    let at = 4 + dash;
    if text.get(at..=at) == Some("W") {
        digits(text, at + 1, 2).filter(|week| (1..54).contains(week))?;
        let at = at + 3;
        if text.len() == at {
            return Some(at);
        }
        if (text.get(at..=at) == Some("-")) != (dash == 1) {
            return None;
        }
        digits(text, at + dash, 1).filter(|day| (1..8).contains(day))?;
        return Some(at + dash + 1);
    }
    let day = digits(text, at, 3)?;
    (day > 0 && day <= 365 + u32::from(is_leap(year))).then_some(at + 3)
}

/// `12`, `12:30`, `1230`, `12:30:59.25`, each with `Z` or an offset.
fn is_time(text: &str) -> bool {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, offset) = text.split_at_checked(zone).unwrap_or((text, ""));
    if !offset.is_empty() && !is_offset(offset) {
        return false;
    }
    let (clock, fraction) = match clock.find(['.', ',']) {
        Some(at) => (clock.get(..at).unwrap_or_default(), clock.get(at + 1..)),
        None => (clock, None),
    };
    let colons = clock.contains(':');
    let parts: Vec<&str> = if colons {
        clock.split(':').collect()
    } else {
        (0..clock.len()).step_by(2).filter_map(|at| clock.get(at..(at + 2).min(clock.len()))).collect()
    };
    let numbers: Option<Vec<u32>> =
        parts.iter().map(|part| if part.len() == 2 { digits(part, 0, 2) } else { None }).collect();
    let Some(numbers) = numbers else { return false };
    let zero_fraction = fraction.is_none_or(|fraction| fraction.bytes().take(6).all(|byte| byte == b'0'));
    let fraction_fits = fraction.is_none_or(|fraction| {
        numbers.len() == 3 && !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit())
    });
    let limits = [24, 60, 60];
    fraction_fits
        && (1..=3).contains(&numbers.len())
        && numbers.iter().zip(limits).all(|(number, limit)| *number < limit)
        || (fraction_fits
            && numbers.first() == Some(&24)
            && numbers.len() <= 3
            && zero_fraction
            && numbers.iter().skip(1).all(|n| *n == 0))
}

fn is_offset(text: &str) -> bool {
    if matches!(text, "Z" | "z") {
        return true;
    }
    let minutes = match text.len() {
        3 => Some(0),
        5 => digits(text, 3, 2),
        6 if text.get(3..4) == Some(":") => digits(text, 4, 2),
        _ => None,
    };
    matches!(text.as_bytes().first(), Some(b'+' | b'-'))
        && digits(text, 1, 2).is_some_and(|hours| hours < 24)
        && minutes.is_some_and(|minutes| minutes < 60)
}

/// `MAJOR[.MINOR[.PATCH[-PRE][+BUILD]]]`.
pub(super) fn is_version(text: &str) -> bool {
    let number = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'))
    };
    let word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (core, pre) = text.split_once('-').map_or((text, None), |(text, pre)| (text, Some(pre)));
    let parts: Vec<&str> = core.split('.').collect();
    let pre_fits = pre.is_none_or(|pre| {
        pre.split('.').all(|part| word(part) && (number(part) || part.bytes().any(|byte| !byte.is_ascii_digit())))
    });
    parts.len() <= 3
        && parts.iter().all(|part| number(part))
        && (parts.len() == 3 || (build.is_none() && pre.is_none()))
        && pre_fits
        && build.is_none_or(|build| build.split('.').all(word))
}

/// Comma-separated whole numbers.
pub(super) fn is_shape(text: &str) -> bool {
    text.split(',').all(|part| part.trim().parse::<i64>().is_ok())
}

/// A name that version 0.8 allows.
pub(super) fn is_plain_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// A digest of this many hexadecimal digits.
pub(super) fn is_digest(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// An absolute URL that people can open.
pub(super) fn is_url(text: &str) -> bool {
    let Some(rest) = scheme(text).and_then(|scheme| text.get(scheme.len()..)?.strip_prefix("://")) else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for good in [
            "2024",
            "2024-02",
            "2024-02-29",
            "20240229",
            "2024-02-29T12:30:00Z",
            "2024-02-29 12:30",
            "2024-W05-1",
            "2024-061",
            "2024-01-01T00:00:00+00:00",
            "2024-01-01T24:00",
            "2024-01-01T12:30:00.123456789",
            "2024-01-01T12+01",
        ] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "",
            "24",
            "2023-02-29",
            "2024-13-01",
            "2024/01/01",
            "January 2024",
            "2024-01-01T",
            "2024-01-01T25:00",
            "202402",
            "2024-1-1",
            "2024-01-01T12:3",
            "2024-01-01T12:30Zx",
            "2024-01-01T12:30+1",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn versions() {
        for good in ["1", "1.0", "1.0.0", "0.1.0-rc.1", "1.2.3+build.5", "1.2.3-a-b"] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["v1", "1.0.0.0", "01.0", "1.0-rc", "", "1.", "1.0.0-", "1.0.0-01"] {
            assert!(!is_version(bad), "{bad}");
        }
    }

    #[test]
    fn urls_and_shapes() {
        assert!(is_url("https://example.org/a") && !is_url("example.org") && !is_url("https://"));
        assert!(is_shape("-1, 3") && !is_shape("3,a") && !is_shape(""));
    }
}
