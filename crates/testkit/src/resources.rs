//! Short forms for the resources that many tests need.

use serde_json::{Value, json};

use crate::{Client, Created, Draft, Request};

impl Client {
    /// Begins a todo.
    pub fn todo(&self, title: &str) -> Draft {
        self.draft("/api/todos", json!({"title": title}))
    }

    /// Begins a calendar.
    pub fn calendar(&self, name: &str) -> Draft {
        self.draft("/api/calendars", json!({"name": name}))
    }

    /// Begins an event.
    pub fn event(&self, title: &str, start: &str) -> Draft {
        self.draft("/api/events", json!({"title": title, "start": start}))
    }

    /// Begins a template with this name, for events with this title.
    pub fn template(&self, name: &str, title: &str) -> Draft {
        self.draft("/api/event-templates", json!({"name": name, "title": title}))
    }

    /// Begins a reminder.
    pub fn reminder(&self, title: &str, remind_at: &str) -> Draft {
        self.draft("/api/reminders", json!({"title": title, "remind_at": remind_at}))
    }

    /// Begins a project.
    pub fn project(&self, name: &str) -> Draft {
        self.draft("/api/projects", json!({"name": name}))
    }

    /// Begins a task of a project.
    pub fn task(&self, project: &Created, title: &str) -> Draft {
        self.draft(&project.action("tasks"), json!({"title": title}))
    }

    /// Lists what happens from one day, or instant, until before another.
    pub async fn events(&self, from: &str, to: &str) -> Vec<Value> {
        let reply = self.get(format!("/api/events?start={from}&end={to}")).await;
        reply.assert_status(200).json_as()
    }

    /// Prepares a request for an event of a template, with this start.
    pub fn instantiate(&self, template: &Created, start: &str) -> Request {
        self.post(template.action("instantiate"), json!({"start": start}))
    }
}

impl Draft {
    /// Sets the day on which a todo is due, as `YYYY-MM-DD`.
    pub fn due(self, date: &str) -> Self {
        self.with("due_date", date)
    }

    /// Sets how it recurs.
    pub fn rule(self, rule: &str) -> Self {
        self.with("recurrence_rule", rule)
    }

    /// Sets the zone by whose clock an event or a reminder goes.
    pub fn zone(self, zone: &str) -> Self {
        self.with("timezone", zone)
    }
}

impl Created {
    /// Returns the path of some of an event's occurrences.
    #[must_use]
    pub fn scoped(&self, scope: &str, recurrence_id: &str) -> String {
        format!("{}?scope={scope}&recurrence_id={recurrence_id}", self.url())
    }
}
