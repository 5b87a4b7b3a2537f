//! The words that stand for operators and their like: one table for reading and printing each.

use crate::ast::{
    Aggregate, Connective, Direction, FullTextOperator, IsValue, JoinType, Nulls, QuantOperator, Quantifier,
    SimpleOperator,
};

/// A value that a fixed word stands for.
pub(crate) trait Word: Copy + PartialEq + 'static {
    /// Each value with its word, in the order in which a parser tries them: error messages list them so (PRS-04).
    const WORDS: &'static [(Self, &'static str)];

    /// The word for this value.
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(value, _)| *value == self).map_or("", |(_, word)| word)
    }
}

macro_rules! words {
    ($($type:ident { $($value:ident = $word:literal,)* })*) => {
        $(impl Word for $type {
            const WORDS: &'static [(Self, &'static str)] = &[$((Self::$value, $word),)*];
        })*
    };
}

words! {
    SimpleOperator {
        NotEqual = "neq",
        Contains = "cs",
        ContainedIn = "cd",
        Overlaps = "ov",
        StrictlyLeft = "sl",
        StrictlyRight = "sr",
        NotExtendsRight = "nxr",
        NotExtendsLeft = "nxl",
        Adjacent = "adj",
    }
    QuantOperator {
        Equal = "eq",
        GreaterThanEqual = "gte",
        GreaterThan = "gt",
        LessThanEqual = "lte",
        LessThan = "lt",
        Like = "like",
        ILike = "ilike",
        Match = "match",
        IMatch = "imatch",
    }
    FullTextOperator {
        Plain = "fts",
        PlainTo = "plfts",
        PhraseTo = "phfts",
        WebSearch = "wfts",
    }
    Quantifier {
        Any = "any",
        All = "all",
    }
    IsValue {
        Null = "null",
        NotNull = "not_null",
        True = "true",
        False = "false",
        Unknown = "unknown",
    }
    Connective {
        And = "and",
        Or = "or",
    }
    Aggregate {
        Sum = "sum",
        Avg = "avg",
        Count = "count",
        Max = "max",
        Min = "min",
    }
    JoinType {
        Left = "left",
        Inner = "inner",
    }
    Direction {
        Ascending = "asc",
        Descending = "desc",
    }
    Nulls {
        First = "nullsfirst",
        Last = "nullslast",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_word() {
        assert_eq!(SimpleOperator::NotExtendsRight.word(), "nxr");
        assert_eq!(IsValue::NotNull.word(), "not_null");
        assert_eq!(Nulls::Last.word(), "nullslast");
    }
}
