//! Reads a [`Value`] into a request type, more strictly than serde_json does.
//!
//! serde_json takes `["a", 1]` for a struct and `{"low": null}` for an enum's bare name. The contract
//! knows objects and strings only, so here both are of a wrong type. Repeated keys are refused at
//! every depth, also where a type would ignore them.

use std::{collections::HashSet, vec};

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, Error as _, IntoDeserializer as _, Unexpected, Visitor},
    forward_to_deserialize_any,
};

use super::{refusal::Refusal, value::Value};

impl Value {
    fn refused_by<'de, V: Visitor<'de>>(&self, visitor: &V) -> Refusal {
        let found = match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Signed(value) => Unexpected::Signed(*value),
            Self::Unsigned(value) => Unexpected::Unsigned(*value),
            Self::Float(value) => Unexpected::Float(*value),
            Self::Text(value) => Unexpected::Str(value),
            Self::Array(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        };
        Refusal::invalid_type(found, visitor)
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Signed(value) => visitor.visit_i64(value),
            Self::Unsigned(value) => visitor.visit_u64(value),
            Self::Float(value) => visitor.visit_f64(value),
            Self::Text(value) => visitor.visit_string(value),
            Self::Array(items) => visitor.visit_seq(Items { items: items.into_iter(), index: 0 }),
            Self::Object(entries) => {
                refuse_repeated_keys(&entries)?;
                visitor.visit_map(Entries::new(entries))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match self {
            Self::Object(_) => self.deserialize_any(visitor),
            value => Err(value.refused_by(&visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match self {
            Self::Text(name) => visitor.visit_enum(name.into_deserializer()),
            value => Err(value.refused_by(&visitor)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

fn refuse_repeated_keys(entries: &[(String, Value)]) -> Result<(), Refusal> {
    let mut seen = HashSet::with_capacity(entries.len());
    match entries.iter().find(|(key, _)| !seen.insert(key)) {
        Some((key, _)) => {
            Err(Refusal::new("duplicate_field", "this field is given more than once")
                .under(key.clone()))
        }
        None => Ok(()),
    }
}

struct Items {
    items: vec::IntoIter<Value>,
    index: usize,
}

impl<'de> de::SeqAccess<'de> for Items {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Refusal> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|refusal| refusal.under(index.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The entries of an object, or the parameters of a query string.
pub(crate) struct Entries<V> {
    entries: vec::IntoIter<(String, V)>,
    at: Option<(String, V)>,
}

impl<V> Entries<V> {
    /// Walks entries in their order. Repeated keys are left to the type that is read.
    pub(crate) fn new(entries: Vec<(String, V)>) -> Self {
        Self { entries: entries.into_iter(), at: None }
    }
}

impl<'de, V: Deserializer<'de, Error = Refusal>> de::MapAccess<'de> for Entries<V> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Refusal> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        let name = seed.deserialize(key.as_str().into_deserializer())?;
        self.at = Some((key, value));
        Ok(Some(name))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refusal> {
        let Some((key, value)) = self.at.take() else {
            return Err(Refusal::custom("a value was asked for before its key"));
        };
        seed.deserialize(value).map_err(|refusal| refusal.under(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}
