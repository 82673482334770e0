//! What is special about `/api/locations`, over HTTP, on both databases. What it has in common with
//! other resources is in `contract`.

mod fields;
mod filters;

const PATH: &str = "/api/locations";
