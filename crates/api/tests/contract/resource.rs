//! A row of the table, and the requests that are made of it.

use serde_json::{Map, Value, json};
use umbra_testkit::{Client, Draft, Reply, Request};

/// A resource: where it is, and what its rows are like.
#[derive(Clone)]
pub struct Resource {
    /// The path of the list, and of what creates, as the document has it.
    pub template: &'static str,
    /// The same, of what [`of`](Self::of) has made.
    pub path: String,
    /// The table in the database.
    pub table: &'static str,
    /// The fields that a client sets. Cleared one after another, in this order.
    pub fields: Vec<Field>,
    /// Fields of an answer that follow from others, and so may change with them.
    pub derived: Vec<&'static str>,
    /// How many of them a person may have, and the code of the refusal.
    pub most: Option<(usize, &'static str)>,
    /// What the list shows.
    pub list: List,
    within: Within,
    actions: Vec<Action>,
}

/// What the rows are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Nothing but what is a person's own.
    Nothing,
    /// A project.
    Project,
    /// A task of a project.
    Task,
}

/// A field that a client sets.
#[derive(Clone)]
pub struct Field {
    pub name: &'static str,
    /// A value, as the server spells it.
    pub one: Value,
    /// Another value.
    pub other: Value,
    /// What it is when it isn't sent, and after `null`; `None` when these tests always send it and
    /// never clear it.
    pub empty: Option<Value>,
    /// Whether it has to be sent and can't be cleared.
    pub is_required: bool,
}

/// What a list shows.
#[derive(Clone)]
pub enum List {
    /// Pages: of these rows, made in this order, it shows these labels in this one. The label is
    /// the first field.
    Paged { made: Vec<Value>, shown: Vec<&'static str> },
    /// Everything that this query finds: the tests of pages don't apply.
    Whole { query: &'static str },
}

/// Something else that can be done with a row.
#[derive(Clone)]
struct Action {
    method: &'static str,
    name: &'static str,
    body: Option<Value>,
    /// Whether it changes the row, and so obeys `If-Match`.
    conditional: bool,
}

impl Resource {
    /// Tells whether the rows are each one person's own, who is in their `user_id`, and shown to nobody else.
    pub fn is_own(&self) -> bool {
        let is_within = !matches!(self.within, Within::Nothing);
        !is_within && !["calendars", "events", "projects"].contains(&self.table)
    }

    /// Begins a row of the table. Its list is to be described.
    pub fn new(template: &'static str, table: &'static str) -> Self {
        let (fields, derived, actions) = (Vec::new(), Vec::new(), Vec::new());
        let (path, list) = (template.to_owned(), List::Whole { query: "" });
        let within = Within::Nothing;
        Self { template, path, table, fields, derived, most: None, list, within, actions }
    }

    /// Says that the rows are in a project.
    pub fn in_project(self) -> Self {
        Self { within: Within::Project, ..self }
    }

    /// Says that the rows are on a task of a project.
    pub fn on_task(self) -> Self {
        Self { within: Within::Task, ..self }
    }

    /// Tells whether the list is one of several that a person may have: nobody else finds it.
    pub fn is_within(&self) -> bool {
        self.within != Within::Nothing
    }

    /// Makes what the rows of a test are in, by somebody whose it is then: each time another one.
    pub async fn of(self, owner: &Client) -> Self {
        if !self.is_within() {
            return self;
        }
        let project = owner.project("New kitchen").create().await;
        let path = match self.within {
            Within::Task => owner.task(&project, "Walls").create().await.action("comments"),
            _ => project.action("tasks"),
        };
        Self { path, ..self }
    }

    /// Adds a field that has to be sent and can't be cleared, with two values. The first such field
    /// is text, and labels a row.
    pub fn required(
        mut self,
        name: &'static str,
        one: impl Into<Value>,
        other: impl Into<Value>,
    ) -> Self {
        let (one, other) = (one.into(), other.into());
        self.fields.push(Field { name, one, other, empty: None, is_required: true });
        self
    }

    /// Adds a field with two values that labels a row, where others could do so in its place. It comes
    /// first.
    pub fn label_of_many(mut self, name: &'static str, one: &str, other: &str) -> Self {
        let (one, other) = (one.into(), other.into());
        self.fields.push(Field { name, one, other, empty: None, is_required: false });
        self
    }

    /// Adds a field that may be left out, with two values, and what it is then and after `null`.
    /// The first value is not the empty one.
    pub fn optional(
        mut self,
        name: &'static str,
        one: impl Into<Value>,
        other: impl Into<Value>,
        empty: impl Into<Value>,
    ) -> Self {
        let (one, other) = (one.into(), other.into());
        let empty = Some(empty.into());
        self.fields.push(Field { name, one, other, empty, is_required: false });
        self
    }

    /// Names fields of an answer that may change when others do.
    pub fn derived<const N: usize>(self, names: [&'static str; N]) -> Self {
        Self { derived: names.into(), ..self }
    }

    /// Limits how many of them a person may have.
    pub fn at_most(self, count: usize, code: &'static str) -> Self {
        Self { most: Some((count, code)), ..self }
    }

    /// Adds an action that changes the row, below the row's path.
    pub fn action(self, method: &'static str, name: &'static str, body: Option<Value>) -> Self {
        self.with(Action { method, name, body, conditional: true })
    }

    /// Adds an action that leaves the row as it is, below the row's path.
    pub fn unconditional(
        self,
        method: &'static str,
        name: &'static str,
        body: Option<Value>,
    ) -> Self {
        self.with(Action { method, name, body, conditional: false })
    }

    fn with(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Says that the list has pages, and in which order it shows rows that are made in another.
    pub fn paged<const M: usize, const S: usize>(
        self,
        made: [Value; M],
        shown: [&'static str; S],
    ) -> Self {
        Self { list: List::Paged { made: made.into(), shown: shown.into() }, ..self }
    }

    /// Says that the list has no pages, and the query that finds all rows of a test.
    pub fn whole(self, query: &'static str) -> Self {
        Self { list: List::Whole { query }, ..self }
    }

    /// Returns a body with nothing but what is required.
    pub fn least(&self) -> Value {
        self.body(|field| field.empty.is_none().then(|| field.one.clone()))
    }

    /// Returns another such body.
    pub fn other(&self) -> Value {
        self.body(|field| field.empty.is_none().then(|| field.other.clone()))
    }

    /// Returns a body with all fields.
    pub fn full(&self) -> Value {
        self.body(|field| Some(field.one.clone()))
    }

    /// Returns a body that changes the label.
    pub fn change(&self) -> Value {
        json!({self.label(): self.fields[0].other})
    }

    fn body(&self, value: impl Fn(&Field) -> Option<Value>) -> Value {
        let fields = self.fields.iter();
        let fields = fields.filter_map(|field| Some((field.name.to_owned(), value(field)?)));
        fields.collect::<Map<_, _>>().into()
    }

    /// Returns the name of the field that labels a row.
    pub fn label(&self) -> &'static str {
        self.fields[0].name
    }

    /// Begins a row with nothing but what is required.
    pub fn draft(&self, client: &Client) -> Draft {
        client.draft(&self.path, self.least())
    }

    /// Prepares a request that creates a row with nothing but what is required.
    pub fn create(&self, client: &Client) -> Request {
        client.post(&self.path, self.least())
    }

    /// Returns the path of a row.
    #[track_caller]
    pub fn url(&self, row: &Value) -> String {
        format!("{}/{}", self.path, row["id"].as_i64().unwrap())
    }

    /// Returns the path of the list, with the query that it needs.
    pub fn list_path(&self) -> String {
        match self.list {
            List::Paged { .. } => format!("{}?limit=200", self.path),
            List::Whole { query } => format!("{}?{query}", self.path),
        }
    }

    /// Lists somebody's rows, at most 200.
    pub async fn rows(&self, client: &Client) -> Vec<Value> {
        client.get(self.list_path()).await.assert_status(200).json_as()
    }

    /// Prepares each request that changes a row. The last one deletes it.
    pub fn changes(&self, client: &Client, url: &str) -> Vec<Request> {
        let change = self.change();
        let mut all = vec![client.put(url, &change), client.patch(url, &change)];
        let actions = self.actions.iter().filter(|action| action.conditional);
        all.extend(actions.map(|action| action.on(client, url)));
        all.push(client.delete(url));
        all
    }

    /// Prepares each other request that does something with a row.
    pub fn uses(&self, client: &Client, url: &str) -> Vec<Request> {
        let actions = self.actions.iter().filter(|action| !action.conditional);
        actions.map(|action| action.on(client, url)).collect()
    }

    /// Prepares every request that there is for a row.
    pub fn verbs(&self, client: &Client, url: &str) -> Vec<Request> {
        let mut all = vec![client.get(url), client.head(url)];
        all.extend(self.changes(client, url));
        all.extend(self.uses(client, url));
        all
    }
}

impl Action {
    fn on(&self, client: &Client, url: &str) -> Request {
        let request = client.request(self.method, format!("{url}/{}", self.name), ());
        match &self.body {
            Some(body) => request.json(body),
            None => request,
        }
    }
}

/// Returns the ids of rows, in their order.
#[track_caller]
pub fn ids(rows: &[Value]) -> Vec<i64> {
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// Checks that a row is what an answer said, and at the same version.
pub async fn assert_unchanged(client: &Client, url: &str, body: &Value, etag: &str) {
    let read = client.get(url).await.assert_status(200);
    assert_eq!((&read.json(), read.etag()), (body, etag));
}

/// Checks that an answer is this problem. One to `HEAD` has no body, so only its status counts.
#[track_caller]
pub fn assert_refused(reply: &Reply, status: u16, code: &str) {
    if reply.bytes().is_empty() {
        assert_eq!(reply.status(), status, "{reply:?}");
    } else {
        reply.assert_problem(status, code);
    }
}
