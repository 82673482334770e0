//! Who compares an owner outside `store::rights` and `domain::rights`, and why.

/// A file that may.
pub(super) struct Allowed {
    /// Its path below the crate's `src`.
    pub(super) path: &'static str,
    /// At how many places, exactly.
    pub(super) comparisons: usize,
    /// Why that decides nothing about who sees what, or has to be decided there.
    pub(super) because: &'static str,
}

const ACCOUNT: &str =
    "what an account signs in with and has set is its own, and no container holds it";

const MANY: &str =
    "rows of many people at once, each for whom it is, by the clock; nobody reads them";

const PAIR: &str =
    "what two people have with each other, under the lock of both, or for one of them";

const MEMBERS: &str =
    "who is a member is what it is about, of what was found with the right to ask";

/// All of the store, by path.
pub(super) const IN_STORE: &[Allowed] = &[
    Allowed { path: "action_link.rs", comparisons: 2, because: ACCOUNT },
    Allowed {
        path: "audit/list.rs",
        comparisons: 2,
        because: "an admin narrows the log to who did something, or to whom it was done",
    },
    Allowed { path: "backup_code.rs", comparisons: 4, because: ACCOUNT },
    Allowed { path: "calendar/members.rs", comparisons: 13, because: MEMBERS },
    Allowed {
        path: "calendar/seen.rs",
        comparisons: 2,
        because: "names the owner of a calendar that was found, and writes how it looks to who has just found it",
    },
    Allowed { path: "ceremony.rs", comparisons: 1, because: ACCOUNT },
    Allowed {
        path: "comment.rs",
        comparisons: 2,
        because: "tells the members of a project of a comment on a task of it that was found",
    },
    Allowed { path: "config.rs", comparisons: 2, because: ACCOUNT },
    Allowed { path: "connection/block.rs", comparisons: 13, because: PAIR },
    Allowed { path: "connection/connect.rs", comparisons: 8, because: PAIR },
    Allowed { path: "connection/list.rs", comparisons: 4, because: PAIR },
    Allowed { path: "connection/places.rs", comparisons: 8, because: PAIR },
    Allowed { path: "connection/relationship.rs", comparisons: 10, because: PAIR },
    Allowed { path: "connection/request.rs", comparisons: 7, because: PAIR },
    Allowed { path: "connection/shares.rs", comparisons: 18, because: PAIR },
    Allowed { path: "delivery/claim.rs", comparisons: 9, because: MANY },
    Allowed { path: "delivery/end.rs", comparisons: 1, because: MANY },
    Allowed { path: "delivery/context.rs", comparisons: 2, because: MANY },
    Allowed {
        path: "delivery/list.rs",
        comparisons: 1,
        because: "an admin lets something be sent again, and the pause of whom it is for ends",
    },
    Allowed { path: "due/claim.rs", comparisons: 3, because: MANY },
    Allowed { path: "due/snoozed.rs", comparisons: 1, because: MANY },
    Allowed {
        path: "event/invitations/write.rs",
        comparisons: 4,
        because: "finds whose a calendar is and who is told of an answer, of an event that was found",
    },
    Allowed {
        path: "event/personal.rs",
        comparisons: 2,
        because: "writes what people have for themselves, under the lock of an event that was found",
    },
    Allowed {
        path: "notification/notify.rs",
        comparisons: 5,
        because: "whether somebody else did the same again, of what its recipient hasn't read",
    },
    Allowed { path: "notification/purge.rs", comparisons: 1, because: MANY },
    Allowed {
        path: "notification/shown.rs",
        comparisons: 1,
        because: "what nobody did is by nobody whom its recipient blocks; the form says the rest",
    },
    Allowed { path: "passkey.rs", comparisons: 5, because: ACCOUNT },
    Allowed {
        path: "person/alike.rs",
        comparisons: 1,
        because: "the owner is part of an index; who sees whom is asked by the form, in the same statement",
    },
    Allowed { path: "project/member.rs", comparisons: 8, because: MEMBERS },
    Allowed {
        path: "reminder/on_event.rs",
        comparisons: 1,
        because: "locks the reminders of people on an event that was found",
    },
    Allowed { path: "reminder/zones.rs", comparisons: 1, because: MANY },
    Allowed { path: "session.rs", comparisons: 5, because: ACCOUNT },
    Allowed { path: "settings.rs", comparisons: 1, because: MANY },
    Allowed { path: "settings/push.rs", comparisons: 5, because: ACCOUNT },
    Allowed { path: "totp.rs", comparisons: 5, because: ACCOUNT },
    Allowed {
        path: "user/change.rs",
        comparisons: 3,
        because: "an account goes, with what it owns",
    },
    Allowed { path: "user/claim.rs", comparisons: 1, because: ACCOUNT },
    Allowed {
        path: "user/made.rs",
        comparisons: 14,
        because: "an account goes, and what it made in what others own stays",
    },
    Allowed { path: "user/record.rs", comparisons: 3, because: ACCOUNT },
];

/// All of the app, by path.
pub(super) const IN_APP: &[Allowed] = &[Allowed {
    path: "due/events.rs",
    comparisons: 1,
    because: "who made an event too late to be told of it in time knows of it",
}];
