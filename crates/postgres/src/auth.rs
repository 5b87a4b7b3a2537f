//! Proving to the server who we are.

use fallible_iterator::FallibleIterator;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{ChannelBinding, SCRAM_SHA_256, ScramSha256};
use postgres_protocol::message::backend::{AuthenticationSaslBody, Message};
use postgres_protocol::message::frontend;

use crate::error::Lost;
use crate::server_error::ServerError;
use crate::startup::StartupError;
use crate::wire::{Incoming, Wire};

/// Answers the server's requests until it is content.
pub(crate) async fn authenticate(wire: &mut Wire, user: &str, password: Option<&str>) -> Result<(), StartupError> {
    let password = || password.map(str::as_bytes).ok_or(StartupError::NoPassword);
    loop {
        match next(wire).await? {
            Message::AuthenticationOk => return Ok(()),
            Message::AuthenticationCleartextPassword => send_password(wire, password()?)?,
            Message::AuthenticationMd5Password(body) => {
                let hash = md5_hash(user.as_bytes(), password()?, body.salt());
                send_password(wire, hash.as_bytes())?;
            }
            Message::AuthenticationSasl(body) => scram(wire, &body, password()?).await?,
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

fn send_password(wire: &mut Wire, password: &[u8]) -> Result<(), StartupError> {
    frontend::password_message(password, wire.output()).map_err(StartupError::Unsendable)
}

/// SCRAM-SHA-256 (RFC 5802, 7677), where the server proves itself too. Without channel binding, which would need the
/// server's certificate.
async fn scram(wire: &mut Wire, offer: &AuthenticationSaslBody, password: &[u8]) -> Result<(), StartupError> {
    if !offer.mechanisms().any(|mechanism| Ok(mechanism == SCRAM_SHA_256)).map_err(Lost::protocol)? {
        return Err(StartupError::UnsupportedAuthentication("SASL other than SCRAM-SHA-256"));
    }
    let mut scram = ScramSha256::new(password, ChannelBinding::unsupported());
    frontend::sasl_initial_response(SCRAM_SHA_256, scram.message(), wire.output()).map_err(StartupError::Unsendable)?;

    let Message::AuthenticationSaslContinue(challenge) = next(wire).await? else { return Err(unexpected().into()) };
    scram.update(challenge.data()).map_err(StartupError::Scram)?;
    frontend::sasl_response(scram.message(), wire.output()).map_err(StartupError::Unsendable)?;

    let Message::AuthenticationSaslFinal(proof) = next(wire).await? else { return Err(unexpected().into()) };
    scram.finish(proof.data()).map_err(StartupError::Scram)
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
