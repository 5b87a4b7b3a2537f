use crate::template::Template;

/// The schema, part by part.
const PART: &str = include_str!("large.sql");

/// How many tables a part has.
const TABLES_OF_A_PART: usize = 250;

impl Template {
    /// A schema `large` of that many tables, without rows: for each hundred of them five hundred columns, a hundred and
    /// ten foreign keys, ten junctions, five views, twenty comments on tables and as many on columns, and fifty functions,
    /// five of them computed relationships. A seventh of the tables refers to the first one, the others form a tree.
    #[must_use]
    pub fn large(tables: usize) -> Self {
        let parts = (1..=tables).step_by(TABLES_OF_A_PART);
        parts.fold(Self::new(), |template, first| {
            let last = tables.min(first + TABLES_OF_A_PART - 1);
            template.sql(&PART.replace("{first}", &first.to_string()).replace("{last}", &last.to_string()))
        })
    }
}
