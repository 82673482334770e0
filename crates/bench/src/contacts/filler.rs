//! Very many people, written in statements of a thousand rows.

use std::fmt::Write as _;

use umbra_domain::UserId;
use umbra_domain::person::{
    Birthday, Company, ContactEmail, ContactPhone, NamePart, Person, PersonSort, Phone, match_keys,
};
use umbra_domain::user::Email;
use umbra_store::Store;

use crate::calendar::MADE;
use crate::calendar::filler::{at, execute, nullable, quoted};
use crate::dice::Dice;
use crate::failure::{Failure, Outcome};

/// How many rows a statement writes.
const ROWS: usize = 1_000;

/// How many have the rare name.
pub(super) const RARE: usize = 20;

/// Parts of names.
const SYLLABLES: [&str; 24] = [
    "an", "bel", "cor", "dan", "er", "fin", "gre", "hol", "in", "jo", "ka", "lu", "mar", "nor",
    "os", "pe", "ri", "sa", "tho", "ul", "va", "we", "xa", "yo",
];

/// Writes `count` people whom somebody knows, the same ones each time.
pub(super) async fn fill(store: &Store, who: UserId, count: usize) -> Outcome {
    let mut dice = Dice::seeded(0x009e_071e);
    for first in (0..count).step_by(ROWS) {
        let numbers = first..count.min(first + ROWS);
        let people = numbers.map(|number| person(number, &mut dice));
        insert(store, who, &people.collect::<Outcome<Vec<_>>>()?).await?;
    }
    Ok(())
}

/// Makes the `number`th person; the first ones have the rare name.
fn person(number: usize, dice: &mut Dice) -> Outcome<Person> {
    let invented = || Failure::when("an invented text");
    let mut word = |syllables: usize| {
        let word = (0..syllables).map(|_| SYLLABLES[dice.below(24) as usize]);
        word.collect::<String>()
    };
    let (first, last) = match number {
        0..RARE => ("Maria".to_owned(), "Zwettler".to_owned()),
        _ => (word(2), word(3)),
    };
    let email = format!("{first}.{number}@example.org");
    let phone = format!("+43 664 {}", 9_000_000 + number);
    let part = |text: &str| NamePart::parse(text).map(Some).map_err(invented());
    let email = Email::parse(&email).map_err(invented())?;
    let phone = Phone::parse(&phone).map_err(invented())?;
    let company = format!("{} Ltd", word(2));
    Ok(Person {
        first_name: part(&first)?,
        last_name: part(&last)?,
        company: Some(Company::parse(&company).map_err(invented())?),
        emails: vec![ContactEmail { value: email, label: None }],
        phones: vec![ContactPhone { value: phone, label: None }],
        birthday: Birthday::parse("--07-15").ok().filter(|_| number.is_multiple_of(3)),
        ..Person::default()
    })
}

/// Writes people as the store does.
async fn insert(store: &Store, who: UserId, people: &[Person]) -> Outcome {
    let mut text = "INSERT INTO people (user_id, version, first_name, last_name, company, emails, \
        phones, addresses, birth_day, is_favorite, last_key, first_key, search_text, match_keys, \
        created_at, updated_at) VALUES "
        .to_owned();
    for (place, person) in people.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        row(&mut text, who, person);
    }
    execute(store, text).await
}

fn row(text: &mut String, who: UserId, person: &Person) {
    let name = |part: &Option<NamePart>| nullable(part.as_ref().map(NamePart::as_str));
    let values = |all: Vec<&str>| {
        let all = all.into_iter().map(|value| serde_json::json!({"value": value}));
        quoted(&all.collect::<serde_json::Value>().to_string())
    };
    let emails = values(person.emails.iter().map(|email| email.value.as_str()).collect());
    let phones = values(person.phones.iter().map(|phone| phone.value.as_str()).collect());
    let company = nullable(person.company.as_ref().map(Company::as_str));
    let born =
        person.birthday.map_or_else(|| "NULL".to_owned(), |day| day.day_of_year().to_string());
    let keys = serde_json::json!(match_keys(person)).to_string();
    let made = at(MADE);
    // Writing into a text can't fail.
    let _ = write!(text, "({who}, 1, {}, {}, ", name(&person.first_name), name(&person.last_name));
    let _ = write!(text, "{company}, {emails}, {phones}, '[]', {born}, FALSE, ");
    for by in [PersonSort::LastName, PersonSort::FirstName] {
        let _ = write!(text, "{}, ", quoted(&person.sort_key(by)));
    }
    let _ = write!(text, "{}, {}, {made}, {made})", quoted(&person.searched()), quoted(&keys));
}

#[cfg(test)]
mod tests {
    use sea_orm::sqlx::{self, AssertSqlSafe};
    use umbra_store::resource;

    use super::*;
    use crate::http::block_on;
    use crate::testing::store_with_account;

    #[test]
    fn a_row_is_what_the_store_writes() {
        block_on(async {
            let (_folder, store) = store_with_account(MADE).await?;
            let pool = store.sqlite_pool().unwrap();
            let who = sqlx::query_scalar("SELECT id FROM users").fetch_one(&pool).await;
            let who = UserId(who.unwrap());
            let mut dice = Dice::seeded(1);
            let people = (0..100).map(|number| person(number, &mut dice));
            let people = people.collect::<Outcome<Vec<_>>>()?;
            insert(&store, who, &people).await?;
            for person in &people {
                let db = store.autocommit();
                resource::create(db, &who, person.clone(), MADE).await?;
            }
            let columns = "user_id, version, first_name, last_name, company, emails, phones, \
                addresses, birth_day, is_favorite, last_key, first_key, search_text, match_keys, \
                created_at, updated_at";
            let text = format!(
                "SELECT count(*) FROM (SELECT {columns} FROM people GROUP BY {columns} \
                 HAVING count(*) = 2)"
            );
            let twice: i64 =
                sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&pool).await.unwrap();
            assert_eq!(twice, 100);
            store.close().await;
            Ok(())
        })
        .unwrap();
    }
}
