//! Reading a value.

use super::{MAX_DEPTH, MAX_FIELDS, MAX_FLAGS, ValueKind};
use crate::status::{Result, fail};
use crate::verified::seeded::{Bug, seeded};

/// What is wrong with bytes.
pub(super) type Checked<T> = core::result::Result<T, &'static str>;

const SHORT: &str = "a length goes past the end";

/// Bytes that are left to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

/// What lies inside an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// Values.
    Values,
    /// Bodies of values of this kind.
    Bodies(ValueKind),
    /// Names and values.
    Fields,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Checked<&'a [u8]> {
        let len = if seeded(Bug::LengthCutShort) { len.min(self.0.len()) } else { len };
        let (front, rest) = self.0.split_at_checked(len).ok_or(SHORT)?;
        self.0 = rest;
        Ok(front)
    }

    fn byte(&mut self) -> Checked<u8> {
        Ok(self.take(1)?[0])
    }

    fn with_length(&mut self) -> Checked<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk().ok_or(SHORT)?;
        self.0 = rest;
        self.take(u32::from_le_bytes(*length) as usize)
    }

    /// The bytes of a name.
    pub(super) fn name(&mut self) -> Checked<&'a [u8]> {
        match self.byte()? {
            0 => Err("an empty name"),
            length => self.take(length as usize),
        }
    }

    fn kind(&mut self) -> Checked<ValueKind> {
        ValueKind::from_number(self.byte()?).ok_or("an unknown kind")
    }

    fn body(&mut self, kind: ValueKind) -> Checked<ValueRef<'a>> {
        let content = match kind {
            ValueKind::Enum => self.name()?,
            _ if kind.size() > 0 => self.take(kind.size())?,
            _ => self.with_length()?,
        };
        Ok(ValueRef { kind, content })
    }

    /// The next value, and its name or "".
    pub(super) fn child(&mut self, inside: Inside) -> Checked<(&'a [u8], ValueRef<'a>)> {
        let name = if inside == Inside::Fields { self.name()? } else { b"" };
        let kind = if let Inside::Bodies(kind) = inside { kind } else { self.kind()? };
        Ok((name, self.body(kind)?))
    }

    /// Nothing may be left.
    fn end(self) -> Checked<()> {
        if self.0.is_empty() || seeded(Bug::TrailingBytes) {
            Ok(())
        } else {
            Err("bytes after its end")
        }
    }
}

fn utf8(bytes: &[u8]) -> Checked<&str> {
    core::str::from_utf8(bytes).map_err(|_| "text that is not UTF-8")
}

/// Text that was checked before.
fn checked_text(bytes: &[u8]) -> &str {
    utf8(bytes).unwrap_or_default()
}

/// A value where its bytes lie. They were checked when it was opened, so reading cannot fail:
/// an accessor of another kind than the value's answers `None`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ValueRef<'a> {
    kind: ValueKind,
    /// Its body without the length before it.
    content: &'a [u8],
}

impl<'a> ValueRef<'a> {
    /// The value that these bytes, all of them, are. `Corrupt` if they are not the encoding
    /// of one.
    pub fn open(bytes: &'a [u8]) -> Result<ValueRef<'a>> {
        let open = || {
            let mut cursor = Cursor(bytes);
            let (_, value) = cursor.child(Inside::Values)?;
            cursor.end()?;
            value.check(MAX_DEPTH)?;
            Checked::Ok(value)
        };
        match open() {
            Ok(value) => Ok(value),
            Err(why) => fail!(Corrupt, "value of {} bytes: {why}", bytes.len()),
        }
    }

    /// A value of this kind with this content, as [`content`](Self::content) answered it.
    /// What is inside it is not checked.
    pub(crate) fn of(kind: ValueKind, content: &'a [u8]) -> ValueRef<'a> {
        ValueRef { kind, content }
    }

    pub(crate) fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Whether everything in here is as it should be, up to `depth` aggregates deep.
    fn check(self, depth: usize) -> Checked<()> {
        match self.kind {
            _ if self.kind.is_signed() || self.kind.is_unsigned() => Ok(()),
            ValueKind::Bool if self.content[0] > 1 => Err("a bool that is neither"),
            ValueKind::F32 if self.is_other_nan() => Err("a NaN that is not canonical"),
            ValueKind::F64 if self.is_other_nan() => Err("a NaN that is not canonical"),
            ValueKind::Char if self.as_char().is_none() => Err("a char that is none"),
            ValueKind::Bool | ValueKind::F32 | ValueKind::F64 | ValueKind::Char => Ok(()),
            ValueKind::String | ValueKind::Enum => utf8(self.content).map(|_| ()),
            ValueKind::Flags => self.check_flags(),
            _ => self.check_inside(depth.checked_sub(1).ok_or("too deep")?),
        }
    }

    fn is_other_nan(self) -> bool {
        match self.kind {
            ValueKind::F32 => {
                let bits = self.bits() as u32;
                f32::from_bits(bits).is_nan() && bits != super::encode::NAN_32
            }
            _ => f64::from_bits(self.bits()).is_nan() && self.bits() != super::encode::NAN_64,
        }
    }

    fn check_inside(self, depth: usize) -> Checked<()> {
        if let Some(case) = self.case_bytes()? {
            utf8(case)?;
        }
        let (inside, start) = self.inside()?;
        if let Inside::Bodies(kind) = inside
            && (kind.is_signed() || kind.is_unsigned())
            && !start.0.is_empty()
        {
            let rest = start.0.len() % kind.size();
            return if rest == 0 { Ok(()) } else { Err(SHORT) };
        }
        let limit = match self.kind {
            ValueKind::List | ValueKind::Tuple => usize::MAX,
            ValueKind::Record => MAX_FIELDS,
            _ => 1,
        };
        let (mut cursor, mut count) = (start, 0);
        while !cursor.0.is_empty() {
            if count == limit {
                let record = self.kind == ValueKind::Record;
                return Err(if record { "too many fields" } else { "bytes after its end" });
            }
            let (name, value) = cursor.child(inside)?;
            value.check(depth)?;
            if inside == Inside::Fields {
                utf8(name)?;
                if has_field(start, count, name) {
                    return Err("a name that is there twice");
                }
            }
            count += 1;
        }
        if count == 0 && matches!(inside, Inside::Bodies(_)) {
            return Err("a kind of no elements");
        }
        Ok(())
    }

    fn check_flags(self) -> Checked<()> {
        let (count, start) = self.flag_names()?;
        let mut cursor = start;
        for index in 0..count {
            let name = cursor.name()?;
            utf8(name)?;
            let mut before = start;
            for _ in 0..index {
                if before.name()? == name {
                    return Err("a name that is there twice");
                }
            }
        }
        let bits = cursor.take(count.div_ceil(8))?;
        cursor.end()?;
        match bits.last() {
            Some(last) if !count.is_multiple_of(8) && last >> (count % 8) != 0 => {
                Err("a bit of no flag")
            }
            _ => Ok(()),
        }
    }

    /// How many flags, and where their names begin.
    fn flag_names(self) -> Checked<(usize, Cursor<'a>)> {
        let mut cursor = Cursor(self.content);
        match cursor.byte()? as usize {
            count if count > MAX_FLAGS => Err("too many flags"),
            count => Ok((count, cursor)),
        }
    }

    /// The case of a variant, whose bytes may be no text.
    fn case_bytes(self) -> Checked<Option<&'a [u8]>> {
        match self.kind {
            ValueKind::Variant => Cursor(self.content).name().map(Some),
            ValueKind::Enum => Ok(Some(self.content)),
            _ => Ok(None),
        }
    }

    /// What is inside: nothing but in aggregates.
    fn inside(self) -> Checked<(Inside, Cursor<'a>)> {
        let mut cursor = Cursor(self.content);
        let inside = match self.kind {
            ValueKind::Record => Inside::Fields,
            ValueKind::List if !self.content.is_empty() => Inside::Bodies(cursor.kind()?),
            ValueKind::List | ValueKind::Tuple | ValueKind::Option => Inside::Values,
            ValueKind::Variant => {
                cursor.name()?;
                Inside::Values
            }
            ValueKind::Result => match cursor.byte()? {
                0 | 1 => Inside::Values,
                _ => return Err("a result that is neither"),
            },
            _ => return Ok((Inside::Values, Cursor(&[]))),
        };
        Ok((inside, cursor))
    }

    /// Its number's bits, sign or zero extended.
    fn bits(self) -> u64 {
        let len = self.content.len().min(8);
        let negative = len > 0 && self.kind.is_signed() && self.content[len - 1] >= 0x80;
        let mut bytes = if negative { [0xff; 8] } else { [0; 8] };
        bytes[..len].copy_from_slice(&self.content[..len]);
        u64::from_le_bytes(bytes)
    }

    /// What it is.
    pub const fn kind(&self) -> ValueKind {
        self.kind
    }

    /// A bool.
    pub fn as_bool(&self) -> Option<bool> {
        (self.kind == ValueKind::Bool).then(|| self.bits() != 0)
    }

    /// A signed number of any size.
    pub fn as_signed(&self) -> Option<i64> {
        self.kind.is_signed().then(|| self.bits() as i64)
    }

    /// An unsigned number of any size.
    pub fn as_unsigned(&self) -> Option<u64> {
        self.kind.is_unsigned().then(|| self.bits())
    }

    /// A floating-point number of 32 bits.
    pub fn as_f32(&self) -> Option<f32> {
        (self.kind == ValueKind::F32).then(|| f32::from_bits(self.bits() as u32))
    }

    /// A floating-point number of either size.
    pub fn as_f64(&self) -> Option<f64> {
        match self.kind {
            ValueKind::F64 => Some(f64::from_bits(self.bits())),
            _ => self.as_f32().map(f64::from),
        }
    }

    /// A char.
    pub fn as_char(&self) -> Option<char> {
        match self.kind {
            ValueKind::Char => char::from_u32(self.bits() as u32),
            _ => None,
        }
    }

    /// A string.
    pub fn as_str(&self) -> Option<&'a str> {
        (self.kind == ValueKind::String).then(|| checked_text(self.content))
    }

    /// The case of a variant or enum.
    pub fn case(&self) -> Option<&'a str> {
        self.case_bytes().ok().flatten().map(checked_text)
    }

    /// Whether a result is an error.
    pub fn is_err(&self) -> Option<bool> {
        match (self.kind, self.content.first()) {
            (ValueKind::Result, Some(which)) => Some(*which != 0),
            _ => None,
        }
    }

    /// The value in a variant, option or result, if there is one.
    pub fn payload(&self) -> Option<ValueRef<'a>> {
        match self.kind {
            ValueKind::Variant | ValueKind::Option | ValueKind::Result => self.children().next(),
            _ => None,
        }
    }

    /// The values in it: elements of a list or tuple, values of a record, and what is in a
    /// variant, option or result. None in others.
    pub fn children(&self) -> Children<'a> {
        let (inside, rest) = self.inside().unwrap_or((Inside::Values, Cursor(&[])));
        Children { inside, rest }
    }

    /// How many [`children`](Self::children) there are. Counts them, unless it is a list of
    /// numbers.
    pub fn count(&self) -> usize {
        self.children().count()
    }

    /// Child `index`, counted from 0. Passes over those before, unless it is in a list of
    /// numbers.
    pub fn child(&self, index: usize) -> Option<ValueRef<'a>> {
        self.children().nth(index)
    }

    /// The fields of a record. None in others.
    pub fn fields(&self) -> Fields<'a> {
        let content = if self.kind == ValueKind::Record { self.content } else { &[] };
        Fields { rest: Cursor(content) }
    }

    /// The field of a record with this name.
    pub fn field(&self, name: &str) -> Option<ValueRef<'a>> {
        self.fields().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The flags and whether they are set. None in others.
    pub fn flags(&self) -> Flags<'a> {
        let none = Flags { names: Cursor(&[]), bits: 0, left: 0 };
        if self.kind != ValueKind::Flags {
            return none;
        }
        match self.flag_names() {
            Ok((left, names)) => Flags { names, bits: self.flag_bits().unwrap_or(0), left },
            Err(_) => none,
        }
    }

    /// The flags as bits: the first one is bit 0.
    pub fn flag_bits(&self) -> Option<u64> {
        if self.kind != ValueKind::Flags {
            return None;
        }
        let len = self.flag_names().ok()?.0.div_ceil(8);
        let (_, last) = self.content.split_at_checked(self.content.len().checked_sub(len)?)?;
        let mut bytes = [0; MAX_FLAGS / 8];
        bytes[..len].copy_from_slice(last);
        Some(u64::from_le_bytes(bytes))
    }

    /// Whether the flag with this name is set; `None` if there is none.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.flags().find(|(known, _)| *known == name).map(|(_, set)| set)
    }
}

/// Whether one of the first `count` fields has this name.
pub(super) fn has_field(mut fields: Cursor<'_>, count: usize, name: &[u8]) -> bool {
    (0..count).any(|_| fields.child(Inside::Fields).is_ok_and(|(known, _)| known == name))
}

/// The values in a value.
#[derive(Clone, Debug)]
pub struct Children<'a> {
    inside: Inside,
    rest: Cursor<'a>,
}

impl Children<'_> {
    /// Bytes of each, 0 if they differ.
    fn size(&self) -> usize {
        if let Inside::Bodies(kind) = self.inside { kind.size() } else { 0 }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = ValueRef<'a>;

    fn next(&mut self) -> Option<ValueRef<'a>> {
        self.rest.child(self.inside).ok().map(|(_, value)| value)
    }

    fn nth(&mut self, index: usize) -> Option<ValueRef<'a>> {
        if self.size() > 0 {
            let skip = index.saturating_mul(self.size()).min(self.rest.0.len());
            self.rest.0 = &self.rest.0[skip..];
            return self.next();
        }
        for _ in 0..index {
            self.next()?;
        }
        self.next()
    }

    fn count(self) -> usize {
        match self.size() {
            0 => self.fold(0, |count, _| count + 1),
            size => self.rest.0.len() / size,
        }
    }
}

/// The fields of a record.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: Cursor<'a>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = (&'a str, ValueRef<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, value) = self.rest.child(Inside::Fields).ok()?;
        Some((checked_text(name), value))
    }
}

/// Flags, and whether they are set.
#[derive(Clone, Debug)]
pub struct Flags<'a> {
    names: Cursor<'a>,
    bits: u64,
    left: usize,
}

impl<'a> Iterator for Flags<'a> {
    type Item = (&'a str, bool);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let (name, set) = (self.names.name().ok()?, self.bits & 1 != 0);
        self.bits >>= 1;
        Some((checked_text(name), set))
    }
}
