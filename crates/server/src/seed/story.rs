//! What the people of the household have to do.

use umbra_domain::todo::Priority;

use super::{
    acquaintances::{self, Acquaintance},
    appointments::{self, Appointment},
    projects::{self, Plan},
    routine::{self, Routine},
};

/// One kind of thing that comes up again and again.
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

/// One member of the household.
pub(super) struct Person {
    pub username: &'static str,
    pub preferred_name: &'static str,
    pub timezone: &'static str,
    pub accent_color: &'static str,
    /// Names and colours of the calendars beside the one that everybody begins with.
    pub calendars: &'static [(&'static str, &'static str)],
    pub errands: &'static [Errand],
    pub routines: &'static [Routine],
    pub appointments: &'static [Appointment],
    pub projects: &'static [Plan],
    pub acquaintances: &'static [Acquaintance],
}

const fn errand(
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
    errand("Call the dentist about Mia's braces", "health", Medium, Some(2), Some(9)),
    errand("Take the car to the workshop", "household", Medium, Some(7), Some(8)),
    errand("Water the plants", "household", Low, Some(0), None),
    errand("Order a birthday present for Grandpa", "family", High, Some(10), None),
    errand("Change the bed linen", "household", Low, None, None),
    errand("Parents' evening at school", "family", High, Some(4), Some(19)),
    errand("Renew the library cards", "family", Low, Some(14), None),
    errand("Clean out the garage", "household", Whenever, None, None),
    errand("Book the summer holiday", "travel", Medium, Some(21), None),
    errand("Back up the photos", "computer", Low, None, None),
];

const CHILD: &[Errand] = &[
    errand("Maths homework, page 42", "school", High, Some(1), Some(18)),
    errand("Pack the sports bag", "school", Medium, Some(1), Some(7)),
    errand("Feed the rabbit", "pets", High, Some(0), Some(17)),
    Errand {
        description: Some("Volcanoes!\nFive minutes, with pictures."),
        ..errand("Prepare the presentation", "school", Medium, Some(6), None)
    },
    errand("Tidy up my room", "home", Low, Some(2), None),
    errand("Practise the piano", "music", Medium, Some(0), None),
    errand("Return the book to Lena", "friends", Low, Some(3), None),
];

const GRANDPARENT: &[Errand] = &[
    errand("Take the blood pressure tablets", "health", High, Some(0), Some(8)),
    errand("Sharpen the saw", "garden", Low, None, None),
    errand("Prune the apple tree", "garden", Medium, Some(9), None),
    errand("Write to Aunt Erna", "family", Medium, Some(5), None),
    errand("Doctor's appointment", "health", High, Some(12), Some(10)),
    errand("Send Ana the cake recipe", "family", Low, Some(3), None),
];

/// The household, its admin first.
pub(super) const HOUSEHOLD: &[Person] = &[
    Person {
        username: "ana",
        preferred_name: "Ana",
        timezone: "Europe/Berlin",
        accent_color: "#7a3ff2",
        calendars: &[("Work", "#7a3ff2"), ("Family", "#f2a93f")],
        errands: PARENTS,
        routines: routine::PARENTS,
        appointments: appointments::PARENTS,
        projects: projects::PARENTS,
        acquaintances: acquaintances::PARENTS,
    },
    Person {
        username: "ben",
        preferred_name: "Ben",
        timezone: "Europe/Berlin",
        accent_color: "#0a7d62",
        calendars: &[("Work", "#0a7d62"), ("Football", "#c0392b")],
        errands: PARENTS,
        routines: routine::PARENTS,
        appointments: appointments::PARENTS,
        projects: projects::PARENTS,
        acquaintances: acquaintances::PARENTS,
    },
    Person {
        username: "mia",
        preferred_name: "Mia",
        timezone: "Europe/Berlin",
        accent_color: "#e0567a",
        calendars: &[("School", "#e0567a")],
        errands: CHILD,
        routines: routine::CHILD,
        appointments: appointments::CHILD,
        projects: projects::CHILD,
        acquaintances: acquaintances::CHILD,
    },
    Person {
        username: "grandpa",
        preferred_name: "Grandpa Otto",
        timezone: "America/New_York",
        accent_color: "#3366cc",
        calendars: &[("Garden", "#4c9a2a")],
        errands: GRANDPARENT,
        routines: routine::GRANDPARENT,
        appointments: appointments::GRANDPARENT,
        projects: projects::GRANDPARENT,
        acquaintances: acquaintances::GRANDPARENT,
    },
];
