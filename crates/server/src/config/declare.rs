//! The macro behind the one declaration of every setting.

/// What is known of a setting without its value.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its environment variable.
    pub variable: &'static str,
    /// Its key in the configuration file, with dots between table and name.
    pub key: &'static str,
    /// What holds when nobody sets it.
    pub default: Default,
    /// What it does, line by line, in Markdown.
    pub doc: &'static [&'static str],
    /// Whether its value is secret: never shown, and also read from the file that
    /// `<variable>_FILE` names.
    pub secret: bool,
    /// Gives what is accepted.
    pub expects: fn() -> String,
}

/// What holds when nobody sets a setting.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// This text, read like any other value.
    Text(&'static str),
    /// Something that depends on other settings or on the machine, described for people.
    Described(&'static str),
}

/// Declares all settings at once.
///
/// ```text
/// /// What it does.
/// #[setting("UMBRA_VARIABLE", "table.name", default "7")]
/// field: u32 = whole(1..=10);
/// ```
///
/// gives the field of [`Config`](super::Config), the environment variable, the key in the file,
/// the default and the row of the reference. With `otherwise "…"` in place of `default "…"` the
/// field is an `Option` and the text says what `None` means. A `secret` at the end marks the value
/// as secret.
macro_rules! settings {
    ($(
        $(#[doc = $doc:literal])+
        #[setting($variable:literal, $key:literal, $kind:ident $default:literal $(, $secret:ident)?)]
        $field:ident: $type:ty = $form:expr;
    )+) => {
        /// Every setting, in the order of the reference.
        pub const SETTINGS: &[Setting] = &[$(
            Setting {
                variable: $variable,
                key: $key,
                default: settings!(@default $kind $default),
                doc: &[$($doc),+],
                secret: settings!(@secret $($secret)?),
                expects: || $form.expects,
            },
        )+];

        /// The configuration of a process, complete and valid.
        #[derive(Debug)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $field: settings!(@type $kind $type),)+
            /// The origin of this server for a browser on the same machine.
            pub(super) local_url: WebOrigin,
            pub(super) shown: Vec<Shown>,
        }

        /// The settings that could be read; what could not is `None` and among the errors.
        pub(super) struct Draft {
            $(pub $field: Option<settings!(@type $kind $type)>,)+
        }

        impl Draft {
            /// Reads every setting, leaving what is wrong with them in `reader`.
            pub fn read(reader: &mut Reader) -> Self {
                Self { $($field: settings!(@read $kind reader, $variable, $form),)+ }
            }

            /// Completes the configuration when every setting could be read.
            pub fn finish(self, local_url: Option<WebOrigin>, shown: Vec<Shown>) -> Option<Config> {
                Some(Config { $($field: self.$field?,)+ local_url: local_url?, shown })
            }
        }
    };
    (@default default $text:literal) => { Default::Text($text) };
    (@default otherwise $text:literal) => { Default::Described($text) };
    (@type default $type:ty) => { $type };
    (@type otherwise $type:ty) => { Option<$type> };
    (@read default $reader:ident, $variable:literal, $form:expr) => {
        $reader.required($variable, &$form)
    };
    (@read otherwise $reader:ident, $variable:literal, $form:expr) => {
        $reader.optional($variable, &$form)
    };
    (@secret secret) => { true };
    (@secret) => { false };
}

pub(super) use settings;
