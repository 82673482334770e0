//! What has to hold for any event, any rule and any edit.

mod kept;
mod kit;
mod personal;
mod properties;
