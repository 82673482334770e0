//! Who holds what, by what people have done.

use std::collections::{BTreeMap, BTreeSet};

pub const BUSY: i16 = 1;
pub const VIEW: i16 = 2;
pub const EDIT: i16 = 4;
pub const MANAGE: i16 = 5;
pub const OWN: i16 = 6;

/// What people hold on something: their ids, and the numbers of their rights.
pub type Members = BTreeMap<i64, i16>;

/// Who holds what.
#[derive(Debug, Default)]
pub struct Model {
    /// Each pair once, the lower id first.
    pub connected: BTreeSet<(i64, i64)>,
    /// Who blocks whom.
    pub blocked: BTreeSet<(i64, i64)>,
    pub calendars: BTreeMap<i64, Members>,
    pub projects: BTreeMap<i64, Members>,
    /// To whom calendars are offered: calendar, person, right.
    pub offers: BTreeMap<(i64, i64), i16>,
}

fn pair(one: i64, other: i64) -> (i64, i64) {
    (one.min(other), one.max(other))
}

/// Returns whose something is.
pub fn owner(members: &Members) -> i64 {
    *members.iter().find(|(_, held)| **held == OWN).expect("an owner").0
}

impl Model {
    pub fn are_connected(&self, one: i64, other: i64) -> bool {
        self.connected.contains(&pair(one, other))
    }

    pub fn on_calendar(&self, calendar: i64, who: i64) -> i16 {
        self.calendars.get(&calendar).and_then(|all| all.get(&who)).copied().unwrap_or(0)
    }

    pub fn on_project(&self, project: i64, who: i64) -> i16 {
        self.projects.get(&project).and_then(|all| all.get(&who)).copied().unwrap_or(0)
    }

    pub fn connect(&mut self, one: i64, other: i64) {
        self.connected.insert(pair(one, other));
    }

    /// Ends what two people share, which is what one owns and the other is in.
    pub fn part(&mut self, one: i64, other: i64) {
        self.connected.remove(&pair(one, other));
        for members in self.calendars.values_mut().chain(self.projects.values_mut()) {
            let owner = owner(members);
            if owner == one {
                members.remove(&other);
            } else if owner == other {
                members.remove(&one);
            }
        }
        let calendars = &self.calendars;
        self.offers.retain(|(calendar, to), _| {
            let from = owner(&calendars[calendar]);
            pair(from, *to) != pair(one, other)
        });
    }

    pub fn block(&mut self, who: i64, other: i64) {
        self.part(who, other);
        self.blocked.insert((who, other));
    }

    /// Lets a calendar go on as somebody else's, who is a member. Whoever blocks them or is blocked by
    /// them is out.
    pub fn hand_calendar_over(&mut self, calendar: i64, to: i64) {
        let blocked = &self.blocked;
        hand_over(self.calendars.get_mut(&calendar).unwrap(), to, MANAGE, blocked);
        self.offers.retain(|(of, _), _| *of != calendar);
    }

    pub fn hand_project_over(&mut self, project: i64, to: i64) {
        hand_over(self.projects.get_mut(&project).unwrap(), to, EDIT, &self.blocked);
    }

    pub fn delete_calendar(&mut self, calendar: i64) {
        self.calendars.remove(&calendar);
        self.offers.retain(|(of, _), _| *of != calendar);
    }

    /// Lets an account go.
    pub fn leave_for_good(&mut self, who: i64) {
        for all in [&mut self.calendars, &mut self.projects] {
            all.retain(|_, members| owner(members) != who);
            all.values_mut().for_each(|members| members.retain(|member, _| *member != who));
        }
        let calendars = &self.calendars;
        self.offers.retain(|(calendar, to), _| calendars.contains_key(calendar) && *to != who);
        for pairs in [&mut self.connected, &mut self.blocked] {
            pairs.retain(|(one, other)| *one != who && *other != who);
        }
    }
}

fn hand_over(members: &mut Members, to: i64, keeps: i16, blocked: &BTreeSet<(i64, i64)>) {
    let before = owner(members);
    members.insert(before, keeps);
    members.insert(to, OWN);
    members.retain(|who, _| !blocked.contains(&(*who, to)) && !blocked.contains(&(to, *who)));
}
