//! People as a whole: what they are called, who is like whom, and what merging leaves.

use super::{
    Alike, Birthday, Category, Company, Contact, Label, MergeField, NamePart, Notes, Person,
    PersonSort, Phone, Search, TooMuch, match_keys,
};
use crate::user::Email;

fn part(text: &str) -> Option<NamePart> {
    Some(text).filter(|text| !text.is_empty()).map(|text| NamePart::parse(text).unwrap())
}

fn named(first: &str, last: &str) -> Person {
    Person { first_name: part(first), last_name: part(last), ..Person::default() }
}

fn label(text: &str) -> Option<Label> {
    Some(text).filter(|text| !text.is_empty()).map(|text| Label::parse(text).unwrap())
}

fn email(text: &str, what: &str) -> Contact<Email> {
    Contact { value: Email::parse(text).unwrap(), label: label(what) }
}

fn phone(text: &str, what: &str) -> Contact<Phone> {
    Contact { value: Phone::parse(text).unwrap(), label: label(what) }
}

#[test]
fn somebody_is_called_by_their_name_or_by_what_is_known() {
    let mut person = named("Anna", "Müller");
    person.prefix = part("Dr.");
    person.middle_name = part("Maria");
    person.suffix = part("MSc");
    assert_eq!(person.display_name(), "Dr. Anna Maria Müller MSc");
    assert_eq!(person.sort_text(PersonSort::LastName), "Müller Anna Maria");
    assert_eq!(person.sort_text(PersonSort::FirstName), "Anna Maria Müller");
    let mut nobody = Person { prefix: part("Dr."), ..Person::default() };
    assert_eq!(nobody.clone().named().map(drop), Err(super::Nameless));
    nobody.phones.push(phone("112", ""));
    assert_eq!(nobody.display_name(), "112");
    nobody.emails.push(email("a@example.org", ""));
    assert_eq!(nobody.display_name(), "a@example.org");
    nobody.company = Company::parse("Example").ok();
    assert_eq!(nobody.display_name(), "Example");
    nobody.nickname = part("Bo");
    assert_eq!(nobody.sort_text(PersonSort::LastName), "Bo");
}

#[test]
fn a_search_finds_numbers_however_either_is_written() {
    for (kept, typed, found) in [
        ("+43 664 1234567", "0664/123", true),
        ("+43 664 1234567", "+43 (0)664 1234567", true),
        ("+43 664 1234567", "0043664", true),
        ("+43 664 1234567", "66412345", true),
        ("+43 664 1234567", "567", true),
        ("0664 1234567", "+43 664 123 45 67", true),
        ("+43 (0) 664 1234567", "6641234567", true),
        ("+43 664 1234567", "665", false),
        ("+43 664 1234567", "664 4567", false),
    ] {
        let person = Person { phones: vec![phone(kept, "")], ..named("Anna", "Müller") };
        let finds = Search::parse(typed).unwrap().finds(&person.searched());
        assert_eq!(finds, found, "{typed} in {kept}");
    }
}

#[test]
fn people_who_may_be_the_same_share_a_key() {
    use Alike::{Name, SimilarName};
    let nick = Person { nickname: part("Bob"), ..named("Robert", "Smith") };
    let company = |name| Person { company: Company::parse(name).ok(), ..Person::default() };
    for (one, other, expected) in [
        (named("Anna", "Müller"), named("ANNA", "Muller"), vec![Name]),
        (named("Anna", "Müller"), named("Müller", "Anna"), vec![Name]),
        (nick.clone(), named("Bob", "Smith"), vec![Name]),
        (company("Example Ltd."), company("EXAMPLE, LTD"), vec![Name]),
        (named("Anna", ""), named("Anna", ""), vec![Name]),
        (named("Jon", "Smith"), named("John", "Smith"), vec![SimilarName]),
        (named("Anna", "Mueller"), named("Anna", "Müller"), vec![SimilarName]),
        (named("A.", "Müller"), named("Anna", "Müller"), vec![SimilarName]),
        (named("Alex", "Müller"), named("Alexander", "Müller"), vec![SimilarName]),
        (named("Anna", "Müller"), named("Anna", "Müller-Schmidt"), vec![SimilarName]),
        (named("Anna Maria", "Müller"), named("Anna", "Müller"), vec![SimilarName]),
        (named("Anna", "Müller"), named("Anja", "Müller"), vec![]),
        (named("Anna", "Müller"), named("Anna", "Maier"), vec![]),
        (named("Anna", ""), named("Anna", "Müller"), vec![]),
        (named("Anna", "Li"), named("Anna", "Lindner"), vec![]),
    ] {
        let names = format!("{} / {}", one.display_name(), other.display_name());
        assert_eq!(Alike::between(&one, &other), expected, "{names}");
        assert_eq!(Alike::between(&other, &one), expected, "{names}");
        let meet = !match_keys(&one).is_disjoint(&match_keys(&other));
        assert!(meet || expected.is_empty(), "{names} don't meet");
    }
    let one = Person { emails: vec![email("Anna@Example.org", "")], ..named("Anna", "Müller") };
    let other = Person { emails: vec![email("anna@example.ORG", "")], ..named("Bo", "") };
    assert_eq!(Alike::between(&one, &other), [Alike::Email]);
    let one = Person { phones: vec![phone("+43 664 1234567", "")], ..named("Anna", "Müller") };
    let other = Person { phones: vec![phone("0664/1234567", "")], ..named("Bo", "") };
    assert_eq!(Alike::between(&one, &other), [Alike::Phone]);
    let short = Person { phones: vec![phone("112", "")], ..named("Bo", "") };
    let same = Person { phones: vec![phone("112", "")], ..named("Cy", "") };
    assert_eq!(Alike::between(&short, &same), [], "everybody may have 112");
}

#[test]
fn merging_keeps_all_that_either_says() {
    let one = Person {
        emails: vec![email("anna@example.org", "home"), email("a@work.example", "")],
        phones: vec![phone("0664 1234567", "")],
        company: Company::parse("Old").ok(),
        birthday: Birthday::parse("--02-29").ok(),
        notes: Notes::parse("Likes tea.").ok(),
        ..named("Anna", "Müller")
    };
    let other = Person {
        nickname: part("Anni"),
        emails: vec![
            email("ANNA@example.org", "private"),
            email("A@work.example", "work"),
            email("c@example.org", ""),
        ],
        phones: vec![phone("+43 664 1234567", "mobile"), phone("112", "")],
        company: Company::parse("New").ok(),
        category: Category::parse("friends").ok(),
        birthday: Birthday::parse("1992-02-29").ok(),
        notes: Notes::parse("Hates coffee.").ok(),
        is_favorite: true,
        ..named("Anna", "Meier")
    };
    let merged = one.clone().merge(other.clone(), &[MergeField::Company]).unwrap();
    assert_eq!(merged.display_name(), "Anna Müller");
    assert_eq!(merged.nickname, part("Anni"));
    assert_eq!(merged.company, Company::parse("New").ok());
    assert_eq!(merged.category, other.category);
    assert_eq!(merged.birthday, other.birthday);
    let emails = [
        email("anna@example.org", "home"),
        email("a@work.example", "work"),
        email("c@example.org", ""),
    ];
    assert_eq!(merged.emails, emails);
    assert_eq!(merged.phones, [phone("+43 664 1234567", "mobile"), phone("112", "")]);
    assert!(merged.is_favorite);
    let notes = "Likes tea.\n\nHates coffee.\n\nlast_name: Meier\ncompany: Old\n\
                 emails: ANNA@example.org (private)";
    assert_eq!(merged.notes.unwrap().as_str(), notes);
    // Somebody who says the same has nothing to add.
    assert_eq!(one.clone().merge(one.clone(), &[]).as_ref(), Ok(&one));
}

#[test]
fn what_would_be_too_much_is_not_merged() {
    let notes = |letter: &str| Person {
        notes: Notes::parse(&letter.repeat(6_000)).ok(),
        ..named("Anna", "Müller")
    };
    assert_eq!(notes("x").merge(notes("y"), &[]), Err(TooMuch::Notes));
    let emails = |letter: &str| Person {
        emails: (0..30).map(|n| email(&format!("{letter}{n}@example.org"), "")).collect(),
        ..named("Anna", "Müller")
    };
    assert_eq!(emails("x").merge(emails("y"), &[]), Err(TooMuch::Emails));
}
