//! Where each statement of an SQL file starts and ends. Only for telling people which one failed: the server gets the
//! file as a whole.

use std::ops::Range;

/// The statements of `text` as byte ranges, from their first token to before their semicolon. What holds nothing but
/// blanks and comments is no statement, as the server sees it too.
pub(crate) fn statements(text: &str) -> Vec<Range<usize>> {
    let mut scanner = Scanner { text, at: 0 };
    let mut found = Vec::new();
    let mut current = Current::default();
    while let Some((token, range)) = scanner.next_token() {
        if token == Token::Semicolon && current.nesting() == 0 {
            found.extend(current.take_range());
        } else {
            current.push(token, range);
        }
    }
    found.extend(current.take_range());
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Semicolon,
    Open,
    Close,
    Word(&'a str),
    Other,
}

/// The statement being read.
#[derive(Default)]
struct Current<'a> {
    range: Option<Range<usize>>,
    first_words: Vec<&'a str>,
    parentheses: usize,
    /// Open `begin atomic … end` and `case … end` of a routine's body, inside which semicolons separate statements of
    /// the body.
    blocks: usize,
}

impl<'a> Current<'a> {
    fn push(&mut self, token: Token<'a>, range: Range<usize>) {
        match token {
            Token::Open => self.parentheses += 1,
            Token::Close => self.parentheses = self.parentheses.saturating_sub(1),
            Token::Word(word) => self.push_word(word),
            Token::Semicolon | Token::Other => {}
        }
        let start = self.range.as_ref().map_or(range.start, |range| range.start);
        self.range = Some(start..range.end);
    }

    fn push_word(&mut self, word: &'a str) {
        if self.first_words.len() < 4 {
            self.first_words.push(word);
        }
        if !self.creates_routine() {
            return;
        }
        if word.eq_ignore_ascii_case("begin") || (self.blocks > 0 && word.eq_ignore_ascii_case("case")) {
            self.blocks += 1;
        } else if word.eq_ignore_ascii_case("end") {
            self.blocks = self.blocks.saturating_sub(1);
        }
    }

    fn creates_routine(&self) -> bool {
        let starts_with = |words: &[&str]| {
            self.first_words.len() >= words.len()
                && self.first_words.iter().zip(words).all(|(have, want)| have.eq_ignore_ascii_case(want))
        };
        starts_with(&["create", "function"])
            || starts_with(&["create", "procedure"])
            || starts_with(&["create", "or", "replace", "function"])
            || starts_with(&["create", "or", "replace", "procedure"])
    }

    fn nesting(&self) -> usize {
        self.parentheses + self.blocks
    }

    fn take_range(&mut self) -> Option<Range<usize>> {
        std::mem::take(self).range
    }
}

/// Cuts SQL into tokens, as far as needed to know a semicolon that ends a statement from any other.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// The next token that is neither blank nor comment, and where it stands.
    fn next_token(&mut self) -> Option<(Token<'a>, Range<usize>)> {
        self.skip_blanks_and_comments();
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (token, length) = match first {
            ';' => (Token::Semicolon, 1),
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '\'' => (Token::Other, quoted(rest, '\'', false)),
            '"' => (Token::Other, quoted(rest, '"', false)),
            '$' => (Token::Other, dollar_quoted(rest).unwrap_or(1)),
            'e' | 'E' if rest[1..].starts_with('\'') => (Token::Other, 1 + quoted(&rest[1..], '\'', true)),
            _ if starts_word(first) => {
                let length = rest.find(|c| !continues_word(c)).unwrap_or(rest.len());
                (Token::Word(&rest[..length]), length)
            }
            _ => (Token::Other, first.len_utf8()),
        };
        let start = self.at;
        self.at += length;
        Some((token, start..self.at))
    }

    fn skip_blanks_and_comments(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("--") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.at += block_comment(trimmed);
            } else {
                return;
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }
}

fn starts_word(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

fn continues_word(c: char) -> bool {
    starts_word(c) || c.is_ascii_digit() || c == '$'
}

/// The length of the quoted text that `text` starts with. A doubled quote reads as its end and the start of the next
/// one, which comes to the same. What is not closed goes on to the end.
fn quoted(text: &str, quote: char, backslash_escapes: bool) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if backslash_escapes && c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + 1;
        }
    }
    text.len()
}

/// The length of the `$tag$ … $tag$` that `text` starts with; none for `$1` and a dollar alone.
fn dollar_quoted(text: &str) -> Option<usize> {
    let tag = 2 + text[1..].find('$')?;
    let name = &text[1..tag - 1];
    let is_name = name.is_empty() || (name.starts_with(starts_word) && name.chars().all(continues_word));
    is_name.then(|| text[tag..].find(&text[..tag]).map_or(text.len(), |end| tag + end + tag))
}

/// The length of the comment that `text` starts with. Comments nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        statements(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn semicolons_end_statements() {
        assert_eq!(split("select 1; select 2;\n\n-- done;\n;;"), ["select 1", "select 2"]);
        assert_eq!(split("/* a; /* b; */ c; */ select 1 -- x; y\n + 1"), ["select 1 -- x; y\n + 1"]);
    }

    #[test]
    fn semicolons_inside_quotes_do_not() {
        assert_eq!(
            split("select ';', 'it''s;', e'\\';', \"a;b\"; select 'é;'"),
            ["select ';', 'it''s;', e'\\';', \"a;b\"", "select 'é;'"]
        );
        assert_eq!(
            split("do $$ begin; $x$ ; end $$; do $a$ $$; $a$; select $1;"),
            ["do $$ begin; $x$ ; end $$", "do $a$ $$; $a$", "select $1"]
        );
    }

    #[test]
    fn semicolons_of_rules_and_sql_bodies_do_not() {
        let rule = "create rule r as on insert to t do also (delete from a; delete from b)";
        let body =
            "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end";
        assert_eq!(split(&format!("{rule}; {body}; select 1")), [rule, body, "select 1"]);
        assert_eq!(split("begin; select 1; end; select 2"), ["begin", "select 1", "end", "select 2"]);
    }

    #[test]
    fn what_is_not_closed_goes_on_to_the_end() {
        for text in ["select 'a; b", "select $$a; b", "create function f() begin atomic select 1; select 2"] {
            assert_eq!(split(text), [text]);
        }
        assert_eq!(split("select 1; /* a; b"), ["select 1"]);
    }
}
