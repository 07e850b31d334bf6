//! A value to be written.

use super::{Encoder, ValueKind};
use crate::status::Result;

/// A value of any kind, borrowed from whoever has its parts.
///
/// ```
/// use wrtmem::provider::HeapProvider;
/// use wrtmem::verified::{Ask, Cell, CellParams, ComponentValue as Value, VerificationLevel};
///
/// # fn main() -> wrtmem::Result<()> {
/// let params = CellParams::new(200, VerificationLevel::Critical)?;
/// let cell = Cell::format(HeapProvider::new(params.required_size()?), &params)?;
/// let state = Value::Record(&[
///     ("mode", Value::Enum("running")),
///     ("speeds", Value::List(&[Value::U16(900), Value::U16(1200)])),
///     ("fault", Value::Option(None)),
/// ]);
/// let mut buffer = [0; 200];
/// cell.write_value(&Ask::default(), &state, &mut buffer)?;
///
/// let found = cell.read_value(&mut buffer)?;
/// assert_eq!(found.field("mode").and_then(|mode| mode.case()), Some("running"));
/// assert_eq!(found.to_string(), "{mode: running, speeds: [900, 1200], fault: none}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ComponentValue<'a> {
    /// False or true.
    Bool(bool),
    /// A signed number of 8 bits.
    S8(i8),
    /// An unsigned number of 8 bits.
    U8(u8),
    /// A signed number of 16 bits.
    S16(i16),
    /// An unsigned number of 16 bits.
    U16(u16),
    /// A signed number of 32 bits.
    S32(i32),
    /// An unsigned number of 32 bits.
    U32(u32),
    /// A signed number of 64 bits.
    S64(i64),
    /// An unsigned number of 64 bits.
    U64(u64),
    /// A floating-point number of 32 bits.
    F32(f32),
    /// A floating-point number of 64 bits.
    F64(f64),
    /// A Unicode scalar value.
    Char(char),
    /// Text.
    String(&'a str),
    /// Values of one kind.
    List(&'a [ComponentValue<'a>]),
    /// Values with names.
    Record(&'a [(&'a str, ComponentValue<'a>)]),
    /// Values of any kinds.
    Tuple(&'a [ComponentValue<'a>]),
    /// One of several cases, with a value or without.
    Variant {
        /// Which.
        case: &'a str,
        /// Its value.
        payload: Option<&'a ComponentValue<'a>>,
    },
    /// One of several cases.
    Enum(&'a str),
    /// A value or none.
    Option(Option<&'a ComponentValue<'a>>),
    /// A value or none, of success or of an error.
    Result(core::result::Result<Option<&'a ComponentValue<'a>>, Option<&'a ComponentValue<'a>>>),
    /// Named bits.
    Flags(&'a [(&'a str, bool)]),
}

impl ComponentValue<'_> {
    /// Writes it to the front of `out` and answers how many bytes that were. `TooSmall` if it
    /// does not fit, `Invalid` if it is no value: see [`Encoder`].
    pub fn encode(&self, out: &mut [u8]) -> Result<usize> {
        let mut encoder = Encoder::new(out);
        self.put(&mut encoder)?;
        Ok(encoder.finish()?.len())
    }

    fn put(&self, encoder: &mut Encoder<'_>) -> Result<()> {
        use ComponentValue as Value;
        let payload = match *self {
            Value::Bool(value) => return encoder.put_bool(value),
            Value::S8(value) => return encoder.put_signed(ValueKind::S8, value.into()),
            Value::U8(value) => return encoder.put_unsigned(ValueKind::U8, value.into()),
            Value::S16(value) => return encoder.put_signed(ValueKind::S16, value.into()),
            Value::U16(value) => return encoder.put_unsigned(ValueKind::U16, value.into()),
            Value::S32(value) => return encoder.put_signed(ValueKind::S32, value.into()),
            Value::U32(value) => return encoder.put_unsigned(ValueKind::U32, value.into()),
            Value::S64(value) => return encoder.put_signed(ValueKind::S64, value),
            Value::U64(value) => return encoder.put_unsigned(ValueKind::U64, value),
            Value::F32(value) => return encoder.put_f32(value),
            Value::F64(value) => return encoder.put_f64(value),
            Value::Char(value) => return encoder.put_char(value),
            Value::String(value) => return encoder.put_str(value),
            Value::Enum(case) => return encoder.put_enum(case),
            Value::Flags(flags) => return encoder.put_flags(flags),
            Value::Record(fields) => {
                encoder.begin(ValueKind::Record)?;
                for (name, value) in fields {
                    encoder.field(name)?;
                    value.put(encoder)?;
                }
                return encoder.end();
            }
            Value::List(values) => {
                encoder.begin(ValueKind::List)?;
                values
            }
            Value::Tuple(values) => {
                encoder.begin(ValueKind::Tuple)?;
                values
            }
            Value::Variant { case, payload } => {
                encoder.begin_variant(case)?;
                payload.map_or(&[][..], core::slice::from_ref)
            }
            Value::Option(payload) => {
                encoder.begin(ValueKind::Option)?;
                payload.map_or(&[][..], core::slice::from_ref)
            }
            Value::Result(result) => {
                encoder.begin_result(result.is_err())?;
                let (Ok(payload) | Err(payload)) = result;
                payload.map_or(&[][..], core::slice::from_ref)
            }
        };
        for value in payload {
            value.put(encoder)?;
        }
        encoder.end()
    }
}
