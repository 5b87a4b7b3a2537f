//! The row that a line of the specification is tried on, and the statements that try it.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use crate::specification::literal;

/// A relation's kind, as `pg_class` writes it, where more than reading can be tried.
const TABLES: &[&str] = &["r", "p"];

/// The first, by its key, of the rows of a line.
pub(crate) struct Row {
    /// In quotes, and with its schema.
    relation: String,
    /// Empty where there is no key: views.
    columns: Vec<Column>,
    /// The line's own condition, or that of the row's key.
    condition: String,
}

/// A statement that changes the row.
pub(crate) struct Change {
    /// Changes this row.
    pub(crate) one: String,
    /// Changes every row there is.
    pub(crate) all: String,
    /// Finds something when the transaction changed this row.
    pub(crate) trace: String,
}

struct Column {
    name: String,
    /// The row's value, as a constant of SQL.
    value: String,
    key: bool,
    /// Stands in a unique index, the key's among them.
    unique: bool,
    /// The database says what stands there.
    generated: bool,
    /// Roles that may.
    insert: Vec<String>,
    update: Vec<String>,
}

impl Row {
    /// None when there is no such row. Of a view's rows nobody but a caller can say whether there are any.
    pub(crate) async fn find(client: &Client, relation: &(String, String), condition: &str) -> Option<Self> {
        let relation = format!("{}.{}", quoted(&relation.0), quoted(&relation.1));
        let kind: String = client
            .query_one("select relkind::text from pg_class where oid = $1::text::regclass", &[&relation])
            .await
            .unwrap_or_else(|error| panic!("{relation}: {error:?}"))
            .get(0);
        if !TABLES.contains(&&*kind) {
            return Some(Self { relation, columns: Vec::new(), condition: condition.to_owned() });
        }
        let mut columns = columns(client, &relation).await;
        let values = columns.iter().map(|column| format!("quote_nullable({}::text)", quoted(&column.name)));
        let values = values.collect::<Vec<_>>().join(", ");
        let key = columns.iter().filter(|column| column.key).map(|column| quoted(&column.name));
        let key = key.collect::<Vec<_>>().join(", ");
        let query = format!("select array[{values}] from {relation} where {condition} order by {key} limit 1");
        let row = client.query_opt(&query, &[]).await.unwrap_or_else(|error| panic!("{query}: {error:?}"))?;
        for (column, value) in columns.iter_mut().zip(row.get::<_, Vec<String>>(0)) {
            column.value = value;
        }
        let key = columns.iter().filter(|column| column.key);
        let condition = key.map(|column| format!("{} = {}", quoted(&column.name), column.value));
        let condition = condition.collect::<Vec<_>>().join(" and ");
        Some(Self { relation, columns, condition })
    }

    /// Whether only reading can be tried.
    pub(crate) fn is_of_a_view(&self) -> bool {
        self.columns.is_empty()
    }

    /// Reads the row.
    pub(crate) fn select(&self) -> String {
        format!("select from {} where {}", self.relation, self.condition)
    }

    /// Adds a copy of the row, with other values in some columns. Columns that the role may not write are left out, as
    /// a client would; if it may write none, it tries them all.
    pub(crate) fn insert(&self, role: &str, changes: &BTreeMap<&str, &str>) -> String {
        let written = self.columns.iter().filter(|column| !column.generated);
        let allowed: Vec<_> =
            written.clone().filter(|column| column.insert.iter().any(|other| other == role)).collect();
        let written = if allowed.is_empty() { written.collect() } else { allowed };
        let names: Vec<String> = written.iter().map(|column| quoted(&column.name)).collect();
        let value = |column: &&Column| match changes.get(&*column.name) {
            Some(other) => literal(other),
            None => column.value.clone(),
        };
        let values: Vec<String> = written.iter().map(value).collect();
        format!("insert into {} ({}) values ({})", self.relation, names.join(", "), values.join(", "))
    }

    /// Writes the row's own value into one of its columns: one that the role may write, if there is any, and neither
    /// one of `names` nor a unique one.
    pub(crate) fn touch(&self, role: &str, names: &[&str]) -> Change {
        let rank = |column: &&Column| {
            (column.update.iter().any(|other| other == role), !names.contains(&&*column.name), !column.unique)
        };
        let column = self.columns.iter().filter(|column| !column.generated).max_by_key(rank).expect("a column");
        self.update(&format!("{} = {}", quoted(&column.name), column.value))
    }

    /// Puts other names on the row.
    pub(crate) fn rename(&self, names: &BTreeMap<&str, &str>) -> Change {
        let assignments = names.iter().map(|(column, name)| format!("{} = {}", quoted(column), literal(name)));
        self.update(&assignments.collect::<Vec<_>>().join(", "))
    }

    fn update(&self, assignments: &str) -> Change {
        self.change(format!("update {} set {assignments}", self.relation))
    }

    /// Deletes the row.
    pub(crate) fn delete(&self) -> Change {
        self.change(format!("delete from {}", self.relation))
    }

    fn change(&self, all: String) -> Change {
        let Self { relation, condition, .. } = self;
        let unchanged = format!("select from {relation} where {condition} and xmin <> pg_current_xact_id()::xid");
        Change { one: format!("{all} where {condition}"), all, trace: format!("select where not exists ({unchanged})") }
    }
}

async fn columns(client: &Client, relation: &str) -> Vec<Column> {
    let rows = client.query(include_str!("columns.sql"), &[&relation]).await;
    let rows = rows.unwrap_or_else(|error| panic!("{relation}: {error:?}"));
    let column = |row: &tokio_postgres::Row| Column {
        name: row.get("name"),
        value: String::new(),
        key: row.get("key"),
        unique: row.get("unique"),
        generated: row.get("generated"),
        insert: row.get("insert"),
        update: row.get("update"),
    };
    rows.iter().map(column).collect()
}

fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}
