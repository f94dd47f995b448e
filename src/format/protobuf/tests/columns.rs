use super::{WELL_KNOWN, decoder, layout, proto3, row};
use crate::spec::{Protobuf, ProtobufSchema};

fn fault(spec: &Protobuf) -> String {
    match decoder(spec) {
        Ok(_) => panic!("the spec is accepted"),
        Err(error) => error.message().to_owned(),
    }
}

fn oneofs_first(text: &str) -> Protobuf {
    let mut spec = proto3(text);
    if let ProtobufSchema::Files { oneofs_first, .. } = &mut spec.schema {
        *oneofs_first = true;
    }
    spec
}

#[test]
fn types_in_lists() {
    let spec = proto3(
        "message M { repeated bool c=3; repeated S s=4; } message S { bool x=1; optional bool y=2; optional int32 n=3; \
         T t=5; repeated bool z=6; map<string,int32> mm=8; } message T { int32 v=2; bytes by=4; E e=5; repeated E es=6;} \
         enum E { A=0; }",
    );
    assert_eq!(
        layout(&spec),
        [
            "c:boolean[]",
            "s_x:boolean[]",
            "s_y:java.lang.Boolean[]",
            "s_n:java.lang.Integer[]",
            "s_t_v:int[]",
            "s_t_by:byte[][]",
            "s_t_e:java.lang.String[]",
            "s_t_es:java.lang.String[][]",
            "s_z:boolean[][]",
            "s_mm:java.util.Map[]",
        ]
    );
}

#[test]
fn the_order_of_a_registry() {
    let text = "message M { int32 z=9; optional int32 a=5; oneof x { string b=4; S c=10; } string d=1; oneof y { int32 e=3; } \
                } message S { int32 p=2; oneof w { int32 r=1; } }";
    let names = |spec: Protobuf| {
        layout(&spec)
            .iter()
            .map(|name| name.split(':').next().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(oneofs_first(text)), ["b", "c_r", "c_p", "e", "z", "a", "d"]);
    assert_eq!(names(proto3(text)), ["z", "a", "b", "c_p", "c_r", "d", "e"]);
}

#[test]
fn cycles() {
    let spec = proto3("message M { string s=1; Rec r=2; } message Rec { string name=1; Rec next=2; }");
    assert!(
        fault(&spec).starts_with(
            "cyclical protobuf message descriptor detected at [`t.M` \"r\" -> `t.Rec` \"next\" -> `t.Rec`]"
        )
    );
    assert_eq!(
        layout(&spec.exclude("r/next")),
        ["s:java.lang.String", "r_name:java.lang.String"]
    );
    let through_a_map = proto3("message M { map<string, M> kids=1; }");
    assert!(fault(&through_a_map).contains("\"value\" -> `t.M`]"));
    let mut recursive = proto3(&format!("{WELL_KNOWN} message M {{ google.protobuf.Struct s=1; }}"));
    recursive.fields.as_recursive.insert("*".to_owned());
    assert!(fault(&recursive).contains("\"s\" -> `google.protobuf.Struct` \"fields\" -> "));
}

#[test]
fn chosen_fields() {
    let text = "message Emp { string name=1; Boss boss=2; int32 age=3; Office office=4; } message Boss { string name=1; \
                int32 level=2; } message Office { string city=1; Room room=2; } message Room { int32 floor=1; string code=2; }";
    let of = |patterns: &[&str]| {
        layout(
            &patterns
                .iter()
                .fold(proto3(text), |spec, pattern| spec.include(*pattern)),
        )
    };
    assert_eq!(
        of(&["/name", "/office/room/floor"]),
        ["name:java.lang.String", "office_room_floor:int"]
    );
    assert_eq!(of(&["/boss/*"]), ["boss_name:java.lang.String", "boss_level:int"]);
    assert_eq!(of(&["/age", "/boss"]), ["age:int"]);
    assert_eq!(of(&[""]), [""; 0]);
    assert_eq!(of(&["*"]).len(), 7);
}

#[test]
fn maps_as_lists_and_messages_field_by_field() {
    let text = format!(
        "{WELL_KNOWN} message M {{ map<string,string> m=1; google.protobuf.Timestamp at=2; bytes raw=3; \
         google.protobuf.StringValue w=4; }}"
    );
    let mut spec = proto3(&text);
    spec.fields.as_repeated.insert("m".to_owned());
    spec.fields.as_recursive.insert("*".to_owned());
    spec.fields.as_byte_string.insert("raw".to_owned());
    assert_eq!(
        layout(&spec),
        [
            "m_key:java.lang.String[]",
            "m_value:java.lang.String[]",
            "at_seconds:long",
            "at_nanos:int",
            "raw:com.google.protobuf.ByteString",
            "w_value:java.lang.String",
        ]
    );
    assert_eq!(
        row(&spec, "0a060a016b120176 1204 0805 1007 1a0101"),
        "m_key=[k] m_value=[v] at_seconds=5 at_nanos=7 raw=01 w_value=null"
    );
    assert_eq!(
        row(&spec, "0a00"),
        "m_key=[] m_value=[] at_seconds=null at_nanos=null raw= w_value=null"
    );
}

/// A map is a column when its value is one; its key and value cannot be left out then.
#[test]
fn maps_of_messages() {
    let text = "message M { map<string,int32> m=1; map<string,S> n=2; } message S { int32 a=1; int32 b=2; }";
    assert_eq!(
        layout(&proto3(text).exclude("m/key").exclude("n/value/b")),
        ["m:java.util.Map", "n:java.util.Map"]
    );
    assert_eq!(
        layout(&proto3(text).exclude("m/value").exclude("n/key")),
        ["m:java.util.Map", "n_value_a:int[]", "n_value_b:int[]"]
    );
}

#[test]
fn messages_by_name() {
    let text = "enum E { A=0; } message M { message N { int32 a=1; message O { int32 b=1; } } int32 c=1; } \
                message N { int32 d=1; }";
    let of = |name: &str| layout(&proto3(text).message(name));
    assert_eq!(layout(&proto3(text)), ["c:int"]);
    assert_eq!(of("t.M.N"), ["a:int"]);
    assert_eq!(of("M.N"), ["a:int"]);
    assert_eq!(of("N"), ["d:int"]);
    assert_eq!(
        fault(&proto3(text).message("O")),
        "there is no message \"O\" in \"test.proto\": it has t.M, t.N"
    );
    assert_eq!(fault(&proto3("enum E { A=0; }")), "\"test.proto\" has no message");
}

#[test]
fn names_of_columns() {
    let text = "message M { int32 i=1; S in=2; } message S { int32 x=1; }";
    assert!(fault(&proto3(text)).starts_with("invalid column name \"i\": \"i\" is a reserved keyword"));
    assert_eq!(layout(&proto3(text).name("i", "I")), ["I:int", "in_x:int"]);
    assert!(fault(&proto3(text).name("i", "a b")).starts_with("invalid column name \"a b\""));
    assert!(fault(&proto3(text).name("i", "1")).starts_with("invalid column name \"1\""));
}

#[test]
fn a_message_that_is_one_value() {
    let text = format!("{WELL_KNOWN} message M {{}}");
    let spec = proto3(&text).message("google.protobuf.Timestamp");
    assert!(fault(&spec).starts_with("invalid column name: name can not be empty"));
    let spec = spec.name("", "Time");
    assert_eq!(layout(&spec), ["Time:java.time.Instant"]);
    assert_eq!(row(&spec, "0805"), "Time=1970-01-01T00:00:05Z");
    assert_eq!(row(&spec, ""), "Time=1970-01-01T00:00:00Z");
}

#[test]
fn imports() {
    let spec = proto3("import \"a/b.proto\"; message M { o.P p=1; }").import(
        "a/b.proto",
        "syntax = \"proto3\"; package o; message P { double lat=1; }",
    );
    assert_eq!(layout(&spec), ["p_lat:double"]);
    let missing = proto3("import \"a/b.proto\"; message M { o.P p=1; }");
    assert!(fault(&missing).contains("a/b.proto"), "{}", fault(&missing));
    assert!(fault(&proto3("message M { int32 }")).contains("no Protobuf schema"));
}

#[test]
fn descriptors() {
    let mut compiler = protox::Compiler::with_file_resolver(protox::file::GoogleFileResolver::new());
    compiler
        .include_imports(true)
        .open_file("google/protobuf/duration.proto")
        .expect("a known file");
    let spec = Protobuf::descriptors(&compiler.encode_file_descriptor_set())
        .raw()
        .name("", "Took");
    assert_eq!(layout(&spec), ["Took:java.time.Duration"]);
    assert!(fault(&Protobuf::descriptors(b"\xff")).contains("no google.protobuf.FileDescriptorSet"));
}

#[test]
fn the_plan_can_be_read() {
    let spec = proto3(
        "message M { string sym=1; repeated S s=2; oneof o { int32 a=3; bool b=4; } map<string,int64> m=5; } \
         message S { repeated double x=1; }",
    );
    let decoder = decoder(&spec.exclude("b")).expect("a good spec");
    assert_eq!(
        decoder.plan.to_string(),
        "1 sym: Text { strict: true } -> 0\n2 s: list of messages\n  1 x: list of Double -> 1\n3 a: Int32 or null -> 2\n\
         4 b: skip\n5 m: map -> 3\n  1 key: Text { strict: true } -> 0\n  2 value: Int64 -> 1\n"
    );
}
