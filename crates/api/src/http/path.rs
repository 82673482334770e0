//! Ids in paths: [`Id`], and [`Id2`] and [`Id3`] of things within things.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use umbra_domain::id;

use super::Problem;

/// The id in a path with one, such as `/api/todos/{id}`.
///
/// Anything but a positive 64-bit integer in its plain spelling names nothing and answers 404.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id<T>(pub T);

impl<T: id::Id> FromRequest for Id<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let segment = request.match_info().iter().next().map(|(_, segment)| segment);
        ready(segment.and_then(parse).map(Self).ok_or_else(Problem::not_found))
    }
}

/// The two ids in a path such as `/api/projects/{id}/tasks/{task_id}`, as [`Id`] reads each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id2<A, B>(pub A, pub B);

impl<A: id::Id, B: id::Id> FromRequest for Id2<A, B> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut segments = request.match_info().iter().map(|(_, segment)| segment);
        let mut ids = || Some(Self(parse(segments.next()?)?, parse(segments.next()?)?));
        ready(ids().ok_or_else(Problem::not_found))
    }
}

/// The three ids in a path such as `/api/projects/{id}/tasks/{task_id}/comments/{comment_id}`, as
/// [`Id`] reads each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id3<A, B, C>(pub A, pub B, pub C);

impl<A: id::Id, B: id::Id, C: id::Id> FromRequest for Id3<A, B, C> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut segments = request.match_info().iter().map(|(_, segment)| segment);
        let mut ids = || {
            let (first, second) = (parse(segments.next()?)?, parse(segments.next()?)?);
            Some(Self(first, second, parse(segments.next()?)?))
        };
        ready(ids().ok_or_else(Problem::not_found))
    }
}

/// One spelling an id, so that one row has one URL: no sign, no leading zero.
fn parse<T: id::Id>(segment: &str) -> Option<T> {
    let plain = segment.bytes().all(|byte| byte.is_ascii_digit()) && !segment.starts_with('0');
    segment.parse().ok().filter(|_| plain).and_then(T::from_positive)
}

#[cfg(test)]
mod tests {
    use umbra_domain::TodoId;

    use super::parse;

    #[test]
    fn an_id_is_a_positive_64_bit_integer_in_its_plain_spelling() {
        assert_eq!(parse("17"), Some(TodoId(17)));
        assert_eq!(parse("9223372036854775807"), Some(TodoId(i64::MAX)));
        for bad in ["", "0", "-1", "+1", "01", "1.0", "1e3", "9223372036854775808", "a", "１", "1 "]
        {
            assert_eq!(parse::<TodoId>(bad), None, "{bad:?}");
        }
    }
}
