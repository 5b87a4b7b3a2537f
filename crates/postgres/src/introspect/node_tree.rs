//! PostgreSQL's text form of query trees (`pg_node_tree`), as far as the columns of views need it.
//!
//! ```text
//! tree  = "(" { node } ")"                         a rule's action; a view's has one node
//! node  = "{" NAME { ":" label value } "}"
//! value = item { item }                            the first item may begin with a colon, the others may not
//! item  = node | "(" { item } ")" | word
//! ```
//!
//! Inside a word, a backslash takes the special meaning of the character after it; spaces, parentheses and braces of
//! names and constants always stand behind one. Which labels a node has differs between versions of PostgreSQL, so a
//! label that is not looked for is skipped with its value.

use std::str::FromStr;

/// One item of the select list of a view's query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TargetEntry {
    /// The number of the view's column.
    pub(super) number: i16,
    /// The relation (`pg_class.oid`) and column it shows; `None` for an expression, and for set operations.
    pub(super) origin: Option<(u32, i16)>,
}

/// Where a tree is not what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} at byte {offset}")]
pub(super) struct NodeTreeError {
    /// What should have been there.
    expected: &'static str,
    /// Bytes from the start.
    offset: usize,
}

/// The select list of the query in `action`, without items that are only sorted or grouped by.
///
/// # Errors
///
/// Says where the tree was not understood: `({SELECT})` fails at byte 2, where QUERY was expected.
pub(super) fn target_entries(action: &str) -> Result<Vec<TargetEntry>, NodeTreeError> {
    let mut reader = Reader { text: action, at: 0 };
    reader.expect(Token::OpenList, "a list")?;
    reader.expect(Token::OpenNode, "a node")?;
    reader.expect(Token::Word("QUERY"), "QUERY")?;
    loop {
        match reader.label()? {
            Some(":targetList") => return reader.target_list(),
            Some(_) => reader.skip_value()?,
            None => return Err(reader.failure("targetList")),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    OpenNode,
    CloseNode,
    OpenList,
    CloseList,
    Word(&'a str),
}

struct Reader<'a> {
    text: &'a str,
    /// How far it has been read, in bytes.
    at: usize,
}

impl<'a> Reader<'a> {
    /// `value` of `:targetList`.
    fn target_list(&mut self) -> Result<Vec<TargetEntry>, NodeTreeError> {
        let mut entries = Vec::new();
        if self.peek() == Some(Token::Word("<>")) {
            return Ok(entries);
        }
        self.expect(Token::OpenList, "a list")?;
        while self.peek() != Some(Token::CloseList) {
            entries.extend(self.target_entry()?);
        }
        Ok(entries)
    }

    /// A TARGETENTRY node, unless it is junk.
    fn target_entry(&mut self) -> Result<Option<TargetEntry>, NodeTreeError> {
        self.expect(Token::OpenNode, "a node")?;
        self.expect(Token::Word("TARGETENTRY"), "TARGETENTRY")?;
        let (mut number, mut relation, mut column, mut junk) = (0, 0, 0, "false");
        while let Some(label) = self.label()? {
            match label {
                ":resno" => number = self.number()?,
                ":resorigtbl" => relation = self.number()?,
                ":resorigcol" => column = self.number()?,
                ":resjunk" => junk = self.word()?,
                _ => self.skip_value()?,
            }
        }
        let origin = (relation != 0).then_some((relation, column));
        Ok((junk == "false").then_some(TargetEntry { number, origin }))
    }

    /// The next label of the node being read, colon included; `None` at the node's end, which it takes.
    fn label(&mut self) -> Result<Option<&'a str>, NodeTreeError> {
        match self.next() {
            Some(Token::Word(label)) if label.starts_with(':') => Ok(Some(label)),
            Some(Token::CloseNode) => Ok(None),
            _ => Err(self.failure("a label")),
        }
    }

    fn number<N: FromStr>(&mut self) -> Result<N, NodeTreeError> {
        self.word()?.parse().map_err(|_| self.failure("a number"))
    }

    fn word(&mut self) -> Result<&'a str, NodeTreeError> {
        match self.next() {
            Some(Token::Word(word)) => Ok(word),
            _ => Err(self.failure("a word")),
        }
    }

    fn skip_value(&mut self) -> Result<(), NodeTreeError> {
        self.skip_item()?;
        loop {
            match self.peek() {
                Some(Token::Word(word)) if word.starts_with(':') => return Ok(()),
                Some(Token::CloseNode) => return Ok(()),
                _ => self.skip_item()?,
            }
        }
    }

    /// Skips to the end of a node, list or word. Counts what it opens and closes, so that nesting costs no stack.
    fn skip_item(&mut self) -> Result<(), NodeTreeError> {
        let mut depth = 0_usize;
        loop {
            match self.next() {
                Some(Token::OpenNode | Token::OpenList) => depth += 1,
                Some(Token::CloseNode | Token::CloseList) if depth > 0 => depth -= 1,
                Some(Token::Word(_)) => {}
                _ => return Err(self.failure("a value")),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn expect(&mut self, token: Token<'_>, expected: &'static str) -> Result<(), NodeTreeError> {
        let start = self.at;
        if self.next() == Some(token) { Ok(()) } else { Err(NodeTreeError { expected, offset: start }) }
    }

    fn failure(&self, expected: &'static str) -> NodeTreeError {
        NodeTreeError { expected, offset: self.at }
    }

    fn peek(&self) -> Option<Token<'a>> {
        Reader { text: self.text, at: self.at }.next()
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let start = self.at;
        self.at += 1;
        match bytes.get(start)? {
            b'{' => Some(Token::OpenNode),
            b'}' => Some(Token::CloseNode),
            b'(' => Some(Token::OpenList),
            b')' => Some(Token::CloseList),
            _ => {
                self.at = start + word_length(&bytes[start..]);
                Some(Token::Word(&self.text[start..self.at]))
            }
        }
    }
}

/// Up to the first special character that no backslash stands before.
fn word_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'{' | b'}' | b'(' | b')' => return at,
            _ if byte.is_ascii_whitespace() => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `select id as "a \""b", ":resno" as ":resorigtbl", "re{s}:orig tbl" || '){' as x from "odd (name)" order by 3`
    /// as PostgreSQL 15 keeps it, without most of the fields between `:commandType` and `:targetList`.
    const ODD_NAMES: &str = r#"({QUERY :commandType 1 :hasAggs false :cteList <> :rtable ({RANGETBLENTRY :alias {ALIAS
        :aliasname old :colnames <>} :eref {ALIAS :aliasname odd\ \(name\) :colnames ("id" "re\{s\}:orig\ tbl"
        ":resno")} :rtekind 0 :relid 170009 :relkind r :selectedCols (b 8 9 10) :securityQuals <>}) :jointree {FROMEXPR
        :fromlist ({RANGETBLREF :rtindex 3}) :quals <>} :targetList ({TARGETENTRY :expr {VAR :varno 3 :varattno 1}
        :resno 1 :resname a\ \\"b :ressortgroupref 0 :resorigtbl 170009 :resorigcol 1 :resjunk false} {TARGETENTRY
        :expr {VAR :varno 3 :varattno 3} :resno 2 :resname :resorigtbl :ressortgroupref 0 :resorigtbl 170009 :resorigcol
        3 :resjunk false} {TARGETENTRY :expr {OPEXPR :opno 654 :args ({VAR :varno 3} {CONST :consttype 25 :constvalue 6
        [ 24 0 0 0 41 123 ]}) :location 96} :resno 3 :resname x :ressortgroupref 0 :resorigtbl 0 :resorigcol 0 :resjunk
        false} {TARGETENTRY :expr {VAR :varno 3 :varattno 2} :resno 4 :resname <> :ressortgroupref 1 :resorigtbl 170009
        :resorigcol 2 :resjunk true}) :override 0 :onConflict <> :stmt_len 159})"#;

    fn origins(action: &str) -> Vec<(i16, Option<(u32, i16)>)> {
        target_entries(action).unwrap().iter().map(|entry| (entry.number, entry.origin)).collect()
    }

    fn failure(action: &str) -> String {
        target_entries(action).unwrap_err().to_string()
    }

    #[test]
    fn names_may_hold_anything_even_labels() {
        assert_eq!(origins(ODD_NAMES), [(1, Some((170_009, 1))), (2, Some((170_009, 3))), (3, None)]);
    }

    #[test]
    fn the_select_lists_of_inner_queries_do_not_count() {
        let action = "({QUERY :rtable ({RANGETBLENTRY :subquery {QUERY :targetList ({TARGETENTRY :resno 9 :resorigtbl \
                      9 :resorigcol 9 :resjunk false})}}) :targetList ({TARGETENTRY :expr {SUBLINK :subselect {QUERY \
                      :targetList ({TARGETENTRY :resno 8 :resorigtbl 8 :resorigcol 8 :resjunk false})}} :resno 1 \
                      :resorigtbl 7 :resorigcol 2 :resjunk false})})";
        assert_eq!(origins(action), [(1, Some((7, 2)))]);
    }

    #[test]
    fn fields_of_other_versions_are_skipped() {
        let action = "({QUERY :queryId 5 :hasGroupRTE true :rteperminfos ({RTEPERMISSIONINFO :relid 7 :inh true}) :odd \
                      (i 1 2) 3 [ 4 ] {NODE} :targetList ({TARGETENTRY :new (o 1) :resno 1 :resorigtbl 7 :resorigcol 1 \
                      :resjunk false :newer <>}) :later ()})";
        assert_eq!(origins(action), [(1, Some((7, 1)))]);
    }

    #[test]
    fn a_query_without_a_select_list_has_no_entries() {
        assert_eq!(origins("({QUERY :targetList <> :override 0})"), []);
        assert_eq!(origins("({QUERY :targetList () :override 0})"), []);
    }

    #[test]
    fn deep_nesting_costs_no_stack() {
        let deep = "(".repeat(1_000_000) + &")".repeat(1_000_000);
        assert_eq!(origins(&format!("({{QUERY :quals {deep} :targetList ()}})")), []);
    }

    #[test]
    fn what_is_not_understood_is_located() {
        assert_eq!(failure("({SELECT})"), "expected QUERY at byte 2");
        assert_eq!(failure("({QUERY :a 1})"), "expected targetList at byte 13");
        assert_eq!(failure("({QUERY :targetList ({VAR})})"), "expected TARGETENTRY at byte 22");
        assert_eq!(failure("({QUERY :targetList ({TARGETENTRY :resno one})})"), "expected a number at byte 44");
        assert_eq!(failure("({QUERY :a (1 :targetList ())"), "expected a value at byte 30");
        assert_eq!(failure("({QUERY :a x\\"), "expected a value at byte 14");
        assert_eq!(failure(""), "expected a list at byte 0");
    }
}
