//! Statements laid out to be read: each clause on its own line, subqueries indented.

/// What begins a line inside a query.
const CLAUSES: [&str; 14] = [
    " SELECT ",
    " FROM ",
    " LEFT JOIN ",
    " INNER JOIN ",
    " CROSS JOIN ",
    " WHERE ",
    " GROUP BY ",
    " ORDER BY ",
    " LIMIT ",
    " SET ",
    " ON CONFLICT(",
    " DO UPDATE SET ",
    " RETURNING ",
    " LATERAL ",
];
/// Subqueries up to this length stay on their line.
const SHORT: usize = 55;
/// Lines from this length on are broken at commas, conditions at AND.
const LONG: usize = 110;

/// The query inside `WITH pgrst_source AS (…)`.
pub(crate) fn source(statement: &str) -> &str {
    const START: &str = "WITH pgrst_source AS (";
    let start = statement.find(START).expect("the statement reads from pgrst_source") + START.len();
    let end = closing(statement, start - 1);
    &statement[start..end]
}

/// The statement with line breaks, none of them inside a literal or a quoted name.
pub(crate) fn laid_out(statement: &str) -> String {
    query(statement, 0)
}

fn query(text: &str, depth: usize) -> String {
    let margin = "\n".to_owned() + &"  ".repeat(depth);
    let clauses = clauses(text);
    let lines = clauses.iter().map(|clause| {
        let line = expression(clause, depth);
        let separator = if line.starts_with("WHERE") { "AND " } else { ", " };
        let breaks = line.len() > LONG && (line.starts_with("SELECT") || !line.contains('\n'));
        if breaks { broken(&line, separator, &margin) } else { line }
    });
    lines.collect::<Vec<_>>().join(&margin)
}

/// The text cut before each clause, where it stands in no parenthesis and no quotes.
fn clauses(text: &str) -> Vec<&str> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let begins = CLAUSES.iter().any(|clause| rest.starts_with(clause));
        let continues = ["DISTINCT", "DO UPDATE", "JOIN", "DELETE"].iter().any(|word| text[..at].ends_with(word));
        if begins && !continues && at > start {
            found.push(text[start..at].trim_end());
            start = at + 1;
        }
        at = after(text, at);
    }
    found.push(&text[start..]);
    found
}

/// The position behind the character, the quoted text or the parenthesis that begins at `at`.
fn after(text: &str, at: usize) -> usize {
    match text[at..].chars().next() {
        Some(quote @ ('"' | '\'')) => at + 1 + text[at + 1..].find(quote).map_or(text.len() - at - 1, |end| end + 1),
        Some('(') => closing(text, at) + 1,
        Some(other) => at + other.len_utf8(),
        None => text.len(),
    }
}

/// Where the parenthesis that opens at `open` closes.
fn closing(text: &str, open: usize) -> usize {
    let mut at = open + 1;
    while !text[at..].starts_with(')') {
        at = after(text, at);
    }
    at
}

/// The text with the subqueries in it laid out.
fn expression(text: &str, depth: usize) -> String {
    let (mut shown, mut at) = (String::new(), 0);
    while at < text.len() {
        let end = after(text, at);
        if text[at..].starts_with('(') {
            let inner = &text[at + 1..end - 1];
            shown.push('(');
            shown.push_str(&parenthesis(inner, depth));
            shown.push(')');
        } else {
            shown.push_str(&text[at..end]);
        }
        at = end;
    }
    shown
}

fn parenthesis(inner: &str, depth: usize) -> String {
    let is_query = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|start| inner.starts_with(start));
    if !is_query {
        return expression(inner, depth);
    }
    if inner.len() <= SHORT {
        return inner.to_owned();
    }
    let margin = "  ".repeat(depth);
    format!("\n{margin}  {}\n{margin}", query(inner, depth + 1))
}

/// The line with a break at each separator; an AND stands behind the break, a comma before it.
fn broken(line: &str, separator: &str, margin: &str) -> String {
    let (mut shown, mut start, mut at) = (String::new(), 0, 0);
    while at < line.len() {
        if line[at..].starts_with(separator) {
            let end = if separator == ", " { at + 1 } else { at };
            shown.push_str(line[start..end].trim_end());
            shown.push_str(margin);
            shown.push_str("  ");
            start = if separator == ", " { at + 2 } else { at };
        }
        at = after(line, at);
    }
    shown + &line[start..]
}
