//! Every kind there and back, values at random, bytes at random, values in cells.

mod cells;
mod random;

use super::*;
use crate::verified::seeded::{Bug, with};
use ComponentValue as Value;

fn encoded(value: &Value<'_>) -> Vec<u8> {
    let mut buffer = vec![0xaa; 8192];
    let len = value.encode(&mut buffer).unwrap();
    buffer.truncate(len);
    buffer
}

/// The same value written from what can be read of it.
fn again(value: &ValueRef<'_>) -> Vec<u8> {
    let mut buffer = vec![0xaa; 8192];
    let mut encoder = Encoder::new(&mut buffer);
    encoder.put_value(value).unwrap();
    encoder.finish().unwrap().to_vec()
}

fn code<T>(result: Result<T>) -> Status {
    result.map(|_| ()).expect_err("it must fail").status()
}

/// A value, its bytes and its text.
const TABLE: &[(Value<'_>, &[u8], &str)] = &[
    (Value::Bool(true), b"\x01\x01", "true"),
    (Value::S8(-2), b"\x02\xfe", "-2"),
    (Value::U8(200), b"\x03\xc8", "200"),
    (Value::S16(i16::MIN), b"\x04\x00\x80", "-32768"),
    (Value::U16(0x102), b"\x05\x02\x01", "258"),
    (Value::S32(-1), b"\x06\xff\xff\xff\xff", "-1"),
    (Value::U32(7), b"\x07\x07\0\0\0", "7"),
    (Value::S64(i64::MIN), b"\x08\0\0\0\0\0\0\0\x80", "-9223372036854775808"),
    (Value::U64(u64::MAX), b"\x09\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615"),
    (Value::F32(-0.0), b"\x0a\0\0\0\x80", "-0"),
    (Value::F64(1.5), b"\x0b\0\0\0\0\0\0\xf8\x3f", "1.5"),
    (Value::Char('ß'), b"\x0c\xdf\0\0\0", "'ß'"),
    (Value::String("a\"é"), b"\x0d\x04\0\0\0a\"\xc3\xa9", r#""a\"é""#),
    (Value::String(""), b"\x0d\0\0\0\0", r#""""#),
    (Value::List(&[Value::U8(1), Value::U8(2)]), b"\x0e\x03\0\0\0\x03\x01\x02", "[1, 2]"),
    (
        Value::List(&[Value::Enum("a"), Value::Enum("bc")]),
        b"\x0e\x06\0\0\0\x12\x01a\x02bc",
        "[a, bc]",
    ),
    (Value::List(&[]), b"\x0e\0\0\0\0", "[]"),
    (
        Value::Record(&[("b", Value::U8(1)), ("a", Value::Bool(false))]),
        b"\x0f\x08\0\0\0\x01b\x03\x01\x01a\x01\x00",
        "{b: 1, a: false}",
    ),
    (
        Value::Tuple(&[Value::U8(1), Value::Tuple(&[])]),
        b"\x10\x07\0\0\0\x03\x01\x10\0\0\0\0",
        "(1, ())",
    ),
    (Value::Variant { case: "off", payload: None }, b"\x11\x04\0\0\0\x03off", "off"),
    (
        Value::Variant { case: "on", payload: Some(&Value::U8(9)) },
        b"\x11\x05\0\0\0\x02on\x03\x09",
        "on(9)",
    ),
    (Value::Enum("idle"), b"\x12\x04idle", "idle"),
    (Value::Option(None), b"\x13\0\0\0\0", "none"),
    (Value::Option(Some(&Value::U8(9))), b"\x13\x02\0\0\0\x03\x09", "some(9)"),
    (Value::Result(Ok(None)), b"\x14\x01\0\0\0\0", "ok"),
    (Value::Result(Err(Some(&Value::U8(9)))), b"\x14\x03\0\0\0\x01\x03\x09", "err(9)"),
    (
        Value::Flags(&[("r", true), ("w", false), ("x", true)]),
        b"\x15\x08\0\0\0\x03\x01r\x01w\x01x\x05",
        "{r, x}",
    ),
    (Value::Flags(&[]), b"\x15\x01\0\0\0\0", "{}"),
];

#[test]
fn every_kind_has_the_bytes_that_are_documented() {
    for (value, bytes, text) in TABLE {
        assert_eq!(encoded(value), *bytes, "{value:?}");
        let found = ValueRef::open(bytes).unwrap();
        assert_eq!((&*again(&found), &*found.to_string()), (*bytes, *text));
        for end in 0..bytes.len() {
            assert_eq!(code(ValueRef::open(&bytes[..end])), Status::Corrupt, "{text} to {end}");
            assert_eq!(code(value.encode(&mut vec![0; end])), Status::TooSmall);
        }
    }
    let kinds = TABLE.iter().map(|(_, bytes, _)| bytes[0]);
    let all = ValueKind::ALL.iter().map(|kind| *kind as u8);
    assert_eq!(kinds.collect::<std::collections::BTreeSet<_>>(), all.collect());
}

#[test]
fn each_accessor_answers_for_its_kinds_only() {
    for (value, bytes, _) in TABLE {
        let found = ValueRef::open(bytes).unwrap();
        let is = |wanted: bool, answered: bool| assert_eq!(wanted, answered, "{value:?}");
        is(matches!(value, Value::Bool(_)), found.as_bool().is_some());
        is(found.kind().is_signed(), found.as_signed().is_some());
        is(found.kind().is_unsigned(), found.as_unsigned().is_some());
        is(matches!(value, Value::F32(_)), found.as_f32().is_some());
        is(matches!(value, Value::F32(_) | Value::F64(_)), found.as_f64().is_some());
        is(matches!(value, Value::Char(_)), found.as_char().is_some());
        is(matches!(value, Value::String(_)), found.as_str().is_some());
        is(matches!(value, Value::Variant { .. } | Value::Enum(_)), found.case().is_some());
        is(matches!(value, Value::Result(_)), found.is_err().is_some());
        is(matches!(value, Value::Flags(_)), found.flag_bits().is_some());
        let fields = if let Value::Record(fields) = value { fields.len() } else { 0 };
        assert_eq!(found.fields().count(), fields);
        assert_eq!(found.count(), found.children().fold(0, |count, _| count + 1));
        assert!(found.child(found.count()).is_none() && found.child(usize::MAX).is_none());
        assert_eq!(found.child(0), found.children().next());
    }
}

#[test]
fn what_is_in_a_value_is_found() {
    let speeds: Vec<Value<'_>> = (0..1000).map(|n| Value::S16(-n)).collect();
    let bytes = encoded(&Value::Record(&[
        ("speeds", Value::List(&speeds)),
        ("fault", Value::Result(Err(Some(&Value::String("hot"))))),
        ("mode", Value::Flags(&[("a", false), ("b", true)])),
    ]));
    let found = ValueRef::open(&bytes).unwrap();
    let speeds = found.field("speeds").unwrap();
    assert_eq!((speeds.count(), found.count()), (1000, 3));
    assert_eq!(speeds.child(999).unwrap().as_signed(), Some(-999));
    let fault = found.field("fault").unwrap();
    assert_eq!((fault.is_err(), fault.payload().unwrap().as_str()), (Some(true), Some("hot")));
    let mode = found.field("mode").unwrap();
    assert_eq!((mode.flag("a"), mode.flag("b"), mode.flag("c")), (Some(false), Some(true), None));
    assert_eq!((mode.flag_bits(), mode.flag("")), (Some(2), None));
    assert!(found.field("speed").is_none() && speeds.field("speeds").is_none());
}

#[test]
fn bytes_that_nobody_would_write_are_corrupt() {
    let bad: &[(&[u8], &str)] = &[
        (b"", "nothing"),
        (b"\x00", "no kind"),
        (b"\x16\0\0\0\0", "no kind"),
        (b"\x01\x02", "a bool of 2"),
        (b"\x01\x01\0", "a byte behind it"),
        (b"\x0a\x01\0\xc0\x7f", "another NaN"),
        (b"\x0a\0\0\xc0\xff", "minus NaN"),
        (b"\x0b\x01\0\0\0\0\0\xf0\x7f", "another NaN"),
        (b"\x0c\0\xd8\0\0", "half a surrogate"),
        (b"\x0c\0\0\x11\0", "beyond Unicode"),
        (b"\x0d\x01\0\0\0\xff", "no UTF-8"),
        (b"\x0d\xff\xff\xff\xffa", "a length beyond the end"),
        (b"\x0e\x01\0\0\0\x03", "a list of no numbers"),
        (b"\x0e\x01\0\0\0\x0d", "a list of no strings"),
        (b"\x0e\x02\0\0\0\x05\x01", "half a number"),
        (b"\x0e\x02\0\0\0\x01\x02", "a bool of 2 in a list"),
        (b"\x0e\x06\0\0\0\x0d\xff\xff\xff\xffa", "a length beyond the list"),
        (b"\x0e\x06\0\0\0\x0d\x02\0\0\0aa", "a length beyond the list, not the bytes"),
        (b"\x0f\x03\0\0\0\0\x03\x01", "an empty name"),
        (b"\x0f\x04\0\0\0\x01\xff\x03\x01", "a name that is no text"),
        (b"\x0f\x02\0\0\0\x01a", "a name without a value"),
        (b"\x0f\x08\0\0\0\x01a\x03\x01\x01a\x03\x01", "a name twice"),
        (b"\x11\0\0\0\0", "no case"),
        (b"\x11\x02\0\0\0\x01\xff", "a case that is no text"),
        (b"\x11\x06\0\0\0\x01a\x03\x01\x03\x01", "two payloads"),
        (b"\x12\0", "no case"),
        (b"\x13\x04\0\0\0\x03\x01\x03\x01", "two payloads"),
        (b"\x13\x03\0\0\0\x03\x01\x03", "a byte behind the payload"),
        (b"\x14\0\0\0\0", "neither ok nor error"),
        (b"\x14\x01\0\0\0\x02", "neither ok nor error"),
        (b"\x14\x05\0\0\0\x01\x03\x01\x03\x01", "two payloads"),
        (b"\x15\0\0\0\0", "no count"),
        (b"\x15\x04\0\0\0\x01\x01a\x02", "a bit of no flag"),
        (b"\x15\x05\0\0\0\x01\x01a\x01\0", "more bytes than flags"),
        (b"\x15\x06\0\0\0\x02\x01a\x01a\x01", "a flag twice"),
        (b"\x15\x01\0\0\0\x41", "65 flags"),
        (b"\x15\x03\0\0\0\x01\x01a", "flags without bits"),
    ];
    for (bytes, what) in bad {
        assert_eq!(code(ValueRef::open(bytes)), Status::Corrupt, "{what}");
    }
    // And that the list can fail.
    let trailing = || ValueRef::open(b"\x01\x01\0").is_ok();
    assert!(with(Some(Bug::TrailingBytes), trailing) && !trailing());
}

#[test]
fn depth_and_numbers_of_fields_and_flags_have_limits() {
    // Bytes with `depth` options, each in the one before.
    let nested = |depth: usize| {
        (0..depth).fold(vec![1, 1], |inner, _| {
            let length = (inner.len() as u32).to_le_bytes();
            [&[19][..], &length, &inner].concat()
        })
    };
    let deepest = nested(MAX_DEPTH);
    let found = ValueRef::open(&deepest).unwrap();
    assert_eq!(again(&found), deepest);
    for depth in [MAX_DEPTH + 1, 100_000] {
        assert_eq!(code(ValueRef::open(&nested(depth))), Status::Corrupt);
    }
    let mut buffer = [0; 2000];
    let mut encoder = Encoder::new(&mut buffer);
    encoder.begin(ValueKind::Tuple).unwrap();
    let status = code(encoder.put_value(&found));
    assert_eq!(status, Status::Invalid);
    encoder.put_bool(true).unwrap(); // the copy left nothing behind
    encoder.end().unwrap();
    assert_eq!(encoder.finish().unwrap(), b"\x10\x02\0\0\0\x01\x01");

    let names: Vec<String> = (0..=MAX_FIELDS).map(|n| format!("{n:03}")).collect();
    let fields: Vec<_> = names.iter().map(|name| (&**name, Value::U8(1))).collect();
    let mut most = encoded(&Value::Record(&fields[..MAX_FIELDS]));
    assert_eq!(ValueRef::open(&most).unwrap().field("255").unwrap().as_unsigned(), Some(1));
    assert_eq!(code(Value::Record(&fields).encode(&mut vec![0; 8192])), Status::Invalid);
    most.extend(b"\x03256\x03\x01");
    let length = (most.len() as u32 - 5).to_le_bytes();
    most[1..5].copy_from_slice(&length);
    assert_eq!(code(ValueRef::open(&most)), Status::Corrupt);

    let flags: Vec<_> = names.iter().map(|name| (&**name, true)).collect();
    let all = encoded(&Value::Flags(&flags[..MAX_FLAGS]));
    assert_eq!(ValueRef::open(&all).unwrap().flag_bits(), Some(u64::MAX));
    assert_eq!(code(Value::Flags(&flags[..=MAX_FLAGS]).encode(&mut [0; 2000])), Status::Invalid);
    for name in ["", &"n".repeat(256)] {
        assert_eq!(code(Value::Enum(name).encode(&mut [0; 999])), Status::Invalid);
        assert_eq!(code(Value::Flags(&[(name, true)]).encode(&mut [0; 999])), Status::Invalid);
        let field = (name, Value::U8(1));
        assert_eq!(code(Value::Record(&[field]).encode(&mut [0; 999])), Status::Invalid);
    }
    assert_eq!(encoded(&Value::Enum(&"n".repeat(255))).len(), 257);
}

#[test]
fn an_encoder_refuses_what_cannot_come_and_goes_on() {
    use ValueKind::*;
    let mut buffer = [0; 200];
    let mut encoder = Encoder::new(&mut buffer);
    assert_eq!(code(encoder.end()), Status::State);
    assert_eq!(code(encoder.field("a")), Status::State);
    for kind in [Bool, String, Variant, Enum, Result, Flags] {
        assert_eq!(code(encoder.begin(kind)), Status::Invalid);
    }
    for (kind, value) in [(S8, 128), (S8, -129), (S16, 1 << 15), (S32, 1 << 31), (U8, 1), (List, 1)]
    {
        assert_eq!(code(encoder.put_signed(kind, value)), Status::Invalid);
    }
    for (kind, value) in [(U8, 256), (U16, 1 << 16), (U32, 1 << 32), (S64, 1), (String, 0)] {
        assert_eq!(code(encoder.put_unsigned(kind, value)), Status::Invalid);
    }
    encoder.begin(Record).unwrap();
    assert_eq!(code(encoder.put_bool(true)), Status::State);
    encoder.field("a").unwrap();
    assert_eq!(code(encoder.field("b")), Status::State);
    assert_eq!(code(encoder.end()), Status::State);
    encoder.begin(List).unwrap();
    encoder.put_bool(true).unwrap();
    assert_eq!(code(encoder.put_char('a')), Status::Invalid);
    assert_eq!(code(encoder.field("b")), Status::State);
    encoder.end().unwrap();
    assert_eq!(code(encoder.field("a")), Status::Invalid);
    encoder.field("b").unwrap();
    assert_eq!(code(encoder.put_str(&"long".repeat(50))), Status::TooSmall);
    encoder.begin_result(true).unwrap();
    encoder.put_f32(f32::NAN).unwrap();
    assert_eq!(code(encoder.put_f32(1.0)), Status::State);
    encoder.end().unwrap();
    encoder.end().unwrap();
    assert_eq!(code(encoder.put_bool(true)), Status::State);
    assert_eq!(code(encoder.end()), Status::State);
    let value = ValueRef::open(encoder.finish().unwrap()).unwrap();
    assert_eq!(value.to_string(), "{a: [true], b: err(NaN)}");
    assert_eq!(code(Encoder::new(&mut []).finish()), Status::State);
    let mut encoder = Encoder::new(&mut buffer);
    encoder.begin(Tuple).unwrap();
    assert_eq!(code(encoder.finish()), Status::State);
}

#[test]
fn every_nan_is_the_same_value() {
    let nans = [0x7ff8_0000_0000_0000_u64, 0xfff8_0000_0000_0000, 0x7ff0_0000_0000_0001, !0];
    let one = |bits| Value::F64(f64::from_bits(bits)).encode(&mut [0; 9]);
    for bits in nans {
        assert!(one(bits).is_ok());
        let bytes = encoded(&Value::F64(f64::from_bits(bits)));
        assert_eq!(bytes, encoded(&Value::F64(f64::NAN)));
        assert!(ValueRef::open(&bytes).unwrap().as_f64().unwrap().is_nan());
        let bytes = encoded(&Value::F32(f32::from_bits(0x7f80_0001)));
        assert_eq!(bytes, encoded(&Value::F32(f32::NAN)));
    }
    let kept = with(Some(Bug::NanAsGiven), || encoded(&Value::F64(f64::from_bits(!0))));
    assert_eq!(code(ValueRef::open(&kept)), Status::Corrupt);
}
