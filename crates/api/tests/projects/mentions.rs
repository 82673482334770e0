//! `@name` of a member in a comment.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Person, TestApp, at_once, umbra_test};

use crate::projects::{COMMENT, VIEW, grant, now, revoke};

struct World {
    ana: Person,
    ben: Person,
    zoe: Person,
    project: Created,
    task: Created,
}

impl World {
    async fn begin(t: &TestApp) -> Self {
        let (ana, ben, zoe) = (t.user("ana").await, t.user("ben").await, t.user("Zoë.B").await);
        t.user("outside").await;
        let project = ana.project("Garden").create().await;
        grant(t, &project, &ben, COMMENT).await;
        grant(t, &project, &zoe, VIEW).await;
        let task = ana.task(&project, "Dig").create().await;
        Self { ana, ben, zoe, project, task }
    }

    async fn say(&self, who: &Person, text: &str) -> Created {
        who.draft(&self.task.action("comments"), json!({"content": text})).create().await
    }
}

#[umbra_test]
async fn members_are_mentioned_by_their_names(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, zoe, task, .. } = &world;
    let mention = |who: &Person, text: &str| json!({"user_id": who.id, "text": text});
    for (text, expected) in [
        ("Nobody", json!([])),
        ("@outside and anna@ben", json!([])),
        ("@zoë.b: ask @BEN.", json!([mention(ben, "@BEN"), mention(zoe, "@zoë.b")])),
        ("@Zoe\u{308}.B", json!([mention(zoe, "@Zoe\u{308}.B")])),
        ("I, @ana, and @ben @ben", json!([mention(ana, "@ana"), mention(ben, "@ben")])),
    ] {
        let said = world.say(ana, text).await;
        assert_eq!(said.body["mentions"], expected, "{text}");
        assert_eq!(now(ben, &said).await, said.body, "{text}");
    }
    let all: Vec<Value> = zoe.get(task.action("comments")).await.assert_status(200).json_as();
    let counts: Vec<_> = all.iter().map(|one| one["mentions"].as_array().unwrap().len()).collect();
    assert_eq!(counts, [0, 0, 2, 1, 2]);
}

#[umbra_test]
async fn a_changed_comment_mentions_whom_it_mentions_then(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, zoe, project, .. } = &world;
    let said = world.say(ben, "@ana @zoë.b").await;
    let mentioned = |comment: &Value| -> Vec<Value> {
        let all = comment["mentions"].as_array().unwrap();
        all.iter().map(|one| one["user_id"].clone()).collect()
    };
    assert_eq!(mentioned(&said.body), [json!(ana.id), json!(zoe.id)]);
    for (text, expected) in [
        ("@ana @ben", vec![json!(ana.id), json!(ben.id)]),
        ("nobody", vec![]),
        ("@ben", vec![json!(ben.id)]),
    ] {
        let changed = ben.patch(said.url(), json!({"content": text})).await.assert_status(200);
        assert_eq!(mentioned(&changed.json()), expected, "{text}");
        assert_eq!(now(ana, &said).await, changed.json());
    }
    // Who was mentioned was, whether they are still in the project or called otherwise.
    let kept = world.say(ana, "@ben knows").await;
    t.execute(&format!("UPDATE users SET username = 'benno' WHERE id = {}", ben.id)).await;
    revoke(&t, project, ben).await;
    assert_eq!(now(ana, &kept).await, kept.body);
    let before = t.database_dump().await.table("task_comment_mentions").len();
    ana.delete(kept.url()).await.assert_status(204);
    assert_eq!(t.database_dump().await.table("task_comment_mentions").len(), before - 1);
    // Anew, they are nobody.
    assert_eq!(world.say(ana, "@ben @benno").await.body["mentions"], json!([]));
}

#[umbra_test]
async fn of_two_changes_at_once_the_comment_mentions_whom_its_text_does(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ben, .. } = &world;
    let second = ben.at(&t.second_process().await);
    for texts in [["@ana", "@ana"], ["@ana 1", "@ana 2"], ["nobody", "@ana y"], ["@ben", "@ana"]] {
        for before in ["hi", "@ana"] {
            let said = world.say(ben, before).await;
            let change = |who: &Client, text: &str| who.put(said.url(), json!({"content": text}));
            let replies = at_once([change(ben, texts[0]), change(&second, texts[1])]).await;
            let shown = now(ben, &said).await;
            for reply in &replies {
                let changed: Value = reply.clone().assert_status(200).json();
                let text = changed["content"].as_str().unwrap();
                let named: Vec<_> = text.split(' ').filter(|word| word.starts_with('@')).collect();
                let mentions = changed["mentions"].as_array().unwrap();
                let mentions: Vec<_> =
                    mentions.iter().map(|one| one["text"].as_str().unwrap()).collect();
                assert_eq!(mentions, named, "{before} {texts:?} {replies:?}");
            }
            assert!(replies.iter().any(|reply| reply.json() == shown), "{shown} {replies:?}");
        }
    }
}
