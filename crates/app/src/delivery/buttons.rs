//! Buttons on messages, by which people deal with what rings or is due without opening anything.

use std::collections::{BTreeMap, HashMap};

use umbra_domain::{
    NotificationId, UserId,
    action_link::LinkSubject,
    notification::{Notice, Notification, Subject},
    settings::PushSettings,
};

use super::{SendTask, send::SendAction};
use crate::{App, action_link::WantedButtons};

impl App {
    /// Puts buttons on messages about reminders, todos and tasks, with one statement for all. A message goes out without any
    /// rather than not at all.
    pub(super) async fn put_buttons(
        &self,
        tasks: &mut [SendTask],
        settings: &BTreeMap<UserId, PushSettings>,
        told: &HashMap<NotificationId, Notification>,
    ) {
        let all = tasks.iter().enumerate();
        let wanted = all.filter_map(|(place, task)| Some((place, wanted(task, settings, told)?)));
        let (places, wanted): (Vec<_>, Vec<_>) = wanted.unzip();
        if wanted.is_empty() {
            return;
        }
        let made = match self.make_buttons(&wanted).await {
            Ok(made) => made,
            // Something that one of them is about was deleted since; the others have theirs.
            Err(_) => self.make_one_by_one(&wanted).await,
        };
        for (place, actions) in places.into_iter().zip(made) {
            if let Some(SendTask { action: SendAction::Publish(_, push), .. }) =
                tasks.get_mut(place)
            {
                push.actions = actions;
            }
        }
    }

    async fn make_one_by_one(
        &self,
        all: &[WantedButtons<'_>],
    ) -> Vec<Vec<umbra_domain::push::PushAction>> {
        let mut made = Vec::with_capacity(all.len());
        for one in all {
            let buttons = self.make_buttons(std::slice::from_ref(one)).await;
            let buttons = buttons.unwrap_or_else(|error| {
                tracing::debug!(user.id = %one.user, %error, "a message has no buttons");
                vec![Vec::new()]
            });
            made.extend(buttons);
        }
        made
    }
}

/// Tells which buttons a message is to have, if any.
fn wanted<'a>(
    task: &SendTask,
    settings: &'a BTreeMap<UserId, PushSettings>,
    told: &HashMap<NotificationId, Notification>,
) -> Option<WantedButtons<'a>> {
    let claimed = &task.claimed;
    let SendAction::Publish(..) = task.action else { return None };
    let told = told.get(&claimed.notification)?;
    let subject = match (told.notice, told.subject) {
        (Notice::Reminded, _) => {
            let (id, occurrence) = claimed.reminder.zip(claimed.occurrence)?;
            LinkSubject::Reminder { id, occurrence, generation: claimed.generation }
        }
        (Notice::TodoDue, Subject::Todo(id)) => {
            LinkSubject::Todo { id, due: told.due, snoozes: told.snoozes }
        }
        (Notice::TaskDue, Subject::Task(_, id)) => {
            LinkSubject::Task { id, due: told.due, snoozes: told.snoozes }
        }
        _ => return None,
    };
    let settings = settings.get(&claimed.to)?;
    Some(WantedButtons { user: claimed.to, settings, subject })
}
