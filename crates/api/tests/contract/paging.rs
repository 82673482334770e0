//! `limit`, `cursor` and the header `Link`: pages by keyset.

use serde_json::Value;
use umbra_testkit::{Client, Reply, TestApp, umbra_test};

use crate::contract::{
    resource::{List, Resource, ids},
    table::resources,
};

/// A list with pages: the resource, and the labels in the list's order.
pub struct Paged {
    pub resource: Resource,
    made: Vec<Value>,
    shown: Vec<&'static str>,
}

/// Makes the resources whose lists have pages for somebody.
pub async fn paged_of(owner: &Client) -> Vec<Paged> {
    let mut all = Vec::new();
    for list in paged() {
        all.push(list.of(owner).await);
    }
    all
}

/// Returns the resources whose lists have pages.
fn paged() -> impl Iterator<Item = Paged> {
    resources().filter_map(|mut resource| {
        match std::mem::replace(&mut resource.list, List::Whole { query: "" }) {
            List::Paged { made, shown } => {
                assert!(shown.len() > 2, "too few rows to page through");
                Some(Paged { resource, made, shown })
            }
            List::Whole { .. } => None,
        }
    })
}

impl Paged {
    /// Makes what the rows are in, by somebody whose it is then.
    async fn of(self, owner: &Client) -> Self {
        Self { resource: self.resource.of(owner).await, ..self }
    }

    /// Creates the rows of the table.
    pub async fn create_all(&self, client: &Client) {
        for fields in &self.made {
            let mut draft = self.resource.draft(client);
            for (name, value) in fields.as_object().unwrap() {
                draft = draft.with(name, value.clone());
            }
            draft.create().await;
        }
    }

    #[track_caller]
    fn labels(&self, page: &Reply) -> Vec<String> {
        let label = |row: &Value| row[self.resource.label()].as_str().unwrap().to_owned();
        rows(page).iter().map(label).collect()
    }
}

/// Returns the rows of a page.
#[track_caller]
pub fn rows(page: &Reply) -> Vec<Value> {
    page.clone().assert_status(200).json_as()
}

/// Follows the links from a page to the last one, and returns all pages.
async fn pages(client: &Client, first: String) -> Vec<Reply> {
    let mut pages = vec![client.get(first).await.assert_status(200)];
    while let Some(next) = pages.last().and_then(Reply::next_page) {
        assert!(pages.len() < 100, "the pages have no end: {next}");
        pages.push(client.get(next).await.assert_status(200));
    }
    pages
}

#[umbra_test]
async fn pages_of_any_size_add_up_to_the_list_in_its_order(t: TestApp) {
    for list in paged() {
        // The rows of another list may be in one of this.
        let ana = t.user(&format!("ana-of-{}", list.resource.table)).await;
        let list = list.of(&ana).await;
        let path = &list.resource.path;
        list.create_all(&ana).await;
        assert_eq!(list.labels(&ana.get(path).await), list.shown);
        let count = list.shown.len();
        for limit in (1..=count + 1).chain([200]) {
            let pages = pages(&ana, format!("{path}?limit={limit}")).await;
            let seen: Vec<_> = pages.iter().flat_map(|page| list.labels(page)).collect();
            assert_eq!(seen, list.shown, "limit {limit}");
            assert_eq!(pages.len(), count.div_ceil(limit), "a full last page has no next one");
            for page in &pages[..pages.len() - 1] {
                assert_eq!(rows(page).len(), limit);
            }
        }
    }
}

#[umbra_test]
async fn a_limit_is_a_number_from_1_to_200(t: TestApp) {
    let ana = t.user("ana").await;
    for list in paged_of(&ana).await {
        for (limit, code) in [
            ("0", "out_of_range"),
            ("-1", "out_of_range"),
            ("201", "out_of_range"),
            ("9223372036854775807", "out_of_range"),
            ("-9223372036854775808", "out_of_range"),
            ("9223372036854775808", "invalid_type"),
            ("99999999999999999999999999999999", "invalid_type"),
            ("abc", "invalid_type"),
            ("", "invalid_type"),
            ("1.5", "invalid_type"),
            ("1e2", "invalid_type"),
            ("0x10", "invalid_type"),
            ("%205", "invalid_type"),
            ("5%00", "invalid_type"),
            ("5&limit=6", "duplicate_field"),
        ] {
            let refused = ana.get(format!("{}?limit={limit}", list.resource.path)).await;
            refused.assert_problem(422, "invalid").assert_field("/limit", code);
        }
    }
}

#[umbra_test]
async fn a_link_is_relative_and_keeps_the_limit(t: TestApp) {
    let ana = t.user("ana").await;
    for list in paged_of(&ana).await {
        let path = &list.resource.path;
        list.create_all(&ana).await;
        let mut next = format!("{path}?limit=1");
        for _ in 0..2 {
            next = ana.get(&next).await.next_page().unwrap();
            assert!(next.starts_with(&format!("{path}?")), "{next}");
            for part in ["limit=1", "cursor="] {
                assert_eq!(next.matches(part).count(), 1, "{part} in {next}");
            }
        }
    }
}

#[umbra_test]
async fn a_page_goes_on_where_the_last_one_ended_although_rows_come_and_go(t: TestApp) {
    let ana = t.user("ana").await;
    for list in paged_of(&ana).await {
        let Paged { resource, .. } = &list;
        list.create_all(&ana).await;
        for size in 1..3 {
            let at_first = resource.rows(&ana).await;
            let page = ana.get(format!("{}?limit={size}", resource.path)).await;
            // The row after which the next page begins goes, and all come once more.
            let shown = rows(&page);
            let last = resource.url(shown.last().unwrap());
            ana.delete(&last).await.assert_status(204);
            list.create_all(&ana).await;
            let rest = pages(&ana, page.next_page().unwrap()).await;
            let rest: Vec<_> = rest.iter().flat_map(|page| ids(&rows(page))).collect();

            let now = ids(&resource.rows(&ana).await);
            assert!(now.ends_with(&rest), "{rest:?} is no end of {now:?}");
            for id in ids(&shown) {
                assert!(!rest.contains(&id), "{id} is shown twice");
            }
            for id in ids(&at_first).into_iter().filter(|id| now.contains(id)) {
                assert!(ids(&shown).contains(&id) || rest.contains(&id), "{id} was left out");
            }
        }
    }
}
