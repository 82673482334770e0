//! Whose a row is, and who is a member, for statements that are written by hand: conditions on a row by its
//! alias, of which other rows stand for expressions.

use std::fmt::Display;

use umbra_domain::rights::Right;

use super::OWNER;

/// Is true of a row that each person has for themselves (a notification, an invitation, an offer, what is
/// personal on an event) if it is this person's.
pub(crate) fn own(row: &str, who: impl Display) -> String {
    format!("{row}.user_id = {who}")
}

/// The same of several people; `people` is what [`one_of`](crate::sql::one_of) writes.
pub(crate) fn own_of(row: &str, people: &str) -> String {
    format!("{row}.user_id {people}")
}

/// Is true of the membership of a person in a calendar.
pub(crate) fn member_of_calendar(row: &str, calendar: &str, who: impl Display) -> String {
    format!("{row}.calendar_id = {calendar} AND {}", own(row, who))
}

/// Is true of the membership of a person in a project.
pub(crate) fn member_of_project(row: &str, project: &str, who: impl Display) -> String {
    format!("{row}.project_id = {project} AND {}", own(row, who))
}

/// Is true of the memberships of several people in a project; `people` is as in [`own_of`].
pub(crate) fn members_of_project(row: &str, project: &str, people: &str) -> String {
    format!("{row}.project_id = {project} AND {}", own_of(row, people))
}

/// Is true of memberships of a person in what somebody else owns.
pub(crate) fn shared_with(row: &str, who: impl Display) -> String {
    format!("{} AND {row}.held < {OWNER}", own(row, who))
}

/// Is true of a membership with which one holds at least this right.
pub(crate) fn holds_at_least(row: &str, right: Right) -> String {
    format!("{row}.held >= {}", right.level())
}

/// Is true if a calendar is offered to a person, who holds nothing on it yet.
pub(crate) fn is_offered(calendar: &str, who: impl Display) -> String {
    format!(
        "EXISTS (SELECT 1 FROM calendar_offers o WHERE o.calendar_id = {calendar} AND {})",
        own("o", who)
    )
}

/// Is true of requests to connect that a person sees and can answer: those that were delivered to them.
pub(crate) fn sees_request(row: &str, who: impl Display) -> String {
    format!("{row}.recipient_id = {who} AND {row}.is_delivered")
}

/// Is true if a person sees a request to connect.
pub(crate) fn is_requested(request: &str, who: impl Display) -> String {
    format!(
        "EXISTS (SELECT 1 FROM connection_requests r WHERE r.id = {request} AND {})",
        sees_request("r", who)
    )
}

/// Is true if two people are connected.
pub(crate) fn are_connected(who: &str, other: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM connections WHERE (lower_id = {who} AND higher_id = {other}) \
         OR (lower_id = {other} AND higher_id = {who}))"
    )
}

/// Is true if a person blocks another one.
pub(crate) fn blocks(who: &str, whom: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM connection_blocks b WHERE {} AND b.blocked_id = {whom})",
        own("b", who)
    )
}
