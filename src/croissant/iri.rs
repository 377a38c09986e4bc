//! Identifiers: relative ones resolved against a base, as readers of JSON-LD do it, and cut back for people.

/// Where identifiers without a base of their own live. Only its last part matters: it is cut off again.
pub(super) const DOCUMENT: &str = "file:///dataset/";
/// The base that the reference gives to documents which declare none.
pub(super) const BASE: &str = "cr_base_iri/";

/// Makes an identifier absolute.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    if reference.contains("://") || scheme(reference).is_some() {
        return reference.to_owned();
    }
    let (base_head, base_path, _) = split(base);
    let (_, path, tail) = split(reference);
    let (head, joined) = if let Some(rest) = reference.strip_prefix("//") {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let scheme = base_head.split("//").next().unwrap_or_default();
        (format!("{scheme}//{authority}"), path.to_owned())
    } else if path.starts_with('/') {
        (base_head.to_owned(), path.to_owned())
    } else if path.is_empty() {
        (base_head.to_owned(), base_path.to_owned())
    } else {
        let folder = base_path.rfind('/').map_or("", |at| base_path.get(..=at).unwrap_or_default());
        (base_head.to_owned(), format!("{folder}{path}"))
    };
    let tail = if tail == "#" { "" } else { tail };
    let mut out = format!("{head}{}{tail}", normal(&joined));
    if reference.ends_with('#') {
        out.push('#');
    }
    out
}

/// What the reader calls a node: its identifier without the base.
pub(super) fn short(id: &str) -> &str {
    id.find(BASE).and_then(|at| id.get(at + BASE.len()..)).unwrap_or(id)
}

/// The scheme of an IRI, where it has one.
pub(super) fn scheme(iri: &str) -> Option<&str> {
    let (scheme, _) = iri.split_once(':')?;
    let mut chars = scheme.chars();
    let fits = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    fits.then_some(scheme)
}

/// Scheme with authority, path, and query with fragment.
fn split(iri: &str) -> (&str, &str, &str) {
    let after_scheme = scheme(iri).map_or(0, |scheme| scheme.len() + 1);
    let rest = iri.get(after_scheme..).unwrap_or_default();
    let head = match rest.strip_prefix("//") {
        Some(authority) => after_scheme + 2 + authority.find(['/', '?', '#']).unwrap_or(authority.len()),
        None => after_scheme,
    };
    let path = iri.get(head..).unwrap_or_default();
    let length = path.find(['?', '#']).unwrap_or(path.len());
    let (path, tail) = path.split_at_checked(length).unwrap_or((path, ""));
    (iri.get(..head).unwrap_or_default(), path, tail)
}

/// A path without `.`, `..` and empty parts. A slash at its end stays.
fn normal(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let mut out = format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"));
    if out.is_empty() {
        out.push('.');
    }
    let open = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    if open && !out.ends_with('/') {
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_as_readers_do() {
        let base = format!("{DOCUMENT}{BASE}");
        for (reference, expected) in [
            ("data.csv", "data.csv"),
            ("./data.csv", "data.csv"),
            ("a//b/../c", "a/c"),
            ("", ""),
            ("#x", "#x"),
            ("https://example.org/a b", "https://example.org/a b"),
            ("urn:x", "urn:x"),
            ("default/train.jsonl?x=1", "default/train.jsonl?x=1"),
        ] {
            assert_eq!(short(&resolve(&base, reference)), expected, "{reference}");
        }
        assert_eq!(resolve("https://example.org/base/", "x"), "https://example.org/base/x");
        assert_eq!(resolve("https://example.org/base/", "/x"), "https://example.org/x");
    }
}
