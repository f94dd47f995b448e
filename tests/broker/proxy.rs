//! A proxy before a broker, which does harm to what the broker sends.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::{BrokerId, FetchResponse, MetadataResponse};
use kafka_protocol::protocol::{Decodable, Encodable};

/// What is done to an answer with records.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub enum Harm {
    Nothing,
    /// The connection ends in the middle of it.
    Cut,
    /// It comes late.
    Delay,
    /// Some of its bytes do not come, so that all that follow are out of place.
    Lose,
    /// A byte of the last record is another one.
    Change,
    /// The second half of it comes after the client has given up.
    Stall,
    /// The connection ends, and brokers say that they understand only versions of Fetch from before Kafka 0.11, to those who
    /// ask with the oldest version of the question, as librdkafka does not.
    Hide,
    /// It has an error of every partition instead of records, as when the broker's disk is full: `KAFKA_STORAGE_ERROR`.
    DiskFull,
    /// The same with `UNKNOWN_SERVER_ERROR`.
    Fault,
    /// The same error, of the whole request.
    FaultOfAll,
    /// An error of every partition that no version of Kafka has.
    Strange,
    /// The broker does not lead what it is asked for, and knows of no broker: as one that was away for longer than its session.
    Fenced,
}

impl Harm {
    /// The error that stands in each answer, and whether it is of the whole request.
    fn error(self) -> Option<(i16, bool)> {
        match self {
            Harm::DiskFull => Some((56, false)),
            Harm::Fault => Some((-1, false)),
            Harm::FaultOfAll => Some((-1, true)),
            Harm::Strange => Some((999, false)),
            Harm::Fenced => Some((NOT_LEADER, false)),
            _ => None,
        }
    }

    fn of(number: u8) -> Harm {
        [
            Harm::Nothing,
            Harm::Cut,
            Harm::Delay,
            Harm::Lose,
            Harm::Change,
            Harm::Stall,
            Harm::Hide,
            Harm::DiskFull,
            Harm::Fault,
            Harm::FaultOfAll,
            Harm::Strange,
            Harm::Fenced,
        ][number as usize]
    }
}

/// How often it is done: to one of so many answers.
const EVERY: u64 = 7;
/// Shorter answers have no records.
const RECORDS: usize = 300;

const HOST: &[u8] = b"127.0.0.1";
/// `NOT_LEADER_OR_FOLLOWER`.
const NOT_LEADER: i16 = 6;
/// The numbers of requests.
const FETCH: i16 = 1;
const METADATA: i16 = 3;
const VERSIONS: i16 = 18;

struct State {
    broker: u16,
    port: u16,
    harm: AtomicU8,
    answers: AtomicU64,
    done: AtomicU64,
    hidden: AtomicU64,
    closed: AtomicBool,
}

/// Clients that go through it believe that the broker is where it is.
pub struct Proxy {
    state: Arc<State>,
    pub address: String,
}

impl Proxy {
    /// Before the broker at `127.0.0.1:port`.
    pub fn start(broker: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        let broker = broker.rsplit(':').next().and_then(|port| port.parse().ok());
        let state = Arc::new(State {
            broker: broker.expect("a broker's address"),
            port,
            harm: AtomicU8::new(Harm::Nothing as u8),
            answers: AtomicU64::new(0),
            done: AtomicU64::new(0),
            hidden: AtomicU64::new(0),
            closed: AtomicBool::new(false),
        });
        let accepted = state.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                if accepted.closed.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(client), Ok(broker)) = (client, TcpStream::connect(("127.0.0.1", accepted.broker))) else {
                    continue;
                };
                connect(client, broker, &accepted);
            }
        });
        Proxy {
            state,
            address: format!("127.0.0.1:{port}"),
        }
    }

    /// Has harm done from here on.
    pub fn set(&self, harm: Harm) {
        self.state.harm.store(harm as u8, Ordering::Relaxed);
    }

    /// How often it was done.
    pub fn done(&self) -> u64 {
        self.state.done.load(Ordering::Relaxed)
    }

    /// How often a version was hidden.
    pub fn hidden(&self) -> u64 {
        self.state.hidden.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.closed.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(&self.address);
    }
}

fn connect(client: TcpStream, broker: TcpStream, state: &Arc<State>) {
    let copy = |stream: &TcpStream| stream.try_clone().expect("a handle");
    let (mut from, mut to) = (copy(&client), copy(&broker));
    // What the requests under way ask for, and in which version, by their numbers.
    let questions = Arc::new(Mutex::new(HashMap::new()));
    let noted = questions.clone();
    thread::spawn(move || {
        while let Ok(request) = frame(&mut from) {
            let number = |at: usize| i16::from_be_bytes([request[at], request[at + 1]]);
            noted
                .lock()
                .unwrap()
                .insert(request[8..12].to_vec(), (number(4), number(6)));
            if to.write_all(&request).is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    });
    let (mut from, mut to, state) = (broker, client, state.clone());
    thread::spawn(move || {
        while let Ok(mut answer) = frame(&mut from) {
            let question = questions.lock().unwrap().remove(&answer[4..8]);
            let harm = Harm::of(state.harm.load(Ordering::Relaxed));
            let sent = match question {
                Some((FETCH, version)) => pass(&mut to, answer, version, &state),
                Some((METADATA, version)) if harm == Harm::Fenced => {
                    state.done.fetch_add(1, Ordering::Relaxed);
                    to.write_all(&without_brokers(&answer, version))
                }
                Some((VERSIONS, 0)) if harm == Harm::Hide => {
                    hide(&mut answer, &state);
                    to.write_all(&answer)
                }
                _ => {
                    redirect(&mut answer, &state);
                    to.write_all(&answer)
                }
            };
            if sent.is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    });
}

/// A request or an answer, with its length.
fn frame(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut frame = vec![0; 4];
    stream.read_exact(&mut frame)?;
    let len = u32::from_be_bytes([frame[0], frame[1], frame[2], frame[3]]) as usize;
    frame.resize(4 + len, 0);
    stream.read_exact(&mut frame[4..])?;
    Ok(frame)
}

/// Has the proxy stand where the broker says that it is.
fn redirect(answer: &mut [u8], state: &State) {
    let [old, new] = [state.broker, state.port].map(|port| u32::from(port).to_be_bytes());
    let len = HOST.len();
    for start in 0..answer.len().saturating_sub(len + 4) {
        if answer[start..].starts_with(HOST) && answer[start + len..].starts_with(&old) {
            answer[start + len..start + len + 4].copy_from_slice(&new);
        }
    }
}

/// Has an answer say that versions 0 to 3 of Fetch are understood.
fn hide(answer: &mut [u8], state: &State) {
    // Behind the length, the number of the request, an error and the number of entries: a request's number and its versions.
    let (entries, _) = answer[14..].as_chunks_mut::<6>();
    if let Some(fetch) = entries.iter_mut().find(|entry| entry.starts_with(&[0, 1])) {
        *fetch = [0, 1, 0, 0, 0, 3];
        state.hidden.fetch_add(1, Ordering::Relaxed);
    }
}

fn pass(to: &mut TcpStream, mut answer: Vec<u8>, version: i16, state: &State) -> io::Result<()> {
    let harm = Harm::of(state.harm.load(Ordering::Relaxed));
    if let Some((error, of_all)) = harm.error() {
        state.done.fetch_add(1, Ordering::Relaxed);
        return to.write_all(&refused(&answer, version, error, of_all));
    }
    let is_spared = answer.len() < RECORDS || state.answers.fetch_add(1, Ordering::Relaxed) % EVERY != EVERY - 1;
    if harm == Harm::Nothing || is_spared {
        return to.write_all(&answer);
    }
    state.done.fetch_add(1, Ordering::Relaxed);
    let middle = answer.len() / 2;
    match harm {
        Harm::Nothing | Harm::DiskFull | Harm::Fault | Harm::FaultOfAll | Harm::Strange | Harm::Fenced => {
            to.write_all(&answer)
        }
        Harm::Cut => {
            to.write_all(&answer[..middle])?;
            Err(io::ErrorKind::ConnectionAborted.into())
        }
        Harm::Hide => Err(io::ErrorKind::ConnectionAborted.into()),
        Harm::Delay => {
            thread::sleep(Duration::from_millis(150));
            to.write_all(&answer)
        }
        Harm::Lose => {
            answer.drain(middle..middle + 3);
            to.write_all(&answer)
        }
        Harm::Change => {
            let place = answer.len() - 12;
            answer[place] ^= 0x10;
            to.write_all(&answer)
        }
        Harm::Stall => {
            to.write_all(&answer[..middle])?;
            thread::sleep(Duration::from_secs(4));
            to.write_all(&answer[middle..])
        }
    }
}

/// The length, the number of the request, and no tagged fields, which only newer versions have.
const HEADER: usize = 9;

/// An answer with an error instead of its records.
fn refused(answer: &[u8], version: i16, error: i16, of_all: bool) -> Vec<u8> {
    let mut body = Bytes::copy_from_slice(&answer[HEADER..]);
    let mut fetched = FetchResponse::decode(&mut body, version).expect("an answer to Fetch");
    if of_all {
        fetched.error_code = error;
        fetched.responses.clear();
    }
    let partitions = fetched.responses.iter_mut().flat_map(|topic| &mut topic.partitions);
    for partition in partitions {
        partition.error_code = error;
        partition.high_watermark = -1;
        partition.records = None;
    }
    framed(&answer[..HEADER], &fetched, version)
}

/// An answer who leads what in which there is no broker.
fn without_brokers(answer: &[u8], version: i16) -> Vec<u8> {
    let header = if version < 9 { HEADER - 1 } else { HEADER };
    let mut body = Bytes::copy_from_slice(&answer[header..]);
    let mut known = MetadataResponse::decode(&mut body, version).expect("an answer to Metadata");
    known.brokers.clear();
    for partition in known.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
        partition.error_code = 5;
        partition.leader_id = BrokerId(-1);
    }
    framed(&answer[..header], &known, version)
}

/// An answer with this header, whose length is put right.
fn framed(header: &[u8], body: &impl Encodable, version: i16) -> Vec<u8> {
    let mut frame = BytesMut::from(header);
    body.encode(&mut frame, version).expect("an answer");
    let len = frame.len() as u32 - 4;
    frame[..4].copy_from_slice(&len.to_be_bytes());
    frame.to_vec()
}
