//! Passkeys in a real browser: headless Chromium with a virtual authenticator, driven over
//! WebDriver (W3C WebDriver; its extension for authenticators is WebAuthn level 3, section 11).
//!
//! Where there is no `chromedriver`, the test says so and passes, unless `UMBRA_REQUIRE_CHROMIUM` is
//! set.

mod browser;
mod driver;
mod passkeys;
