//! stub
use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rowgate_config::Config;
use rowgate_request::RawRequest;
pub(crate) type Body = Full<bytes::Bytes>;
pub(crate) struct Address(String);
impl fmt::Display for Address { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) } }
impl Address { pub(crate) fn of(c: &Config) -> Self { Self(format!("127.0.0.1:{}", c.server_port)) } }
#[derive(Default)] pub(crate) struct Limits;
pub(crate) struct Incoming { pub(crate) raw: RawRequest, pub(crate) peer: Option<IpAddr>, pub(crate) original_target: String }
pub(crate) trait Handler: Send + Sync + 'static { fn handle(&self, request: Incoming) -> impl Future<Output = http::Response<Body>> + Send; }
pub(crate) struct Listener(tokio::net::TcpListener);
impl Listener { pub(crate) fn local_address(&self) -> String { self.0.local_addr().unwrap().to_string() } }
pub(crate) async fn bind(a: &Address) -> std::io::Result<Listener> { Ok(Listener(tokio::net::TcpListener::bind(&a.0).await?)) }
pub(crate) async fn serve<H: Handler>(l: Listener, h: Arc<H>, stop: impl Future<Output = ()> + Send, _: Limits) {
    let accept = async { loop {
        let Ok((s, peer)) = l.0.accept().await else { continue };
        let h = Arc::clone(&h);
        tokio::spawn(async move {
            let _ = s.set_nodelay(true);
            let svc = hyper::service::service_fn(move |req: hyper::Request<hyper::body::Incoming>| { let h = Arc::clone(&h); async move {
                let (p, b) = req.into_parts();
                let body = b.collect().await.map(|c| c.to_bytes()).unwrap_or_default();
                let raw = RawRequest { method: p.method.to_string(), path: p.uri.path().into(), query: p.uri.query().unwrap_or("").into(),
                    headers: p.headers.iter().map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned())).collect(), body };
                let t = p.uri.to_string();
                Ok::<_, std::convert::Infallible>(h.handle(Incoming { raw, peer: Some(peer.ip()), original_target: t }).await)
            }});
            let _ = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(s), svc).await;
        });
    }};
    tokio::select! { () = accept => {}, () = stop => {} }
}
