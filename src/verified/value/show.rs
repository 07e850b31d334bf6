//! A value as text, as the component model writes values: `{at: (1, 2), on: true}`.

use core::fmt::{self, Write as _};

use super::{ValueKind, ValueRef};

fn list<'a>(
    f: &mut fmt::Formatter<'_>,
    [open, close]: [char; 2],
    children: impl Iterator<Item = (&'a str, Option<ValueRef<'a>>)>,
) -> fmt::Result {
    f.write_char(open)?;
    for (index, (name, value)) in children.enumerate() {
        f.write_str(if index > 0 { ", " } else { "" })?;
        f.write_str(name)?;
        if let Some(value) = value {
            f.write_str(if name.is_empty() { "" } else { ": " })?;
            fmt::Display::fmt(&value, f)?;
        }
    }
    f.write_char(close)
}

impl fmt::Display for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(number) = self.as_signed() {
            return write!(f, "{number}");
        }
        if let Some(number) = self.as_unsigned() {
            return write!(f, "{number}");
        }
        let unnamed = self.children().map(|value| ("", Some(value)));
        match self.kind() {
            ValueKind::Bool => write!(f, "{}", self.as_bool().unwrap_or_default()),
            ValueKind::F32 => write!(f, "{}", self.as_f32().unwrap_or_default()),
            ValueKind::F64 => write!(f, "{}", self.as_f64().unwrap_or_default()),
            ValueKind::Char => write!(f, "{:?}", self.as_char().unwrap_or_default()),
            ValueKind::String => write!(f, "{:?}", self.as_str().unwrap_or_default()),
            ValueKind::List => list(f, ['[', ']'], unnamed),
            ValueKind::Tuple => list(f, ['(', ')'], unnamed),
            ValueKind::Record => {
                list(f, ['{', '}'], self.fields().map(|(name, value)| (name, Some(value))))
            }
            ValueKind::Flags => {
                let set = self.flags().filter(|(_, set)| *set);
                list(f, ['{', '}'], set.map(|(name, _)| (name, None)))
            }
            _ => {
                let none = self.payload().is_none();
                f.write_str(match (self.kind(), self.is_err()) {
                    (ValueKind::Option, _) if none => "none",
                    (ValueKind::Option, _) => "some",
                    (_, Some(true)) => "err",
                    (_, Some(false)) => "ok",
                    _ => self.case().unwrap_or_default(),
                })?;
                if none { Ok(()) } else { list(f, ['(', ')'], unnamed) }
            }
        }
    }
}

/// Its kind and text.
impl fmt::Debug for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {self}", self.kind().name())
    }
}
