//! Comments of the database, split as documents want them (OAS-04, OAS-09, OAS-10).

/// A comment's first line and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Comment<'a> {
    pub(crate) first_line: &'a str,
    /// Without the empty lines between the two; empty when there is only one line.
    pub(crate) rest: &'a str,
}

impl<'a> Comment<'a> {
    pub(crate) fn split(text: &'a str) -> Self {
        let (first_line, rest) = text.split_once('\n').unwrap_or((text, ""));
        Self { first_line, rest: rest.trim_start_matches('\n') }
    }
}

/// The summary and the description of an operation on what has this comment.
pub(crate) fn summary_and_description(comment: Option<&str>) -> (Option<&str>, Option<&str>) {
    let comment = comment.map(Comment::split);
    let description = comment.map(|comment| comment.rest).filter(|rest| !rest.is_empty());
    (comment.map(|comment| comment.first_line), description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_summary_and_empty_lines_part_it_from_the_rest() {
        assert_eq!(summary_and_description(None), (None, None));
        assert_eq!(summary_and_description(Some("Films")), (Some("Films"), None));
        assert_eq!(summary_and_description(Some("Films\n\n")), (Some("Films"), None));
        assert_eq!(
            summary_and_description(Some("Films\n\nAll.\n\nNo more.")),
            (Some("Films"), Some("All.\n\nNo more."))
        );
        assert_eq!(summary_and_description(Some("\nFilms")), (Some(""), Some("Films")));
    }
}
