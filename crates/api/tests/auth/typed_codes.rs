//! Codes are taken as people type them.

use std::time::Duration;

use serde_json::json;
use umbra_domain::Clock as _;
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

use crate::auth::steps::{
    confirm_totp, give_backup_code, give_code, give_password, set_up_totp, with_totp,
};

/// Writes six digits in two groups.
fn apart(code: &str, by: &str) -> String {
    format!("{}{by}{}", &code[..3], &code[3..])
}

#[umbra_test]
async fn a_totp_code_is_taken_with_blanks_and_hyphens_on_every_route(t: TestApp) {
    let ana = t.user("ana").await;
    let app = set_up_totp(&ana).await;
    let code = apart(&app.code(t.clock.now()), " ");
    confirm_totp(&ana, &code).await.assert_status(200);
    let browser = t.anonymous();
    for by in [" ", "-", "\u{a0}", "\u{2013}", "\u{200b}", "   -   "] {
        t.clock.advance(Duration::from_mins(5));
        let token = give_password(&browser, "ana").await;
        let code = format!(" {}\n", apart(&app.code(t.clock.now()), by));
        give_code(&browser, &token, &code).await.assert_status(200);
    }
    t.clock.advance(Duration::from_mins(5));
    let wide: String = app.code(t.clock.now()).chars().map(wide).collect();
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &wide).await.assert_status(200);
    t.clock.advance(Duration::from_mins(5));
    let off = json!({"password": PASSWORD, "code": apart(&app.code(t.clock.now()), " ")});
    browser.post("/api/auth/totp/disable", off).await.assert_status(200);
}

fn wide(digit: char) -> char {
    char::from_u32(u32::from(digit) - u32::from('0') + 0xff10).unwrap()
}

#[umbra_test]
async fn a_backup_code_is_taken_with_blanks_and_hyphens_anywhere(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let forms: [fn(&str) -> String; 6] = [
        |code| format!("   {code}   \n"),
        |code| code.replace('-', "   -   "),
        |code| code.replace('-', "\u{2011}"),
        |code| code.to_lowercase().replace('-', ""),
        |code| code.chars().map(|c| format!("{c} ")).collect(),
        |code| format!("{}{code}", " ".repeat(300)),
    ];
    for (form, code) in forms.iter().zip(&app.backup_codes) {
        let token = give_password(&browser, "ana").await;
        give_backup_code(&browser, &token, &form(code)).await.assert_status(200);
    }
    let token = give_password(&browser, "ana").await;
    let used = give_backup_code(&browser, &token, &app.backup_codes[0]).await;
    used.assert_problem(401, "invalid_code");
    let nothing = give_backup_code(&browser, &token, " - ").await;
    nothing.assert_problem(401, "invalid_code");
}
