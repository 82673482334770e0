//! The finished document, made once a process.

use std::sync::LazyLock;

use actix_web::web::Bytes;

use crate::{api::openapi, http::compress::gzip};

/// Returns the JSON of this version's document, compressed.
///
/// Only the compressed text is kept: browsers take it as it is, and it is a tenth of the size.
pub(super) fn compressed() -> Bytes {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| {
        // Neither the document nor writing to memory can fail.
        let json = openapi().to_json().unwrap_or_default();
        gzip(json.as_bytes()).unwrap_or_default()
    });
    DOCUMENT.clone()
}
