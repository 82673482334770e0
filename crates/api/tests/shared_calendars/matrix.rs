//! What each right may do in a calendar: the table in `docs/permissions.md`, compared with what happens.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use umbra_testkit::{Created, Person, Reply, TestApp, umbra_test};

use super::{World, changing, offering, path, share};
use crate::connections::connect;

const DOCUMENT: &str = include_str!("../../../../docs/permissions.md");

const COLUMNS: [&str; 5] = ["free_busy", "read_only", "create_modify", "full_access", "owner"];

/// Reads the table below the heading: what may be done, and what becomes of it with each right.
fn written() -> BTreeMap<String, Vec<String>> {
    let (_, section) = DOCUMENT.split_once("\n## In a calendar\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()
    };
    let mut rows = rows.map(cells);
    assert_eq!(rows.next().unwrap()[1..], COLUMNS);
    rows.next().unwrap();
    rows.map(|mut row| (row.remove(0), row)).collect()
}

/// Who acts, and what there is to act on.
struct Scene<'a> {
    world: &'a World,
    /// Who holds the right.
    who: &'a Person,
    /// Another member, and somebody to share with.
    cleo: &'a Person,
    dora: &'a Person,
    /// What is in the calendar, each made anew: by who acts, and by somebody else.
    own: [Created; 2],
    others: [Created; 2],
    /// A calendar of who acts.
    home: i64,
}

/// A single event and a series, made by somebody.
async fn made(by: &Person, calendar: i64) -> [Created; 2] {
    let single = by.event("Single", "2026-03-02T15:00:00Z").with("calendar_id", calendar);
    let series = by.event("Series", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=9");
    [single.create().await, series.with("calendar_id", calendar).create().await]
}

impl Scene<'_> {
    /// Does each thing that the table has a row for, on things of its own.
    async fn act(&self, name: &str) -> Option<Reply> {
        let Self { world, who, cleo, dora, own, others, home } = self;
        let calendar = world.calendar;
        let [single, series] = others;
        let at = "2026-03-05T09:00:00";
        let (this, following) = (series.scoped("this", at), series.scoped("following", at));
        let all = format!("{}?scope=all", series.url());
        let (title, mine) = (json!({"title": "x"}), json!({"is_starred": true, "reminders": [5]}));
        let away = json!({"calendar_id": home});
        let member = |whom: &Person| path(calendar, &format!("/members/{}", whom.id));
        let reply = match name {
            "see when somebody is busy" => {
                who.get(format!("/api/events?calendar_id={calendar}")).await
            }
            "see the calendar and who else does" => {
                who.get(world.url()).await.assert_same(who.get(path(calendar, "/members")).await)
            }
            "see an event, an occurrence" => {
                let one = who.get(this.replace("scope=this&", "")).await;
                who.get(single.url()).await.assert_same(one)
            }
            "own colour, visibility and order of the calendar" => {
                who.put(path(calendar, "/preferences"), json!({"sort_order": 3})).await
            }
            "own star and reminders on a single event" => who.patch(single.url(), mine).await,
            "own star and reminders: this occurrence" => who.patch(this, mine).await,
            "own star and reminders: this and following" => who.patch(following, mine).await,
            "own star and reminders: all" => who.patch(all, mine).await,
            "make an event" => {
                let new = who.event("x", "2026-03-02").with("calendar_id", calendar);
                new.send().await
            }
            "make an event of a template" => {
                let template = who.template("x", "x").create().await;
                let body = json!({"start": "2026-03-02T10:00:00Z", "calendar_id": calendar});
                who.post(template.action("instantiate"), body).await
            }
            "name it in a template" => {
                who.template("y", "y").with("calendar_id", calendar).send().await
            }
            "change a single event" => who.patch(single.url(), title).await,
            "change this occurrence" => who.patch(this, title).await,
            "change this and following" => who.patch(following, title).await,
            "change all" => who.patch(all, title).await,
            "change an event and what is personal at once" => {
                who.patch(single.url(), json!({"title": "x", "is_starred": true})).await
            }
            "put an occurrence back" => {
                who.delete(format!("{}/overrides/{at}", series.url())).await
            }
            "make an event of somebody else's private" => {
                who.patch(single.url(), json!({"visibility": "private"})).await
            }
            "move an event of one's own into it" => {
                let own = who.event("x", "2026-03-02").with("calendar_id", *home).create().await;
                who.patch(own.url(), json!({"calendar_id": calendar})).await
            }
            "move an event of somebody else's out of it" => who.patch(single.url(), away).await,
            "move this and following of somebody else's out of it" => {
                who.patch(following, away).await
            }
            "move all of somebody else's out of it" => who.patch(all, away).await,
            "move an event that one made out of it" => who.patch(own[0].url(), away).await,
            "move this and following of what one made out of it" => {
                who.patch(own[1].scoped("following", at), away).await
            }
            "move all of what one made out of it" => {
                who.patch(format!("{}?scope=all", own[1].url()), away).await
            }
            "delete an event that one made" => who.delete(own[0].url()).await,
            "delete this occurrence of what one made" => {
                who.delete(own[1].scoped("this", at)).await
            }
            "delete this and following of what one made" => {
                who.delete(own[1].scoped("following", at)).await
            }
            "delete all of what one made" => {
                who.delete(format!("{}?scope=all", own[1].url())).await
            }
            "delete an event of somebody else's" => who.delete(single.url()).await,
            "delete this occurrence of somebody else's" => who.delete(this).await,
            "delete this and following of somebody else's" => who.delete(following).await,
            "delete all of somebody else's" => who.delete(all).await,
            "name, colour and description of the calendar" => {
                who.patch(world.url(), json!({"name": "x"})).await
            }
            "share it" => offering(who, calendar, dora, "read_only").await,
            "change what a member may do" => {
                who.put(member(cleo), json!({"permission": "create_modify"})).await
            }
            "remove a member" => who.delete(member(cleo)).await,
            "hand it over" => who.put(member(cleo), json!({"permission": "owner"})).await,
            "leave it" => who.delete(path(calendar, "")).await,
            "delete it" => who.delete(world.url()).await,
            _ => return None,
        };
        Some(reply)
    }
}

trait Same {
    /// Checks that two answers to what goes together are the same.
    fn assert_same(self, other: Reply) -> Reply;
}

impl Same for Reply {
    fn assert_same(self, other: Reply) -> Reply {
        assert_eq!(self.status(), other.status(), "{self:?} {other:?}");
        self
    }
}

/// Writes what became of a request as the table has it.
fn cell(reply: &Reply) -> String {
    match reply.status() {
        200..300 => "yes".to_owned(),
        status @ (403 | 404 | 409) => status.to_string(),
        422 => {
            let error: Value = reply.json()["errors"][0].clone();
            assert_eq!(error["code"], "unknown_calendar", "{reply:?}");
            "422".to_owned()
        }
        other => panic!("{other}: {reply:?}"),
    }
}

#[umbra_test]
async fn each_right_may_do_what_the_table_says(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (cleo, dora) = (t.user("cleo").await, t.user("dora").await);
    for one in [&ben, &cleo, &dora] {
        connect(&ana, one).await;
    }
    let table = written();
    assert!(table.len() > 30, "{table:?}");
    let mut found = BTreeMap::new();
    for (name, expected) in &table {
        let mut row = Vec::new();
        for permission in COLUMNS {
            let calendar = ana.calendar("Family").create().await.id;
            let world = World { ana: ana.clone(), ben: ben.clone(), connection: 0, calendar };
            share(&ana, calendar, &ben, "full_access").await;
            share(&ana, calendar, &cleo, "read_only").await;
            let (of_ana, of_ben) = (made(&ana, calendar).await, made(&ben, calendar).await);
            let is_owner = permission == "owner";
            let (who, own, others) = match is_owner {
                true => (&ana, of_ana, of_ben),
                false => (&ben, of_ben, of_ana),
            };
            let home = who.calendar("Home").create().await.id;
            if !is_owner {
                changing(&ana, calendar, &ben, permission).await.assert_status(200);
            }
            let scene = Scene { world: &world, who, cleo: &cleo, dora: &dora, own, others, home };
            let before = if is_owner { Vec::new() } else { super::everything(&t).await };
            let reply = scene.act(name).await;
            let reply = reply.unwrap_or_else(|| panic!("no test of {name:?}"));
            row.push(cell(&reply));
            // What is refused changes nothing; a template to make an event of is made before.
            if !is_owner && reply.status() >= 400 && !prepares(name) {
                assert_eq!(super::everything(&t).await, before, "{name}: {permission}");
            }
            for calendar in [calendar, home] {
                let gone = [&ana, &ben, &cleo];
                for one in gone {
                    one.delete(format!("/api/calendars/{calendar}")).await;
                }
            }
            for template in who.get("/api/event-templates").await.json().as_array().unwrap() {
                who.delete(format!("/api/event-templates/{}", template["id"])).await;
            }
        }
        found.insert(name.clone(), row.clone());
        assert_eq!(&row, expected, "{name}");
    }
    assert_eq!(found, table);
}

/// Tells whether something is made for an act before it.
fn prepares(name: &str) -> bool {
    ["make an event of a template", "move an event of one's own into it"].contains(&name)
}
