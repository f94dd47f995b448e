//! The registry's answers are those that a test gives.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::*;
use crate::error::Error;
use crate::format::Span;
use crate::kafka::registry::{Pending, SchemaKind};
use crate::spec::Properties;

/// What the registry says of an id; nothing is that it has only been asked.
type Answers = BTreeMap<i64, Result<&'static str, &'static str>>;

fn writers(id_bytes: &str) -> Writers<usize> {
    let entries = [
        ("schema.registry.url", "http://127.0.0.1:1"),
        ("topictable.schema.id.bytes", id_bytes),
    ];
    let properties: Properties = entries.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let framing = Framing::of(&properties).unwrap();
    Writers::new(Registry::of(&properties).unwrap(), framing)
}

fn lookup(answers: &Answers, id: i64) -> Lookup {
    match answers.get(&id) {
        None => Lookup::Pending(Pending::new(id, |_| {})),
        Some(Err(reason)) => Lookup::Failed(Error::not_found(*reason)),
        Some(Ok(text)) => Lookup::Known(Arc::new(Registered {
            id,
            subject: None,
            kind: SchemaKind::Avro,
            text: (*text).into(),
            references: Vec::new(),
        })),
    }
}

/// Records of these ids, each with one byte more.
fn framed(ids: &[i64], id_bytes: usize) -> (Vec<u8>, Vec<Span>) {
    let mut buffer = Vec::new();
    let mut spans = Vec::new();
    for id in ids {
        let start = buffer.len();
        buffer.push(0);
        buffer.extend_from_slice(&id.to_be_bytes()[8 - id_bytes..]);
        buffer.push(b'x');
        spans.push(Span::new(start, buffer.len() - start));
    }
    (buffer, spans)
}

fn ready(writers: &mut Writers<usize>, ids: &[i64], answers: &Answers) -> (Option<(usize, i64)>, Vec<i64>, usize) {
    let (buffer, spans) = framed(ids, writers.framing.len() - 1);
    let payloads = Payloads {
        buffer: &buffer,
        spans: &spans,
    };
    let asked = RefCell::new(Vec::new());
    let mut compiled = 0;
    let unready = writers.ready_with(
        payloads,
        |id| {
            asked.borrow_mut().push(id);
            lookup(answers, id)
        },
        |schema| {
            compiled += 1;
            match &*schema.text {
                "bad" => Err(Error::unsupported("no such schema")),
                text => Ok(text.len()),
            }
        },
    );
    let unready = unready.map(|unready| (unready.ready, unready.schema.id()));
    (unready, asked.into_inner(), compiled)
}

fn of(writers: &mut Writers<usize>, id: i64) -> Result<usize, String> {
    let (buffer, _) = framed(&[id], writers.framing.len() - 1);
    let (compiled, rest) = writers.of(&buffer)?;
    assert_eq!(rest, b"x");
    Ok(*compiled)
}

#[test]
fn each_schema_is_asked_for_and_compiled_once() {
    for id_bytes in ["4", "8"] {
        let mut writers = writers(id_bytes);
        let answers = Answers::from([(1, Ok("a")), (2, Ok("bb")), (3, Ok("bad"))]);
        let (unready, asked, compiled) = ready(&mut writers, &[1, 1, 2, 1, 3, 2, 3], &answers);
        assert_eq!((unready, asked, compiled), (None, vec![1, 2, 3], 3));
        assert_eq!(ready(&mut writers, &[3, 2, 1], &answers), (None, vec![], 0));
        assert_eq!(of(&mut writers, 1), Ok(1));
        assert_eq!(of(&mut writers, 2), Ok(2));
        assert_eq!(of(&mut writers, 3), Err("schema id 3: no such schema".to_owned()));
        assert_eq!(of(&mut writers, 1), Ok(1));
    }
}

#[test]
fn what_is_not_there_yet_is_where_it_stops() {
    let mut writers = writers("4");
    let mut answers = Answers::from([(1, Ok("a"))]);
    // Those after it are asked for ahead, up to a number.
    let ids: Vec<i64> = [1, 7].into_iter().chain(100..200).collect();
    let (unready, asked, _) = ready(&mut writers, &ids, &answers);
    assert_eq!((unready, asked.len()), (Some((1, 7)), 2 + AHEAD));
    assert_eq!(of(&mut writers, 1), Ok(1));
    // Records of an id that has been asked for count no further.
    let again: Vec<i64> = std::iter::repeat_n([7, 8], 100).flatten().chain([9]).collect();
    assert_eq!(ready(&mut writers, &again, &answers), (Some((0, 7)), vec![7, 8, 9], 0));
    answers.insert(7, Ok("seven"));
    let (unready, asked, _) = ready(&mut writers, &[7, 1, 8], &answers);
    assert_eq!((unready, asked), (Some((2, 8)), vec![7, 8]));
}

#[test]
fn what_could_not_be_had_is_asked_for_again() {
    let mut writers = writers("4");
    let mut answers = Answers::from([(1, Ok("a")), (7, Err("unknown"))]);
    for _ in 0..2 {
        let (unready, asked, _) = ready(&mut writers, &[1, 7, 7, 1], &answers);
        assert_eq!(unready, None);
        assert!(asked.ends_with(&[7]));
        assert_eq!(of(&mut writers, 7), Err("unknown".to_owned()));
        assert_eq!(of(&mut writers, 1), Ok(1));
    }
    answers.insert(7, Ok("seven"));
    assert_eq!(ready(&mut writers, &[1, 7], &answers), (None, vec![7], 1));
    assert_eq!(of(&mut writers, 7), Ok(5));
}

#[test]
fn a_record_without_an_id_is_bad_and_holds_nobody_up() {
    let mut writers = writers("4");
    let buffer = b"\0\0\0\0\x01x{}\0";
    let spans = [
        Span::new(0, 6),
        Span::new(6, 2),
        Span::NULL,
        Span::new(8, 1),
        Span::new(8, 0),
    ];
    let payloads = Payloads { buffer, spans: &spans };
    let answers = Answers::from([(1, Ok("a"))]);
    let unready = writers.ready_with(payloads, |id| lookup(&answers, id), |schema| Ok(schema.text.len()));
    assert!(unready.is_none());
    let told: Vec<_> = payloads
        .iter()
        .flatten()
        .map(|payload| writers.of(payload).map(|(len, _)| *len))
        .collect();
    let expected = "expected a zero byte and the 4 of a schema's id";
    assert_eq!(told[0], Ok(1));
    assert_eq!(told[1], Err(format!("unknown magic byte 123: {expected}")));
    assert_eq!(told[2], Err(format!("it has 1 bytes: {expected}")));
    assert_eq!(told[3], Err(format!("it is empty: {expected}")));
}
