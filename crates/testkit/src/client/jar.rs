//! Cookies, kept as a browser keeps them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::cookie::{Cookie, time::Duration};

/// The cookies of one browser. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Jar(Arc<Mutex<BTreeMap<String, String>>>);

impl Jar {
    /// Copies the cookies as they are now.
    pub(super) fn fork(&self) -> Self {
        Self(Arc::new(Mutex::new(self.cookies().clone())))
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.cookies().get(name).cloned()
    }

    pub(super) fn set(&self, name: &str, value: &str) {
        self.cookies().insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn remove(&self, name: &str) {
        self.cookies().remove(name);
    }

    pub(super) fn clear(&self) {
        self.cookies().clear();
    }

    /// Takes a cookie that a server sets; one with no time left goes.
    pub(super) fn take(&self, cookie: &Cookie<'_>) {
        if cookie.max_age().is_some_and(|left| left <= Duration::ZERO) {
            self.remove(cookie.name());
        } else {
            self.set(cookie.name(), cookie.value());
        }
    }

    /// Gives the value of the header `Cookie`, unless there are none.
    pub(super) fn header(&self) -> Option<String> {
        let pairs: Vec<_> =
            self.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn cookies(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_kept_until_the_server_takes_them_back() {
        let jar = Jar::default();
        jar.take(&Cookie::parse("a=1; Path=/; HttpOnly").unwrap());
        jar.take(&Cookie::parse("b=2; Max-Age=60").unwrap());
        assert_eq!(jar.header().unwrap(), "a=1; b=2");
        let earlier = jar.fork();
        jar.take(&Cookie::parse("a=; Max-Age=0").unwrap());
        jar.take(&Cookie::parse("b=3").unwrap());
        assert_eq!(jar.header().unwrap(), "b=3");
        assert_eq!(earlier.header().unwrap(), "a=1; b=2");
    }
}
