//! The rows as SeaORM sees them; private to this crate.

pub(crate) mod action_link;
pub(crate) mod attempt_counter;
pub(crate) mod audit_head;
pub(crate) mod audit_log;
pub(crate) mod backup_code;
pub(crate) mod calendar;
pub(crate) mod calendar_member;
pub(crate) mod calendar_offer;
pub(crate) mod ceremony;
pub(crate) mod connection;
pub(crate) mod connection_allowance;
pub(crate) mod connection_block;
pub(crate) mod connection_rejection;
pub(crate) mod connection_request;
pub(crate) mod delivery;
pub(crate) mod delivery_pause;
pub(crate) mod due_change;
pub(crate) mod event;
pub(crate) mod event_invitation;
pub(crate) mod event_override;
pub(crate) mod event_personal;
pub(crate) mod event_personal_change;
pub(crate) mod event_template;
pub(crate) mod idempotency_key;
pub(crate) mod key_check;
pub(crate) mod location;
pub(crate) mod mfa_token;
pub(crate) mod notification;
pub(crate) mod outbox;
pub(crate) mod passkey;
pub(crate) mod person;
pub(crate) mod person_key;
pub(crate) mod project;
pub(crate) mod project_member;
pub(crate) mod reminder;
pub(crate) mod server_config;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod task;
pub(crate) mod task_assignee;
pub(crate) mod task_comment;
pub(crate) mod task_comment_mention;
pub(crate) mod task_completion;
pub(crate) mod task_dependency;
pub(crate) mod task_reopening;
pub(crate) mod text_keys;
pub(crate) mod todo;
pub(crate) mod todo_completion;
pub(crate) mod totp_secret;
pub(crate) mod user;
pub(crate) mod weather_answer;
pub(crate) mod zone_state;

/// Calls a macro with the names of all of them.
macro_rules! each {
    ($call:ident) => {
        $call!(
            action_link,
            audit_head,
            audit_log,
            backup_code,
            calendar,
            calendar_member,
            calendar_offer,
            ceremony,
            connection,
            connection_allowance,
            connection_block,
            connection_rejection,
            connection_request,
            delivery,
            delivery_pause,
            due_change,
            event,
            event_invitation,
            event_override,
            event_personal,
            event_personal_change,
            event_template,
            idempotency_key,
            key_check,
            location,
            attempt_counter,
            mfa_token,
            notification,
            outbox,
            passkey,
            person,
            person_key,
            project,
            project_member,
            reminder,
            server_config,
            session,
            settings,
            text_keys,
            task,
            task_assignee,
            task_comment,
            task_comment_mention,
            task_completion,
            task_dependency,
            task_reopening,
            todo,
            todo_completion,
            totp_secret,
            user,
            weather_answer,
            zone_state,
        );
    };
}
pub(crate) use each;
