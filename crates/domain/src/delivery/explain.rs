//! Saying what became of something that was to be sent.

use fluent_bundle::FluentArgs;
use jiff::{Timestamp, tz::TimeZone};

use super::{Delivery, DeliveryState, Reason};
use crate::{
    notification::{Language, Moment},
    settings::Locale,
};

impl Delivery {
    /// Says in a language what became of it, with times on somebody's clock.
    #[must_use]
    pub fn explanation(&self, locale: &Locale, clock: &TimeZone) -> String {
        let language = Language::of(locale);
        let moment = |at: Timestamp| Moment::At(at).say(language, clock);
        let mut arguments = FluentArgs::new();
        if let Some(at) = self.sent_at {
            arguments.set("sent", moment(at));
        }
        if let Some(at) = self.next_at {
            arguments.set("next", moment(at));
        }
        let say = |name: &str, arguments: &FluentArgs<'_>| {
            language.say(&format!("delivery-{name}"), arguments)
        };
        match (self.state, self.reason) {
            (DeliveryState::Sent, _) => say("sent", &arguments),
            (DeliveryState::Cleared, _) => say("cleared", &arguments),
            (DeliveryState::Waiting, None) => say("waiting", &arguments),
            (_, None) => String::new(),
            (state, Some(reason)) => {
                if let Some(status) = reason.status() {
                    // As text, so that no language groups its digits.
                    arguments.set("status", status.to_string());
                }
                let why = say(&reason.code().replace('_', "-"), &arguments);
                match (state, reason) {
                    (DeliveryState::Waiting, Reason::QuietHours | Reason::Gathering) => why,
                    (DeliveryState::Waiting, _) => format!("{why} {}", say("again", &arguments)),
                    _ => why,
                }
            }
        }
    }
}
