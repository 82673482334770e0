//! Every example of a request in the API's document, sent as it stands to a real server, on both databases.
//!
//! That is what somebody does who let the demo household move in, signs in as Ana, opens `/docs` and presses
//! "Execute". The operations are the document's: a new one is tried, too. Each example has a world of its own,
//! in which nothing happened but what [`tables::BEFORE`] says; what can't do as it stands is in
//! [`tables::REFUSED`]. What is answered must look as the document's example of the answer does.

mod example;
mod household;
mod likeness;
mod steps;
mod tables;

use umbra_testkit::{Engine, NtfyServer, Setup, TestApp, TestDatabase, WeatherServer, run_on};

use self::{example::Example, tables::ON_AN_EMPTY_SERVER};

mod every_example_does_as_it_stands {
    use umbra_testkit::Engine;

    #[test]
    fn on_sqlite() {
        super::run_alone(super::try_all(Engine::Sqlite));
    }

    #[test]
    fn on_postgres() {
        super::run_alone(super::try_all(Engine::Postgres));
    }
}

#[test]
fn the_tables_name_operations_that_exist_once() {
    let all = Example::all();
    let mut names: Vec<_> = tables::names().collect();
    names.sort_unstable();
    for name in &names {
        assert!(all.iter().any(|example| example.name == *name), "there is no {name}");
    }
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "an operation is in two rows");
}

fn run_alone(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(Box::pin(test));
}

/// Tries all examples, and then tells of all that don't do.
async fn try_all(engine: Engine) {
    let setup = Setup::with(|setup| {
        setup.weather = Some(WeatherServer::start());
        setup.ntfy = Some(NtfyServer::start());
    });
    let household = household::make(engine, &setup).await;
    let mut wrong = Vec::new();
    for example in Example::all() {
        let world = if example.name == ON_AN_EMPTY_SERVER {
            TestDatabase::create(engine).await
        } else {
            household.copy().await
        };
        let (wrong, example) = (&mut wrong, &example);
        run_on(world, setup.clone(), move |t| async move {
            if let Err(reason) = attempt(&t, example).await {
                wrong.push(format!("{}: {reason}", example.name));
            }
        })
        .await;
    }
    household.remove().await;
    assert!(wrong.is_empty(), "{} examples don't do:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Tries an example.
async fn attempt(t: &TestApp, example: &Example) -> Result<(), String> {
    t.clock.set(household::TODAY);
    let browser = if example.name == ON_AN_EMPTY_SERVER {
        t.anonymous()
    } else {
        (*t.user("ana").await).clone()
    };
    let reply = example.send(&browser).await;
    if let Some(refused) = tables::refused(&example.name) {
        let code = serde_json::from_slice(reply.bytes())
            .map(|body: serde_json::Value| body["code"].clone());
        let is_it = reply.status() == refused.status && code.is_ok_and(|code| code == refused.code);
        return if is_it { Ok(()) } else { Err(format!("`tables::REFUSED` is wrong: {reply:?}")) };
    }
    let steps = tables::before(&example.name);
    if steps.is_empty() {
        return example.check(&reply);
    }
    if example.check(&reply).is_ok() {
        return Err("it does without its row in `tables::BEFORE`".to_owned());
    }
    for step in steps {
        steps::take(t, &browser, step).await?;
    }
    example.check(&example.send(&browser).await)
}
