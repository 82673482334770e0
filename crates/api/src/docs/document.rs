//! The finished document, made once.

use std::sync::OnceLock;

use actix_web::web::Bytes;
use utoipa::openapi::OpenApi;

use crate::http::compress::gzip;

/// The JSON of this version's document, compressed when somebody first asks for it.
///
/// Only the compressed text is kept: browsers take it as it is, and it is a tenth of the size.
#[derive(Debug)]
pub(crate) struct Document {
    describe: fn() -> OpenApi,
    compressed: OnceLock<Bytes>,
}

impl Document {
    /// Takes the function that describes the API.
    pub(crate) fn new(describe: fn() -> OpenApi) -> Self {
        Self { describe, compressed: OnceLock::new() }
    }

    /// Returns the compressed JSON.
    pub(super) fn compressed(&self) -> Bytes {
        let compressed = self.compressed.get_or_init(|| {
            // Neither the document nor writing to memory can fail.
            let json = (self.describe)().to_json().unwrap_or_default();
            gzip(json.as_bytes()).unwrap_or_default()
        });
        compressed.clone()
    }
}
