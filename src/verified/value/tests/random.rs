//! Values, bytes and changes at random.

use proptest::prelude::*;

use super::*;
use crate::sync::plain::{bytes_of_all, bytes_of_all_mut};

/// A value with its parts.
#[derive(Clone, Debug)]
enum Tree {
    Bool(bool),
    Signed(ValueKind, i64),
    Unsigned(ValueKind, u64),
    F32(u32),
    F64(u64),
    Char(char),
    String(String),
    /// The same value as often as this.
    List(Box<Tree>, usize),
    Record(Vec<Tree>),
    Tuple(Vec<Tree>),
    Variant(String, Option<Box<Tree>>),
    Enum(String),
    Option(Option<Box<Tree>>),
    Result(bool, Option<Box<Tree>>),
    Flags(Vec<bool>),
}

fn tree() -> impl Strategy<Value = Tree> {
    use ValueKind::*;
    let leaf = prop_oneof![
        any::<bool>().prop_map(Tree::Bool),
        any::<i8>().prop_map(|value| Tree::Signed(S8, value.into())),
        any::<i16>().prop_map(|value| Tree::Signed(S16, value.into())),
        any::<i32>().prop_map(|value| Tree::Signed(S32, value.into())),
        any::<i64>().prop_map(|value| Tree::Signed(S64, value)),
        any::<u8>().prop_map(|value| Tree::Unsigned(U8, value.into())),
        any::<u16>().prop_map(|value| Tree::Unsigned(U16, value.into())),
        any::<u32>().prop_map(|value| Tree::Unsigned(U32, value.into())),
        any::<u64>().prop_map(|value| Tree::Unsigned(U64, value)),
        any::<u32>().prop_map(Tree::F32),
        any::<u64>().prop_map(Tree::F64),
        any::<char>().prop_map(Tree::Char),
        ".{0,9}".prop_map(Tree::String),
        "[a-zé]{1,4}".prop_map(Tree::Enum),
        prop::collection::vec(any::<bool>(), 0..20).prop_map(Tree::Flags),
    ];
    leaf.prop_recursive(6, 40, 5, |inner| {
        let payload = prop::option::of(inner.clone().prop_map(Box::new));
        prop_oneof![
            (inner.clone(), 0..4_usize).prop_map(|(tree, count)| Tree::List(tree.into(), count)),
            prop::collection::vec(inner.clone(), 0..5).prop_map(Tree::Record),
            prop::collection::vec(inner, 0..5).prop_map(Tree::Tuple),
            ("[a-z]{1,4}", payload.clone()).prop_map(|(case, tree)| Tree::Variant(case, tree)),
            payload.clone().prop_map(Tree::Option),
            (any::<bool>(), payload).prop_map(|(is_err, tree)| Tree::Result(is_err, tree)),
        ]
    })
}

/// Gives `then` the value that borrows from the tree.
fn value(tree: &Tree, then: &mut dyn FnMut(&Value<'_>)) {
    fn all(trees: &[Tree], done: &mut Vec<Value<'_>>, then: &mut dyn FnMut(&[Value<'_>])) {
        let Some((first, rest)) = trees.split_first() else { return then(done) };
        value(first, &mut |one| {
            let mut more: Vec<Value<'_>> = done.clone();
            more.push(*one);
            all(rest, &mut more, then);
        });
    }
    fn maybe(tree: &Option<Box<Tree>>, then: &mut dyn FnMut(Option<&Value<'_>>)) {
        match tree {
            Some(tree) => value(tree, &mut |one| then(Some(one))),
            None => then(None),
        }
    }
    match tree {
        Tree::Bool(value) => then(&Value::Bool(*value)),
        Tree::Signed(ValueKind::S8, value) => then(&Value::S8(*value as i8)),
        Tree::Signed(ValueKind::S16, value) => then(&Value::S16(*value as i16)),
        Tree::Signed(ValueKind::S32, value) => then(&Value::S32(*value as i32)),
        Tree::Signed(_, value) => then(&Value::S64(*value)),
        Tree::Unsigned(ValueKind::U8, value) => then(&Value::U8(*value as u8)),
        Tree::Unsigned(ValueKind::U16, value) => then(&Value::U16(*value as u16)),
        Tree::Unsigned(ValueKind::U32, value) => then(&Value::U32(*value as u32)),
        Tree::Unsigned(_, value) => then(&Value::U64(*value)),
        Tree::F32(bits) => then(&Value::F32(f32::from_bits(*bits))),
        Tree::F64(bits) => then(&Value::F64(f64::from_bits(*bits))),
        Tree::Char(value) => then(&Value::Char(*value)),
        Tree::String(value) => then(&Value::String(value)),
        Tree::Enum(case) => then(&Value::Enum(case)),
        Tree::Flags(bits) => {
            let names: Vec<String> = (0..bits.len()).map(|n| format!("f{n}")).collect();
            let flags: Vec<_> = names.iter().map(|name| &**name).zip(bits.clone()).collect();
            then(&Value::Flags(&flags));
        }
        Tree::List(tree, count) => value(tree, &mut |one| then(&Value::List(&vec![*one; *count]))),
        Tree::Tuple(trees) => all(trees, &mut vec![], &mut |values| then(&Value::Tuple(values))),
        Tree::Record(trees) => all(trees, &mut vec![], &mut |values| {
            let names: Vec<String> = (0..values.len()).map(|n| format!("field-{n}")).collect();
            let fields: Vec<_> = names.iter().map(|name| &**name).zip(values.to_vec()).collect();
            then(&Value::Record(&fields));
        }),
        Tree::Variant(case, tree) => {
            maybe(tree, &mut |payload| then(&Value::Variant { case, payload }));
        }
        Tree::Option(tree) => maybe(tree, &mut |payload| then(&Value::Option(payload))),
        Tree::Result(is_err, tree) => maybe(tree, &mut |payload| {
            then(&Value::Result(if *is_err { Err(payload) } else { Ok(payload) }));
        }),
    }
}

/// What was read is what the tree says.
fn assert_is(found: ValueRef<'_>, tree: &Tree) {
    match tree {
        Tree::Bool(value) => assert_eq!(found.as_bool(), Some(*value)),
        Tree::Signed(kind, value) => {
            assert_eq!((found.kind(), found.as_signed()), (*kind, Some(*value)));
        }
        Tree::Unsigned(kind, value) => {
            assert_eq!((found.kind(), found.as_unsigned()), (*kind, Some(*value)));
        }
        Tree::F32(bits) => {
            let (found, wanted) = (found.as_f32().unwrap(), f32::from_bits(*bits));
            assert!(found.to_bits() == wanted.to_bits() || found.is_nan() && wanted.is_nan());
        }
        Tree::F64(bits) => {
            let (found, wanted) = (found.as_f64().unwrap(), f64::from_bits(*bits));
            assert!(found.to_bits() == wanted.to_bits() || found.is_nan() && wanted.is_nan());
        }
        Tree::Char(value) => assert_eq!(found.as_char(), Some(*value)),
        Tree::String(value) => assert_eq!(found.as_str(), Some(&**value)),
        Tree::Enum(case) => {
            assert_eq!((found.kind(), found.case()), (ValueKind::Enum, Some(&**case)));
        }
        Tree::Flags(bits) => {
            assert!(found.flags().map(|(_, set)| set).eq(bits.iter().copied()));
        }
        Tree::List(tree, count) => {
            assert_eq!((found.kind(), found.count()), (ValueKind::List, *count));
            found.children().for_each(|element| assert_is(element, tree));
        }
        Tree::Tuple(trees) => {
            assert_eq!((found.kind(), found.count()), (ValueKind::Tuple, trees.len()));
            found.children().zip(trees).for_each(|(element, tree)| assert_is(element, tree));
        }
        Tree::Record(trees) => {
            assert_eq!((found.kind(), found.count()), (ValueKind::Record, trees.len()));
            for (index, tree) in trees.iter().enumerate() {
                assert_is(found.field(&format!("field-{index}")).unwrap(), tree);
            }
        }
        Tree::Variant(case, payload) => {
            assert_eq!((found.kind(), found.case()), (ValueKind::Variant, Some(&**case)));
            assert_payload(found, payload);
        }
        Tree::Option(payload) => {
            assert_eq!(found.kind(), ValueKind::Option);
            assert_payload(found, payload);
        }
        Tree::Result(is_err, payload) => {
            assert_eq!(found.is_err(), Some(*is_err));
            assert_payload(found, payload);
        }
    }
}

fn assert_payload(found: ValueRef<'_>, tree: &Option<Box<Tree>>) {
    match (found.payload(), tree) {
        (Some(found), Some(tree)) => assert_is(found, tree),
        (found, tree) => assert!(found.is_none() && tree.is_none()),
    }
}

/// Bytes are a value, which is then written as the same bytes, or they are corrupt.
fn is_canonical(bytes: &[u8]) -> bool {
    match ValueRef::open(bytes) {
        Ok(found) => {
            let _ = found.to_string();
            again(&found) == bytes
        }
        Err(error) => error.status() == Status::Corrupt,
    }
}

fn bytes_of(tree: &Tree) -> Vec<u8> {
    let mut bytes = vec![];
    value(tree, &mut |value| bytes = encoded(value));
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn values_come_back(tree in tree()) {
        let bytes = bytes_of(&tree);
        let found = ValueRef::open(&bytes).unwrap();
        assert_is(found, &tree);
        prop_assert_eq!(again(&found), bytes);
    }

    #[test]
    fn each_change_of_a_byte_is_another_value_or_none(tree in tree()) {
        let bytes = bytes_of(&tree);
        for at in 0..bytes.len().min(200) {
            for by in 1..=255 {
                let mut changed = bytes.clone();
                changed[at] ^= by;
                prop_assert!(is_canonical(&changed), "{:?}", changed);
            }
            prop_assert!(is_canonical(&bytes[..at]));
            let mut less = bytes.clone();
            less.remove(at);
            prop_assert!(is_canonical(&less), "{:?}", less);
        }
    }

    #[test]
    fn bytes_at_random_do_no_harm(bytes in prop::collection::vec(
        prop_oneof![3 => 0..24_u8, 1 => any::<u8>()], 0..300)) {
        prop_assert!(is_canonical(&bytes), "{:?}", bytes);
        // Whatever the kind is: with a length that fits.
        for kind in 0..=22 {
            let length = (bytes.len() as u32).to_le_bytes();
            prop_assert!(is_canonical(&[&[kind][..], &length, &bytes].concat()));
        }
    }

    /// What a caller in C may make of its own structs.
    #[test]
    fn a_value_that_was_never_opened_does_no_harm(
        kind in 0..ValueKind::ALL.len(), bytes in prop::collection::vec(0..24_u8, 0..60)) {
        let value = ValueRef::of(ValueKind::ALL[kind], &bytes);
        let _ = value.to_string();
        let (_, _) = (value.count(), value.child(3));
        let _ = Encoder::new(&mut [0; 400]).put_value(&value);
    }
}

proptest! {
    /// As an encoder in C whose struct holds anything.
    #[test]
    fn an_encoder_that_was_never_begun_does_no_harm(
        words in prop::collection::vec(prop_oneof![0..60_u32, 0x0f0f..0x1_1616_u32, any::<u32>()], 50),
        depth in 0..18_u32, calls in prop::collection::vec(0..7_u32, 1..30)) {
        let mut words = words;
        (words[0], words[1]) = (words[0] % 64, depth);
        let mut progress = [Progress::default()];
        bytes_of_all_mut(&mut progress).copy_from_slice(bytes_of_all(&words));
        let mut buffer = [7; 60];
        let Ok(mut encoder) = Encoder::resume(&mut buffer, progress[0]) else { return Ok(()) };
        for call in calls {
            let _ = match call {
                0 => encoder.end(),
                1 => encoder.field("a"),
                2 => encoder.begin(ValueKind::Record),
                3 => encoder.begin_variant("a"),
                4 => encoder.put_str("text"),
                5 => encoder.put_flags(&[("a", true)]),
                _ => encoder.put_bool(true),
            };
        }
        let _ = encoder.finish();
    }
}

#[test]
fn bytes_that_are_let_pass_are_seen() {
    let bad: [(Bug, &[u8]); 2] =
        [(Bug::TrailingBytes, b"\x01\x01\0"), (Bug::LengthCutShort, b"\x0d\x09\0\0\0text")];
    for (bug, bytes) in bad {
        assert!(is_canonical(bytes));
        assert!(!with(Some(bug), || is_canonical(bytes)), "{bug:?}");
    }
}
