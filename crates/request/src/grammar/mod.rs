//! The grammars of the query string (contract §2).
//!
//! Each module is one grammar, its productions first in EBNF, then as one function each. They are written by hand on a
//! [`Cursor`] because clients see the parser's own words: PGRST100 says where the input left the grammar
//! and what was expected there, and PostgREST 16 takes both from Haskell's Parsec (PRS-04). Its rules turn on whether a
//! parser failed *before or after* it consumed input, and on expectations that optional parts leave behind when they
//! succeed. nom's errors keep neither: an `Err` does not say how far it got, and an `Ok` drops what else would have
//! been accepted.
//!
//! A grammar is run twice at the most. The first run keeps no messages, so what is well-formed costs no allocation
//! beyond its own tree; only input that was refused is read again, to say why.

mod cursor;
mod filter;
mod lexical;
mod logic;
mod order;
mod path;
mod quoted;
mod select;
mod syntax_error;

pub(crate) use cursor::Parse;
pub(crate) use filter::{argument_or_condition, condition};
pub(crate) use lexical::{is_bare_key, is_bare_name, names};
pub(crate) use logic::{logic_path, logic_tree};
pub(crate) use order::order;
pub(crate) use path::tree_path;
pub(crate) use quoted::show_text;
pub(crate) use select::select;
pub use syntax_error::{QueryPart, SyntaxError};

use cursor::Cursor;

/// How deep `select` and logic trees may nest. PostgREST has no limit and spends stack on each level.
pub const MAX_DEPTH: usize = 256;

/// Parses `text`, from its start and as far as `production` goes: what follows is ignored unless the production itself
/// looks for the end of the input.
///
/// # Errors
///
/// Says where the input left the grammar, citing `text` as the content of `part`.
pub(crate) fn parse<'a, T>(
    part: QueryPart,
    text: &'a str,
    production: impl Fn(&mut Cursor<'a>) -> Parse<T>,
) -> Result<T, Box<SyntaxError>> {
    parse_cited(part, text, text, production)
}

/// Like [`parse`], but the error cites another text than the one that was parsed (PRS-02: logic trees).
pub(crate) fn parse_cited<'a, T>(
    part: QueryPart,
    cited: &str,
    text: &'a str,
    production: impl Fn(&mut Cursor<'a>) -> Parse<T>,
) -> Result<T, Box<SyntaxError>> {
    if let Ok(value) = production(&mut Cursor::quiet(text)) {
        return Ok(value);
    }
    let mut cursor = Cursor::explaining(text);
    // The same production refuses the same input again, this time keeping its reasons.
    let _ = production(&mut cursor);
    Err(Box::new(SyntaxError::new(part, cited, text, cursor.into_blame())))
}
