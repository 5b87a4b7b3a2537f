//! The stream of a connection, of either kind of socket.

use std::io::{self, IoSlice};
use std::os::fd::AsFd;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};

use super::crew::place;

/// The stream of a connection, of either kind of socket.
#[derive(Debug)]
pub(super) struct Stream {
    socket: Socket,
    /// The worker whose runtime waits for the socket.
    place: usize,
}

#[derive(Debug)]
enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl From<TcpStream> for Stream {
    fn from(socket: TcpStream) -> Self {
        Self { socket: Socket::Tcp(socket), place: place() }
    }
}

impl From<UnixStream> for Stream {
    fn from(socket: UnixStream) -> Self {
        Self { socket: Socket::Unix(socket), place: place() }
    }
}

impl Stream {
    /// The socket, with the runtime of this thread waiting for it: where another one would, each event would wake that
    /// first.
    fn socket(&mut self) -> io::Result<&mut Socket> {
        let here = place();
        if self.place != here {
            self.socket.move_here()?;
            self.place = here;
        }
        Ok(&mut self.socket)
    }
}

impl Socket {
    /// A runtime never lets go of a socket, so that the new one gets a second descriptor of it.
    fn move_here(&mut self) -> io::Result<()> {
        match self {
            Self::Tcp(socket) => {
                let copy = socket.as_fd().try_clone_to_owned()?;
                *socket = TcpStream::from_std(copy.into())?;
            }
            Self::Unix(socket) => {
                let copy = socket.as_fd().try_clone_to_owned()?;
                *socket = UnixStream::from_std(copy.into())?;
            }
        }
        Ok(())
    }
}

/// Calls the same method of whichever socket it is.
macro_rules! either {
    ($stream:expr, $method:ident($($argument:expr),*)) => {
        match $stream.get_mut().socket()? {
            Socket::Tcp(stream) => Pin::new(stream).$method($($argument),*),
            Socket::Unix(stream) => Pin::new(stream).$method($($argument),*),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        either!(self, poll_read(cx, buffer))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        either!(self, poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        either!(self, poll_write_vectored(cx, slices))
    }

    /// Both kinds are.
    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(self, poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(self, poll_shutdown(cx))
    }
}
