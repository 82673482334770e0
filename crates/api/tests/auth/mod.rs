//! `/api/auth` over HTTP: accounts, passwords and second factors.

mod alike;
mod change_password;
mod delete_me;
mod enrolment;
mod guesses;
mod lockout;
mod login;
mod me;
mod passwords;
mod register;
mod second_factor;
mod setup;
mod spraying;
mod statements;
mod steps;
mod temporary_password;
mod token;
mod totp;
mod typed_codes;
mod under_way;
