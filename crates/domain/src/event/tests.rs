//! What has to hold for any event, any rule and any edit.

mod kit;
mod properties;
