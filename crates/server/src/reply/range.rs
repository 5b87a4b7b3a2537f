//! `Content-Range` and the statuses that go with it (PAG-04 … PAG-06).

use compact_str::{CompactString, ToCompactString};
use http::header::CONTENT_RANGE;
use http::{HeaderName, HeaderValue, StatusCode};
use rowgate_request::Window;

use super::header_value;

/// The rows of a result among all there are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) offset: i128,
    pub(crate) rows: i64,
    /// `None` when nobody asked.
    pub(crate) total: Option<i64>,
}

impl Page {
    pub(crate) fn of(window: Window, rows: i64, total: Option<i64>) -> Self {
        Self { offset: window.offset, rows, total }
    }

    /// PAG-05: without a total every page is complete.
    pub(crate) fn status(self) -> StatusCode {
        match self.total {
            Some(total) if self.offset > i128::from(total) => StatusCode::RANGE_NOT_SATISFIABLE,
            Some(total) if self.rows < total => StatusCode::PARTIAL_CONTENT,
            _ => StatusCode::OK,
        }
    }

    pub(crate) fn content_range(self) -> (HeaderName, HeaderValue) {
        content_range(self.offset, self.offset + i128::from(self.rows) - 1, self.total)
    }
}

/// `0-9/30`, `*/0`, `0-9/*`
pub(crate) fn content_range(lower: i128, upper: i128, total: Option<i64>) -> (HeaderName, HeaderValue) {
    let mut text = CompactString::default();
    if lower <= upper && total != Some(0) {
        text.push_str(&lower.to_compact_string());
        text.push('-');
        text.push_str(&upper.to_compact_string());
    } else {
        text.push('*');
    }
    text.push('/');
    match total {
        Some(total) => text.push_str(&total.to_compact_string()),
        None => text.push('*'),
    }
    (CONTENT_RANGE, header_value(&text))
}

/// What the body says when the window begins behind the last row.
pub(crate) fn out_of_bounds(page: Page) -> String {
    format!("An offset of {} was requested, but there are only {} rows.", page.offset, page.total.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(offset: i128, rows: i64, total: Option<i64>) -> String {
        let page = Page { offset, rows, total };
        let (_, value) = page.content_range();
        format!("{} {}", page.status().as_u16(), value.to_str().unwrap())
    }

    #[test]
    fn a_page_is_complete_partial_or_out_of_bounds() {
        assert_eq!(header(0, 3, None), "200 0-2/*");
        assert_eq!(header(0, 3, Some(3)), "200 0-2/3");
        assert_eq!(header(1, 2, Some(9)), "206 1-2/9");
        assert_eq!(header(0, 0, Some(0)), "200 */0");
        assert_eq!(header(0, 0, None), "200 */*");
        assert_eq!(header(9, 0, Some(9)), "206 */9");
        assert_eq!(header(10, 0, Some(9)), "416 */9");
    }
}
