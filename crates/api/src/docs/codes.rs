//! The codes of problems: which there are, what they mean, and which operations answer them.
//!
//! This is the one list. From it come what the document says of each operation, and `docs/errors.md`. Most
//! codes follow from what an operation takes; the others name the operations.

use super::operation::Operation;

/// A `code`, with the status that it comes with.
pub(super) struct Code {
    pub(super) status: u16,
    pub(super) name: &'static str,
    /// When it is answered, for people.
    pub(super) meaning: &'static str,
    /// Which operations answer it.
    pub(super) by: By,
}

/// Who answers a code.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// All operations that fit, and how to say in words which.
    Those(&'static str, fn(&Operation<'_>) -> bool),
    /// These operations.
    Named(&'static [&'static str]),
}

impl Code {
    /// Tells whether single operations answer it.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.by, By::Named(_))
    }

    /// Tells whether an operation answers it.
    pub(super) fn is_of(&self, operation: &Operation<'_>) -> bool {
        match self.by {
            By::Those(_, fits) => fits(operation),
            By::Named(names) => names.contains(&operation.id()),
        }
    }
}

const ANY: By = By::Those("any", |_| true);
const UNLOCKED: By = By::Those("all that need an unlocked session", |operation| {
    operation.needs_session() && !["logout", "verify_password"].contains(&operation.id())
});
const SETTLED: By =
    By::Those("all that need a session, but for signing out and the password", |operation| {
        let without = ["logout", "verify_password", "lock", "change_password"];
        operation.needs_session() && !without.contains(&operation.id())
    });
const CHANGES: By = By::Those("all that change something", |operation| operation.needs_header());
const WITH_BODY: By = By::Those("all with a body", |operation| operation.has_body());
const WITH_INPUT: By = By::Those("all with a body or a query", |operation| {
    operation.has_body() || operation.takes("query", None)
});
const WITH_PATH: By = By::Those("all with a parameter in the path", |operation| {
    operation.path.contains('{') || operation.id() == "list_events"
});
const WITH_IF_MATCH: By =
    By::Those("all with `If-Match`", |operation| operation.takes("header", Some("If-Match")));
const WITH_KEY: By = By::Those("all with `Idempotency-Key`", |operation| {
    operation.takes("header", Some("Idempotency-Key"))
});
const ADMIN: By = By::Those("all of `admin`", |operation| operation.tag() == "admin");
const PASSKEYS: By = By::Those("all of `passkeys`", |operation| operation.tag() == "passkeys");
const LIMITED: By =
    By::Those("all of `/api/auth`, `/api/admin` and `/api/actions`, and some", |operation| {
        let scopes = ["/api/auth/", "/api/admin/", "/api/actions/"];
        scopes.iter().any(|scope| operation.path.starts_with(scope))
            || ["request_connection", "test_push"].contains(&operation.id())
    });
const SHARED: By = By::Those("changes of what may be shared", |operation| {
    let tags = ["calendars", "events", "event-invitations", "shared-calendars"];
    is_in_project(operation)
        || tags.contains(&operation.tag()) && !operation.is_safe() && operation.path.contains('{')
});
const IN_PROJECT: By = By::Those("changes of what is in a project", is_in_project);

fn is_in_project(operation: &Operation<'_>) -> bool {
    let tags = ["projects", "tasks", "comments"];
    tags.contains(&operation.tag()) && !operation.is_safe() && operation.path.contains('{')
}

/// What takes the caller's password.
const PROOF: By = By::Named(&[
    "login",
    "verify_password",
    "change_password",
    "delete_me",
    "verify_totp",
    "confirm_totp",
    "enforce_confirm",
    "disable_totp",
    "regenerate_backup_codes",
    "begin_passkey",
    "delete_passkey",
    "enable_passwordless",
]);

const fn code(status: u16, name: &'static str, by: By, meaning: &'static str) -> Code {
    Code { status, name, meaning, by }
}

/// All of them, by status.
pub(super) const CODES: &[Code] = &[
    code(400, "bad_request", ANY, "The request can't be understood as HTTP."),
    code(400, "malformed_json", WITH_BODY, "The body isn't JSON."),
    code(400, "empty_body", WITH_BODY, "There is no body."),
    code(400, "incomplete_body", WITH_BODY, "The body broke off."),
    code(
        400,
        "malformed_if_match",
        WITH_IF_MATCH,
        "`If-Match` is neither `*` nor a list of entity tags.",
    ),
    code(
        400,
        "invalid_idempotency_key",
        WITH_KEY,
        "The key isn't 1 to 255 visible ASCII characters.",
    ),
    code(
        400,
        "invalid_code",
        By::Named(&["confirm_totp", "enforce_confirm"]),
        "The code is wrong. `detail` says how many attempts are left when they are few.",
    ),
    code(
        400,
        "totp_not_configured",
        By::Named(&[
            "verify_totp",
            "confirm_totp",
            "disable_totp",
            "enforce_confirm",
            "regenerate_backup_codes",
        ]),
        "TOTP isn't switched on.",
    ),
    code(
        400,
        "totp_already_enabled",
        By::Named(&["setup_totp", "confirm_totp", "enforce_setup", "enforce_confirm"]),
        "TOTP is switched on already.",
    ),
    code(
        400,
        "totp_not_started",
        By::Named(&["confirm_totp", "enforce_confirm"]),
        "Nothing was set up that could be confirmed.",
    ),
    code(400, "mfa_not_pending", By::Named(&["enforce_setup"]), "No second factor is demanded."),
    code(
        400,
        "invalid_challenge_token",
        By::Named(&["finish_passkey"]),
        "The ceremony took too long, or was finished before. Begin again.",
    ),
    code(
        400,
        "malformed_credential",
        REGISTRATION,
        "The credential isn't what `toJSON()` returns.",
    ),
    code(400, "wrong_type", REGISTRATION, "The browser did something other than making a passkey."),
    code(400, "wrong_challenge", REGISTRATION, "The browser answered another challenge."),
    code(400, "wrong_origin", REGISTRATION, "The page was of another origin than the server's."),
    code(400, "cross_origin", REGISTRATION, "The page was in a frame of another site."),
    code(400, "wrong_rp_id", REGISTRATION, "The passkey is for another server."),
    code(400, "user_not_present", REGISTRATION, "Nobody touched the authenticator."),
    code(400, "user_not_verified", REGISTRATION, "The authenticator didn't check who uses it."),
    code(
        400,
        "invalid_backup_state",
        REGISTRATION,
        "The authenticator contradicts itself about copies.",
    ),
    code(400, "bad_signature", REGISTRATION, "The signature is wrong."),
    code(
        400,
        "unsupported_key",
        REGISTRATION,
        "The key is of a kind that the server doesn't take.",
    ),
    code(400, "invalid_attestation", REGISTRATION, "The attestation is wrong."),
    code(
        400,
        "credential_not_allowed",
        REGISTRATION,
        "The credential isn't one that was asked for.",
    ),
    code(
        401,
        "unauthenticated",
        By::Those("all that need a session, and some", |operation| {
            operation.needs_session() || operation.id() == "login_with_passkey"
        }),
        "Nobody is signed in, or the session has ended. Show the sign-in.",
    ),
    code(
        401,
        "invalid_credentials",
        PROOF,
        "Wrong name or password, or sign-in is locked after too many failures: all are alike. `detail` \
         says how many attempts are left when they are few.",
    ),
    code(
        401,
        "invalid_code",
        By::Named(&["verify_totp", "disable_totp", "regenerate_backup_codes"]),
        "The code is wrong, or was used before.",
    ),
    code(
        401,
        "codes_frozen",
        By::Named(&[
            "verify_totp",
            "confirm_totp",
            "disable_totp",
            "enforce_confirm",
            "regenerate_backup_codes",
        ]),
        "Too many codes were wrong. A backup code or a passkey helps, or an admin.",
    ),
    code(
        401,
        "invalid_mfa_token",
        By::Named(&["verify_totp", "enforce_setup", "enforce_confirm"]),
        "The unfinished sign-in has run out. Begin again.",
    ),
    code(
        401,
        "invalid_passkey",
        By::Named(&["login_with_passkey", "disable_passwordless"]),
        "The passkey wasn't accepted, for whatever reason.",
    ),
    code(
        403,
        "csrf",
        CHANGES,
        "`X-Requested-With` is missing, or a page of another site sent the request.",
    ),
    code(
        403,
        "origin_not_allowed",
        CHANGES,
        "The page is of an origin that the operator doesn't list.",
    ),
    code(
        403,
        "password_change_required",
        SETTLED,
        "The password was set by somebody else: change it first.",
    ),
    code(403, "admin_only", ADMIN, "Only admins may do this."),
    code(403, "read_only", SHARED, "The caller may look at it, but not change it."),
    code(
        403,
        "comment_only",
        IN_PROJECT,
        "The caller may look at it and comment, but not change it.",
    ),
    code(403, "not_yours", SHARED, "Only others than the caller may do this."),
    code(
        403,
        "account_inactive",
        By::Named(&["login", "login_with_passkey"]),
        "The account is switched off.",
    ),
    code(403, "passwordless", By::Named(&["login"]), "The account signs in with a passkey."),
    code(
        403,
        "temporary_password_expired",
        PROOF,
        "The password that an admin set has run out. Ask for a new one.",
    ),
    code(
        403,
        "reauthentication_required",
        By::Named(&["setup_totp"]),
        "The caller proved who they are more than five minutes ago: `verify_password`, then again.",
    ),
    code(403, "registration_closed", By::Named(&["register"]), "Only admins create accounts here."),
    code(
        403,
        "setup_off",
        By::Named(&["setup"]),
        "The operator makes the first admin at the command line.",
    ),
    code(403, "setup_token_required", By::Named(&["setup"]), "`setup_token` is missing."),
    code(403, "setup_token_wrong", By::Named(&["setup"]), "`setup_token` is another one."),
    code(
        403,
        "passwordless_not_allowed",
        By::Named(&["enable_passwordless"]),
        "The server wants everybody to have a password.",
    ),
    code(404, "not_found", WITH_PATH, "It doesn't exist, or the caller may not see it."),
    code(405, "method_not_allowed", ANY, "The path has other methods, which `Allow` names."),
    code(408, "request_timeout", WITH_BODY, "The body took too long to arrive."),
    code(
        409,
        "idempotency_key_in_flight",
        WITH_KEY,
        "The first request with this key isn't answered yet.",
    ),
    code(409, "already_set_up", By::Named(&["setup"]), "There is an account already. Sign in."),
    code(409, "username_taken", By::Named(&["register", "create_user"]), "Somebody has this name."),
    code(
        409,
        "passkeys_unavailable",
        PASSKEYS,
        "The server's origin doesn't allow passkeys, or the operator set them up wrongly.",
    ),
    code(
        409,
        "already_registered",
        By::Named(&["finish_passkey"]),
        "This passkey is registered already.",
    ),
    code(409, "too_many_passkeys", By::Named(&["finish_passkey"]), "The caller has 50 passkeys."),
    code(
        409,
        "passwordless_needs_two_passkeys",
        By::Named(&["delete_passkey", "enable_passwordless"]),
        "Who signs in with passkeys only needs two.",
    ),
    code(
        409,
        "passwordless_not_enabled",
        By::Named(&["begin_disabling_passwordless", "disable_passwordless"]),
        "Passwordless sign-in is off.",
    ),
    code(
        409,
        "last_admin",
        By::Named(&["delete_me", "change_role", "change_active", "delete_user"]),
        "There has to be an admin who can sign in.",
    ),
    code(
        409,
        "cannot_change_yourself",
        By::Named(&[
            "change_role",
            "change_active",
            "delete_user",
            "reset_password",
            "disable_mfa",
            "disable_user_passwordless",
        ]),
        "For one's own account there are the operations of `account`.",
    ),
    code(409, "not_failed", By::Named(&["retry_delivery"]), "The delivery didn't fail."),
    code(
        409,
        "default_calendar",
        By::Named(&[
            "update_calendar",
            "patch_calendar",
            "delete_calendar",
            "change_calendar_member",
        ]),
        "Everybody has a default calendar. Make another one that first.",
    ),
    code(
        409,
        "too_many_calendars",
        By::Named(&["create_calendar", "change_calendar_member"]),
        "The caller, or who is to get the calendar, has 100.",
    ),
    code(
        409,
        "too_many_templates",
        By::Named(&["create_event_template"]),
        "The caller has 100 templates.",
    ),
    code(
        409,
        "too_many_invitations",
        By::Named(&["invite_to_event"]),
        "As many are invited as can be.",
    ),
    code(
        409,
        "already_connected",
        By::Named(&["request_connection"]),
        "The caller is connected with this person.",
    ),
    code(
        409,
        "blocked_by_you",
        By::Named(&["request_connection"]),
        "The caller blocks this person.",
    ),
    code(
        409,
        "too_many_connection_requests",
        By::Named(&["request_connection"]),
        "The caller has as many open requests as can be.",
    ),
    code(
        409,
        "already_member",
        By::Named(&["offer_calendar"]),
        "The calendar is shared with this person: change what they may do.",
    ),
    code(
        409,
        "too_many_members",
        By::Named(&["offer_calendar"]),
        "The calendar is shared with 100 people.",
    ),
    code(
        409,
        "calendar_owner",
        By::Named(&["change_calendar_member", "leave_calendar", "remove_calendar_member"]),
        "A calendar has an owner. It has to be handed over first.",
    ),
    code(
        409,
        "not_accepted",
        By::Named(&["change_calendar_member"]),
        "A calendar is only handed over to somebody who has accepted it.",
    ),
    code(
        409,
        "already_a_member",
        By::Named(&["add_project_member"]),
        "This person is in the project.",
    ),
    code(
        409,
        "owner_of_project",
        By::Named(&["set_project_role", "remove_project_member"]),
        "A project has an owner. It has to be handed over first.",
    ),
    code(
        409,
        "nothing_to_undo",
        By::Named(&["undo_completion", "undo_task_completion"]),
        "Nothing of the present series was completed.",
    ),
    code(
        409,
        "belongs_to_event",
        By::Named(&["update_reminder", "patch_reminder", "delete_reminder"]),
        "The reminder belongs to an event. Change the reminders of that.",
    ),
    code(
        409,
        "nothing_due",
        By::Named(&["dismiss_reminder", "snooze_reminder"]),
        "Nothing of this reminder is due.",
    ),
    code(
        409,
        "too_much_to_merge",
        By::Named(&["merge_person"]),
        "Together they would have too much.",
    ),
    code(
        409,
        "ntfy_off",
        By::Named(&["update_settings", "test_push"]),
        "The operator sends no messages.",
    ),
    code(409, "ntfy_not_set_up", By::Named(&["test_push"]), "The caller has no `ntfy_topic`."),
    code(409, "ntfy_token_lost", By::Named(&["test_push"]), "Set `ntfy_auth_token` again."),
    code(
        409,
        "ntfy_refused",
        By::Named(&["test_push"]),
        "The ntfy server refused it; `detail` has the status.",
    ),
    code(
        409,
        "ntfy_timed_out",
        By::Named(&["test_push"]),
        "The ntfy server didn't answer in time.",
    ),
    code(409, "ntfy_unreachable", By::Named(&["test_push"]), "The ntfy server can't be reached."),
    code(
        409,
        "ntfy_address_not_allowed",
        By::Named(&["test_push"]),
        "The ntfy server is in a network that the operator doesn't list.",
    ),
    code(409, "weather_off", By::Named(&["weather", "find_places"]), "The server has no weather."),
    code(
        409,
        "weather_place_missing",
        By::Named(&["weather"]),
        "The caller has no `weather_place`.",
    ),
    code(412, "precondition_failed", WITH_IF_MATCH, "It was changed since. Load it again."),
    code(413, "payload_too_large", WITH_BODY, "The body has more than 256 KiB."),
    code(415, "unsupported_media_type", WITH_BODY, "The body isn't plain `application/json`."),
    code(422, "invalid", WITH_INPUT, "Fields were refused: `errors` says which and why."),
    code(422, "out_of_range", WITH_BODY, "A number in the body is beyond what JSON can hold."),
    code(
        422,
        "idempotency_key_reused",
        WITH_KEY,
        "The key belongs to a request with another body.",
    ),
    code(
        422,
        "too_many_events",
        By::Named(&["agenda", "dashboard", "upcoming"]),
        "The days have more than 10,000 events.",
    ),
    code(
        422,
        "too_many_birthdays",
        By::Named(&["list_birthdays"]),
        "The days have more than 10,000 birthdays.",
    ),
    code(
        423,
        "session_locked",
        UNLOCKED,
        "The session is locked: unlock it with the password or a passkey.",
    ),
    code(429, "too_many_requests", LIMITED, "Wait for as many seconds as `Retry-After` says."),
    code(
        500,
        "internal",
        ANY,
        "Something went wrong on the server, whose log has the `request_id`.",
    ),
    code(503, "saturated", ANY, "The server is busy. `Retry-After` says when to try again."),
    code(503, "database_unavailable", ANY, "The database can't be reached. Try again later."),
    code(
        503,
        "migrations_pending",
        By::Named(&["ready"]),
        "The database waits for its migrations.",
    ),
    code(
        503,
        "weather_unavailable",
        By::Named(&["weather", "find_places"]),
        "The weather's source doesn't answer.",
    ),
];

/// What is wrong with a new passkey is told: it is the caller's own.
const REGISTRATION: By = By::Named(&["finish_passkey"]);
