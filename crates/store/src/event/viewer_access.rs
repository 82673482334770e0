//! What somebody who reads an event sees of the invitations to it.

use sea_orm::{FromQueryResult, QueryResult};
use umbra_domain::{
    EventInvitationId, UserId,
    civil::parse_local,
    event::{Answer, Invitation, ViewerAccess},
    rights::Right,
};

use crate::{StoreError, rights};

pub(super) const BAD: StoreError = StoreError::Corrupt("invitation");

/// What [`ViewerAccessRow`] reads where nobody in particular asks.
pub(super) const NOBODY: &str = "CAST(6 AS smallint) AS held, CAST(1 AS smallint) AS listed, \
    CAST(NULL AS text) AS visible_invitations";

/// Writes an expression for the invitations to an event that somebody sees: their own, and all for who
/// may invite. All are expressions: for the ids, and for what they hold on the calendar.
pub(super) fn visible_invitations(event: &str, person: &str, held: &str) -> String {
    format!(
        "(SELECT string_agg(CAST(i.id AS text) || ' ' || CAST(i.user_id AS text) || ' ' \
         || CAST(i.status AS text) || ' ' || i.recurrence_id, '|') FROM event_invitations i \
         WHERE i.event_id = {event} AND {})",
        rights::sees_invitation("i", held, person)
    )
}

/// What somebody holds on an event by its calendar, and the invitations that they see.
#[derive(Debug)]
pub(super) struct ViewerAccessRow {
    held: i16,
    is_listed: bool,
    visible_invitations: Option<String>,
}

impl FromQueryResult for ViewerAccessRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, sea_orm::DbErr> {
        // A look-up has the right that it found under the shorter name.
        let held: i16 = match row.try_get("", "by_calendar") {
            Ok(held) => held,
            Err(_) => row.try_get("", "held")?,
        };
        let listed: i16 = row.try_get("", "listed")?;
        Ok(Self {
            held,
            is_listed: listed != 0,
            visible_invitations: row.try_get("", "visible_invitations")?,
        })
    }
}

impl ViewerAccessRow {
    /// Gives what they see by it.
    pub(super) fn to_access(&self, who: UserId) -> Result<ViewerAccess, StoreError> {
        let parts =
            self.visible_invitations.as_deref().into_iter().flat_map(|text| text.split('|'));
        let all = parts.map(read).collect::<Result<Vec<_>, _>>()?;
        let right = Right::from_level(self.held);
        let holds = |needed| right.is_some_and(|right| right.allows(needed).is_ok());
        let (manages, by_calendar) = (holds(Right::Manage), holds(Right::View));
        let access = ViewerAccess::of_member(who, manages, &all);
        Ok(ViewerAccess { by_calendar, is_listed: self.is_listed, ..access })
    }
}

fn read(part: &str) -> Result<Invitation, StoreError> {
    let mut parts = part.splitn(4, ' ');
    let mut next = || parts.next().ok_or(BAD);
    let mut number = || next()?.parse::<i64>().map_err(|_| BAD);
    let (id, user, status) = (number()?, number()?, number()?);
    let rank = i16::try_from(status).map_err(|_| BAD)?;
    Ok(Invitation {
        id: EventInvitationId(id),
        user: UserId(user),
        occurrence: occurrence(next()?)?,
        answer: Answer::from_rank(rank).ok_or(BAD)?,
        responded_at: None,
    })
}

/// Reads the name of an occurrence; empty for all of the event.
pub(super) fn occurrence(text: &str) -> Result<Option<jiff::civil::DateTime>, StoreError> {
    if text.is_empty() { Ok(None) } else { parse_local(text).map(Some).ok_or(BAD) }
}
