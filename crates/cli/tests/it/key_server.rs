//! Keys behind `https` (CFG-40).

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustix::process::Signal;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::running::get;
use crate::served::Served;

const KEY: &str = r#"{"kty":"oct","alg":"HS256","kid":"a","k":"YSBzZWNyZXQgb2YgYXQgbGVhc3QgdGhpcnR5LXR3byBieXRlcw"}"#;

/// An authority, and a server whose certificate it has signed for `localhost`.
struct KeyServer {
    url: String,
    authority: String,
}

impl KeyServer {
    async fn start() -> Self {
        let mut parameters = CertificateParams::new([]).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = parameters.signed_by(&key, &authority).unwrap();

        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], private).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}/keys", listener.local_addr().unwrap().port());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", KEY.len());
                let _ = stream.write_all(format!("{head}{KEY}").as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { url, authority: authority.pem() }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_taken_from_a_server_that_the_machine_trusts() {
    let (server, stranger) = (KeyServer::start().await, KeyServer::start().await);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, &server.authority).unwrap();
    let start = async |url: &str| {
        Served::start(&[("PGRST_JWT_SECRET", url), ("SSL_CERT_FILE", file.to_str().unwrap())], "").await
    };
    let token = rowgate_auth::sign(&json!({ "role": "anon" }), KEY.as_bytes()).unwrap();
    let header = format!("Authorization: Bearer {token}");

    let gateway = start(&server.url).await;
    assert_eq!(get(&gateway.url("/films"), &header), (200, r#"[{"id":1}]"#.to_owned()));
    let output = output_of(gateway);
    assert!(output.contains(&format!("JWT keys read from {}\n", server.url)), "{output}");

    // One is signed by another authority, one is for another name.
    for url in [&stranger.url, &server.url.replace("localhost", "127.0.0.1")] {
        let gateway = start(url).await;
        let (status, body) = get(&gateway.url("/films"), &header);
        assert!(status == 503 && body.contains("PGRST304"), "{status}: {body}");
        assert_eq!(get(&gateway.url("/films"), "").0, 200);
        let output = output_of(gateway);
        let failure = format!("Failed to read JWT keys from {url}: invalid peer certificate");
        assert!(output.contains(&failure), "{output}");
    }
}

/// Ends a gateway; what it printed from its start on.
fn output_of(gateway: Served) -> String {
    gateway.process.signal(Signal::TERM);
    format!("{}{}", gateway.beginning, gateway.process.wait().1)
}
