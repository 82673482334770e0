//! Settings about messages to a person's phone.

use jiff::civil::Time;
use umbra_domain::{
    Invalid, Patch, UserId,
    push::{AccessToken, ServerRefused, ServerUrl, Topic},
    settings::{LeadDays, LeadMinutes, NtfySettings, QuietHours, Settings},
};

use super::{UpdateSettingsError, refused};
use crate::App;

/// A change of what is pushed; every omitted field stays, and a cleared one gets its default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PushPatch {
    /// Whether anything is pushed.
    pub enabled: Patch<bool>,
    /// The server, as somebody wrote it.
    pub server_url: Patch<String>,
    /// The topic.
    pub topic: Patch<Topic>,
    /// The access token. It goes with the server: without a new one, another server has none.
    pub token: Patch<AccessToken>,
    /// Whether events are pushed.
    pub events_enabled: Patch<bool>,
    /// How long before an event.
    pub event_lead: Patch<LeadMinutes>,
    /// Whether reminders are pushed.
    pub reminders_enabled: Patch<bool>,
    /// Whether due todos are pushed.
    pub todos_enabled: Patch<bool>,
    /// How many days before a todo is due.
    pub todo_lead: Patch<LeadDays>,
    /// Whether due tasks are pushed.
    pub projects_enabled: Patch<bool>,
    /// How many days before a task is due.
    pub project_lead: Patch<LeadDays>,
    /// When quiet hours begin.
    pub quiet_start: Patch<Time>,
    /// When quiet hours end.
    pub quiet_end: Patch<Time>,
}

impl App {
    /// Returns the server of people who chose none; `None` where messages to phones are switched off.
    #[must_use]
    pub fn default_ntfy_server(&self) -> Option<&ServerUrl> {
        self.push.as_ref().map(|channel| &channel.default_server)
    }

    /// Looks whether a server may be called. No transaction is open meanwhile.
    pub(super) async fn checked_server(
        &self,
        server: Patch<String>,
    ) -> Result<Patch<ServerUrl>, UpdateSettingsError> {
        let server = match server {
            Patch::Keep => return Ok(Patch::Keep),
            Patch::Clear => return Ok(Patch::Clear),
            Patch::Set(server) => server,
        };
        let channel = self.push.as_ref().ok_or(UpdateSettingsError::PushOff)?;
        // The operator's own choice needs no leave.
        if server.trim().trim_end_matches('/') == channel.default_server.as_str() {
            return Ok(Patch::Set(channel.default_server.clone()));
        }
        let checked = channel.pusher.check(&server).await;
        checked.map(Patch::Set).map_err(|why| refused("ntfy_server_url", to_invalid(why)))
    }

    /// Applies a change.
    pub(super) fn apply_push(
        &self,
        who: UserId,
        server: Patch<ServerUrl>,
        patch: PushPatch,
        settings: &mut Settings,
    ) -> Result<(), UpdateSettingsError> {
        let default = NtfySettings::default();
        let ntfy = &mut settings.ntfy;
        self.apply_server(who, server, patch.token, ntfy)?;
        ntfy.topic = patch.topic.apply(ntfy.topic.take());
        set(&mut ntfy.enabled, patch.enabled, default.enabled);
        set(&mut ntfy.events_enabled, patch.events_enabled, default.events_enabled);
        set(&mut ntfy.event_lead, patch.event_lead, default.event_lead);
        set(&mut ntfy.reminders_enabled, patch.reminders_enabled, default.reminders_enabled);
        set(&mut ntfy.todos_enabled, patch.todos_enabled, default.todos_enabled);
        set(&mut ntfy.todo_lead, patch.todo_lead, default.todo_lead);
        set(&mut ntfy.projects_enabled, patch.projects_enabled, default.projects_enabled);
        set(&mut ntfy.project_lead, patch.project_lead, default.project_lead);
        if ntfy.enabled && ntfy.topic.is_none() {
            let detail = "ntfy_enabled needs a topic: set ntfy_topic";
            return Err(refused("ntfy_topic", Invalid::new("ntfy_topic_missing", detail)));
        }
        settings.quiet_hours =
            quiet_hours(settings.quiet_hours, patch.quiet_start, patch.quiet_end)?;
        Ok(())
    }

    /// Applies a change of the server and of the token for it. A token names the server that it is for,
    /// so that it is sent to no other one when the operator's default becomes another.
    fn apply_server(
        &self,
        who: UserId,
        server: Patch<ServerUrl>,
        token: Patch<AccessToken>,
        ntfy: &mut NtfySettings,
    ) -> Result<(), UpdateSettingsError> {
        let default = self.default_ntfy_server();
        let in_use = |chosen: &Option<ServerUrl>| chosen.as_ref().or(default).cloned();
        let before = in_use(&ntfy.server_url);
        ntfy.server_url = server.apply(ntfy.server_url.take());
        let now = in_use(&ntfy.server_url);
        if now != before {
            ntfy.token = None;
        }
        match token {
            Patch::Keep => {}
            Patch::Clear => ntfy.token = None,
            Patch::Set(token) => {
                let server = now.as_ref().ok_or(UpdateSettingsError::PushOff)?;
                ntfy.token = Some(self.seal_token(who, server, &token));
            }
        }
        if ntfy.token.is_some() {
            ntfy.server_url = now;
        } else if ntfy.server_url.as_ref() == default {
            ntfy.server_url = None;
        }
        Ok(())
    }
}

fn set<T>(field: &mut T, patch: Patch<T>, default: T) {
    if let Some(value) = patch.or(default) {
        *field = value;
    }
}

fn quiet_hours(
    before: Option<QuietHours>,
    start: Patch<Time>,
    end: Patch<Time>,
) -> Result<Option<QuietHours>, UpdateSettingsError> {
    let start = start.apply(before.map(QuietHours::start));
    let end = end.apply(before.map(QuietHours::end));
    let missing = |field| {
        let detail = "quiet hours have a beginning and an end, or neither";
        refused(field, Invalid::new("quiet_hours_incomplete", detail))
    };
    match (start, end) {
        (None, None) => Ok(None),
        (Some(start), Some(end)) => {
            QuietHours::new(start, end).map(Some).map_err(|why| refused("quiet_hours_end", why))
        }
        (None, Some(_)) => Err(missing("quiet_hours_start")),
        (Some(_), None) => Err(missing("quiet_hours_end")),
    }
}

fn to_invalid(why: ServerRefused) -> Invalid {
    match why {
        ServerRefused::Malformed => Invalid::new(
            "invalid_url",
            "ntfy_server_url must be http or https, a host and perhaps a port, as in \
             https://ntfy.sh",
        ),
        ServerRefused::AddressNotAllowed => Invalid::new(
            "ntfy_address_not_allowed",
            "this server has an address that isn't called; for private networks the operator has \
             to list it in UMBRA_OUTBOUND_ALLOW",
        ),
    }
}
