//! Where tasks stand: numbers with gaps between them, so that one task can go elsewhere without the
//! others being written.
//!
//! No two tasks of a project have the same number. A new task gets one far after the last. What goes
//! between two others gets a number in the middle of the gap between theirs; only when that gap is
//! used up, some that follow move on, as few as leave room again.

use std::collections::HashMap;

use crate::{Invalid, TaskId};

/// How far apart tasks stand that were appended.
pub const GAP: i64 = 1 << 20;

/// The room that is left beside each task when some have to move on.
const ROOM: i64 = 1 << 10;

/// Where a task stands in its project: lower numbers come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SortOrder(i64);

impl SortOrder {
    /// The last place: the greatest number that JavaScript can tell from the next one.
    pub const MAX: i64 = (1 << 53) - 1;

    /// Parses a place.
    ///
    /// # Errors
    /// `out_of_range` outside of ±(2⁵³ − 1).
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        Self::from_stored(raw)
            .ok_or_else(|| Invalid::new("out_of_range", "sort_order must be within ±(2^53 - 1)"))
    }

    /// Reads a stored place; `None` for a number that is none.
    #[must_use]
    pub fn from_stored(raw: i64) -> Option<Self> {
        (-Self::MAX..=Self::MAX).contains(&raw).then_some(Self(raw))
    }

    /// Returns the number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// A task and the number of its place.
pub type Placed = (TaskId, i64);

/// Finds `count` numbers between two others, evenly apart; `None` when there is no room. Where there
/// is nothing on one side, they are a [`GAP`] apart.
#[must_use]
pub fn between(below: Option<i64>, above: Option<i64>, count: usize) -> Option<Vec<i64>> {
    let count = i64::try_from(count).ok()?;
    let (first, step) = match (below, above) {
        (None, None) => (0, GAP),
        (Some(below), None) => (below.checked_add(GAP)?, GAP),
        (None, Some(above)) => (above.checked_sub(GAP.checked_mul(count)?)?, GAP),
        (Some(below), Some(above)) => {
            let step = above.checked_sub(below)? / (count + 1);
            if step < 1 {
                return None;
            }
            (below + step, step)
        }
    };
    let last = first.checked_add(step.checked_mul((count - 1).max(0))?)?;
    let fits = first >= -SortOrder::MAX && last <= SortOrder::MAX;
    fits.then(|| (0..count).map(|number| first + number * step).collect())
}

/// How putting tasks between others went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Insertion<Id = TaskId> {
    /// Who gets which number, others that move on among them.
    Placed(Vec<(Id, i64)>),
    /// More of what follows has to be known.
    More,
    /// The numbers end here: all tasks have to be numbered anew.
    Full,
}

/// Puts tasks after a place. `following` are those that stand after it, in their order, without the
/// moved ones; `all` says that there are no more.
#[must_use]
pub fn insert<Id: Copy>(
    moved: &[Id],
    below: Option<i64>,
    following: &[(Id, i64)],
    all: bool,
) -> Insertion<Id> {
    let mut pushed = 0;
    loop {
        let above = following.get(pushed).map(|(_, place)| *place);
        if above.is_none() && !all {
            return Insertion::More;
        }
        let count = moved.len() + pushed;
        // The first try uses any gap; who makes room makes enough for the next ones, too.
        let roomy = match (below, above) {
            (Some(below), Some(above)) if pushed > 0 => {
                let room = i64::try_from(count + 1).map(|count| count.saturating_mul(ROOM));
                room.is_ok_and(|room| above - below >= room)
            }
            _ => true,
        };
        if let Some(places) = between(below, above, count).filter(|_| roomy) {
            let others = following[..pushed].iter().map(|(id, _)| *id);
            return Insertion::Placed(moved.iter().copied().chain(others).zip(places).collect());
        }
        if above.is_none() {
            return Insertion::Full;
        }
        pushed = (pushed.max(4) * 2).min(following.len());
    }
}

/// Lets tasks take their own places in another order. `present` are they, by place; `wanted` are the
/// same in the new order. `neighbours` are the numbers before and after them, when no other task stands
/// between them: then as few as possible get a new number, of a whole list in which one task was moved
/// that one. Else, and where there is no room, they take each other's numbers. Returns whose number
/// changes.
#[must_use]
pub fn rearrange(
    present: &[Placed],
    wanted: &[TaskId],
    neighbours: Option<(Option<i64>, Option<i64>)>,
) -> Vec<Placed> {
    let places: HashMap<TaskId, i64> = present.iter().copied().collect();
    if let Some((below, above)) = neighbours
        && let Some(changes) = least_changes(&places, wanted, below, above)
    {
        return changes;
    }
    let numbers = present.iter().map(|(_, place)| *place);
    let taken = wanted.iter().copied().zip(numbers);
    taken.filter(|(id, place)| places.get(id) != Some(place)).collect()
}

/// Keeps the longest run of tasks that are in order already, and puts the others between them.
fn least_changes(
    places: &HashMap<TaskId, i64>,
    wanted: &[TaskId],
    below: Option<i64>,
    above: Option<i64>,
) -> Option<Vec<Placed>> {
    let numbers: Vec<i64> =
        wanted.iter().map(|id| places.get(id).copied()).collect::<Option<_>>()?;
    let kept = longest_rising(&numbers);
    let mut changes = Vec::new();
    let (mut first, mut low) = (0, below);
    for end in kept.iter().copied().chain([numbers.len()]) {
        let high = numbers.get(end).copied().or(above);
        let between = between(low, high, end - first)?;
        changes.extend(wanted[first..end].iter().copied().zip(between));
        first = end + 1;
        low = high;
    }
    Some(changes)
}

/// Finds the longest strictly rising selection of numbers; returns where its members are.
fn longest_rising(numbers: &[i64]) -> Vec<usize> {
    // `tails[n]` ends the best selection of `n + 1` members so far.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = tails.partition_point(|tail| numbers[*tail] < *number);
        before.push(length.checked_sub(1).map(|last| tails[last]));
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut chosen = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(at) = next {
        chosen.push(at);
        next = before[at];
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::{GAP, Insertion, Placed, SortOrder, between, insert, longest_rising, rearrange};
    use crate::TaskId;

    fn list(places: &[i64]) -> Vec<Placed> {
        (1..).map(TaskId).zip(places.iter().copied()).collect()
    }

    fn ids(numbers: &[i64]) -> Vec<TaskId> {
        numbers.iter().copied().map(TaskId).collect()
    }

    /// Applies changes and returns the order that comes of them; places must stay apart.
    fn order(list: &[Placed], changes: &[Placed]) -> Vec<i64> {
        let mut list = list.to_vec();
        for (id, place) in changes {
            match list.iter_mut().find(|(other, _)| other == id) {
                Some((_, old)) => *old = *place,
                None => list.push((*id, *place)),
            }
        }
        list.sort_by_key(|(_, place)| *place);
        assert!(list.windows(2).all(|pair| pair[0].1 < pair[1].1), "{list:?}");
        list.into_iter().map(|(id, _)| id.0).collect()
    }

    #[test]
    fn places_fit_into_javascript() {
        for good in [-SortOrder::MAX, -1, 0, SortOrder::MAX] {
            assert_eq!(SortOrder::parse(good).map(SortOrder::get), Ok(good));
        }
        for bad in [i64::MIN, -SortOrder::MAX - 1, SortOrder::MAX + 1, i64::MAX] {
            assert_eq!(SortOrder::parse(bad).unwrap_err().code, "out_of_range", "{bad}");
        }
    }

    #[test]
    fn numbers_lie_strictly_between_others_and_evenly() {
        assert_eq!(between(None, None, 2), Some(vec![0, GAP]));
        assert_eq!(between(Some(7), None, 2), Some(vec![7 + GAP, 7 + 2 * GAP]));
        assert_eq!(between(None, Some(7), 2), Some(vec![7 - 2 * GAP, 7 - GAP]));
        assert_eq!(between(Some(0), Some(8), 1), Some(vec![4]));
        assert_eq!(between(Some(0), Some(8), 7), Some(vec![1, 2, 3, 4, 5, 6, 7]));
        assert_eq!(between(Some(0), Some(8), 8), None);
        assert_eq!(between(Some(3), Some(4), 1), None);
        assert_eq!(between(Some(3), Some(4), 0), Some(vec![]));
        assert_eq!(between(Some(SortOrder::MAX), None, 1), None);
        assert_eq!(between(None, Some(-SortOrder::MAX), 1), None);
    }

    #[test]
    fn the_longest_rising_selection_is_found() {
        for (numbers, length) in [
            (&[][..], 0),
            (&[5][..], 1),
            (&[1, 2, 3][..], 3),
            (&[3, 2, 1][..], 1),
            (&[9, 1, 2, 3, 0, 4][..], 4),
        ] {
            let chosen = longest_rising(numbers);
            assert_eq!(chosen.len(), length, "{numbers:?}");
            assert!(chosen.windows(2).all(|pair| numbers[pair[0]] < numbers[pair[1]]));
        }
    }

    #[test]
    fn of_a_whole_list_only_what_was_moved_gets_a_new_number() {
        let present = list(&[0, GAP, 2 * GAP, 3 * GAP, 4 * GAP]);
        for (wanted, moved) in [
            ([1, 2, 3, 4, 5], 0),
            ([5, 1, 2, 3, 4], 1),
            ([2, 3, 4, 5, 1], 1),
            ([1, 5, 2, 3, 4], 1),
            ([2, 1, 3, 5, 4], 2),
            ([5, 4, 3, 2, 1], 4),
        ] {
            let changes = rearrange(&present, &ids(&wanted), Some((None, None)));
            assert_eq!(order(&present, &changes), wanted);
            assert_eq!(changes.len(), moved, "{wanted:?}");
        }
    }

    #[test]
    fn without_room_or_with_others_between_they_take_each_others_numbers() {
        let tight = list(&[1, 2, 3]);
        let changes = rearrange(&tight, &ids(&[3, 1, 2]), Some((Some(0), Some(4))));
        assert_eq!(order(&tight, &changes), [3, 1, 2]);
        let all = list(&[10, 20, 30, 40, 50]);
        let listed: Vec<_> = [0, 2, 4].map(|at: usize| all[at]).into();
        let changes = rearrange(&listed, &ids(&[5, 1, 3]), None);
        assert_eq!(order(&all, &changes), [5, 2, 1, 4, 3]);
    }

    #[test]
    fn every_order_of_a_list_comes_about_within_its_neighbours() {
        // All orders of five, by Heap's algorithm.
        fn heap(k: usize, row: &mut Vec<i64>, found: &mut Vec<Vec<i64>>) {
            if k == 1 {
                return found.push(row.clone());
            }
            for i in 0..k {
                heap(k - 1, row, found);
                row.swap(if k.is_multiple_of(2) { i } else { 0 }, k - 1);
            }
        }
        let mut found = Vec::new();
        heap(5, &mut vec![1, 2, 3, 4, 5], &mut found);
        assert_eq!(found.len(), 120);
        for places in [[10, 11, 12, 13, 14], [10, 30, 31, 60, 99], [10, 20, 30, 40, 50]] {
            for (below, above) in [(None, None), (Some(9), Some(100)), (Some(0), None)] {
                let present = list(&places);
                for wanted in &found {
                    let changes = rearrange(&present, &ids(wanted), Some((below, above)));
                    assert_eq!(&order(&present, &changes), wanted);
                    for (_, place) in changes {
                        assert!(below.is_none_or(|below| below < place));
                        assert!(above.is_none_or(|above| place < above));
                    }
                }
            }
        }
    }

    #[test]
    fn a_thousand_tasks_put_into_the_same_gap_move_few_others() {
        let mut all = list(&(0..2_000).map(|number| number * GAP).collect::<Vec<_>>());
        let mut written = 0;
        for number in 10_000..11_000 {
            all.sort_by_key(|(_, place)| *place);
            let (_, below) = all[0];
            let Insertion::Placed(changes) =
                insert(&[TaskId(number)], Some(below), &all[1..], true)
            else {
                panic!("no room for {number}")
            };
            written += changes.len();
            let order = order(&all, &changes);
            assert_eq!(order[..2], [1, number]);
            for (id, place) in changes {
                match all.iter_mut().find(|(other, _)| *other == id) {
                    Some((_, old)) => *old = place,
                    None => all.push((id, place)),
                }
            }
        }
        // Each by itself is one, and making room costs a few more now and then.
        assert!((1_000..20_000).contains(&written), "{written}");
    }

    #[test]
    fn more_is_asked_for_when_what_is_known_leaves_no_room() {
        let tight = list(&(0..40).collect::<Vec<_>>());
        assert_eq!(insert(&[TaskId(99)], Some(0), &tight[1..9], false), Insertion::More);
        let all = insert(&[TaskId(99)], Some(0), &tight[1..], true);
        let Insertion::Placed(changes) = all else { panic!("{all:?}") };
        assert_eq!(order(&tight, &changes)[..3], [1, 99, 2]);
        assert_eq!(insert(&[TaskId(99)], Some(SortOrder::MAX), &[], true), Insertion::Full);
    }

    #[test]
    fn what_goes_to_the_beginning_or_the_end_moves_nobody() {
        let present = list(&[0, 1, 2]);
        let alone = |place| Insertion::Placed(vec![(TaskId(9), place)]);
        assert_eq!(insert(&ids(&[9]), None, &present, true), alone(-GAP));
        assert_eq!(insert(&ids(&[9]), Some(2), &[], true), alone(2 + GAP));
    }
}
