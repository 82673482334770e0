//! `/api/upcoming`, `/api/dashboard` and `/api/agenda` over HTTP, on both databases.

mod dashboard;
pub mod dice;
mod range;
mod series;
mod statements;
mod tasks;
mod union;
mod upcoming;
mod weather;

use serde_json::Value;
use umbra_testkit::Person;

/// Reads a path that has to be there.
pub async fn read(who: &Person, path: &str) -> Value {
    who.get(path).await.assert_status(200).json()
}

/// Returns one field of all objects in a list.
#[track_caller]
fn all(list: &Value, field: &str) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|item| item[field].as_str().unwrap().to_owned()).collect()
}
