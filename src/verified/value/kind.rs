//! The kinds of values.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $number:literal, $name:literal, $size:literal;)+) => {
        /// What a value is. The numbers are the encoding's and never change.
        #[repr(u8)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ValueKind { $($(#[doc = $doc])+ $variant = $number,)+ }

        impl ValueKind {
            /// Every kind, in the order of their numbers from 1 up.
            pub const ALL: &'static [ValueKind] = &[$(ValueKind::$variant,)+];

            /// The kind with this number.
            pub const fn from_number(number: u8) -> Option<ValueKind> {
                match number { $($number => Some(ValueKind::$variant),)+ _ => None }
            }

            /// Its name in the component model.
            pub const fn name(self) -> &'static str {
                match self { $(ValueKind::$variant => $name,)+ }
            }

            /// Bytes of the body, 0 if they differ.
            pub(super) const fn size(self) -> usize {
                match self { $(ValueKind::$variant => $size,)+ }
            }
        }
    };
}

kinds! {
    /// False or true.
    Bool = 1, "bool", 1;
    /// A signed number of 8 bits.
    S8 = 2, "s8", 1;
    /// An unsigned number of 8 bits.
    U8 = 3, "u8", 1;
    /// A signed number of 16 bits.
    S16 = 4, "s16", 2;
    /// An unsigned number of 16 bits.
    U16 = 5, "u16", 2;
    /// A signed number of 32 bits.
    S32 = 6, "s32", 4;
    /// An unsigned number of 32 bits.
    U32 = 7, "u32", 4;
    /// A signed number of 64 bits.
    S64 = 8, "s64", 8;
    /// An unsigned number of 64 bits.
    U64 = 9, "u64", 8;
    /// A floating-point number of 32 bits.
    F32 = 10, "f32", 4;
    /// A floating-point number of 64 bits.
    F64 = 11, "f64", 8;
    /// A Unicode scalar value.
    Char = 12, "char", 4;
    /// Text.
    String = 13, "string", 0;
    /// Values of one kind.
    List = 14, "list", 0;
    /// Values with names.
    Record = 15, "record", 0;
    /// Values of any kinds.
    Tuple = 16, "tuple", 0;
    /// One of several cases, with a value or without.
    Variant = 17, "variant", 0;
    /// One of several cases.
    Enum = 18, "enum", 0;
    /// A value or none.
    Option = 19, "option", 0;
    /// A value or none, of success or of an error.
    Result = 20, "result", 0;
    /// Named bits.
    Flags = 21, "flags", 0;
}

impl ValueKind {
    /// Whether it is a signed number.
    pub(crate) const fn is_signed(self) -> bool {
        matches!(self, ValueKind::S8 | ValueKind::S16 | ValueKind::S32 | ValueKind::S64)
    }

    /// Whether it is an unsigned number.
    pub(crate) const fn is_unsigned(self) -> bool {
        matches!(self, ValueKind::U8 | ValueKind::U16 | ValueKind::U32 | ValueKind::U64)
    }
}
