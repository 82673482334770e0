//! Taking all that is one's own along.

mod completions;
mod contents;
mod limits;
mod shared;
mod tables;

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use serde_json::Value;
use umbra_testkit::{Client, Reply};
use zip::ZipArchive;

const PATH: &str = "/api/export";

/// The files of an archive, as text.
type Files = BTreeMap<String, String>;

fn files(reply: &Reply) -> Files {
    let mut archive = ZipArchive::new(Cursor::new(reply.bytes())).unwrap();
    let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut read = |name: &String| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

async fn exported(who: &Client) -> Files {
    files(&who.get(PATH).await.assert_status(200))
}

fn json(files: &Files, name: &str) -> Value {
    serde_json::from_str(&files[name]).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn list(files: &Files, name: &str) -> Vec<Value> {
    json(files, name).as_array().unwrap_or_else(|| panic!("{name} is no list")).clone()
}
