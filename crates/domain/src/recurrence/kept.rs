//! Where a series ends when its zone gets other rules.

use super::{Definition, Ends, Kind, Limit, Rule, Series, Until};

impl Series {
    /// Gives the rule by which it ends with the occurrence with which it ended so far, where an
    /// `UNTIL` in UTC would let it end with another one, by the rules that its zone has now; `None`
    /// where its own rule does.
    #[must_use]
    pub fn ended_alike(&self) -> Option<Rule> {
        let rule = self.definition.rule.as_ref()?;
        let (Ends::At(last), Limit::Until(Until::Utc(_)), Kind::Timed(_)) =
            (self.ends, rule.limit(), &self.definition.kind)
        else {
            return None;
        };
        let whole =
            Definition { added: Vec::new(), excluded: Vec::new(), ..self.definition.clone() };
        if Self::new(whole).is_ok_and(|anew| anew.ends == self.ends) {
            return None;
        }
        Some(rule.clone().with_limit(Limit::Until(Until::Utc(self.at(last)?))))
    }
}
