//! Invitations, as clients send and see them.

use serde::{Deserialize, Serialize};
use umbra_app::event::{EventInvitation, Invite, InviteRefused};
use umbra_domain::{
    Invalid, UserId,
    civil::format_local,
    connection::Peer,
    event::{Answer, Counts, Invitation, MAX_INVITATIONS, Moment},
    id::Id as _,
    user::PreferredName,
};
use utoipa::{IntoParams, ToSchema};

use crate::http::{Problem, fields::Fields, problem::FieldError};

/// How many people a request may invite.
const MAX_PEOPLE: usize = 100;

/// The answer to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InvitationStatus)]
pub(crate) enum InvitationStatus {
    /// Nothing yet, or asked anew.
    Pending,
    /// They come.
    Accepted,
    /// They may come.
    Tentative,
    /// They don't come.
    Declined,
}

impl From<Answer> for InvitationStatus {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Pending => Self::Pending,
            Answer::Accepted => Self::Accepted,
            Answer::Tentative => Self::Tentative,
            Answer::Declined => Self::Declined,
        }
    }
}

impl From<InvitationStatus> for Answer {
    fn from(status: InvitationStatus) -> Self {
        match status {
            InvitationStatus::Pending => Self::Pending,
            InvitationStatus::Accepted => Self::Accepted,
            InvitationStatus::Tentative => Self::Tentative,
            InvitationStatus::Declined => Self::Declined,
        }
    }
}

/// An answer to an invitation.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InvitationAnswer)]
pub(super) enum AnswerName {
    /// The caller comes.
    Accepted,
    /// The caller may come.
    Tentative,
    /// The caller doesn't come.
    Declined,
}

/// The caller's answer.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RespondToInvitation {
    /// The answer.
    status: AnswerName,
}

impl RespondToInvitation {
    pub(super) const fn parse(&self) -> Answer {
        match self.status {
            AnswerName::Accepted => Answer::Accepted,
            AnswerName::Tentative => Answer::Tentative,
            AnswerName::Declined => Answer::Declined,
        }
    }
}

/// Which invitations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct InvitationParameters {
    /// Only invitations with this status. Default: all.
    #[param(inline)]
    status: Option<InvitationStatus>,
}

impl InvitationParameters {
    pub(super) fn status(&self) -> Option<Answer> {
        self.status.map(Into::into)
    }
}

/// The people to invite, and the event or occurrence.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvitePeople {
    /// The ids of their accounts: connections of the caller's.
    #[schema(min_items = 1, max_items = 100)]
    user_ids: Vec<i64>,
    /// One occurrence of a series: its `recurrence_id`, or the instant at which it begins by the rule.
    /// Default: the whole event.
    #[schema(required = false, example = "2026-12-31T09:30:00")]
    recurrence_id: Option<String>,
}

impl InvitePeople {
    pub(super) fn parse(&self) -> Result<Invite, Problem> {
        let mut fields = Fields::default();
        let count = match self.user_ids.len() {
            0 => Err(Invalid::new("too_few", "name at least one person")),
            1..=MAX_PEOPLE => Ok(()),
            _ => Err(Invalid::new("too_many", "at most 100 people can be invited at once")),
        };
        fields.take("/user_ids", count);
        let people: Vec<_> = (0..)
            .zip(self.user_ids.iter().take(MAX_PEOPLE))
            .filter_map(|(place, &raw)| {
                let id = UserId::from_positive(raw).ok_or_else(not_connected);
                fields.take(&format!("/user_ids/{place}"), id)
            })
            .collect();
        let at = self.recurrence_id.as_deref().map(Moment::parse).transpose();
        let at = fields.take("/recurrence_id", at);
        fields.build(|| Some(Invite { people, occurrence: at? }))
    }
}

fn not_connected() -> Invalid {
    Invalid::new("unknown_user", "you are not connected with such a person")
}

impl From<InviteRefused> for Problem {
    fn from(error: InviteRefused) -> Self {
        let refused = |pointer: String, invalid| {
            Self::invalid(vec![FieldError::from_invalid(pointer, invalid)])
        };
        match error {
            InviteRefused::Unknown(place) => refused(format!("/user_ids/{place}"), not_connected()),
            InviteRefused::NoOccurrence => refused(
                "/recurrence_id".to_owned(),
                Invalid::new("unknown_occurrence", "the event has no such occurrence"),
            ),
            InviteRefused::TooMany => Self::conflict(
                "too_many_invitations",
                format!("An event may have {MAX_INVITATIONS} invitations."),
            ),
        }
    }
}

/// The caller's own invitation to an event, or to an occurrence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MyInvitation)]
pub(crate) struct MyInvitationBody {
    /// The id of the invitation.
    #[schema(minimum = 1)]
    id: i64,
    /// The caller's answer.
    status: InvitationStatus,
}

impl From<&Invitation> for MyInvitationBody {
    fn from(own: &Invitation) -> Self {
        Self { id: own.id.0, status: own.answer.into() }
    }
}

/// How many invited people gave which answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvitationCounts)]
pub(crate) struct InvitationCountsBody {
    /// How many haven't answered.
    pending: u64,
    /// How many have accepted.
    accepted: u64,
    /// How many have answered `tentative`.
    tentative: u64,
    /// How many have declined.
    declined: u64,
}

impl From<Counts> for InvitationCountsBody {
    fn from(counts: Counts) -> Self {
        let Counts { pending, accepted, tentative, declined } = counts;
        Self { pending, accepted, tentative, declined }
    }
}

/// An invitation to an event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventInvitation)]
pub(crate) struct InvitationBody {
    /// The id of the invitation.
    #[schema(minimum = 1)]
    id: i64,
    /// The event.
    #[schema(minimum = 1)]
    event_id: i64,
    /// The occurrence of a series; `null` for all of it, and for a single event.
    #[schema(example = "2026-12-31T09:30:00")]
    recurrence_id: Option<String>,
    /// The id of the invited account.
    #[schema(minimum = 1)]
    user_id: i64,
    /// Their username.
    #[schema(example = "ben")]
    username: String,
    /// The name to address them by; `null` for none.
    #[schema(example = "Ben")]
    preferred_name: Option<String>,
    /// The id of the account that invited them.
    #[schema(minimum = 1)]
    invited_by: i64,
    /// The username of that account.
    #[schema(example = "ana")]
    invited_by_username: String,
    /// The answer.
    status: InvitationStatus,
    /// When they answered; `null` while it is pending.
    #[schema(format = DateTime)]
    responded_at: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<&EventInvitation> for InvitationBody {
    fn from(EventInvitation { invited, occurrence, .. }: &EventInvitation) -> Self {
        let Peer { id, username, preferred_name } = invited.who.clone();
        let Invitation { answer, responded_at, .. } = invited.invitation;
        Self {
            id: invited.invitation.id.0,
            event_id: invited.event.0,
            recurrence_id: occurrence.map(name),
            user_id: id.0,
            username,
            preferred_name: preferred_name.map(PreferredName::into_string),
            invited_by: invited.by.id.0,
            invited_by_username: invited.by.username.clone(),
            status: answer.into(),
            responded_at: responded_at.map(|at| at.to_string()),
            created_at: invited.created_at.to_string(),
            updated_at: invited.updated_at.to_string(),
        }
    }
}

fn name(at: Moment) -> String {
    match at {
        Moment::Day(day) => day.to_string(),
        Moment::Local(local) => format_local(local),
        Moment::At(at) => at.to_string(),
    }
}
