//! Proving to the server who we are.

use fallible_iterator::FallibleIterator;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{self, SCRAM_SHA_256, SCRAM_SHA_256_PLUS, ScramSha256};
use postgres_protocol::message::backend::{AuthenticationSaslBody, Message};
use postgres_protocol::message::frontend;

use crate::channel_binding::tls_server_end_point;
use crate::conninfo::{ChannelBinding, ConnInfo, Endpoint};
use crate::error::Lost;
use crate::server_error::ServerError;
use crate::startup::StartupError;
use crate::stream::Stream;
use crate::wire::{Incoming, Wire};

/// As whom to log in, and over what.
pub(crate) struct Login<'a> {
    user: &'a str,
    password: Option<&'a str>,
    channel_binding: ChannelBinding,
    channel: Channel,
}

/// What a login can be bound to.
enum Channel {
    /// Nothing: it is not encrypted.
    Plain,
    /// Nothing either: the certificate is not of a kind that has an end point.
    Unnamed,
    /// The certificate that the server has shown.
    EndPoint(Vec<u8>),
}

impl<'a> Login<'a> {
    pub(crate) fn new(info: &'a ConnInfo, endpoint: &'a Endpoint, stream: &Stream) -> Self {
        let channel = match stream.server_certificate() {
            None => Channel::Plain,
            Some(certificate) => tls_server_end_point(certificate).map_or(Channel::Unnamed, Channel::EndPoint),
        };
        Self {
            user: &info.user,
            password: endpoint.password.as_ref().map(|password| password.0.as_str()),
            channel_binding: info.channel_binding,
            channel,
        }
    }

    fn password(&self) -> Result<&'a [u8], StartupError> {
        self.password.map(str::as_bytes).ok_or(StartupError::NoPassword)
    }

    fn must_be_bound(&self) -> bool {
        self.channel_binding == ChannelBinding::Require
    }
}

/// Answers the server's requests until it is content.
pub(crate) async fn authenticate(wire: &mut Wire, login: &Login<'_>) -> Result<(), StartupError> {
    let mut is_bound = false;
    loop {
        match next(wire).await? {
            Message::AuthenticationOk if login.must_be_bound() && !is_bound => {
                return Err(StartupError::ChannelBinding(UNBOUND));
            }
            Message::AuthenticationOk => return Ok(()),
            Message::AuthenticationSasl(offer) => is_bound = scram(wire, &offer, login).await?,
            // Nothing is told to a server that may not be the one that was meant.
            _ if login.must_be_bound() => return Err(StartupError::ChannelBinding(UNBINDABLE)),
            Message::AuthenticationCleartextPassword => send_password(wire, login.password()?)?,
            Message::AuthenticationMd5Password(body) => {
                let hash = md5_hash(login.user.as_bytes(), login.password()?, body.salt());
                send_password(wire, hash.as_bytes())?;
            }
            Message::AuthenticationGss | Message::AuthenticationGssContinue(_) => {
                return Err(StartupError::UnsupportedAuthentication("GSSAPI"));
            }
            Message::AuthenticationSspi => return Err(StartupError::UnsupportedAuthentication("SSPI")),
            Message::AuthenticationKerberosV5 => return Err(StartupError::UnsupportedAuthentication("Kerberos 5")),
            Message::AuthenticationScmCredential => return Err(StartupError::UnsupportedAuthentication("SCM")),
            _ => return Err(unexpected().into()),
        }
    }
}

/// Why a login that must be bound to its channel is not (`channel_binding=require`), in libpq's words.
const PLAIN: &str = "channel binding required, but SSL not in use";
const UNNAMED: &str = "could not determine server certificate signature algorithm";
const NOT_OFFERED: &str =
    "channel binding is required, but server did not offer an authentication method that supports channel binding";
const UNBINDABLE: &str = "channel binding required but not supported by server's authentication request";
pub(crate) const UNBOUND: &str = "channel binding required, but server authenticated client without channel binding";

fn send_password(wire: &mut Wire, password: &[u8]) -> Result<(), StartupError> {
    frontend::password_message(password, wire.output()).map_err(StartupError::Unsendable)
}

/// SCRAM-SHA-256 (RFC 5802, 7677), where the server proves itself too. Returns whether the proofs are bound to the
/// channel.
async fn scram(wire: &mut Wire, offer: &AuthenticationSaslBody, login: &Login<'_>) -> Result<bool, StartupError> {
    let (mechanism, binding) = choose(offer, login)?;
    let mut scram = ScramSha256::new(login.password()?, binding);
    frontend::sasl_initial_response(mechanism, scram.message(), wire.output()).map_err(StartupError::Unsendable)?;

    let Message::AuthenticationSaslContinue(challenge) = next(wire).await? else { return Err(unexpected().into()) };
    scram.update(challenge.data()).map_err(StartupError::Scram)?;
    frontend::sasl_response(scram.message(), wire.output()).map_err(StartupError::Unsendable)?;

    let Message::AuthenticationSaslFinal(proof) = next(wire).await? else { return Err(unexpected().into()) };
    scram.finish(proof.data()).map_err(StartupError::Scram)?;
    Ok(mechanism == SCRAM_SHA_256_PLUS)
}

/// The best mechanism that both sides can do.
///
/// A client that could bind but was not offered to says so, and a server that did offer it then knows that somebody in
/// between took the offer away.
fn choose(
    offer: &AuthenticationSaslBody,
    login: &Login<'_>,
) -> Result<(&'static str, sasl::ChannelBinding), StartupError> {
    let offers = |name| offer.mechanisms().any(|offered| Ok(offered == name)).map_err(Lost::protocol);
    let end_point = match &login.channel {
        _ if login.channel_binding == ChannelBinding::Disable => None,
        Channel::EndPoint(end_point) => Some(end_point),
        Channel::Plain if login.must_be_bound() => return Err(StartupError::ChannelBinding(PLAIN)),
        Channel::Unnamed if login.must_be_bound() => return Err(StartupError::ChannelBinding(UNNAMED)),
        Channel::Plain | Channel::Unnamed => None,
    };
    match end_point {
        Some(end_point) if offers(SCRAM_SHA_256_PLUS)? => {
            Ok((SCRAM_SHA_256_PLUS, sasl::ChannelBinding::tls_server_end_point(end_point.clone())))
        }
        _ if login.must_be_bound() => Err(StartupError::ChannelBinding(NOT_OFFERED)),
        _ if !offers(SCRAM_SHA_256)? => Err(StartupError::UnsupportedAuthentication("SASL other than SCRAM-SHA-256")),
        Some(_) => Ok((SCRAM_SHA_256, sasl::ChannelBinding::unrequested())),
        None => Ok((SCRAM_SHA_256, sasl::ChannelBinding::unsupported())),
    }
}

async fn next(wire: &mut Wire) -> Result<Message, StartupError> {
    loop {
        match wire.next().await? {
            Incoming::Message(Message::NoticeResponse(_)) => {}
            Incoming::Message(Message::ErrorResponse(body)) => {
                return Err(ServerError::from_fields(body.fields()).map_err(Lost::protocol)?.into());
            }
            Incoming::Message(message) => return Ok(message),
            Incoming::Row(_) => return Err(unexpected().into()),
        }
    }
}

fn unexpected() -> Lost {
    Lost::protocol("unexpected message during authentication")
}
