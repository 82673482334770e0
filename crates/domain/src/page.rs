//! Keyset paging.

use crate::Invalid;

/// How many rows a page holds: 1 to 200. Default: 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    /// The most rows a page may hold.
    pub const MAX: u16 = 200;

    /// Parses a page size.
    ///
    /// # Errors
    /// `out_of_range` outside 1 to 200.
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        u16::try_from(raw)
            .ok()
            .filter(|n| (1..=Self::MAX).contains(n))
            .map(Self)
            .ok_or_else(|| Invalid::new("out_of_range", "limit must be between 1 and 200"))
    }

    /// Returns the number of rows.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0 as u64
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(100)
    }
}

/// The place after which the next page begins: the last row's sort key and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyset {
    /// The sort key of the last row seen, in the form its column has.
    pub key: String,
    /// The id of the last row seen, which breaks ties.
    pub id: i64,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<Keyset>,
}

impl<T> Page<T> {
    /// Builds a page from one row more than asked for, which tells whether another page follows.
    pub fn from_overfetched(
        mut items: Vec<T>,
        limit: Limit,
        keyset: impl Fn(&T) -> Keyset,
    ) -> Self {
        let wanted = usize::from(limit.0);
        let more = items.len() > wanted;
        items.truncate(wanted);
        let next = more.then(|| items.last().map(keyset)).flatten();
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::{Keyset, Limit, Page};

    #[test]
    fn a_limit_is_between_1_and_200() {
        assert_eq!(Limit::parse(1).map(Limit::get), Ok(1));
        assert_eq!(Limit::parse(200).map(Limit::get), Ok(200));
        for bad in [0, -1, 201, i64::MAX, i64::MIN] {
            assert_eq!(Limit::parse(bad).unwrap_err().code, "out_of_range");
        }
    }

    #[test]
    fn only_a_row_beyond_the_limit_makes_another_page() {
        let limit = Limit::parse(2).unwrap();
        let at = |n: &i64| Keyset { key: n.to_string(), id: *n };
        assert_eq!(Page::from_overfetched(vec![1, 2], limit, at).next, None);
        let page = Page::from_overfetched(vec![1, 2, 3], limit, at);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(page.next, Some(Keyset { key: "2".into(), id: 2 }));
    }
}
