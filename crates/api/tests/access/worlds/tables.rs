//! What becomes of the rows that are about somebody, table by table.

/// What keeps a row.
pub enum Holds {
    /// Nothing but the account whose row it is: it is about nobody and nothing else.
    Account,
    /// It is a right, a connection or a block itself, and compared with what people did.
    Model,
    /// A fact that stays, for this reason.
    Fact(#[expect(dead_code, reason = "it is for who reads the table")] &'static str),
    /// As long as the person sees something. Each statement selects what is left although they don't.
    While(Vec<String>),
}

/// Is true if somebody sees an event: they see the calendar, and it isn't private to others, or they are
/// invited, to all of it or to an occurrence; `invited` narrows the invitations, of alias `i`.
fn sees(event: &str, who: &str, invited: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM calendar_members h WHERE h.calendar_id = {event}.calendar_id \
         AND h.user_id = {who} AND h.held >= 2 \
         AND ({event}.visibility = 0 OR h.held = 6 OR {event}.created_by = {who})) \
         OR EXISTS (SELECT 1 FROM event_invitations i WHERE i.event_id = {event}.id \
         AND i.user_id = {who} AND {invited}))"
    )
}

fn is_in(project: &str, who: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM project_members h WHERE h.project_id = {project} \
         AND h.user_id = {who})"
    )
}

/// Is true if a place is somebody's who may put events into a calendar.
fn is_at_home(place: &str, calendar: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM locations l JOIN calendar_members h ON h.user_id = l.user_id \
         WHERE l.id = {place} AND h.calendar_id = {calendar})"
    )
}

/// All tables with a person, and some in which what is left would be somebody's.
pub fn tables() -> Vec<(&'static str, Holds)> {
    use Holds::{Account, Fact, Model, While};
    let personal = |table: &str| {
        format!(
            "SELECT p.event_id || ' of ' || p.user_id FROM {table} p JOIN events e \
             ON e.id = p.event_id WHERE NOT {}",
            sees("e", "p.user_id", "i.status <> 3")
        )
    };
    let mut all = vec![
        // Links of what is somebody's own; one of a task asks for the right when it is used.
        (
            "action_links",
            While(vec![
                "SELECT 'to reminder ' || r.id FROM action_links k JOIN reminders r \
                 ON r.id = k.reminder_id WHERE r.user_id <> k.user_id"
                    .to_owned(),
                "SELECT 'to todo ' || o.id FROM action_links k JOIN todos o \
                 ON o.id = k.todo_id WHERE o.user_id <> k.user_id"
                    .to_owned(),
            ]),
        ),
        ("audit_log", Fact("what happened did")),
        ("calendar_members", Model),
        ("calendar_offers", Model),
        ("calendars", Model),
        ("connection_blocks", Model),
        ("connections", Model),
        ("event_templates", Fact("the calendar is asked for again when an event is made of it")),
        ("project_members", Model),
        ("projects", Model),
        ("task_comment_mentions", Fact("it belongs to what was said, which stays")),
        ("task_comments", Fact("what somebody said stays")),
        ("tasks", Fact("what somebody made stays")),
        ("event_personal", While(vec![personal("event_personal")])),
        ("event_personal_changes", While(vec![personal("event_personal_changes")])),
        (
            "reminders",
            While(vec![format!(
                "SELECT r.id || ' of ' || r.user_id FROM reminders r JOIN events e \
                 ON e.id = r.event_id WHERE NOT {}",
                sees("e", "r.user_id", "i.status <> 3")
            )]),
        ),
        (
            "task_assignees",
            While(vec![format!(
                "SELECT a.task_id || ' of ' || a.user_id FROM task_assignees a WHERE NOT {}",
                is_in("a.project_id", "a.user_id")
            )]),
        ),
        (
            "events",
            While(vec![format!(
                "SELECT e.id || ' at ' || e.location_id FROM events e \
                 WHERE e.location_id IS NOT NULL AND NOT {}",
                is_at_home("e.location_id", "e.calendar_id")
            )]),
        ),
        (
            "event_overrides",
            While(vec![format!(
                "SELECT o.event_id || ' at ' || o.location_id FROM event_overrides o \
                 JOIN events e ON e.id = o.event_id WHERE o.location_id IS NOT NULL AND NOT {}",
                is_at_home("o.location_id", "e.calendar_id")
            )]),
        ),
        (
            "deliveries",
            // Nothing is sent of what isn't told any more; that something was sent is a fact.
            While(vec![
                "SELECT d.id || ' to ' || d.user_id || ': ' || d.notice FROM deliveries d \
                 WHERE d.state = 0 AND d.ended IS NULL AND NOT EXISTS (SELECT 1 \
                 FROM notifications n WHERE n.id = d.notification_id AND n.user_id = d.user_id \
                 AND NOT n.is_deleted)"
                    .to_owned(),
            ]),
        ),
        ("event_invitations", While(invitations())),
        ("connection_rejections", While(vec![apart("connection_rejections", "rejected_id")])),
        ("connection_requests", While(requests())),
        ("notifications", While(notifications())),
    ];
    let own = [
        "backup_codes",
        "ceremonies",
        "connection_allowances",
        "delivery_pauses",
        "due_changes",
        "idempotency_keys",
        "locations",
        "mfa_tokens",
        "passkeys",
        "people",
        "person_keys",
        "sessions",
        "settings",
        "todos",
        "totp_secrets",
    ];
    all.extend(own.map(|name| (name, Account)));
    all
}

/// Selects what is between two who are connected.
fn apart(table: &str, other: &str) -> String {
    format!(
        "SELECT r.user_id || ' and ' || r.{other} FROM {table} r JOIN connections c \
         ON (c.lower_id = r.user_id AND c.higher_id = r.{other}) \
         OR (c.higher_id = r.user_id AND c.lower_id = r.{other})"
    )
}

/// Selects requests that can't be answered any more: the two are connected, or one blocks who asks.
fn requests() -> Vec<String> {
    let connected = "SELECT r.sender_id || ' and ' || r.recipient_id FROM connection_requests r \
        JOIN connections c ON (c.lower_id = r.sender_id AND c.higher_id = r.recipient_id) \
        OR (c.higher_id = r.sender_id AND c.lower_id = r.recipient_id)";
    let blocked = "SELECT r.sender_id || ' and ' || r.recipient_id FROM connection_requests r \
        JOIN connection_blocks b ON b.user_id = r.recipient_id AND b.blocked_id = r.sender_id \
        WHERE r.is_delivered";
    vec![connected.to_owned(), blocked.to_owned()]
}

/// Selects invitations between two who aren't connected, and those of an owner who has parted.
fn invitations() -> Vec<String> {
    let apart = "SELECT i.id || ' of ' || i.user_id FROM event_invitations i WHERE NOT EXISTS (SELECT 1 \
        FROM connections c WHERE (c.lower_id = i.user_id AND c.higher_id = i.invited_by) \
        OR (c.higher_id = i.user_id AND c.lower_id = i.invited_by))";
    let blocked = "SELECT i.id || ' of ' || i.user_id FROM event_invitations i \
        JOIN events e ON e.id = i.event_id \
        JOIN calendar_members o ON o.calendar_id = e.calendar_id AND o.held = 6 \
        JOIN connection_blocks b ON (b.user_id = o.user_id AND b.blocked_id = i.user_id) \
        OR (b.blocked_id = o.user_id AND b.user_id = i.user_id)";
    vec![apart.to_owned(), blocked.to_owned()]
}

/// Selects what people were told of and don't see.
fn notifications() -> Vec<String> {
    let of = |condition: &str| {
        format!(
            "SELECT n.id || ' of ' || n.user_id || ': ' || n.notice FROM notifications n {condition}"
        )
    };
    let event = format!(
        "JOIN events e ON e.id = n.event_id WHERE NOT {}",
        sees("e", "n.user_id", "(i.recurrence_id = '' OR i.recurrence_id = n.occurrence)")
    );
    let project =
        format!("WHERE n.project_id IS NOT NULL AND NOT {}", is_in("n.project_id", "n.user_id"));
    vec![
        of(&event),
        of(&project),
        of("WHERE n.calendar_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM calendar_members h \
            WHERE h.calendar_id = n.calendar_id AND h.user_id = n.user_id AND h.held >= 2) \
            AND NOT EXISTS (SELECT 1 FROM calendar_offers o \
            WHERE o.calendar_id = n.calendar_id AND o.user_id = n.user_id)"),
        of("JOIN connections c ON c.id = n.connection_id \
            WHERE n.user_id <> c.lower_id AND n.user_id <> c.higher_id"),
        of("JOIN reminders r ON r.id = n.reminder_id WHERE r.user_id <> n.user_id"),
        of("JOIN todos o ON o.id = n.todo_id WHERE o.user_id <> n.user_id"),
        of("JOIN people o ON o.id = n.person_id WHERE o.user_id <> n.user_id"),
        of("JOIN connection_blocks b ON b.user_id = n.user_id AND b.blocked_id = n.actor_id"),
    ]
}
