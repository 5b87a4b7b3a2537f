//! A place in the input, and what stands against the input there.
//!
//! The rules are Parsec's, as PRS-04 needs them:
//!
//! * A parser that matches moves the cursor. One that fails leaves it where it got to: if that is where it began, it has
//!   consumed nothing and an alternative may be tried; if not, the failure is final. [`Cursor::attempt`] undoes the move.
//! * [`Blame`] is what has been held against the input so far. Matching a token clears it; failing one adds to it. What
//!   is further along the input counts; what is at the same place adds up, in the order it was tried.
//! * An optional part that is absent succeeds, and its blame stays: it shows when the next token fails at that place.
//! * A label replaces the expectations of a production that consumed nothing.

use std::mem;

use super::MAX_DEPTH;

/// A parser did not match.
#[derive(Debug)]
pub(crate) struct Failed;

/// What a parser yields.
pub(crate) type Parse<T> = Result<T, Failed>;

/// Something that stands against the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// This character, or the end of the input, stands where something else was to match.
    Unmatched(Option<char>),
    /// This character stands where it must not.
    Forbidden(char),
    /// This literal was expected.
    Literal(&'static str),
    /// This production was expected.
    Production(&'static str),
    /// What the grammar itself does not say.
    Note(&'static str),
}

impl Message {
    fn is_expectation(self) -> bool {
        matches!(self, Self::Literal(_) | Self::Production(_))
    }
}

/// Messages about one place of the input.
#[derive(Debug, Default)]
pub(super) struct Blame {
    /// The byte offset they are about.
    pub(super) at: usize,
    /// In the order they arose; empty when nothing stands against the input.
    pub(super) messages: Vec<Message>,
}

impl Blame {
    /// The blame that lies further along, or both when they are about the same place.
    fn merge(mut self, later: Self) -> Self {
        if later.messages.is_empty() || (!self.messages.is_empty() && self.at > later.at) {
            return self;
        }
        if self.messages.is_empty() || self.at < later.at {
            return later;
        }
        self.messages.extend(later.messages);
        self
    }

    fn relabel(&mut self, label: &'static str) {
        self.messages.retain(|message| !message.is_expectation());
        self.messages.insert(0, Message::Production(label));
    }
}

/// A place in the input.
pub(crate) struct Cursor<'a> {
    input: &'a str,
    at: usize,
    /// `None` when nobody will ask.
    blame: Option<Blame>,
    depth: usize,
}

impl<'a> Cursor<'a> {
    /// At the start of `input`, to learn whether it matches.
    pub(super) fn quiet(input: &'a str) -> Self {
        Self { input, at: 0, blame: None, depth: 0 }
    }

    /// At the start of `input`, to learn why it does not match.
    pub(super) fn explaining(input: &'a str) -> Self {
        Self { blame: Some(Blame::default()), ..Self::quiet(input) }
    }

    /// What stands against the input.
    pub(super) fn into_blame(self) -> Blame {
        self.blame.unwrap_or_default()
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'a str {
        &self.input[self.at..]
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Moves past `length` bytes that matched.
    pub(super) fn advance(&mut self, length: usize) {
        self.at += length;
        self.absolve();
    }

    /// Drops all blame. Matching does so; repetitions as Parsec's `many` do so after each item.
    pub(super) fn absolve(&mut self) {
        if let Some(blame) = &mut self.blame {
            blame.messages.clear();
        }
    }

    /// Adds to the blame for this place.
    pub(super) fn blame(&mut self, messages: &[Message]) {
        self.blame_at(self.at, messages);
    }

    /// Adds "this character instead of what was to match" to the blame, with what was.
    pub(super) fn blame_next(&mut self, expected: &[Message]) {
        if self.blame.is_some() {
            self.blame(expected);
            self.blame(&[Message::Unmatched(self.peek())]);
        }
    }

    fn blame_at(&mut self, at: usize, messages: &[Message]) {
        if let Some(blame) = &mut self.blame {
            *blame = mem::take(blame).merge(Blame { at, messages: messages.to_vec() });
        }
    }

    /// Matches `literal`, which has to be ASCII. A mismatch is about its start, even if its first characters matched.
    pub(super) fn literal(&mut self, literal: &'static str) -> Parse<()> {
        let rest = self.rest();
        if self.blame.is_none() && rest.as_bytes().first() != literal.as_bytes().first() {
            return Err(Failed);
        }
        let matched = rest.bytes().zip(literal.bytes()).take_while(|(is, wanted)| is == wanted).count();
        if matched == literal.len() {
            self.advance(matched);
            return Ok(());
        }
        if matched > 0 {
            self.absolve();
        }
        if self.blame.is_some() {
            self.blame(&[Message::Literal(literal), Message::Unmatched(rest[matched..].chars().next())]);
        }
        self.at += matched;
        Err(Failed)
    }

    /// Matches characters as long as `matches` says so, perhaps none. Never fails.
    pub(super) fn take_while(&mut self, matches: impl Fn(char) -> bool, expected: &[Message]) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !matches(c)).unwrap_or(rest.len())];
        if !taken.is_empty() {
            self.advance(taken.len());
        }
        self.blame_next(expected);
        taken
    }

    /// Like [`Self::take_while`], but at least one character.
    pub(super) fn take_while1(&mut self, matches: impl Fn(char) -> bool, expected: &[Message]) -> Parse<&'a str> {
        let taken = self.take_while(matches, expected);
        if taken.is_empty() { Err(Failed) } else { Ok(taken) }
    }

    /// Matches any one character.
    pub(super) fn any(&mut self) -> Parse<char> {
        if let Some(c) = self.peek() {
            self.advance(c.len_utf8());
            return Ok(c);
        }
        self.blame_next(&[]);
        Err(Failed)
    }

    /// Fails if a character follows that `forbidden` knows; consumes nothing.
    ///
    /// Parsec reads the character before it complains, so the complaint is about the place after it.
    pub(super) fn not_followed_by(&mut self, forbidden: impl Fn(char) -> bool, expected: &[Message]) -> Parse<()> {
        match self.peek() {
            Some(c) if forbidden(c) => {
                self.blame_at(self.at + c.len_utf8(), &[Message::Forbidden(c)]);
                Err(Failed)
            }
            _ => {
                self.blame_next(expected);
                Ok(())
            }
        }
    }

    /// Matches the end of the input.
    pub(super) fn end(&mut self) -> Parse<()> {
        const END: Message = Message::Production("end of input");
        if let Some(c) = self.peek() {
            self.blame(&[END, Message::Forbidden(c)]);
            return Err(Failed);
        }
        self.blame(&[END, Message::Unmatched(None)]);
        Ok(())
    }

    /// Runs `parser`; if it fails, it has consumed nothing. Its blame stays where it got to.
    pub(super) fn attempt<T>(&mut self, parser: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        let start = self.at;
        let (outer, result) = self.apart(parser);
        if result.is_err() {
            self.at = start;
        }
        if self.at == start {
            self.restore(outer);
        }
        result
    }

    /// Runs `parser`, but consumes nothing whether it matches or not.
    pub(super) fn ahead<T>(&mut self, parser: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        let start = self.at;
        let (outer, result) = self.apart(parser);
        self.at = start;
        if result.is_ok() {
            self.absolve();
        }
        self.restore(outer);
        result
    }

    /// Runs `parser` under a name of its own: where it consumed nothing, `label` is what was expected.
    pub(super) fn labelled<T>(&mut self, label: &'static str, parser: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        let start = self.at;
        let (outer, result) = self.apart(parser);
        if self.at == start {
            if let Some(blame) = self.blame.as_mut().filter(|blame| result.is_err() || !blame.messages.is_empty()) {
                blame.relabel(label);
            }
            self.restore(outer);
        }
        result
    }

    /// Runs `second` where `first` failed without consuming.
    pub(super) fn either<T>(
        &mut self,
        first: impl FnOnce(&mut Self) -> Parse<T>,
        second: impl FnOnce(&mut Self) -> Parse<T>,
    ) -> Parse<T> {
        match self.optional(first)? {
            Some(value) => Ok(value),
            None => second(self),
        }
    }

    /// `None` where `parser` failed without consuming.
    pub(super) fn optional<T>(&mut self, parser: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<Option<T>> {
        let start = self.at;
        match parser(self) {
            Ok(value) => Ok(Some(value)),
            Err(Failed) if self.at == start => Ok(None),
            Err(failed) => Err(failed),
        }
    }

    /// One `item`, then more of them, each after a `separator`.
    pub(super) fn separated<T>(
        &mut self,
        item: impl FnMut(&mut Self) -> Parse<T>,
        separator: impl FnMut(&mut Self) -> Parse<()>,
    ) -> Parse<Vec<T>> {
        let mut items = Vec::new();
        self.each_separated(item, separator, |item| items.push(item))?;
        Ok(items)
    }

    /// As [`separated`](Self::separated), giving the items away one by one.
    pub(super) fn each_separated<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Parse<T>,
        mut separator: impl FnMut(&mut Self) -> Parse<()>,
        mut take: impl FnMut(T),
    ) -> Parse<()> {
        take(item(self)?);
        while let Some(next) = self.optional(|input| separator(input).and_then(|()| item(input)))? {
            take(next);
            // Parsec's `sepBy1` forgets what else its items after the first would have accepted.
            self.absolve();
        }
        Ok(())
    }

    /// Runs `parser` one level deeper. To be called after something was consumed, so that too deep is final.
    pub(super) fn nested<T>(&mut self, parser: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        if self.depth == MAX_DEPTH {
            self.absolve();
            self.blame(&[Message::Note("nested deeper than 256 levels")]);
            return Err(Failed);
        }
        self.depth += 1;
        let result = parser(self);
        self.depth -= 1;
        result
    }

    /// Runs `parser` with no blame but its own; gives back what there was before.
    fn apart<T>(&mut self, parser: impl FnOnce(&mut Self) -> Parse<T>) -> (Option<Blame>, Parse<T>) {
        let outer = self.blame.as_mut().map(mem::take);
        let result = parser(self);
        (outer, result)
    }

    /// Puts the blame of before in front of the present one.
    fn restore(&mut self, outer: Option<Blame>) {
        if let (Some(outer), Some(blame)) = (outer, &mut self.blame) {
            *blame = outer.merge(mem::take(blame));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blame_of(input: &str, parser: impl FnOnce(&mut Cursor) -> Parse<()>) -> (bool, usize, Vec<Message>) {
        let mut cursor = Cursor::explaining(input);
        let failed = parser(&mut cursor).is_err();
        let blame = cursor.into_blame();
        (failed, blame.at, blame.messages)
    }

    #[test]
    fn a_literal_that_half_matches_is_blamed_at_its_start_and_has_consumed() {
        let (failed, at, messages) = blame_of("nullsome", |input| {
            input.either(|input| input.literal("nullsfirst"), |input| input.literal("nullsome"))
        });
        assert!(failed, "the second alternative must not be tried");
        assert_eq!((at, messages), (0, vec![Message::Literal("nullsfirst"), Message::Unmatched(Some('o'))]));
    }

    #[test]
    fn an_absent_option_leaves_what_it_expected() {
        let (_, at, messages) = blame_of("c", |input| {
            input.optional(|input| input.literal("a"))?;
            input.literal("b")
        });
        assert_eq!(at, 0);
        assert_eq!(messages[0], Message::Literal("a"));
        assert_eq!(messages[2], Message::Literal("b"));
    }

    #[test]
    fn a_label_hides_the_expectations_of_what_consumed_nothing_but_keeps_their_place() {
        let (_, at, messages) = blame_of("ax", |input| {
            input.labelled("ab", |input| {
                input.attempt(|input| {
                    input.literal("a")?;
                    input.literal("b")
                })
            })
        });
        assert_eq!((at, messages), (1, vec![Message::Production("ab"), Message::Unmatched(Some('x'))]));
    }

    #[test]
    fn what_must_not_follow_is_reported_behind_itself() {
        let (failed, at, messages) = blame_of("->", |input| {
            input.literal("-")?;
            input.not_followed_by(|c| c == '>', &[Message::Literal(">")])
        });
        assert!(failed);
        assert_eq!((at, messages), (2, vec![Message::Forbidden('>')]));
    }
}
