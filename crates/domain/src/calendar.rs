//! Calendars: what a person's events are sorted into.
//!
//! Everybody has exactly one default calendar, from the account's first moment to its last. It is
//! where events go that name no calendar, so it can't be deleted and can't stop being the default
//! but by another one becoming it.

mod sharing;

pub use sharing::{
    GIVEN, MAX_MEMBERS, Member, MembershipStatus, SeenCalendar, Shared, SharedCalendar,
    may_be_given,
};

use crate::{
    CalendarId, Invalid, Patch, rights::Right, settings::Color, stored::Identified, text::text,
};

/// How many calendars a person may have.
pub const MAX_CALENDARS: u64 = 100;

/// What the calendar is called that an account begins with.
const PERSONAL: &str = "Personal";

/// The colour of calendars that were given none.
const COLOR: &str = "#3366cc";

text! {
    /// What a calendar is called, 1 to 100 characters on one line.
    Name, "name", max 100, multiline false
}
text! {
    /// What a calendar is for, at most 10,000 characters.
    Description, "description", max 10_000, multiline true
}

/// Where a calendar stands among those that a person sees: lower numbers come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SortOrder(i32);

impl SortOrder {
    /// Parses a place.
    ///
    /// # Errors
    /// `out_of_range` outside of 32 bits.
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        i32::try_from(raw)
            .map(Self)
            .map_err(|_| Invalid::new("out_of_range", "sort_order must fit in 32 bits"))
    }

    /// Returns the number.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }
}

/// Returns the colour of calendars that were given none.
#[must_use]
pub fn default_color() -> Color {
    Color::from_stored(COLOR.to_owned())
}

/// What a calendar is for everybody who sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// What it is called.
    pub name: Name,
    /// The colour it is shown in to those who set none of their own.
    pub color: Color,
    /// What it is for.
    pub description: Option<Description>,
    /// Whether it is its owner's default calendar.
    pub is_default: bool,
}

/// How a calendar looks to one of those who hold a right on it; its owner is one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarPreferences {
    /// The colour they see it in; without one, the calendar's.
    pub color: Option<Color>,
    /// Whether frontends show them what is in it.
    pub is_visible: bool,
    /// Where it stands among those they see.
    pub sort_order: SortOrder,
}

impl Default for CalendarPreferences {
    fn default() -> Self {
        Self { color: None, is_visible: true, sort_order: SortOrder::default() }
    }
}

/// A change of how a calendar looks to somebody; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalendarPreferencesPatch {
    /// A new colour, or that of the calendar again.
    pub color: Patch<Color>,
    /// Whether frontends show it.
    pub is_visible: Option<bool>,
    /// A new place.
    pub sort_order: Option<SortOrder>,
}

impl CalendarPreferencesPatch {
    /// Applies the change; tells whether anything changed.
    pub fn apply(self, preferences: &mut CalendarPreferences) -> bool {
        let before = preferences.clone();
        preferences.color = self.color.apply(preferences.color.take());
        preferences.is_visible = self.is_visible.unwrap_or(preferences.is_visible);
        preferences.sort_order = self.sort_order.unwrap_or(preferences.sort_order);
        *preferences != before
    }
}

impl Identified for Calendar {
    type Id = CalendarId;
}

impl Calendar {
    /// Begins a calendar of which only the name is known.
    #[must_use]
    pub fn named(name: Name) -> Self {
        Self { name, color: default_color(), description: None, is_default: false }
    }

    /// Makes the default calendar that every account begins with, called "Personal".
    #[must_use]
    pub fn personal() -> Self {
        Self { is_default: true, ..Self::named(Name::from_stored(PERSONAL.to_owned())) }
    }
}

/// A default calendar was to stop being one without another taking its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithoutDefault;

/// A change of a calendar; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalendarPatch {
    /// A new name, which can't be cleared.
    pub name: Option<Name>,
    /// A new colour.
    pub color: Option<Color>,
    /// A new or cleared description.
    pub description: Patch<Description>,
    /// Whether it is its owner's default calendar.
    pub is_default: Option<bool>,
}

impl CalendarPatch {
    /// Gives the right that the change takes; `None` where it changes nothing that is everybody's.
    /// Which calendar is the default one is its owner's alone.
    #[must_use]
    pub fn needs(&self) -> Option<Right> {
        if self.is_default.is_some() {
            return Some(Right::Own);
        }
        (*self != Self::default()).then_some(Right::Manage)
    }

    /// Applies the change; tells whether anything changed.
    ///
    /// # Errors
    /// [`WithoutDefault`] when the default calendar would stop being it; nothing is changed then.
    pub fn apply(self, calendar: &mut Calendar) -> Result<bool, WithoutDefault> {
        if calendar.is_default && self.is_default == Some(false) {
            return Err(WithoutDefault);
        }
        let before = calendar.clone();
        calendar.description = self.description.apply(calendar.description.take());
        if let Some(name) = self.name {
            calendar.name = name;
        }
        if let Some(color) = self.color {
            calendar.color = color;
        }
        if let Some(is_default) = self.is_default {
            calendar.is_default = is_default;
        }
        Ok(*calendar != before)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        COLOR, Calendar, CalendarPatch, CalendarPreferences, CalendarPreferencesPatch, Color,
        Description, Name, PERSONAL, Patch, Right, SortOrder, WithoutDefault, default_color,
    };

    fn calendar(is_default: bool) -> Calendar {
        Calendar { is_default, ..Calendar::personal() }
    }

    #[test]
    fn what_accounts_begin_with_would_be_accepted_from_a_client() {
        let personal = Calendar::personal();
        assert_eq!(Name::parse(PERSONAL), Ok(personal.name));
        assert_eq!(Color::parse(COLOR), Ok(default_color()));
        assert!(personal.is_default && CalendarPreferences::default().is_visible);
    }

    #[test]
    fn a_name_is_one_line_of_at_most_100_characters() {
        assert_eq!(Name::parse(&"ä".repeat(100)).map(|name| name.as_str().len()), Ok(200));
        for (bad, code) in [
            (" ".to_owned(), "blank"),
            ("a\nb".to_owned(), "control_character"),
            ("x".repeat(101), "too_long"),
        ] {
            assert_eq!(Name::parse(&bad).unwrap_err().code, code, "{bad:?}");
        }
    }

    #[test]
    fn a_place_has_32_bits() {
        for good in [i32::MIN, -1, 0, i32::MAX] {
            assert_eq!(SortOrder::parse(good.into()).map(SortOrder::get), Ok(good));
        }
        for bad in [i64::from(i32::MIN) - 1, i64::from(i32::MAX) + 1, i64::MIN, i64::MAX] {
            assert_eq!(SortOrder::parse(bad).unwrap_err().code, "out_of_range", "{bad}");
        }
    }

    #[test]
    fn an_empty_change_changes_nothing() {
        let mut changed = calendar(true);
        assert_eq!(CalendarPatch::default().apply(&mut changed), Ok(false));
        assert_eq!(changed, calendar(true));
    }

    #[test]
    fn each_field_changes_alone() {
        let name = Name::parse("Work").unwrap();
        let color = Color::parse("#112233").unwrap();
        let text = Description::parse("Meetings").unwrap();
        let old = calendar(false);
        let keep = CalendarPatch::default;
        for (patch, expected) in [
            (
                CalendarPatch { name: Some(name.clone()), ..keep() },
                Calendar { name, ..old.clone() },
            ),
            (
                CalendarPatch { color: Some(color.clone()), ..keep() },
                Calendar { color, ..old.clone() },
            ),
            (
                CalendarPatch { description: Patch::Set(text.clone()), ..keep() },
                Calendar { description: Some(text), ..old.clone() },
            ),
            (CalendarPatch { is_default: Some(true), ..keep() }, calendar(true)),
        ] {
            let mut changed = old.clone();
            assert_eq!(patch.clone().apply(&mut changed), Ok(true), "{patch:?}");
            assert_eq!(changed, expected, "{patch:?}");
            assert_eq!(patch.clone().apply(&mut changed), Ok(false), "{patch:?}");
        }
    }

    #[test]
    fn the_default_calendar_cannot_step_down_and_then_nothing_of_the_change_happens() {
        let patch = CalendarPatch {
            is_default: Some(false),
            name: Some(Name::parse("Work").unwrap()),
            ..CalendarPatch::default()
        };
        let mut default = calendar(true);
        assert_eq!(patch.clone().apply(&mut default), Err(WithoutDefault));
        assert_eq!(default, calendar(true));
        let mut other = calendar(false);
        assert_eq!(patch.apply(&mut other), Ok(true));
        assert_eq!((other.is_default, other.name.as_str()), (false, "Work"));
    }

    #[test]
    fn how_it_looks_changes_field_by_field_and_back() {
        let mut preferences = CalendarPreferences::default();
        let color = Color::parse("#112233").unwrap();
        let place = SortOrder::parse(-3).unwrap();
        assert!(!CalendarPreferencesPatch::default().apply(&mut preferences));
        let all = CalendarPreferencesPatch {
            color: Patch::Set(color.clone()),
            is_visible: Some(false),
            sort_order: Some(place),
        };
        assert!(all.clone().apply(&mut preferences));
        assert!(!all.apply(&mut preferences));
        assert_eq!(
            preferences,
            CalendarPreferences { color: Some(color), is_visible: false, sort_order: place }
        );
        assert!(
            CalendarPreferencesPatch { color: Patch::Clear, ..CalendarPreferencesPatch::default() }
                .apply(&mut preferences)
        );
        assert_eq!(
            preferences,
            CalendarPreferences { color: None, is_visible: false, sort_order: place }
        );
    }

    #[test]
    fn what_is_everybodys_takes_more_than_to_look_and_the_default_is_the_owners() {
        let name = || Some(Name::parse("Work").unwrap());
        for (patch, needed) in [
            (CalendarPatch::default(), None),
            (CalendarPatch { name: name(), ..CalendarPatch::default() }, Some(Right::Manage)),
            (
                CalendarPatch { description: Patch::Clear, ..CalendarPatch::default() },
                Some(Right::Manage),
            ),
            (
                CalendarPatch { name: name(), is_default: Some(true), ..CalendarPatch::default() },
                Some(Right::Own),
            ),
        ] {
            assert_eq!(patch.needs(), needed, "{patch:?}");
        }
    }
}
