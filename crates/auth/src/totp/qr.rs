//! QR codes as images.

use base64::{Engine, engine::general_purpose::STANDARD};
use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

/// The white frame that readers need, in modules (ISO/IEC 18004, section 5.3.8).
const QUIET_ZONE: usize = 4;

/// The least width and height, in pixels. A module is as many whole pixels as that takes, and
/// [at least](MIN_SCALE) a few.
const MIN_WIDTH: usize = 200;

/// The least width of a module, in pixels: cameras lose smaller ones between their own.
const MIN_SCALE: usize = 4;

/// Draws a [key URI](super::key_uri) as a QR code, black on white, and returns the PNG image in a
/// `data:` URL.
pub(super) fn png_data_url(uri: &str) -> Zeroizing<String> {
    let mut url = Zeroizing::new("data:image/png;base64,".to_owned());
    STANDARD.encode_string(&*png(&modules(uri)), &mut url);
    url
}

/// Encodes a text. It survives the loss of 15 % of its modules, or of 7 % if it is long.
fn modules(text: &str) -> QrCode {
    match QrCode::with_error_correction_level(text, EcLevel::M)
        .or_else(|_| QrCode::with_error_correction_level(text, EcLevel::L))
    {
        Ok(code) => code,
        Err(_) => unreachable!("the names in a key URI are cut so that 2953 bytes hold it"),
    }
}

/// Draws the modules, one bit a pixel: 0 is black.
fn png(code: &QrCode) -> Zeroizing<Vec<u8>> {
    let modules = code.width() + 2 * QUIET_ZONE;
    let scale = MIN_WIDTH.div_ceil(modules).max(MIN_SCALE);
    let width = modules * scale;
    let is_dark = |x: usize, y: usize| {
        let inside = QUIET_ZONE..QUIET_ZONE + code.width();
        inside.contains(&x)
            && inside.contains(&y)
            && code[(x - QUIET_ZONE, y - QUIET_ZONE)] == Color::Dark
    };

    let mut pixels = Zeroizing::new(Vec::with_capacity(width.div_ceil(8) * width));
    for y in 0..modules {
        let mut line = Zeroizing::new(vec![0xff_u8; width.div_ceil(8)]);
        for x in (0..width).filter(|x| is_dark(x / scale, y)) {
            line[x / 8] &= !(0x80 >> (x % 8));
        }
        for _ in 0..scale {
            pixels.extend_from_slice(&line);
        }
    }
    match encode(width, &pixels) {
        Ok(image) => image,
        Err(_) => unreachable!("a square of the right size goes into memory"),
    }
}

/// Packs a square image of one bit a pixel.
fn encode(width: usize, pixels: &[u8]) -> Result<Zeroizing<Vec<u8>>, png::EncodingError> {
    let side = u32::try_from(width).unwrap_or(u32::MAX);
    let mut image = Zeroizing::new(Vec::new());
    let mut encoder = Encoder::new(&mut *image, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(image)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;
    use rqrr::PreparedImage;

    use super::*;
    use crate::{TotpSecret, test_entropy::SeededEntropy};

    /// An image read back: its side in pixels, and which of them are dark.
    struct Image {
        side: usize,
        dark: Vec<bool>,
    }

    fn read(url: &str) -> Image {
        let bytes = STANDARD.decode(url.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
        let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.color_type, info.bit_depth), (ColorType::Grayscale, BitDepth::One));
        assert_eq!(info.width, info.height);
        let side = info.width as usize;
        let dark = |at: usize| {
            let (x, y) = (at % side, at / side);
            pixels[y * info.line_size + x / 8] & (0x80 >> (x % 8)) == 0
        };
        Image { side, dark: (0..side * side).map(dark).collect() }
    }

    fn decode(image: &Image) -> String {
        let brightness = |x: usize, y: usize| {
            if image.dark[y * image.side + x] { 0 } else { 255 }
        };
        let mut prepared =
            PreparedImage::prepare_from_greyscale(image.side, image.side, brightness);
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn a_decoder_reads_what_was_drawn() {
        let secret = TotpSecret::fresh(&SeededEntropy::default());
        for (issuer, account) in [("UMBRA", "ana"), ("Můj server", "ana.maria+home@example.org")] {
            let image = read(&secret.qr_png_data_url(issuer, account));
            assert_eq!(decode(&image), *secret.key_uri(issuer, account));
        }
    }

    #[test]
    fn the_longest_names_fit() {
        let secret = TotpSecret::from_base32(&"A".repeat(103)).unwrap();
        let longest = "🦉".repeat(1_000);
        let image = read(&secret.qr_png_data_url(&longest, &longest));
        assert_eq!(decode(&image), *secret.key_uri(&longest, &longest));
    }

    #[test]
    fn the_quiet_zone_is_white() {
        let secret = TotpSecret::fresh(&SeededEntropy::default());
        let Image { side, dark } = read(&secret.qr_png_data_url("UMBRA", "ana"));
        // The first dark pixels are the upper edge of a finder pattern, seven modules long.
        let corner = dark.iter().position(|dark| *dark).unwrap();
        let edge = dark[corner..].iter().take_while(|dark| **dark).count();
        let frame = edge / 7 * 4;
        assert_eq!(corner, frame * side + frame);
        let in_frame = |at: usize| at < frame || at >= side - frame;
        for at in (0..dark.len()).filter(|at| in_frame(at % side) || in_frame(at / side)) {
            assert!(!dark[at]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn any_names_are_drawn_large_enough_and_readable(issuer in ".{0,24}", account in ".{0,64}") {
            let secret = TotpSecret::fresh(&SeededEntropy::default());
            let image = read(&secret.qr_png_data_url(&issuer, &account));
            prop_assert!(image.side >= 200);
            prop_assert_eq!(decode(&image), secret.key_uri(&issuer, &account).to_string());
        }
    }
}
