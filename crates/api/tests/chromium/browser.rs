//! A browser window on a page of Umbra.

use serde_json::{Value, json};

use crate::chromium::driver::Driver;

/// What a frontend does, in the page: one request, and the two ceremonies. The last argument of an
/// asynchronous script takes its result.
const PAGE: &str = r#"
const done = arguments[arguments.length - 1];
const call = async (method, path, body) => {
    const headers = {"Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest"};
    const answer = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
    const text = await answer.text();
    return {status: answer.status, body: text ? JSON.parse(text) : null};
};
const create = async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({publicKey})).toJSON();
};
const get = async (options) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return (await navigator.credentials.get({publicKey})).toJSON();
};
"#;

/// Chromium without a window. It closes with its value.
pub(crate) struct Browser {
    driver: Driver,
    session: String,
}

impl Browser {
    /// Opens a page, or returns `None` where there is no browser.
    pub(crate) fn open(url: &str) -> Option<Self> {
        let driver = Driver::start()?;
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "webauthn:virtualAuthenticators": true,
            "goog:chromeOptions": {
                // A container has neither namespaces for a sandbox nor much shared memory.
                "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                    "--no-proxy-server"],
            },
        }}});
        let begun = driver.send("POST", "/session", &capabilities);
        let session = begun["sessionId"].as_str().expect("a session").to_owned();
        let browser = Self { driver, session };
        browser.post("/timeouts", &json!({"script": 120_000}));
        browser.post("/url", &json!({"url": url}));
        Some(browser)
    }

    /// Plugs an authenticator in that verifies its user, and returns its name.
    pub(crate) fn plug_in(&self, transport: &str) -> String {
        let kind = json!({
            "protocol": "ctap2", "transport": transport, "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "isUserConsenting": true,
        });
        self.post("/webauthn/authenticator", &kind).as_str().expect("a name").to_owned()
    }

    /// Pulls an authenticator out.
    pub(crate) fn pull_out(&self, authenticator: &str) {
        let path = format!("/session/{}/webauthn/authenticator/{authenticator}", self.session);
        self.driver.send("DELETE", &path, &Value::Null);
    }

    /// Sends a request from the page, and returns status and body.
    pub(crate) fn call(&self, method: &str, path: &str, body: Value) -> (u64, Value) {
        self.run("return call(...args);", json!([method, path, body]))
    }

    /// Begins a ceremony, lets the authenticator answer, and completes it. `extra` goes with the
    /// answer.
    pub(crate) fn ceremony(
        &self,
        [function, begin, method, complete]: [&str; 4],
        body: Value,
        extra: Value,
    ) -> (u64, Value) {
        let script = r#"
            const [name, begin, method, complete, body, extra] = args;
            const begun = await call("POST", begin, body);
            if (begun.status !== 200) return begun;
            const credential = await {create, get}[name](begun.body.options);
            const challenge_token = begun.body.challenge_token;
            return call(method, complete, {credential, challenge_token, ...extra});
        "#;
        self.run(script, json!([function, begin, method, complete, body, extra]))
    }

    /// Runs the body of an asynchronous function in the page.
    fn run(&self, body: &str, args: Value) -> (u64, Value) {
        let script = format!(
            "{PAGE} const args = arguments[0];
            (async () => {{ {body} }})().then(done, (error) => done({{thrown: String(error)}}));"
        );
        let value = self.post("/execute/async", &json!({"script": script, "args": [args]}));
        assert!(value["thrown"].is_null(), "the page threw {}: {args}", value["thrown"]);
        (value["status"].as_u64().expect("a status"), value["body"].clone())
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.driver.send("POST", &format!("/session/{}{path}", self.session), body)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Otherwise Chromium would outlive its driver. A failure was told before.
        let path = format!("/session/{}", self.session);
        let _ = self.driver.try_send("DELETE", &path, &Value::Null);
    }
}
