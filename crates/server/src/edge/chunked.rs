//! Where a chunked body ends (RFC 9112 §7.1).
//!
//! ```text
//! body    = *chunk "0" *extension CRLF *trailer CRLF
//! chunk   = 1*HEXDIG *extension CRLF data CRLF
//! ```
//!
//! hyper decodes the body; this only has to end where hyper's decoder ends. Whatever that decoder would refuse is lost
//! here too, never an early end.

/// A chunked body on its way through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunked {
    /// Before the first digit of a size.
    Start,
    /// Within the digits, which say this much so far.
    Size(u64),
    /// Between the digits and the end of their line.
    Extension(u64),
    SizeLf(u64),
    /// Before this many bytes of data.
    Data(u64),
    DataCr,
    DataLf,
    /// At the beginning of a line behind the last chunk.
    TrailerStart,
    Trailer,
    TrailerLf,
    EndLf,
    /// The body is complete.
    Ended,
    /// The body is not what hyper accepts.
    Lost,
}

impl Chunked {
    /// Reads on, and says how many of `bytes` the body takes.
    pub(super) fn read(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() {
            match *self {
                Self::Ended | Self::Lost => break,
                Self::Data(rest) => {
                    let taken = usize::try_from(rest).unwrap_or(usize::MAX).min(bytes.len() - at);
                    at += taken;
                    *self = match rest - taken as u64 {
                        0 => Self::DataCr,
                        rest => Self::Data(rest),
                    };
                }
                around_data => {
                    *self = around_data.after(bytes[at]);
                    at += 1;
                }
            }
        }
        at
    }

    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Start, digit) => Self::size(0, digit),
            (Self::Size(size) | Self::Extension(size), b'\r') => Self::SizeLf(size),
            (Self::Size(size), b';' | b' ' | b'\t') => Self::Extension(size),
            (Self::Size(size), digit) => Self::size(size, digit),
            (Self::Extension(size), extension) if extension != b'\n' => Self::Extension(size),
            (Self::SizeLf(0) | Self::TrailerLf, b'\n') => Self::TrailerStart,
            (Self::SizeLf(size), b'\n') => Self::Data(size),
            (Self::DataCr, b'\r') => Self::DataLf,
            (Self::DataLf, b'\n') => Self::Start,
            (Self::TrailerStart, b'\r') => Self::EndLf,
            (Self::Trailer, b'\r') => Self::TrailerLf,
            (Self::TrailerStart | Self::Trailer, _) => Self::Trailer,
            (Self::EndLf, b'\n') => Self::Ended,
            _ => Self::Lost,
        }
    }

    fn size(size: u64, digit: u8) -> Self {
        let digit = char::from(digit).to_digit(16).map(u64::from);
        let size = digit.and_then(|digit| size.checked_mul(16)?.checked_add(digit));
        size.map_or(Self::Lost, Self::Size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &str, step: usize) -> (usize, Chunked) {
        let mut body = Chunked::Start;
        let taken = bytes.as_bytes().chunks(step).map(|piece| body.read(piece)).sum();
        (taken, body)
    }

    #[test]
    fn a_body_ends_behind_its_last_chunk_and_trailers() {
        let bodies = [
            "0\r\n\r\n",
            "4;a=\"b\"\r\n\r\n\r\n\r\n0\r\n\r\n",
            "00A \t;x\r\n0\r\n\r\nGET /\r\n0\r\n\r\n",
            "1\r\nx\r\n0\r\na: b\r\nc: d\n\nstill c\r\n\r\n",
        ];
        for body in bodies {
            let stream = format!("{body}GET / HTTP/1.1\r\n\r\n");
            for step in 1..=stream.len() {
                assert_eq!(read(&stream, step), (body.len(), Chunked::Ended), "{body:?} in pieces of {step}");
            }
        }
    }

    #[test]
    fn what_hyper_refuses_is_lost() {
        let bodies = [
            "\r\n",
            "x\r\n",
            "1\nx",
            "1;a\nb\r\n",
            "1\r\nxy",
            "1\r\nx\ry",
            "0\r\na\rb",
            "0\r\n\rx",
            "10000000000000000",
        ];
        for body in bodies {
            assert_eq!(read(body, 1).1, Chunked::Lost, "{body:?}");
        }
    }
}
