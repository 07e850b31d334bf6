//! Values in cells.

use super::*;
use crate::provider::HeapProvider;
use crate::verified::{CellParams, Target, VerificationLevel};

const SIZE: usize = 120;

fn cell(level: VerificationLevel) -> Cell<HeapProvider> {
    let params = CellParams::new(SIZE as u32, level).unwrap();
    Cell::format(HeapProvider::new(params.required_size().unwrap()), &params).unwrap()
}

const STATE: Value<'_> = Value::Record(&[
    ("mode", Value::Enum("running")),
    ("speeds", Value::List(&[Value::U16(900), Value::U16(1200)])),
    ("fault", Value::Option(Some(&Value::Tuple(&[Value::U8(3), Value::String("hot")])))),
]);
const TEXT: &str = r#"{mode: running, speeds: [900, 1200], fault: some((3, "hot"))}"#;

#[test]
fn a_cell_keeps_a_value_at_every_level() {
    for level in VerificationLevel::ALL {
        let (cell, mut buffer) = (cell(level), [0; SIZE]);
        assert_eq!(code(cell.read_value(&mut buffer)), Status::Empty);
        cell.write_value(&Ask::default(), &STATE, &mut buffer).unwrap();
        buffer = [0; SIZE];
        assert_eq!(cell.read_value(&mut buffer).unwrap().to_string(), TEXT);
        let sum = cell.checksum().unwrap();
        for (value, bytes, text) in TABLE {
            cell.write_value(&Ask::default(), value, &mut buffer).unwrap();
            assert_eq!(cell.read_value(&mut buffer).unwrap().to_string(), *text);
            assert_eq!(cell.checksum().unwrap(), crate::verified::Checksum::of(bytes).value());
        }
        cell.write_value(&Ask::default(), &STATE, &mut buffer).unwrap();
        assert_eq!(cell.checksum().unwrap(), sum, "the same value has the same sum");
        // One that cannot be written leaves the one before.
        let long = Value::String(TEXT);
        let twice = [long; 2];
        let ask = Ask::default();
        let mut wide = [0; 2 * SIZE];
        assert_eq!(code(cell.write_value(&ask, &long, &mut [0; 9])), Status::TooSmall);
        let status = code(cell.write_value(&ask, &Value::Tuple(&twice), &mut wide));
        assert_eq!(status, Status::TooLarge);
        let mixed = Value::List(&[Value::U8(1), Value::S8(1)]);
        assert_eq!(code(cell.write_value(&ask, &mixed, &mut buffer)), Status::Invalid);
        assert_eq!(code(cell.read_value(&mut [0; 9])), Status::TooSmall);
        assert_eq!(cell.read_value(&mut buffer).unwrap().to_string(), TEXT);
        assert_eq!(cell.statistics().unwrap().writes, 2 + TABLE.len() as u64);
    }
}

#[test]
fn a_flipped_bit_is_found_or_gives_another_value() {
    for level in VerificationLevel::ALL {
        let (mut found, bytes) = ([0; 3], encoded(&STATE));
        let all = bytes.len() as u64 * 8;
        for bit in 0..all {
            let (cell, mut buffer) = (cell(level), [0; SIZE]);
            cell.write_value(&Ask::default(), &STATE, &mut buffer).unwrap();
            cell.view().inject(Target::Data, 0, bit).unwrap();
            match cell.read_value(&mut buffer) {
                Ok(value) if again(&value) == bytes => found[0] += 1,
                Ok(value) => {
                    found[1] += 1;
                    assert_eq!(again(&value).len(), bytes.len());
                }
                Err(error) => {
                    found[2] += 1;
                    assert_eq!(error.status(), Status::Corrupt);
                }
            }
        }
        match level {
            VerificationLevel::Critical => assert_eq!(found, [all, 0, 0], "repaired"),
            // Numbers and texts may change unseen, what holds them together may not.
            VerificationLevel::Off | VerificationLevel::Basic => {
                assert!(found[0] == 0 && found[1] > 0 && found[2] > 0, "{level:?}: {found:?}");
            }
            _ => assert_eq!(found, [0, 0, all], "found by the sum at {level:?}"),
        }
    }
}
