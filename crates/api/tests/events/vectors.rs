//! The independent vectors, as a client sees them.

use serde::Deserialize;
use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

const VECTORS: &str = include_str!("../../../domain/tests/vectors/recurrence.json");

#[derive(Deserialize)]
struct Vector {
    id: u32,
    note: String,
    timezone: String,
    dtstart: String,
    rrule: String,
    exdates: Vec<String>,
    from: String,
    to: String,
    occurrences: Vec<Occurrence>,
}

#[derive(Deserialize)]
struct Occurrence {
    local: String,
    utc: String,
}

#[umbra_test]
async fn every_vector_comes_out_of_the_api_as_it_should(t: TestApp) {
    let vectors: Vec<Vector> = serde_json::from_str(VECTORS).unwrap();
    assert_eq!(vectors.len(), 181);
    let ana = t.user("ana").await;
    for vector in vectors {
        let Vector { id, note, .. } = &vector;
        let event = ana.event(&format!("{id}"), &vector.dtstart).zone(&vector.timezone);
        let event = event.rule(&vector.rrule).with("exdates", json!(vector.exdates));
        let event = event.create().await;
        let shown = ana.events(&vector.from, &vector.to).await;
        let found: Vec<_> =
            shown.iter().map(|one| (&one["recurrence_id"], &one["start"])).collect();
        let expected: Vec<(Value, Value)> = vector
            .occurrences
            .iter()
            .map(|one| (one.local.clone().into(), one.utc.clone().into()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(local, utc)| (local, utc)).collect();
        assert_eq!(found, expected, "{id}: {note}: {}", vector.rrule);
        ana.delete(format!("{}?scope=all", event.url())).await.assert_status(204);
    }
}
