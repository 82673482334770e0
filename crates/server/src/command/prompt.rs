//! Asking a person for a password.

use std::io::{self, BufRead, IsTerminal, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::failure::Failure;

/// Reads the first line of standard input.
pub(super) fn first_line() -> Result<String, Failure> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
}

/// Asks for a new password at the terminal, twice and without showing it.
pub(super) fn new_password() -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::NoTerminal);
    }
    let hidden = Hidden::begin().map_err(unreadable)?;
    let password = ask("Password: ")?;
    let again = ask("Again: ")?;
    drop(hidden);
    if password == again { Ok(password) } else { Err(Failure::PasswordsDiffer) }
}

fn ask(question: &str) -> Result<String, Failure> {
    let mut terminal = io::stderr().lock();
    write!(terminal, "{question}").and_then(|()| terminal.flush()).map_err(unreadable)?;
    let answer = first_line()?;
    // The line break that was typed is hidden, too.
    writeln!(terminal).map_err(unreadable)?;
    Ok(answer)
}

fn unreadable(error: io::Error) -> Failure {
    Failure::Io("can't read the password", error)
}

/// A terminal that does not show what is typed, until this is dropped.
struct Hidden(Termios);

impl Hidden {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut without_echo = before.clone();
        without_echo.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &without_echo)?;
        Ok(Self(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that is gone.
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
    }
}
