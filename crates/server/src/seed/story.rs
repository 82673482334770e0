//! What the people of the household have to do.

use umbra_domain::todo::Priority;

use super::{
    acquaintances::{self, Acquaintance},
    appointments::{self, Appointment},
    present,
    projects::{self, Plan},
    routine::{self, Routine},
};

/// One kind of thing that comes up again and again.
#[derive(Clone, Copy)]
pub(super) struct Errand {
    pub title: &'static str,
    pub description: Option<&'static str>,
    pub category: &'static str,
    pub priority: Priority,
    /// In how many days it is due, if it is.
    pub due_in: Option<i64>,
    /// At which hour of that day, if at one.
    pub at: Option<i8>,
}

/// Somebody of the household or next door.
pub(super) struct Person {
    pub username: &'static str,
    pub preferred_name: &'static str,
    pub timezone: &'static str,
    pub accent_color: &'static str,
    /// Names and colours of the calendars beside the one that everybody begins with.
    pub calendars: &'static [(&'static str, &'static str)],
    /// What they wrote down in the months before, now and then.
    pub errands: &'static [Errand],
    /// What they have to do now.
    pub now: &'static [Errand],
    pub routines: &'static [Routine],
    pub appointments: &'static [Appointment],
    pub projects: &'static [Plan],
    pub acquaintances: &'static [Acquaintance],
}

pub(super) const fn errand(
    title: &'static str,
    category: &'static str,
    priority: Priority,
    due_in: Option<i64>,
    at: Option<i8>,
) -> Errand {
    Errand { title, description: None, category, priority, due_in, at }
}

use Priority::{High, Low, Medium, None as Whenever};

const PARENTS: &[Errand] = &[
    errand("Buy groceries for the week", "shopping", Medium, Some(1), None),
    Errand {
        description: Some("Check the meter reading first; it is in the cellar."),
        ..errand("Pay the electricity bill", "money", High, Some(5), None)
    },
    errand("Call the dentist", "health", Medium, Some(2), Some(9)),
    errand("Take the car to the workshop", "household", Medium, Some(7), Some(8)),
    errand("Water the plants", "household", Low, Some(0), None),
    errand("Order a birthday present for Grandpa", "family", High, Some(10), None),
    errand("Change the bed linen", "household", Low, None, None),
    errand("Call Mia", "family", High, Some(4), Some(19)),
    errand("Renew the library cards", "family", Low, Some(14), None),
    errand("Clean out the garage", "household", Whenever, None, None),
    errand("Book the summer holiday", "travel", Medium, Some(21), None),
    errand("Back up the photos", "computer", Low, None, None),
];

const CHILD: &[Errand] = &[
    errand("Hand in the exercise sheet", "university", High, Some(1), Some(18)),
    errand("Pack the sports bag", "sports", Medium, Some(1), Some(7)),
    errand("Cook for the flat", "flat", High, Some(0), Some(17)),
    Errand {
        description: Some("Volcanoes of the Azores.\nTwenty minutes, with pictures."),
        ..errand("Prepare the seminar talk", "university", Medium, Some(6), None)
    },
    errand("Clean the bathroom", "flat", Low, Some(2), None),
    errand("Practise Portuguese", "language", Medium, Some(0), None),
    errand("Return the book to Lena", "friends", Low, Some(3), None),
];

const NEIGHBOUR: &[Errand] = &[
    errand("Take the blood pressure tablets", "health", High, Some(0), Some(8)),
    errand("Sharpen the saw", "garden", Low, None, None),
    errand("Prune the apple tree", "garden", Medium, Some(9), None),
    errand("Water the plants at Ana and Ben's", "neighbours", Medium, Some(5), None),
    errand("Doctor's appointment", "health", High, Some(12), Some(10)),
    errand("Take the bottles back", "shopping", Low, Some(3), None),
];

/// Two adults, the admin first, their grown-up child, who studies abroad, and the neighbour.
pub(super) const HOUSEHOLD: &[Person] = &[
    Person {
        username: "ana",
        preferred_name: "Ana",
        timezone: "Europe/Berlin",
        accent_color: "#7a3ff2",
        calendars: &[("Work", "#7a3ff2"), ("Family", "#f2a93f")],
        errands: PARENTS,
        now: present::ANA,
        routines: routine::PARENTS,
        appointments: appointments::ANA,
        projects: projects::ANA,
        acquaintances: acquaintances::ANA,
    },
    Person {
        username: "ben",
        preferred_name: "Ben",
        timezone: "Europe/Berlin",
        accent_color: "#0a7d62",
        calendars: &[("Work", "#0a7d62"), ("Football", "#c0392b")],
        errands: PARENTS,
        now: present::BEN,
        routines: routine::PARENTS,
        appointments: appointments::BEN,
        projects: projects::BEN,
        acquaintances: acquaintances::BEN,
    },
    Person {
        username: "mia",
        preferred_name: "Mia",
        timezone: "Europe/Lisbon",
        accent_color: "#e0567a",
        calendars: &[("University", "#e0567a")],
        errands: CHILD,
        now: present::CHILD,
        routines: routine::CHILD,
        appointments: appointments::CHILD,
        projects: projects::CHILD,
        acquaintances: acquaintances::CHILD,
    },
    Person {
        username: "piet",
        preferred_name: "Piet from next door",
        timezone: "Europe/Berlin",
        accent_color: "#3366cc",
        calendars: &[("Allotment", "#4c9a2a")],
        errands: NEIGHBOUR,
        now: present::NEIGHBOUR,
        routines: routine::NEIGHBOUR,
        appointments: appointments::NEIGHBOUR,
        projects: projects::NEIGHBOUR,
        acquaintances: acquaintances::NEIGHBOUR,
    },
];
