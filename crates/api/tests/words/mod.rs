//! Words as people write them: names, searches and orders, in every script.

mod keys;
mod names;
mod searches;
mod shared_names;
