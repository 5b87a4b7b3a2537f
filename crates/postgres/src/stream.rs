//! The byte stream to a server.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::pin::Pin;
use std::task::{Context, Poll};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::client::TlsStream;

/// A connected socket.
#[derive(Debug)]
pub(crate) enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// The certificate (DER) that the server has shown.
    pub(crate) fn server_certificate(&self) -> Option<&[u8]> {
        match self {
            Self::Tcp(_) | Self::Unix(_) => None,
            Self::Tls(stream) => Some(stream.get_ref().1.peer_certificates()?.first()?),
        }
    }

    /// Whether the connection stands and nothing has arrived on it that was not read.
    ///
    /// Asks the operating system rather than the runtime, which may not have looked since the server hung up.
    pub(crate) fn is_quiet(&self) -> bool {
        let socket = match self {
            Self::Tcp(stream) => SockRef::from(stream),
            Self::Unix(stream) => SockRef::from(stream),
            Self::Tls(stream) => SockRef::from(stream.get_ref().0),
        };
        // The socket does not block: having nothing is an error, having reached the end is not.
        socket.peek(&mut [MaybeUninit::uninit()]).is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Has the runtime of this thread wait for the socket. A runtime never lets go of a socket, so that the new one gets a
    /// second descriptor of it.
    pub(crate) fn move_here(&mut self) -> io::Result<()> {
        let move_tcp = |socket: &mut TcpStream| {
            let copy = socket.as_fd().try_clone_to_owned()?;
            *socket = TcpStream::from_std(copy.into())?;
            Ok(())
        };
        match self {
            Self::Tcp(socket) => move_tcp(socket),
            Self::Tls(stream) => move_tcp(stream.get_mut().0),
            Self::Unix(socket) => {
                let copy = socket.as_fd().try_clone_to_owned()?;
                *socket = UnixStream::from_std(copy.into())?;
                Ok(())
            }
        }
    }

    fn reader(&mut self) -> Pin<&mut (dyn AsyncRead + Unpin + Send)> {
        match self {
            Self::Tcp(stream) => Pin::new(stream),
            Self::Unix(stream) => Pin::new(stream),
            Self::Tls(stream) => Pin::new(stream),
        }
    }

    fn writer(&mut self) -> Pin<&mut (dyn AsyncWrite + Unpin + Send)> {
        match self {
            Self::Tcp(stream) => Pin::new(stream),
            Self::Unix(stream) => Pin::new(stream),
            Self::Tls(stream) => Pin::new(stream),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.reader().poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.writer().poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer().poll_shutdown(cx)
    }
}
