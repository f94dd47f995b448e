use rstest::rstest;

use super::{WELL_KNOWN, proto3, row};
use crate::spec::Protobuf;

#[rstest]
#[case("", "a=0 b=0 c=0 d=0 e=0 f=0 g=0 h=0 i1=0 j=0 k1=0.0 l=0.0 m=false n= o=")]
#[case(
    "08fbffffffffffffffff01 100b 18ffffffff0f 2508000000 2df7ffffff 30818080808080801c 3815 40ffffffffffffffffff01 \
     490d00000000000000 51f2ffffffffffffff 5dcdcc8c3f 613333333333f36040 6801 7205636166c3a9 7a03007fff",
    "a=-5 b=-6 c=-1 d=8 e=-9 f=15762598695796737 g=-11 h=-1 i1=13 j=-14 k1=1.1 l=135.6 m=true n=café o=007fff"
)]
fn scalars(#[case] record: &str, #[case] expected: &str) {
    let spec = proto3(
        "message M { int32 a=1; sint32 b=2; uint32 c=3; fixed32 d=4; sfixed32 e=5; int64 f=6; sint64 g=7; uint64 h=8; \
         fixed64 i1=9; sfixed64 j=10; float k1=11; double l=12; bool m=13; string n=14; bytes o=15; }",
    );
    assert_eq!(row(&spec, record), expected);
}

#[rstest]
#[case(
    "",
    "a=false b=null c=[] s_x=[] s_t_v=[] s_z=[] one_x=null one_n=null one_t_v=null one_z=null one_m=null"
)]
#[case(
    "2200",
    "a=false b=null c=[] s_x=[false] s_t_v=[null] s_z=[[]] one_x=null one_n=null one_t_v=null one_z=null one_m=null"
)]
#[case(
    "2204 0801 3a00 2200 1a020100",
    "a=false b=null c=[true, false] s_x=[true, false] s_t_v=[null, null] s_z=[[], []] one_x=null one_n=null \
     one_t_v=null one_z=null one_m=null"
)]
#[case(
    "2a00 22092a00 2a020800 320101",
    "a=false b=null c=[] s_x=[false] s_t_v=[0] s_z=[[true]] one_x=false one_n=null one_t_v=null one_z=[] one_m={}"
)]
fn presence_and_lists(#[case] record: &str, #[case] expected: &str) {
    let spec = proto3(
        "message M { bool a=1; optional bool b=2; repeated bool c=3; repeated S s=4; S one=5; } \
         message S { bool x=1; optional int32 n=2; T t=5; repeated bool z=6; map<string,int32> m=8; } \
         message T { int32 v=2; }",
    );
    let spec = spec.exclude("s/n").exclude("s/m");
    assert_eq!(row(&spec, record), expected);
}

#[rstest]
#[case("0807", "e=UNKNOWN_ENUM_VALUE_E_7 es=[] m={} o=null")]
#[case(
    "1203010709",
    "e=A es=[B, UNKNOWN_ENUM_VALUE_E_7, UNKNOWN_ENUM_VALUE_E_9] m={} o=null"
)]
#[case("1a040a001009", "e=A es=[] m={: UNKNOWN_ENUM_VALUE_E_9} o=null")]
#[case("2005", "e=A es=[] m={} o=UNKNOWN_ENUM_VALUE_E_5")]
#[case("08ffffffffffffffffff01", "e=UNKNOWN_ENUM_VALUE_E_-1 es=[] m={} o=null")]
#[case("1a00", "e=A es=[] m={: A} o=null")]
fn open_enums(#[case] record: &str, #[case] expected: &str) {
    let spec = proto3("message M { E e=1; repeated E es=2; map<string,E> m=3; optional E o=4; } enum E { A=0; B=1; }");
    assert_eq!(row(&spec, record), expected);
}

#[rstest]
#[case("3001", "e=null es=[] pk=[] m={} s=null r=1 ed=null")]
#[case("08073001", "e=null es=[] pk=[] m={} s=null r=1 ed=null")]
#[case(
    "0801 1001 1009 1002 1a03010902 3001",
    "e=A es=[A, B] pk=[A, B] m={} s=null r=1 ed=null"
)]
#[case("2204 0a001009 3001", "e=null es=[] pk=[] m={: A} s=null r=1 ed=null")]
#[case("2a01ff 3001", "e=null es=[] pk=[] m={} s=\u{fffd} r=1 ed=null")]
#[case("0801", "r: the field is required, and not there")]
fn closed_enums_and_required_fields(#[case] record: &str, #[case] expected: &str) {
    let text = "syntax=\"proto2\"; package t; message M { optional E e=1; repeated E es=2; repeated E pk=3 [packed=true]; \
                map<string,E> m=4; optional string s=5; required int32 r=6; optional E ed=7 [default=B]; } \
                enum E { A=1; B=2; }";
    assert_eq!(row(&Protobuf::text("test.proto", text).raw(), record), expected);
}

#[test]
fn groups() {
    let text = "syntax=\"proto2\"; message M { repeated group G=7 { optional int32 q=1; } optional group H=8 \
                { optional int32 r=1; } }";
    let spec = Protobuf::text("test.proto", text).raw();
    assert_eq!(row(&spec, "3b 0801 3c 3b 3c 43 0802 44"), "g_q=[1, null] h_r=2");
    assert_eq!(
        row(&spec, "3b 0801 44"),
        "g: a group of field 8 ends that has not begun"
    );
    assert_eq!(row(&spec, "3b 0801"), "g: the message ends in the middle of a field");
}

/// What a field is not written as is an unknown field; of values that come twice the last one counts, and messages are
/// put together.
#[rstest]
#[case(
    "0a0105 1001 2001 2801 0d01000000",
    "a=0 s= r=[] q=[] m_x=null m_y=null b=false f=0 z=0"
)]
#[case("1801 1a020203", "a=0 s= r=[1, 2, 3] q=[] m_x=null m_y=null b=false f=0 z=0")]
#[case("3080808080808080808001", "a=0 s= r=[] q=[] m_x=null m_y=null b=true f=0 z=0")]
#[case("08ffffffff7f", "a=-1 s= r=[] q=[] m_x=null m_y=null b=false f=0 z=0")]
#[case(
    "48ffffffffffffffffff01",
    "a=0 s= r=[] q=[] m_x=null m_y=null b=false f=0 z=-2147483648"
)]
#[case(
    "0b0c 2b2c f8ffffff0f00 a3061b1ca406",
    "a=0 s= r=[] q=[] m_x=null m_y=null b=false f=0 z=0"
)]
#[case(
    "0801 0802 120161 1200 2a020801 2a021007 3d05000000",
    "a=2 s= r=[] q=[] m_x=1 m_y=7 b=false f=5 z=0"
)]
fn wire_types(#[case] record: &str, #[case] expected: &str) {
    let spec = proto3(
        "message M { int32 a=1; string s=2; repeated int32 r=3; repeated string q=4; S m=5; bool b=6; fixed32 f=7; \
         sint32 z=9;} message S {int32 x=1; int32 y=2;}",
    );
    assert_eq!(row(&spec, record), expected);
}

#[rstest]
#[case("", "id=0 a=null b=null m_x=null m_l=null z=0")]
#[case("1000", "id=0 a=0 b=null m_x=null m_l=null z=0")]
#[case("1001 1a0162", "id=0 a=null b=b m_x=null m_l=null z=0")]
#[case("1a0162 1001", "id=0 a=1 b=null m_x=null m_l=null z=0")]
#[case("1001 22020803", "id=0 a=null b=null m_x=3 m_l=[] z=0")]
#[case("22030803120161", "m/l: the message ends in the middle of a field")]
#[case("2205 0803 120161 1001 2200", "id=0 a=null b=null m_x=0 m_l=[] z=0")]
#[case("2205 0803 120161 2203 120162", "id=0 a=null b=null m_x=3 m_l=[a, b] z=0")]
#[case("2205 0803 120161 1001", "id=0 a=1 b=null m_x=null m_l=null z=0")]
fn oneofs(#[case] record: &str, #[case] expected: &str) {
    let spec = proto3(
        "message M { int32 id=1; oneof o { int32 a=2; string b=3; S m=4; } int32 z=5; } \
         message S { int32 x=1; repeated string l=2; }",
    );
    assert_eq!(row(&spec, record), expected);
}

/// A member that no column is wanted of excludes the others all the same.
#[test]
fn a_member_of_a_oneof_that_is_left_out() {
    let spec = proto3("message M { oneof o { int32 a=1; string b=2; } }").exclude("b");
    assert_eq!(row(&spec, "0801"), "a=1");
    assert_eq!(row(&spec, "0801 120161"), "a=null");
}

#[rstest]
#[case("", "t=null d=null rt=[] rs=[] ri=[] y=null u=null s_t=[] s_i=[] s_b=[]")]
#[case(
    "0a00 1200 5200 5a00",
    "t=1970-01-01T00:00:00Z d=P0D rt=[] rs=[] ri=[] y= u=0 s_t=[] s_i=[] s_b=[]"
)]
#[case(
    "0a0d 08ffffffffffffffffff01 1001 120d 080010ffffffffffffffffff01",
    "t=1969-12-31T23:59:59.000000001Z d=-PT0.000000001S rt=[] rs=[] ri=[] y=null u=null s_t=[] s_i=[] s_b=[]"
)]
#[case(
    "0a020805 0a021007",
    "t=1970-01-01T00:00:05.000000007Z d=null rt=[] rs=[] ri=[] y=null u=null s_t=[] s_i=[] s_b=[]"
)]
#[case(
    "0a0908ffffffffffffff7f",
    "t: 72057594037927935 seconds and 0 nanoseconds do not fit: expected a time that fits into 64 bits of nanoseconds"
)]
#[case(
    "1a00 1a020801 2a00 2a030a0161 3200 32020802 7200",
    "t=null d=null rt=[1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z] rs=[, a] ri=[0, 2] y=null u=null s_t=[null] \
     s_i=[null] s_b=[null]"
)]
#[case("5a020805 5a00", "t=null d=null rt=[] rs=[] ri=[] y=null u=5 s_t=[] s_i=[] s_b=[]")]
fn well_known_types(#[case] record: &str, #[case] expected: &str) {
    let spec = proto3(&format!(
        "{WELL_KNOWN} message M {{ google.protobuf.Timestamp t=1; google.protobuf.Duration d=2; \
         repeated google.protobuf.Timestamp rt=3; repeated google.protobuf.StringValue rs=5; \
         repeated google.protobuf.Int32Value ri=6; google.protobuf.BytesValue y=10; google.protobuf.UInt32Value u=11; \
         repeated S s=14; }} message S {{ google.protobuf.Timestamp t=1; google.protobuf.Int32Value i=2; \
         google.protobuf.BoolValue b=3; }}"
    ));
    assert_eq!(row(&spec, record), expected);
}

#[rstest]
#[case(
    "",
    "e={} t={} o={} w_key=[] w_value_x=[] w_value_y=[] i1={} b={} n={} r={} z_key=[] s_m=[] q_m=null op={}"
)]
#[case(
    "0a00 1200 1a00",
    "e={: A} t={: 1970-01-01T00:00:00Z} o={: 0} w_key=[] w_value_x=[] w_value_y=[] i1={} b={} n={} r={} z_key=[] s_m=[] q_m=null op={}"
)]
#[case(
    "2200 2a00 3200 3a00 4200 4a00",
    "e={} t={} o={} w_key=[] w_value_x=[0] w_value_y=[] i1={0: 0} b={false: } n={: null} r={: []} z_key=[] s_m=[] q_m=null op={}"
)]
#[case(
    "5200 5a00 8a0100",
    "e={} t={} o={} w_key=[] w_value_x=[] w_value_y=[] i1={} b={} n={} r={} z_key=[] s_m=[{}] q_m={} op={: null}"
)]
#[case(
    "0a05 0a01611001 0a05 0a01621000 0a05 1000 0a0161",
    "e={b: A, a: A} t={} o={} w_key=[] w_value_x=[] w_value_y=[] i1={} b={} n={} r={} z_key=[] s_m=[] q_m=null op={}"
)]
fn maps(#[case] record: &str, #[case] expected: &str) {
    let spec = proto3(&format!(
        "{WELL_KNOWN} message M {{ map<string,E> e=1; map<string,google.protobuf.Timestamp> t=2; map<string,One> o=3; \
         map<string,Two> w=4; map<int64,google.protobuf.Int32Value> i1=5; map<bool,bytes> b=6; map<string,Nest> n=7; \
         map<string,OneR> r=8; map<string,Zero> z=9; repeated S s=10; S q=11; map<string,Opt> op=17; }} \
         enum E {{A=0;B=1;}} message One{{int32 x=1;}} message Two{{int32 x=1;string y=2;}} message Nest {{ One one=1; }} \
         message OneR {{ repeated int32 x=1; }} message Zero {{}} message S {{ map<string,int32> m=1; }} \
         message Opt {{ optional int32 x=1;}}"
    ));
    assert_eq!(row(&spec, record), expected);
}

#[test]
fn a_map_whose_keys_come_again() {
    let spec = proto3("message M { map<int32,int32> m=1; }");
    let entry = |key: u8, value: u8| format!("0a04 08{key:02x} 10{value:02x} ");
    let few: String = [(1, 1), (2, 2), (1, 3)].map(|(key, value)| entry(key, value)).concat();
    assert_eq!(row(&spec, &few), "m={2: 2, 1: 3}");
    let many: String = (0..40).map(|at| entry(at % 20, at)).collect();
    let expected: Vec<String> = (20..40).map(|at| format!("{}: {at}", at % 20)).collect();
    assert_eq!(row(&spec, &many), format!("m={{{}}}", expected.join(", ")));
}

#[rstest]
#[case("0a0e 0a0c 0a0161 1207 1a05 78225c0a79", r#"s={"a":"x\"\\\ny"}"#)]
#[case("0a00", "s={}")]
#[case("", "s=null")]
#[case("0a10 0a0e 0a0161 1209 11 000000000000f83f", "s={\"a\":1.5}")]
#[case("0a0e 0a0c 0a0161", "s: the message ends in the middle of a field")]
#[case("0a0d 0a0b 0a0161 1206 3204 0a022001", "s={\"a\":[true]}")]
#[case("0a09 0a07 0a0161 1202 0800", "s={\"a\":null}")]
#[case("0a09 0a07 0a0161 1202 2a00", "s={\"a\":{}}")]
fn structs_as_json(#[case] record: &str, #[case] expected: &str) {
    let spec = proto3(&format!("{WELL_KNOWN} message M {{ google.protobuf.Struct s=1; }}"));
    assert_eq!(row(&spec, record), expected);
}

#[test]
fn any_and_field_mask_as_json() {
    let spec = proto3(&format!(
        "{WELL_KNOWN} message M {{ google.protobuf.Any a=1; google.protobuf.FieldMask f=2; google.protobuf.Value v=3; \
         google.protobuf.ListValue l=4; }}"
    ));
    assert_eq!(row(&spec, ""), "a=null f=null v=null l=null");
    assert_eq!(
        row(&spec, "0a06 0a0161 120100 1209 0a03615f62 0a026364 1a00 2200"),
        "a={\"@type\":\"a\",\"value\":\"AA==\"} f=\"aB,cd\" v=null l=[]"
    );
}
