//! Writing a value.

use super::decode::{Cursor, has_field};
use super::{MAX_DEPTH, MAX_FIELDS, MAX_FLAGS, MAX_NAME, ValueKind, ValueRef};
use crate::status::{Result, fail};
use crate::sync::plain::Plain;
use crate::verified::seeded::{Bug, seeded};

/// The NaN that stands for all.
pub(super) const NAN_32: u32 = 0x7fc0_0000;
/// The same of 64 bits.
pub(super) const NAN_64: u64 = 0x7ff8_0000_0000_0000;

/// Bytes of the length before an aggregate.
const LENGTH: usize = size_of::<u32>();

/// An aggregate that was begun.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Frame {
    /// Where its length goes.
    start: u32,
    /// How many values it has.
    count: u32,
    /// A [`ValueKind`].
    kind: u8,
    /// The kind of its last value.
    element: u8,
    /// 1 between a field's name and its value.
    named: u8,
    spare: u8,
}

/// How far an encoder is. Any bytes will do: they make calls fail, and no worse.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub(crate) struct Progress {
    used: u32,
    depth: u32,
    open: [Frame; MAX_DEPTH],
}

// SAFETY: numbers only, without padding.
unsafe impl Plain for Progress {}

/// Writes one value into a buffer, piece by piece: numbers and texts are put, aggregates begun
/// and ended. A call that fails changes nothing.
///
/// `State` says that a value cannot come here: a second one at the top or in an option, one
/// without a name in a record, an end without a beginning. `TooSmall` says that the buffer is
/// full, `Invalid` that a value is none: an element of another kind than the list's first, a
/// name that is empty, too long or there already, more than [`MAX_DEPTH`] or [`MAX_FIELDS`].
///
/// ```
/// use wrtmem::verified::{Encoder, ValueKind, ValueRef};
///
/// # fn main() -> wrtmem::Result<()> {
/// let mut buffer = [0; 100];
/// let mut encoder = Encoder::new(&mut buffer);
/// encoder.begin(ValueKind::Record)?;
/// encoder.field("name")?;
/// encoder.put_str("pump")?;
/// encoder.field("speeds")?;
/// encoder.begin(ValueKind::List)?;
/// encoder.put_unsigned(ValueKind::U16, 900)?;
/// encoder.put_unsigned(ValueKind::U16, 1200)?;
/// encoder.end()?;
/// encoder.end()?;
/// let value = ValueRef::open(encoder.finish()?)?;
/// assert_eq!(value.to_string(), r#"{name: "pump", speeds: [900, 1200]}"#);
/// # Ok(())
/// # }
/// ```
pub struct Encoder<'b> {
    out: &'b mut [u8],
    at: Progress,
}

impl<'b> Encoder<'b> {
    /// For one value, from the front of `out`.
    pub fn new(out: &'b mut [u8]) -> Encoder<'b> {
        Encoder { out, at: Progress::default() }
    }

    /// Goes on where another left off.
    pub(crate) fn resume(out: &'b mut [u8], at: Progress) -> Result<Encoder<'b>> {
        if at.used as usize > out.len() || at.depth as usize > MAX_DEPTH {
            fail!(Invalid, "encoder: it was never begun");
        }
        Ok(Encoder { out, at })
    }

    pub(crate) fn progress(&self) -> Progress {
        self.at
    }

    /// The value, when all of it is written.
    pub fn finish(self) -> Result<&'b [u8]> {
        let len = self.written()?.len();
        Ok(&self.out[..len])
    }

    /// The same, borrowed.
    pub(crate) fn written(&self) -> Result<&[u8]> {
        if self.at.depth > 0 || self.at.used == 0 {
            fail!(State, "encoder: no whole value yet, {} aggregates open", self.at.depth);
        }
        Ok(&self.out[..self.at.used as usize])
    }

    fn top(&mut self) -> Option<&mut Frame> {
        self.at.open[..self.at.depth as usize].last_mut()
    }

    /// Where `len` more bytes go.
    fn room(&self, len: usize) -> Result<usize> {
        let used = self.at.used as usize;
        // Lengths and places are words of 32 bits.
        let limit = self.out.len().min(u32::MAX as usize);
        if len > limit.saturating_sub(used) {
            fail!(TooSmall, "encoder: {len} more bytes, {used} of {limit} used");
        }
        Ok(used)
    }

    /// Lets in a value with a body of `len` bytes and answers where they go.
    fn admit(&mut self, kind: ValueKind, len: usize) -> Result<&mut [u8]> {
        let used = self.at.used;
        let with_kind = match self.top() {
            None if used > 0 => fail!(State, "encoder: a second value"),
            None => true,
            Some(frame) => match ValueKind::from_number(frame.kind) {
                Some(ValueKind::List) if frame.count == 0 => true,
                Some(ValueKind::List) if frame.element == kind as u8 => false,
                Some(ValueKind::List) => {
                    fail!(Invalid, "encoder: {} among others in a list", kind.name())
                }
                Some(ValueKind::Record) if frame.named == 0 => {
                    fail!(State, "encoder: {} in a record without a name", kind.name())
                }
                Some(ValueKind::Record | ValueKind::Tuple) => true,
                _ if frame.count > 0 => fail!(State, "encoder: a second {}", kind.name()),
                _ => true,
            },
        };
        let prefix = usize::from(with_kind);
        let start = self.room(prefix.saturating_add(len))?;
        if let Some(frame) = self.top() {
            // No overflow: each value has bytes, of which there are fewer than 2^32.
            frame.count = frame.count.wrapping_add(1);
            (frame.element, frame.named) = (kind as u8, 0);
        }
        if with_kind {
            self.out[start] = kind as u8;
        }
        let end = start + prefix + len;
        self.at.used = end as u32;
        Ok(&mut self.out[start + prefix..end])
    }

    fn put(&mut self, kind: ValueKind, bytes: &[u8]) -> Result<()> {
        self.admit(kind, bytes.len())?.copy_from_slice(bytes);
        Ok(())
    }

    /// Puts a bool.
    pub fn put_bool(&mut self, value: bool) -> Result<()> {
        self.put(ValueKind::Bool, &[value.into()])
    }

    /// Puts a number of this signed kind. `Invalid` if it is out of range.
    pub fn put_signed(&mut self, kind: ValueKind, value: i64) -> Result<()> {
        // Shifting the bits away that the kind has no room for must not lose any.
        let spare = 64 - 8 * kind.size() as u32;
        if !kind.is_signed() || value.wrapping_shl(spare).wrapping_shr(spare) != value {
            fail!(Invalid, "encoder: {value} as {}", kind.name());
        }
        self.put(kind, &value.to_le_bytes()[..kind.size()])
    }

    /// Puts a number of this unsigned kind. `Invalid` if it is out of range.
    pub fn put_unsigned(&mut self, kind: ValueKind, value: u64) -> Result<()> {
        // Shifting the bits away that the kind has no room for must not lose any.
        let spare = 64 - 8 * kind.size() as u32;
        if !kind.is_unsigned() || value.wrapping_shl(spare).wrapping_shr(spare) != value {
            fail!(Invalid, "encoder: {value} as {}", kind.name());
        }
        self.put(kind, &value.to_le_bytes()[..kind.size()])
    }

    /// Puts a floating-point number of 32 bits; every NaN is put as the same one.
    pub fn put_f32(&mut self, value: f32) -> Result<()> {
        let bits = if value.is_nan() { NAN_32 } else { value.to_bits() };
        self.put(ValueKind::F32, &bits.to_le_bytes())
    }

    /// Puts a floating-point number of 64 bits; every NaN is put as the same one.
    pub fn put_f64(&mut self, value: f64) -> Result<()> {
        let canonical = value.is_nan() && !seeded(Bug::NanAsGiven);
        let bits = if canonical { NAN_64 } else { value.to_bits() };
        self.put(ValueKind::F64, &bits.to_le_bytes())
    }

    /// Puts a char.
    pub fn put_char(&mut self, value: char) -> Result<()> {
        self.put(ValueKind::Char, &u32::from(value).to_le_bytes())
    }

    /// Puts a string.
    pub fn put_str(&mut self, value: &str) -> Result<()> {
        let body = self.admit(ValueKind::String, LENGTH.saturating_add(value.len()))?;
        let (length, text) = body.split_at_mut(LENGTH);
        length.copy_from_slice(&(value.len() as u32).to_le_bytes());
        text.copy_from_slice(value.as_bytes());
        Ok(())
    }

    /// Puts a case of an enum.
    pub fn put_enum(&mut self, case: &str) -> Result<()> {
        check_name(case)?;
        write_name(self.admit(ValueKind::Enum, 1 + case.len())?, case);
        Ok(())
    }

    /// Puts flags by their names, up to [`MAX_FLAGS`], and whether they are set.
    pub fn put_flags(&mut self, flags: &[(&str, bool)]) -> Result<()> {
        if flags.len() > MAX_FLAGS {
            fail!(Invalid, "encoder: {} flags, {MAX_FLAGS} at most", flags.len());
        }
        let mut content = 1 + flags.len().div_ceil(8);
        for (index, (name, _)) in flags.iter().enumerate() {
            check_name(name)?;
            if flags[..index].iter().any(|(before, _)| before == name) {
                fail!(Invalid, "encoder: the flag {name} twice");
            }
            content += 1 + name.len();
        }
        let mut rest = self.admit(ValueKind::Flags, LENGTH + content)?;
        let mut bits = [0; MAX_FLAGS / 8];
        rest[..LENGTH].copy_from_slice(&(content as u32).to_le_bytes());
        rest[LENGTH] = flags.len() as u8;
        rest = &mut rest[LENGTH + 1..];
        for (index, (name, set)) in flags.iter().enumerate() {
            bits[index / 8] |= u8::from(*set) << (index % 8);
            rest = write_name(rest, name);
        }
        rest.copy_from_slice(&bits[..flags.len().div_ceil(8)]);
        Ok(())
    }

    /// Begins a list, record, tuple or option. An option without a value is ended at once.
    pub fn begin(&mut self, kind: ValueKind) -> Result<()> {
        use ValueKind::{List, Option, Record, Tuple};
        if !matches!(kind, List | Record | Tuple | Option) {
            fail!(Invalid, "encoder: {} does not begin like this", kind.name());
        }
        self.push(kind, 0).map(|_| ())
    }

    /// Begins a variant of this case, with up to one value.
    pub fn begin_variant(&mut self, case: &str) -> Result<()> {
        check_name(case)?;
        write_name(self.push(ValueKind::Variant, 1 + case.len())?, case);
        Ok(())
    }

    /// Begins a result, with up to one value.
    pub fn begin_result(&mut self, is_err: bool) -> Result<()> {
        self.push(ValueKind::Result, 1)?[0] = is_err.into();
        Ok(())
    }

    /// Begins an aggregate and answers where its first `len` bytes go.
    fn push(&mut self, kind: ValueKind, len: usize) -> Result<&mut [u8]> {
        let depth = self.at.depth as usize;
        if depth == MAX_DEPTH {
            fail!(Invalid, "encoder: aggregates more than {MAX_DEPTH} deep");
        }
        self.admit(kind, LENGTH + len)?;
        let content = self.at.used as usize - len;
        let start = (content - LENGTH) as u32;
        self.at.open[depth] = Frame { start, kind: kind as u8, ..Frame::default() };
        self.at.depth += 1;
        Ok(&mut self.out[content..content + len])
    }

    /// Names the value that comes next in a record.
    pub fn field(&mut self, name: &str) -> Result<()> {
        check_name(name)?;
        let used = self.at.used as usize;
        let frame = match self.top() {
            Some(frame) if frame.kind == ValueKind::Record as u8 && frame.named == 0 => *frame,
            _ => fail!(State, "encoder: the name {name} cannot come here"),
        };
        let count = frame.count as usize;
        if count >= MAX_FIELDS {
            fail!(Invalid, "encoder: more than {MAX_FIELDS} fields");
        }
        let fields = self.out.get(frame.start as usize + LENGTH..used).unwrap_or(&[]);
        if has_field(Cursor(fields), count, name.as_bytes()) {
            fail!(Invalid, "encoder: the field {name} twice");
        }
        let start = self.room(1 + name.len())?;
        self.at.used += 1 + name.len() as u32;
        write_name(&mut self.out[start..], name);
        if let Some(frame) = self.top() {
            frame.named = 1;
        }
        Ok(())
    }

    /// Ends the aggregate that was begun last.
    pub fn end(&mut self) -> Result<()> {
        let used = self.at.used as usize;
        let frame = match self.top() {
            Some(frame) if frame.named == 0 => *frame,
            _ => fail!(State, "encoder: nothing to end here"),
        };
        let content = frame.start as usize + LENGTH;
        let Some(length) = used.checked_sub(content) else {
            fail!(Invalid, "encoder: it was never begun");
        };
        self.out[content - LENGTH..content].copy_from_slice(&(length as u32).to_le_bytes());
        self.at.depth -= 1;
        Ok(())
    }

    /// Puts a copy of `value`.
    pub fn put_value(&mut self, value: &ValueRef<'_>) -> Result<()> {
        let before = self.at;
        let put = self.copy(value);
        if put.is_err() {
            self.at = before;
        }
        put
    }

    fn copy(&mut self, value: &ValueRef<'_>) -> Result<()> {
        let kind = value.kind();
        match kind {
            ValueKind::Variant => self.begin_variant(value.case().unwrap_or_default())?,
            ValueKind::Result => self.begin_result(value.is_err().unwrap_or_default())?,
            ValueKind::String => return self.put_str(value.as_str().unwrap_or_default()),
            ValueKind::Enum => return self.put_enum(value.case().unwrap_or_default()),
            ValueKind::Flags => {
                let (mut flags, mut count) = ([("", false); MAX_FLAGS], 0);
                for (place, flag) in flags.iter_mut().zip(value.flags()) {
                    (*place, count) = (flag, count + 1);
                }
                return self.put_flags(&flags[..count]);
            }
            ValueKind::List | ValueKind::Record | ValueKind::Tuple | ValueKind::Option => {
                self.begin(kind)?;
            }
            _ => return self.put(kind, value.content()),
        }
        if kind == ValueKind::Record {
            for (name, value) in value.fields() {
                self.field(name)?;
                self.copy(&value)?;
            }
        } else {
            for value in value.children() {
                self.copy(&value)?;
            }
        }
        self.end()
    }
}

fn check_name(name: &str) -> Result<()> {
    if name.is_empty() || name.len() > MAX_NAME {
        fail!(Invalid, "encoder: a name of {} bytes, 1 to {MAX_NAME} will do", name.len());
    }
    Ok(())
}

/// Writes a name that was checked to the front of `out` and answers what is behind.
fn write_name<'o>(out: &'o mut [u8], name: &str) -> &'o mut [u8] {
    let (front, rest) = out.split_at_mut(1 + name.len());
    front[0] = name.len() as u8;
    front[1..].copy_from_slice(name.as_bytes());
    rest
}
