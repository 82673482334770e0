//! Whether an event takes place, whom it keeps busy, and who sees it, as clients name it.

use serde::{Deserialize, Serialize};
use umbra_domain::event::{Status, Transparency, Visibility};
use utoipa::ToSchema;

/// Declares the names on the wire of the values of a type.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident of $domain:ident as $schema:ident: $($(#[$of:meta])* $value:ident),+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = $schema)]
        pub(super) enum $name {
            $($(#[$of])* $value,)+
        }

        impl From<$name> for $domain {
            fn from(name: $name) -> Self {
                match name {
                    $($name::$value => Self::$value,)+
                }
            }
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value {
                    $($domain::$value => Self::$value,)+
                }
            }
        }
    };
}

names! {
    /// Whether an event takes place.
    StatusName of Status as EventStatus:
    /// It does.
    Confirmed,
    /// It may.
    Tentative,
    /// It doesn't, and is still shown.
    Cancelled
}

names! {
    /// Whether an event keeps people busy.
    TransparencyName of Transparency as EventTransparency:
    /// It does.
    Busy,
    /// It doesn't.
    Free
}

names! {
    /// Who sees an event.
    VisibilityName of Visibility as EventVisibility:
    /// Whoever may see what is in its calendar.
    Default,
    /// The calendar's owner, and who made it.
    Private
}
