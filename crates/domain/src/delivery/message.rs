//! What is shown on a phone.

use jiff::tz::TimeZone;

use crate::{
    notification::{Kind, Notification},
    push::{Priority, Push, SequenceId},
};

/// Makes the message that tells of a notification, without buttons, in its reader's language and on a clock of theirs. It
/// opens what it is about in whatever is at `home`, the address of this server: the path of the API follows
/// as a fragment, which a client may go by and nobody else sees.
#[must_use]
pub fn push_of(told: &Notification, clock: &TimeZone, home: &str, sequence: SequenceId) -> Push {
    let text = told.text(clock);
    let kind = told.notice.kind();
    let path = told.path();
    let place = path.strip_prefix("/api").unwrap_or(&path);
    Push {
        title: text.title,
        body: text.body.unwrap_or_default(),
        priority: priority(kind),
        tags: vec![tag(kind).to_owned()],
        click: Some(format!("{}/#{place}", home.trim_end_matches('/'))),
        actions: Vec::new(),
        sequence,
    }
}

const fn priority(kind: Kind) -> Priority {
    match kind {
        Kind::Reminder | Kind::Security => Priority::High,
        Kind::Birthday => Priority::Low,
        Kind::ConnectionRequest
        | Kind::CalendarShare
        | Kind::ProjectShare
        | Kind::EventInvitation
        | Kind::InvitationResponse
        | Kind::TaskAssigned
        | Kind::Comment
        | Kind::Mention
        | Kind::TodoDue
        | Kind::TaskDue
        | Kind::Digest => Priority::Default,
    }
}

/// Names an emoji of ntfy's list (<https://docs.ntfy.sh/emojis/>).
const fn tag(kind: Kind) -> &'static str {
    match kind {
        Kind::ConnectionRequest => "wave",
        Kind::CalendarShare => "calendar",
        Kind::ProjectShare => "clipboard",
        Kind::EventInvitation | Kind::InvitationResponse => "date",
        Kind::TaskAssigned => "pushpin",
        Kind::Comment | Kind::Mention => "speech_balloon",
        Kind::Reminder => "alarm_clock",
        Kind::TodoDue | Kind::TaskDue => "white_check_mark",
        Kind::Birthday => "birthday",
        Kind::Digest => "inbox_tray",
        Kind::Security => "lock",
    }
}
