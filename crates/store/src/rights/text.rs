//! The same conditions for statements that are written by hand.

use std::fmt::Display;

use umbra_domain::{event::Visibility, rights::Right};

/// Writes the condition that rows with the alias `row` aren't private to somebody else; `held` is what the person, whose id `who` is, holds on the calendar.
pub(crate) fn is_shown(row: &str, held: &str, who: impl Display) -> String {
    let (private, own) = (Visibility::Private.rank(), Right::Own.level());
    // Whose maker's account is gone is nobody's: the answer is no, and not unknown.
    let is_maker = format!("COALESCE({row}.created_by, 0) = {who}");
    format!("({row}.visibility <> {private} OR {held} = {own} OR {is_maker})")
}

/// Writes the condition that the person sees such a row: they hold the right to see what is in its
/// calendar, and it isn't private to somebody else.
pub(crate) fn is_seen(row: &str, held: &str, who: impl Display) -> String {
    format!("({held} >= {} AND {})", Right::View.level(), is_shown(row, held, who))
}

/// Writes the condition that the person may invite people to such a row.
pub(crate) fn manages(row: &str, held: &str, who: impl Display) -> String {
    format!("({held} >= {} AND {})", Right::Manage.level(), is_shown(row, held, who))
}

/// Is true if a person may invite people to an event, for a statement that is written by hand.
pub(crate) fn manages_event(event: &str, who: impl Display) -> String {
    format!(
        "EXISTS (SELECT 1 FROM events x JOIN calendar_members h ON h.calendar_id = x.calendar_id \
         WHERE x.id = {event} AND h.user_id = {who} AND {})",
        manages("x", "h.held", &who),
    )
}

/// Is true if a person may see what is in a calendar, for a statement that is written by hand.
pub(crate) fn sees_calendar(calendar: &str, who: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM calendar_members h WHERE h.calendar_id = {calendar} \
         AND h.user_id = {who} AND h.held >= {})",
        Right::View.level()
    )
}

/// Is true if a person may see an event, or an occurrence of it, for a statement that is written by hand: by
/// its calendar, or by an invitation to all of it or to that occurrence. `occurrence` is an expression for
/// the name; its value is null for all of the event.
pub(crate) fn sees_event(event: &str, occurrence: &str, who: impl Display) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM events x JOIN calendar_members h ON h.calendar_id = x.calendar_id \
         WHERE x.id = {event} AND h.user_id = {who} AND {}) \
         OR EXISTS (SELECT 1 FROM event_invitations i WHERE i.event_id = {event} \
         AND i.user_id = {who} AND (i.recurrence_id = '' OR i.recurrence_id = {occurrence})))",
        is_seen("x", "h.held", &who),
    )
}

/// Writes an expression for what a person holds on an event with the alias `event` by its calendar,
/// if that is enough to see it; 0 otherwise.
pub(crate) fn by_calendar(event: &str, who: &str) -> String {
    format!(
        "COALESCE((SELECT m.held FROM calendar_members m WHERE m.calendar_id = {event}.calendar_id \
         AND m.user_id = {who} AND m.held >= {} AND {}), 0)",
        Right::View.level(),
        is_shown(event, "m.held", who),
    )
}
