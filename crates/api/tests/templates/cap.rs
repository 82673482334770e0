//! How many templates a person may have.

use umbra_domain::{
    Clock as _,
    event::{Content, Title},
    template::{MOST, Name, Template, TimesPatch},
};
use umbra_store::{StoreError, resource};
use umbra_testkit::{Person, Reply, TestApp, at_once, umbra_test};

use crate::templates::{PATH, rows};

fn numbered(n: u64) -> Template {
    let name = Name::parse(&format!("Template {n}")).unwrap();
    let content = Content::titled(Title::parse("Piano").unwrap());
    Template::parse(name, None, content, TimesPatch::default(), None).unwrap()
}

/// Makes templates without a request for each, until a person may have only `left` more.
async fn fill(t: &TestApp, who: &Person, left: u64) {
    let now = t.clock.now();
    let written = t.app.store.write(async |tx| {
        for n in resource::count_own::<Template>(tx, who.id).await?..MOST - left {
            resource::create(tx, &who.id, numbered(n), now).await?;
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
}

#[umbra_test]
async fn the_201st_template_is_refused_until_one_is_deleted(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    fill(&t, &ana, 1).await;
    let last = ana.template("Last", "x").create().await;
    ana.template("Too much", "x").send().await.assert_problem(409, "too_many_templates");
    let keyed = ana.post(PATH, serde_json::json!({"name": "x", "title": "x"}));
    keyed.header("Idempotency-Key", "k").await.assert_problem(409, "too_many_templates");
    assert_eq!(rows(&ana.get(format!("{PATH}?limit=200")).await).len(), 200);
    ben.template("Lesson", "x").create().await;
    ana.instantiate(&last, "2026-03-05T10:00").await.assert_status(201);
    ana.delete(last.url()).await.assert_status(204);
    ana.template("Fits", "x").create().await;
}

#[umbra_test]
async fn of_10_templates_at_once_only_those_below_the_cap_are_made(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    fill(&t, &ana, 3).await;
    let requests = (0..10).map(|n| {
        let browser = if n % 2 == 0 { &*ana } else { &second };
        browser.template(&format!("New {n}"), "x").send()
    });
    let replies: Vec<Reply> = at_once(requests).await;
    let made = replies.iter().filter(|reply| reply.status() == 201).count();
    assert_eq!(made, 3, "{replies:?}");
    for refused in replies.iter().filter(|reply| reply.status() != 201) {
        refused.assert_problem(409, "too_many_templates");
    }
    assert_eq!(rows(&ana.get(format!("{PATH}?limit=200")).await).len(), 200);
}
