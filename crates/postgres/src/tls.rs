//! Encrypting a connected socket, with libpq's idea of whom to trust.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, SupportedProtocolVersion,
};

use crate::conninfo::{Roots, SslMode, TlsOptions, TlsVersion};

/// The protocol a client that starts TLS at once must name, lest the bytes be taken for another protocol's.
const ALPN: &[u8] = b"postgresql";

/// Starts TLS on `stream` and checks, as far as `options` say, that it leads to `host`.
///
/// The certificate files are read each time, so that renewed ones need no restart.
pub(crate) async fn handshake(stream: TcpStream, options: &TlsOptions, host: &str) -> io::Result<TlsStream<TcpStream>> {
    let config = client_config(options)?;
    let name = ServerName::try_from(host.to_owned()).map_err(|error| io::Error::other(format!("{host}: {error}")))?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

fn client_config(options: &TlsOptions) -> io::Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&versions(options))
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier::new(options, provider)?));
    let mut config = match &options.client {
        Some((certificate, key)) => {
            let chain = certificates(certificate)?;
            let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
            builder.with_client_auth_cert(chain, key).map_err(io::Error::other)?
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.enable_sni = options.sni;
    Ok(config)
}

/// The versions of TLS to offer, out of those that are spoken here.
fn versions(options: &TlsOptions) -> Vec<&'static SupportedProtocolVersion> {
    let spoken = [(TlsVersion::V1_2, &TLS12), (TlsVersion::V1_3, &TLS13)];
    spoken.into_iter().filter(|(version, _)| options.versions.contains(version)).map(|(_, spoken)| spoken).collect()
}

/// Checks a server's certificate as far as `sslmode` asks.
#[derive(Debug)]
struct Verifier {
    depth: Depth,
    roots: RootCertStore,
    /// The certificates behind `roots`. A server may show one of these themselves: many sign their own.
    trusted: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

/// How far a certificate is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    /// Not at all: nobody can listen in, but anybody can answer.
    Nothing,
    /// It is signed by a trusted authority.
    Signature,
    /// … and names the host.
    SignatureAndName,
}

impl Verifier {
    fn new(options: &TlsOptions, provider: Arc<CryptoProvider>) -> io::Result<Self> {
        let depth = match (options.mode, &options.roots) {
            (SslMode::VerifyFull, _) => Depth::SignatureAndName,
            // Where an authority is at hand, libpq lets `require` mean `verify-ca`.
            (SslMode::VerifyCa, _) | (SslMode::Require, Roots::File(_)) => Depth::Signature,
            _ => Depth::Nothing,
        };
        let trusted = if depth == Depth::Nothing { Vec::new() } else { trusted(&options.roots)? };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(trusted.iter().cloned());
        Ok(Self { depth, roots, trusted, provider })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.depth >= Depth::Signature {
            let certificate = ParsedCertificate::try_from(end_entity)?;
            if !self.trusted.iter().any(|trusted| trusted == end_entity) {
                let algorithms = self.provider.signature_verification_algorithms.all;
                verify_server_cert_signed_by_trust_anchor(&certificate, &self.roots, intermediates, now, algorithms)?;
            }
            if self.depth >= Depth::SignatureAndName {
                verify_server_name(&certificate, server_name)?;
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn trusted(roots: &Roots) -> io::Result<Vec<CertificateDer<'static>>> {
    match roots {
        Roots::File(path) => certificates(path),
        Roots::System => {
            let found = rustls_native_certs::load_native_certs();
            match found.errors.into_iter().next() {
                Some(error) if found.certs.is_empty() => Err(io::Error::other(error)),
                _ => Ok(found.certs),
            }
        }
        Roots::None => Err(io::Error::other(
            "root certificate file \"~/.postgresql/root.crt\" does not exist; provide the file, use the system's \
             trusted roots with sslrootcert=system, or change sslmode to disable server certificate verification",
        )),
    }
}

fn certificates(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let certificates = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    certificates.map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &pem::Error) -> io::Error {
    io::Error::other(format!("could not load \"{}\": {error}", path.display()))
}
