//! The little CBOR that an authenticator writes (RFC 8949, in CTAP2's canonical form).

/// Appends the head of an item: its major type and its length or value.
fn head(out: &mut Vec<u8>, major: u8, value: usize) {
    let major = major << 5;
    match u16::try_from(value).expect("nothing here is that long") {
        value @ 0..24 => out.push(major | value as u8),
        value @ 24..256 => out.extend([major | 24, value as u8]),
        value => {
            out.push(major | 25);
            out.extend(value.to_be_bytes());
        }
    }
}

/// Appends an integer.
pub(crate) fn int(out: &mut Vec<u8>, value: i32) {
    match usize::try_from(value) {
        Ok(value) => head(out, 0, value),
        Err(_) => head(out, 1, usize::try_from(-1 - value).expect("it is negative")),
    }
}

/// Appends a string of bytes.
pub(crate) fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    head(out, 2, value.len());
    out.extend(value);
}

/// Appends a text.
pub(crate) fn text(out: &mut Vec<u8>, value: &str) {
    head(out, 3, value.len());
    out.extend(value.as_bytes());
}

/// Begins a map of so many entries; the keys and values follow.
pub(crate) fn map(out: &mut Vec<u8>, entries: usize) {
    head(out, 5, entries);
}
