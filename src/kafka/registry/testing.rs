//! The real registry of the tests, and a relay before it that counts, refuses, and speaks TLS.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::ssl::{SslAcceptor, SslMethod, SslVerifyMode};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};

use crate::spec::Properties;

/// The broker and the registry of the tests: those of the environment, or of a stack that ends with this process.
static STACK: LazyLock<[String; 2]> = LazyLock::new(|| {
    let given = |name| env::var(name).ok().filter(|value| !value.is_empty());
    if let (Some(broker), Some(registry)) = (given("TOPICTABLE_BOOTSTRAP"), given("TOPICTABLE_REGISTRY")) {
        return [broker, registry];
    }
    let mut stack = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("bin/devstack"))
        .args(["start", "--registry"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(stack.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    // It ends when its input does.
    Box::leak(Box::new(stack));
    let said: serde_json::Value = serde_json::from_str(&line).unwrap();
    ["bootstrap", "registry"].map(|name| said[name].as_str().unwrap().to_owned())
});

pub(crate) fn bootstrap() -> &'static str {
    &STACK[0]
}

pub(crate) fn registry_url() -> &'static str {
    &STACK[1]
}

/// A name that no other test and no other run has.
pub(crate) fn unique(name: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{name}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn properties(entries: &[(&str, &str)]) -> Properties {
    entries
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// What the relay was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub method: String,
    /// Below the registry's own.
    pub path: String,
    pub authorization: Option<String>,
    /// The subject of the client's certificate.
    pub client: Option<String>,
}

/// Answers instead of the registry, if it wants to.
type Answer = dyn Fn(&Asked) -> Option<(u16, String)> + Send + Sync;

/// Hands requests to the real registry.
pub(crate) struct Relay {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Relay {
    pub fn start() -> Relay {
        Relay::answering(|_| None)
    }

    pub fn answering(answer: impl Fn(&Asked) -> Option<(u16, String)> + Send + Sync + 'static) -> Relay {
        Relay::listen(TcpListener::bind("127.0.0.1:0").unwrap(), None, answer)
    }

    /// One whose certificate signs itself, and which wants one that `ca` has signed.
    pub fn with_tls(identity: &ServerIdentity, ca: &str) -> Relay {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
        acceptor.set_private_key(&identity.key).unwrap();
        acceptor.set_certificate(&identity.certificate).unwrap();
        acceptor.set_ca_file(ca).unwrap();
        acceptor.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
        Relay::listen(
            TcpListener::bind("127.0.0.1:0").unwrap(),
            Some(acceptor.build()),
            |_| None,
        )
    }

    pub fn listen(
        listener: TcpListener,
        tls: Option<SslAcceptor>,
        answer: impl Fn(&Asked) -> Option<(u16, String)> + Send + Sync + 'static,
    ) -> Relay {
        let (upstream, path) = registry_url().strip_prefix("http://").unwrap().split_once('/').unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/{path}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (log, answer): (_, Arc<Answer>) = (asked.clone(), Arc::new(answer));
        let prefix = format!("/{path}");
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, answer, tls, prefix) = (log.clone(), answer.clone(), tls.clone(), prefix.clone());
                thread::spawn(move || {
                    let stream = stream.unwrap();
                    match tls {
                        None => serve(stream, upstream, &prefix, None, &log, &*answer),
                        // A client that is refused is no fault of the relay's.
                        Some(tls) => tls.accept(stream).map_or((), |mut stream| {
                            let client = stream
                                .ssl()
                                .peer_certificate()
                                .map(|known| format!("{:?}", known.subject_name()));
                            serve(&mut stream, upstream, &prefix, client, &log, &*answer);
                            let _ = stream.shutdown();
                        }),
                    }
                });
            }
        });
        Relay { url, asked }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How often it was asked for a path.
    pub fn times(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| asked.path == path).count()
    }
}

/// Answers one request.
fn serve(
    mut stream: impl Read + Write,
    upstream: &str,
    prefix: &str,
    client: Option<String>,
    log: &Mutex<Vec<Asked>>,
    answer: &Answer,
) {
    let mut reader = BufReader::new(&mut stream);
    let mut head = Vec::new();
    let mut asked = Asked {
        client,
        ..Asked::default()
    };
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        match line.split_once(": ") {
            None => {
                let mut words = line.split(' ').map(str::to_owned);
                asked.method = words.next().unwrap();
                asked.path = words.next().unwrap().strip_prefix(prefix).unwrap().to_owned();
            }
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                asked.authorization = Some(value.to_owned());
            }
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
            Some(_) => {}
        }
        head.push(line.to_owned());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    log.lock().unwrap().push(asked.clone());
    let text = match answer(&asked) {
        Some((status, text)) => {
            let length = text.len();
            format!("HTTP/1.1 {status} Told\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}")
                .into_bytes()
        }
        None => {
            let mut registry = TcpStream::connect(upstream).unwrap();
            head.push("Connection: close".to_owned());
            registry.write_all((head.join("\r\n") + "\r\n\r\n").as_bytes()).unwrap();
            registry.write_all(&body).unwrap();
            let mut text = Vec::new();
            registry.read_to_end(&mut text).unwrap();
            text
        }
    };
    // Whoever asked may be gone.
    let _ = stream.write_all(&text);
    let _ = stream.flush();
}

/// A key and a certificate for 127.0.0.1 that signs itself.
pub(crate) struct ServerIdentity {
    key: PKey<openssl::pkey::Private>,
    certificate: X509,
}

impl ServerIdentity {
    pub fn new() -> Self {
        let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
        let mut name = X509NameBuilder::new().unwrap();
        name.append_entry_by_nid(Nid::COMMONNAME, "a registry").unwrap();
        let name = name.build();
        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        let serial = BigNum::from_u32(1).unwrap().to_asn1_integer().unwrap();
        builder.set_serial_number(&serial).unwrap();
        builder.set_subject_name(&name).unwrap();
        builder.set_issuer_name(&name).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::days_from_now(2).unwrap()).unwrap();
        builder
            .append_extension(BasicConstraints::new().critical().ca().build().unwrap())
            .unwrap();
        let names = SubjectAlternativeName::new()
            .ip("127.0.0.1")
            .build(&builder.x509v3_context(None, None))
            .unwrap();
        builder.append_extension(names).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        ServerIdentity {
            key,
            certificate: builder.build(),
        }
    }

    /// The certificate as PEM.
    pub fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }
}
