//! Logins that are worth nothing on another TLS connection (`channel_binding`).

use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use rowgate_postgres::{ConnectErrorKind, admin_client};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, ServerConfig, SignatureScheme};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::ask;
use crate::authentication::{failure, server};

#[tokio::test]
async fn a_login_over_tls_is_bound_to_it() {
    let server = server().await;
    for options in ["sslmode=require", "sslmode=require ssl_max_protocol_version=TLSv1.2", "sslmode=prefer"] {
        let options = format!("password=right channel_binding=require {options}");
        assert_eq!(ask(&server.connect("by_scram", &options), "select current_user").await, "by_scram", "{options}");
        let client = admin_client(&server.info("by_scram", &options)).await.unwrap();
        let user: String = client.query_one("select current_user::text", &[]).await.unwrap().get(0);
        assert_eq!(user, "by_scram", "{options}");
    }
}

#[tokio::test]
async fn a_login_that_must_be_bound_and_cannot_be_is_none() {
    let server = server().await;
    for (role, options, reason) in [
        ("by_scram", "sslmode=disable", "channel binding required, but SSL not in use"),
        ("by_md5", "", "channel binding required but not supported by server's authentication request"),
        ("by_clear_text", "", "channel binding required but not supported by server's authentication request"),
        ("by_nothing", "", "channel binding required, but server authenticated client without channel binding"),
    ] {
        let options = format!("password=right channel_binding=require {options}");
        let (error, _) = failure(&server.connect(role, &options)).await;
        assert_eq!(error.kind, ConnectErrorKind::Unsupported);
        assert!(error.message.ends_with(reason), "{role}: {error}");
        let error = admin_client(&server.info(role, &options)).await.unwrap_err();
        assert_eq!(error.kind, ConnectErrorKind::Unsupported, "{role}: {error}");
    }
}

#[tokio::test]
async fn somebody_in_between_with_another_certificate_gets_no_login_to_pass_on() {
    let server = server().await;
    let port = relay(server.port).await;
    let through = |options: &str| format!("port={port} password=right sslmode=require {options}");
    for options in ["", "channel_binding=prefer", "channel_binding=require"] {
        let (error, _) = failure(&server.connect("by_scram", &through(options))).await;
        assert!(error.message.contains("channel binding check failed"), "{options}: {error}");
        let error = admin_client(&server.info("by_scram", &through(options))).await.unwrap_err();
        assert!(error.message.contains("channel binding check failed"), "{options}: {error}");
    }
    let unbound = server.connect("by_scram", &through("channel_binding=disable"));
    assert_eq!(ask(&unbound, "select current_user").await, "by_scram");
}

/// Decrypts what comes, and encrypts it again on its way to the server; returns its own port.
async fn relay(server: u16) -> u16 {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let own_key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], own_key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                client.read_exact(&mut [0; 8]).await.unwrap();
                client.write_all(b"S").await.unwrap();
                let mut client = acceptor.accept(client).await.unwrap();
                let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                // SSLRequest: a length of 8 and the number 80877103.
                server.write_all(b"\0\0\0\x08\x04\xd2\x16\x2f").await.unwrap();
                assert_eq!(server.read_u8().await.unwrap(), b'S');
                let mut server = credulous().connect("localhost".try_into().unwrap(), server).await.unwrap();
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    port
}

/// A client that believes every certificate.
fn credulous() -> TlsConnector {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Credulous))
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[derive(Debug)]
struct Credulous;

impl ServerCertVerifier for Credulous {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
