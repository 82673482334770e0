//! The finished document, made once.

use std::sync::OnceLock;

use actix_web::web::Bytes;
use serde_json::Value;

use crate::http::compress::gzip;

/// The JSON of this version's document, compressed when somebody first asks for it.
///
/// Only the compressed text is kept: browsers take it as it is, and it is a tenth of the size.
#[derive(Debug)]
pub(crate) struct Document {
    describe: fn() -> Value,
    compressed: OnceLock<Bytes>,
}

impl Document {
    /// Takes the function that describes the API.
    pub(crate) fn new(describe: fn() -> Value) -> Self {
        Self { describe, compressed: OnceLock::new() }
    }

    /// Returns the compressed JSON.
    pub(super) fn compressed(&self) -> Bytes {
        let compressed = self.compressed.get_or_init(|| {
            // Writing to memory can't fail.
            gzip((self.describe)().to_string().as_bytes()).unwrap_or_default()
        });
        compressed.clone()
    }
}
