//! Sorting, with one sort for lists of all kinds: the library's own is made anew for each, and four kilobytes of the binary
//! apiece. Collecting into a sorted set or map sorts as well.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Collecting what is in order in the end, one item at a time.
pub(crate) trait InOrder: Iterator + Sized {
    /// All items, each once.
    fn into_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        set.extend(self);
        set
    }

    /// The last value of each key.
    fn into_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        map.extend(self);
        map
    }
}

impl<I: Iterator> InOrder for I {}

/// Sorts a list; what is equal keeps its order.
pub(crate) fn by<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = permutation(list.len(), &|a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut left: Vec<Option<T>> = std::mem::take(list).into_iter().map(Some).collect();
    list.extend(order.into_iter().filter_map(|at| left.get_mut(at)?.take()));
}

/// Sorts a list by what is made of its items.
pub(crate) fn by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    by(list, |a, b| key(a).cmp(&key(b)));
}

fn permutation(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    proptest::proptest! {
        #[test]
        fn sorts_as_the_library_does(list in proptest::collection::vec(0..20_u8, 0..60)) {
            let numbered: Vec<(u8, usize)> = list.iter().copied().zip(0..).collect();
            let (mut ours, mut theirs) = (numbered.clone(), numbered);
            super::by_key(&mut ours, |(value, _)| *value);
            theirs.sort_by_key(|(value, _)| *value);
            proptest::prop_assert_eq!(ours, theirs);
        }
    }
}
