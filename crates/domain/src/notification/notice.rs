//! What there is to be told of.

/// What a notification is about, as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody wants to be connected, or agreed to it.
    ConnectionRequest,
    /// A calendar is shared.
    CalendarShare,
    /// A project is shared.
    ProjectShare,
    /// Somebody is invited to an event, or the event changes.
    EventInvitation,
    /// Somebody answered an invitation.
    InvitationResponse,
    /// A task is the reader's.
    TaskAssigned,
    /// Somebody commented on a task of the reader's.
    Comment,
    /// A comment names the reader.
    Mention,
    /// A reminder rang.
    Reminder,
    /// A todo is due.
    TodoDue,
    /// A task is due.
    TaskDue,
    /// Somebody's birthday comes.
    Birthday,
    /// Several things that came while nobody could be told.
    Digest,
    /// Something about the account.
    Security,
}

impl Kind {
    /// Returns the name as sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConnectionRequest => "connection_request",
            Self::CalendarShare => "calendar_share",
            Self::ProjectShare => "project_share",
            Self::EventInvitation => "event_invitation",
            Self::InvitationResponse => "invitation_response",
            Self::TaskAssigned => "task_assigned",
            Self::Comment => "comment",
            Self::Mention => "mention",
            Self::Reminder => "reminder",
            Self::TodoDue => "todo_due",
            Self::TaskDue => "task_due",
            Self::Birthday => "birthday",
            Self::Digest => "digest",
            Self::Security => "security",
        }
    }
}

macro_rules! notices {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $kind:ident),+ $(,)?) => {
        /// What happened. Each has a message in every language, under its code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Notice {$(
            $(#[$doc])*
            $name,
        )+}

        impl Notice {
            /// All that there are.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Returns its code: as stored, and the name of its message.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$name => $code,)+}
            }

            /// Returns what kind of a notification tells of it.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self {$(Self::$name => Kind::$kind,)+}
            }
        }
    };
}

notices! {
    /// Somebody wants to be connected.
    ConnectionRequested = "connection-requested": ConnectionRequest,
    /// Somebody whom the reader had asked is connected with them.
    ConnectionAccepted = "connection-accepted": ConnectionRequest,
    /// Somebody offers to share a calendar.
    CalendarOffered = "calendar-offered": CalendarShare,
    /// Somebody takes part in a calendar of the reader's.
    CalendarAccepted = "calendar-accepted": CalendarShare,
    /// A calendar is the reader's now.
    CalendarHandedOver = "calendar-handed-over": CalendarShare,
    /// The reader is a member of a project.
    ProjectJoined = "project-joined": ProjectShare,
    /// A project is the reader's now.
    ProjectHandedOver = "project-handed-over": ProjectShare,
    /// Somebody invites the reader.
    EventInvited = "event-invited": EventInvitation,
    /// What the reader is invited to has changed.
    EventChanged = "event-changed": EventInvitation,
    /// What the reader is invited to doesn't take place.
    EventCancelled = "event-cancelled": EventInvitation,
    /// Somebody comes.
    InvitationAccepted = "invitation-accepted": InvitationResponse,
    /// Somebody may come.
    InvitationTentative = "invitation-tentative": InvitationResponse,
    /// Somebody doesn't come.
    InvitationDeclined = "invitation-declined": InvitationResponse,
    /// A task is the reader's.
    TaskAssigned = "task-assigned": TaskAssigned,
    /// Somebody commented on a task of the reader's.
    Commented = "commented": Comment,
    /// A comment names the reader.
    Mentioned = "mentioned": Mention,
    /// A reminder rang.
    Reminded = "reminded": Reminder,
    /// An event of the reader's begins soon, on which they have set no reminder.
    EventStarts = "event-starts": Reminder,
    /// A todo is due.
    TodoDue = "todo-due": TodoDue,
    /// A task is due.
    TaskDue = "task-due": TaskDue,
    /// Somebody's birthday comes.
    Birthday = "birthday": Birthday,
    /// Things came while nobody could be told, long enough ago that they are told together.
    Missed = "missed": Digest,
    /// A browser or program signed in that had never done so.
    SignedIn = "signed-in": Security,
    /// Too many passwords or codes were wrong.
    LockedOut = "locked-out": Security,
    /// The password was changed.
    PasswordChanged = "password-changed": Security,
    /// An admin set a temporary password.
    PasswordReset = "password-reset": Security,
    /// TOTP was switched on.
    TotpEnabled = "totp-enabled": Security,
    /// TOTP was switched off.
    TotpDisabled = "totp-disabled": Security,
    /// An admin switched TOTP off.
    TotpRemoved = "totp-removed": Security,
    /// There are new backup codes.
    BackupCodesRenewed = "backup-codes-renewed": Security,
    /// A passkey was added.
    PasskeyAdded = "passkey-added": Security,
    /// A passkey was deleted.
    PasskeyDeleted = "passkey-deleted": Security,
    /// A passkey was refused, for it may have been copied.
    PasskeyCopied = "passkey-copied": Security,
    /// Signing in takes a passkey from now on.
    PasswordlessEnabled = "passwordless-enabled": Security,
    /// Signing in takes the password again.
    PasswordlessDisabled = "passwordless-disabled": Security,
    /// An admin gave the account another role.
    RoleChanged = "role-changed": Security,
}

impl Notice {
    /// Reads a stored code; `None` when a newer version wrote it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.code() == code)
    }

    /// Tells whether what happens again before it was read is counted. Of anything else the last time is
    /// all that matters.
    #[must_use]
    pub const fn adds_up(self) -> bool {
        match self.kind() {
            Kind::TaskAssigned
            | Kind::Comment
            | Kind::Mention
            | Kind::InvitationResponse
            | Kind::Reminder
            | Kind::Digest
            | Kind::Security => true,
            Kind::ConnectionRequest
            | Kind::CalendarShare
            | Kind::ProjectShare
            | Kind::EventInvitation
            | Kind::TodoDue
            | Kind::TaskDue
            | Kind::Birthday => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Notice;

    #[test]
    fn every_notice_comes_back_as_it_was_stored() {
        let codes: HashSet<_> = Notice::ALL.iter().map(|notice| notice.code()).collect();
        assert_eq!(codes.len(), Notice::ALL.len(), "two have the same code");
        for &notice in Notice::ALL {
            assert_eq!(Notice::from_code(notice.code()), Some(notice));
        }
        assert_eq!(Notice::from_code("moon-landed"), None);
    }
}
