//! What a role may see of a schema (OAS-02).

use rowgate_core::Ident;

use crate::{SqlWriter, Statement};

/// What the current role may see of `schema`: relations it owns or has any privilege on, functions it may execute.
///
/// Gives one row with one column:
///
/// ```json
/// {"comment": "The films.", "relations": ["films"], "routines": [["rate", ["integer", "api.stars"], ["integer", "stars"]]]}
/// ```
///
/// A function is its name, the types of its input arguments as the catalog has them, with the schema of all that is
/// not built in, and the same types as the request's search path prints them.
pub fn visible_objects(schema: &Ident) -> Statement {
    let mut w = SqlWriter::default();
    w.sql("SELECT pg_catalog.json_build_object('comment', ").sql(COMMENT);
    w.sql(", 'relations', (").sql(RELATIONS);
    w.sql("), 'routines', (").sql(ROUTINES);
    w.sql(")) AS body FROM ");
    schema_id(schema, &mut w);
    w.finish()
}

/// The comment of `schema`, for a document of all there is: `{"comment": "The films."}` in one row with one column.
pub fn schema_comment(schema: &Ident) -> Statement {
    let mut w = SqlWriter::default();
    w.sql("SELECT pg_catalog.json_build_object('comment', ").sql(COMMENT).sql(") AS body FROM ");
    schema_id(schema, &mut w);
    w.finish()
}

/// One row in any case: a schema that was dropped since the catalog was read has nothing to see.
fn schema_id(schema: &Ident, w: &mut SqlWriter) {
    w.sql("(SELECT (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = ").literal(schema);
    w.sql(") AS oid) schema");
}

const COMMENT: &str = "pg_catalog.obj_description(schema.oid, 'pg_namespace')";

const RELATIONS: &str = "\
SELECT coalesce(pg_catalog.json_agg(c.relname), '[]') \
FROM pg_catalog.pg_class c \
WHERE c.relnamespace = schema.oid \
AND c.relkind IN ('r', 'p', 'v', 'm', 'f') \
AND NOT c.relispartition \
AND (pg_catalog.pg_has_role(c.relowner, 'USAGE') \
OR pg_catalog.has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') \
OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))";

/// The request's search path is set when this runs, and `format_type` leaves the schemas on it out. So the types'
/// names are put together here as it would with an empty one, which is how the catalog was read. An array is a type
/// that its element type names as its array: `_integer` is printed `integer[]`, but `int2vector` is no `smallint[]`.
const ROUTINES: &str = "\
SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(f.name, f.types, f.shown)), '[]') \
FROM (\
SELECT p.proname AS name, \
coalesce(pg_catalog.array_agg(CASE \
WHEN n.nspname = 'pg_catalog' THEN pg_catalog.format_type(t.oid, NULL) \
ELSE pg_catalog.format('%I.%I', n.nspname, coalesce(e.typname, t.typname)) \
|| CASE WHEN e.oid IS NULL THEN '' ELSE '[]' END \
END ORDER BY a.number) FILTER (WHERE t.oid IS NOT NULL), '{}') AS types, \
coalesce(pg_catalog.array_agg(pg_catalog.format_type(t.oid, NULL) ORDER BY a.number) \
FILTER (WHERE t.oid IS NOT NULL), '{}') AS shown \
FROM pg_catalog.pg_proc p \
LEFT JOIN LATERAL pg_catalog.unnest(p.proargtypes) WITH ORDINALITY a (type, number) ON TRUE \
LEFT JOIN pg_catalog.pg_type t ON t.oid = a.type \
LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid \
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = coalesce(e.typnamespace, t.typnamespace) \
WHERE p.pronamespace = schema.oid \
AND p.prokind = 'f' \
AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE') \
GROUP BY p.oid\
) f";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_a_value_and_not_text_of_the_statement() {
        for statement in [visible_objects(&Ident::new("api'; --")), schema_comment(&Ident::new("api'; --"))] {
            assert_eq!(statement.text.matches('$').count(), 1);
            assert!(!statement.text.contains("api"));
            assert_eq!(statement.params[0].held(), Some(b"api'; --".as_slice()));
        }
    }
}
