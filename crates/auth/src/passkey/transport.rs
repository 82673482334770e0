//! How a browser reaches an authenticator.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A way in which a browser reaches an authenticator (WebAuthn level 3, §5.8.4). A hint that is
/// given back to the browser at the next login, never a matter of security.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// Bluetooth low energy.
    Ble,
    /// A phone beside the computer.
    Hybrid,
    /// Part of the device itself, or software on it.
    Internal,
    /// Near field communication.
    Nfc,
    /// A contact smart card.
    SmartCard,
    /// USB.
    Usb,
}

impl Transport {
    /// Reads the transports that a browser lists; those of a later standard are dropped. They come
    /// sorted and once each, as `getTransports()` returns them.
    pub(super) fn read_list(list: &Value) -> Vec<Self> {
        let read = |name| Self::deserialize(name).ok();
        let mut transports: Vec<_> =
            list.as_array().into_iter().flatten().filter_map(read).collect();
        transports.sort_unstable();
        transports.dedup();
        transports
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_browsers_list_is_sorted_and_rid_of_the_unknown() {
        let list = json!(["usb", "smart-card", "telepathy", "nfc", "usb", 7]);
        let expected = [Transport::Nfc, Transport::SmartCard, Transport::Usb];
        assert_eq!(Transport::read_list(&list), expected);
        assert_eq!(Transport::read_list(&Value::Null), []);
    }
}
