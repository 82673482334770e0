//! What an event is about.

use super::{Place, Status, Transparency};
use crate::{
    Patch,
    settings::Color,
    text::{searchable, text},
};

text! {
    /// What happens, 1 to 500 characters on one line.
    Title, "title", max 500, multiline false
}
text! {
    /// More about it, at most 10,000 characters.
    Description, "description", max 10_000, multiline true
}
text! {
    /// Where it is, in words, at most 500 characters on one line.
    LocationText, "location_text", max 500, multiline false
}

/// What an event is about, apart from when it is: everybody's who sees it. What each person has for
/// themselves is [`Personal`](super::Personal).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What happens.
    pub title: Title,
    /// More about it.
    pub description: Option<Description>,
    /// Where it is, in words.
    pub location_text: Option<LocationText>,
    /// Where it is, if that is a place that somebody keeps.
    pub place: Option<Place>,
    /// Whether it takes place.
    pub status: Status,
    /// Whether it keeps people busy.
    pub transparency: Transparency,
    /// A colour of its own; without one it has its calendar's.
    pub color: Option<Color>,
}

impl Content {
    /// Begins with a title alone.
    #[must_use]
    pub fn titled(title: Title) -> Self {
        Self {
            title,
            description: None,
            location_text: None,
            place: None,
            status: Status::default(),
            transparency: Transparency::default(),
            color: None,
        }
    }

    /// Gives its own texts in which a search looks, folded, with a line break between them.
    #[must_use]
    pub fn searched(&self) -> String {
        searchable(self.texts())
    }

    /// Tells whether a search finds it: in one of its own texts, or in the name or address of the place.
    #[must_use]
    pub fn has(&self, folded: &str) -> bool {
        let place = self.place.as_ref().map(|place| place.label.as_str());
        searchable(self.texts().into_iter().chain([place])).contains(folded)
    }

    fn texts(&self) -> [Option<&str>; 3] {
        let description = self.description.as_ref().map(Description::as_str);
        let location = self.location_text.as_ref().map(LocationText::as_str);
        [Some(self.title.as_str()), description, location]
    }
}

/// A change of what an event is about; also what an override changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContentPatch {
    /// A new title, which can't be cleared.
    pub title: Option<Title>,
    /// A new or cleared description.
    pub description: Patch<Description>,
    /// Where it is, in words, anew or cleared.
    pub location_text: Patch<LocationText>,
    /// A new or cleared place of somebody's.
    pub place: Patch<Place>,
    /// Whether it takes place.
    pub status: Option<Status>,
    /// Whether it keeps people busy.
    pub transparency: Option<Transparency>,
    /// A new or cleared colour.
    pub color: Patch<Color>,
}

impl ContentPatch {
    /// Finds what changes one content into another.
    #[must_use]
    pub fn between(base: &Content, wanted: &Content) -> Self {
        fn optional<T: PartialEq + Clone>(base: &Option<T>, wanted: &Option<T>) -> Patch<T> {
            match wanted {
                _ if base == wanted => Patch::Keep,
                None => Patch::Clear,
                Some(value) => Patch::Set(value.clone()),
            }
        }
        Self {
            title: (base.title != wanted.title).then(|| wanted.title.clone()),
            description: optional(&base.description, &wanted.description),
            location_text: optional(&base.location_text, &wanted.location_text),
            place: optional(&base.place, &wanted.place),
            status: (base.status != wanted.status).then_some(wanted.status),
            transparency: (base.transparency != wanted.transparency).then_some(wanted.transparency),
            color: optional(&base.color, &wanted.color),
        }
    }

    /// Gives the texts that it changes, as [`Content::searched`] does.
    #[must_use]
    pub fn searched(&self) -> String {
        let title = self.title.as_ref().map(Title::as_str);
        let description = match &self.description {
            Patch::Set(text) => Some(text.as_str()),
            Patch::Keep | Patch::Clear => None,
        };
        let location = match &self.location_text {
            Patch::Set(text) => Some(text.as_str()),
            Patch::Keep | Patch::Clear => None,
        };
        searchable([title, description, location])
    }

    /// Applies the change.
    #[must_use]
    pub fn apply(self, content: Content) -> Content {
        Content {
            title: self.title.unwrap_or(content.title),
            description: self.description.apply(content.description),
            location_text: self.location_text.apply(content.location_text),
            place: self.place.apply(content.place),
            status: self.status.unwrap_or(content.status),
            transparency: self.transparency.unwrap_or(content.transparency),
            color: self.color.apply(content.color),
        }
    }

    /// Leaves only what another change doesn't change as well.
    #[must_use]
    pub fn beyond(self, other: &Self) -> Self {
        fn unless<T>(own: Patch<T>, other: &Patch<T>) -> Patch<T> {
            if other.is_keep() { own } else { Patch::Keep }
        }
        Self {
            title: self.title.filter(|_| other.title.is_none()),
            description: unless(self.description, &other.description),
            location_text: unless(self.location_text, &other.location_text),
            place: unless(self.place, &other.place),
            status: self.status.filter(|_| other.status.is_none()),
            transparency: self.transparency.filter(|_| other.transparency.is_none()),
            color: unless(self.color, &other.color),
        }
    }
}
