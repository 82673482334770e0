//! How the household stands now: a day that is well kept, whichever day and hour it is.
//!
//! The months before leave behind what months leave behind. Whoever looks at Umbra for the first time shall
//! see a day as people want to have it, so what is past is done, and what is to do is written down here.

use jiff::{Timestamp, civil::DateTime};
use umbra_app::{App, notification::NotificationQuery};
use umbra_domain::{
    UserId,
    notification::Kind,
    page::Limit,
    precondition::IfMatch,
    reminder::Subject,
    settings::Zone,
    todo::Priority::{High, Low, Medium, None as Whenever},
};

use super::{
    household::new_todo,
    made,
    story::{Errand, errand},
};
use crate::failure::Failure;

pub(super) const ANA: &[Errand] = &[
    errand("Buy groceries for the week", "shopping", Medium, Some(0), None),
    errand("Water the plants", "household", Low, Some(0), None),
    errand("Call Mia", "family", High, Some(0), Some(20)),
    errand("Renew the library cards", "family", Low, Some(1), None),
    errand("Order a birthday present for Grandpa", "family", High, Some(2), None),
    errand("Take the car to the workshop", "household", Medium, Some(3), Some(8)),
    Errand {
        description: Some("Check the meter reading first; it is in the cellar."),
        ..errand("Pay the electricity bill", "money", High, Some(5), None)
    },
    errand("Book the summer holiday", "travel", Medium, Some(9), None),
    errand("Change the bed linen", "household", Low, None, None),
    errand("Clean out the garage", "household", Whenever, None, None),
    errand("Back up the photos", "computer", Low, None, None),
];

pub(super) const BEN: &[Errand] = &[
    errand("Wash the football shirts", "football", Medium, Some(0), None),
    errand("Pick up the parcel", "shopping", Low, Some(1), Some(17)),
    errand("Pump up the bicycle tyres", "household", Low, Some(3), None),
    errand("Call the dentist", "health", Medium, Some(4), Some(9)),
    errand("Sort the tools", "household", Whenever, None, None),
];

pub(super) const CHILD: &[Errand] = &[
    errand("Practise Portuguese", "language", Medium, Some(0), None),
    errand("Cook for the flat", "flat", High, Some(0), Some(19)),
    errand("Hand in the exercise sheet", "university", High, Some(1), Some(18)),
    errand("Return the book to Lena", "friends", Low, Some(3), None),
    Errand {
        description: Some("Volcanoes of the Azores.\nTwenty minutes, with pictures."),
        ..errand("Prepare the seminar talk", "university", Medium, Some(6), None)
    },
];

pub(super) const NEIGHBOUR: &[Errand] = &[
    errand("Water the plants at Ana and Ben's", "neighbours", Medium, Some(0), None),
    errand("Take the bottles back", "shopping", Low, Some(2), None),
    errand("Prune the apple tree", "garden", Medium, Some(6), None),
    errand("Sharpen the saw", "garden", Low, None, None),
];

/// What stays unread: what somebody said.
const UNREAD: [Kind; 3] = [Kind::Comment, Kind::Mention, Kind::InvitationResponse];

/// Writes down what a person has to do, and returns how much that is. What would be late already has the whole day.
pub(super) async fn write_down(
    app: &App,
    who: UserId,
    errands: &[Errand],
    now: DateTime,
) -> Result<usize, Failure> {
    for errand in errands {
        let is_late = errand.due_in == Some(0) && errand.at.is_some_and(|hour| hour <= now.hour());
        let errand = Errand { at: errand.at.filter(|_| !is_late), ..*errand };
        made(app.create_todo(who, new_todo(&errand, now.date())?, false, None).await)?;
    }
    Ok(errands.len())
}

/// Tells what is due, what has rung by now, and what was done to accounts, as workers would have done.
pub(super) async fn catch_up(app: &App) -> Result<(), Failure> {
    let mut rung = Vec::new();
    loop {
        let fired = app.fire_due_reminders(100).await.map_err(Failure::Store)?;
        if fired.is_empty() {
            break;
        }
        rung.extend(fired);
    }
    while app.scan_due(50).await.map_err(Failure::Store)?.people > 0 {}
    for one in rung {
        app.notify_of_reminder(one.into()).await.map_err(Failure::Store)?;
    }
    app.mirror_audit_log().await.map_err(Failure::Store)
}

/// Dismisses what has rung for a person, but for what rang today and isn't in a calendar, and reads all but what
/// somebody said.
pub(super) async fn tidy(app: &App, who: UserId, zone: &Zone) -> Result<(), Failure> {
    let day = |at: Timestamp| at.to_zoned(zone.rules()).date();
    let today = day(app.now());
    let limit = Limit::parse(i64::from(Limit::MAX))?;
    let due = app.due_reminders(who, None, limit).await.map_err(Failure::seed)?;
    for reminder in due.items {
        let is_of_today = reminder.state.fired_at.is_some_and(|at| day(at) == today);
        if is_of_today && matches!(reminder.subject, Subject::Own(_)) {
            continue;
        }
        let dismissed = app.dismiss_reminder(who, reminder.id, &IfMatch::Any).await;
        dismissed.map_err(Failure::seed)?;
    }
    let query = NotificationQuery { unread: Some(true), limit, ..NotificationQuery::default() };
    let told = app.notifications(who, &query).await.map_err(Failure::seed)?;
    for one in told.items.iter().filter(|one| !UNREAD.contains(&one.notice.kind())) {
        app.read_notification(who, one.id).await.map_err(Failure::seed)?;
    }
    Ok(())
}
