//! A ring of elements in a region, on which the collections stand.
//!
//! ```text
//! 0     8        16         24     32       40      48    56     64
//! mark  element  capacity   0      version  length  head  0      element 0 | element 1 | …
//! ```
//! The first three words say what it is; they are written once, and whoever opens it compares
//! them. The elements in use are `length` of them from `head` on, around the end. A change
//! writes its elements and the next three words in one commit. The version counts the changes:
//! a reader that meets the same words before and after its elements has read them of one
//! commit.
//!
//! Sizes are those that the opener named, or read and checked, once: they bound every access.

use crate::provider::Provider;
use crate::status::{Result, Status, fail};
use crate::sync::plain::{bytes_of_all, bytes_of_all_mut};
use crate::verified::seeded::{Bug, seeded};
use crate::verified::{Ask, Region, RegionParams, Transaction, VerificationLevel};

/// Where the words that change begin.
const WORDS: u64 = 32;

/// Where the elements begin.
const ELEMENTS: u64 = 64;

/// How often a reader looks again when writers overtake it.
const LOOKS: u32 = 1_000;

/// What the elements are; its mark holds this layout's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Values by themselves.
    Elements,
    /// Bytes of one text.
    Text,
}

impl Content {
    const fn mark(self) -> u64 {
        u64::from_le_bytes(match self {
            Content::Elements => *b"wrtelem1",
            Content::Text => *b"wrttext1",
        })
    }
}

/// What determines a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) content: Content,
    /// Bytes of an element.
    pub(crate) element: usize,
    /// Most elements.
    pub(crate) capacity: usize,
}

/// What a region's first line says.
enum Line {
    /// Nobody has made anything of it yet.
    Blank,
    Of(Form),
}

impl Form {
    pub(crate) fn params(&self, block: u32, level: VerificationLevel) -> Result<RegionParams> {
        let Form { element, capacity, .. } = *self;
        let elements = (capacity as u64).checked_mul(element as u64);
        match elements.and_then(|bytes| bytes.checked_add(ELEMENTS)) {
            Some(bytes) if bytes > ELEMENTS => RegionParams::with_block(bytes, block, level),
            _ => fail!(Invalid, "collection: {capacity} elements of {element} bytes"),
        }
    }

    fn line(&self) -> [u64; 4] {
        [self.content.mark(), self.element as u64, self.capacity as u64, 0]
    }

    /// What a line says in a region of `size` bytes.
    fn of_line(line: [u64; 4], size: u64) -> Result<Line> {
        let [mark, element, capacity, rest] = line;
        if line == [0; 4] {
            return Ok(Line::Blank);
        }
        let all = [Content::Elements, Content::Text];
        let Some(content) = all.into_iter().find(|content| content.mark() == mark) else {
            fail!(Mismatch, "collection: the region holds something else, {mark:#x}");
        };
        let bytes = element.checked_mul(capacity).and_then(|bytes| bytes.checked_add(ELEMENTS));
        if bytes != Some(size) || size == ELEMENTS || rest != 0 {
            let what = "of a region with";
            fail!(Corrupt, "collection: {capacity} elements of {element} bytes, {what} {size}");
        }
        // Both are at most the region's size, which is in this process's memory.
        Ok(Line::Of(Form { content, element: element as usize, capacity: capacity as usize }))
    }
}

/// The words that change; `length <= capacity` and `head < capacity` once checked.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Words {
    version: u64,
    length: usize,
    head: usize,
}

/// A handle that threads and processes may share.
pub(crate) struct Sequence<P> {
    pub(crate) region: Region<P>,
    pub(crate) form: Form,
}

impl<P: Provider> Sequence<P> {
    /// Makes an empty one in memory that nobody else uses yet.
    pub(crate) fn format(provider: P, form: Form, level: VerificationLevel) -> Result<Self> {
        let params = form.params(RegionParams::DEFAULT_BLOCK, level)?;
        Sequence::over(Region::format(provider, &params)?, form, &Ask::default())
    }

    /// The one in this memory.
    pub(crate) fn open(provider: P, form: Form, level: VerificationLevel) -> Result<Self> {
        let params = form.params(RegionParams::DEFAULT_BLOCK, level)?;
        Sequence::over(Region::open(provider, &params)?, form, &Ask::default())
    }

    /// The one in this region; if it is still all zeros, an empty one is made of it.
    pub(crate) fn over(region: Region<P>, form: Form, ask: &Ask) -> Result<Self> {
        let found = match Self::line(&region)? {
            Line::Of(found) => found,
            Line::Blank => match Self::make(&region, form, ask) {
                Err(error) if error.status() == Status::ReadOnly => {
                    fail!(Layout, "collection: nobody has made it yet");
                }
                made => made?,
            },
        };
        if found != form {
            fail!(Mismatch, "collection: it is of {found:?}, {form:?} wanted");
        }
        Ok(Sequence { region, form })
    }

    /// The one in this region, whatever its sizes; for who was not told them. None if nobody has made it yet.
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(crate) fn find(region: Region<P>, content: Content) -> Result<Option<Self>> {
        let Line::Of(form) = Self::line(&region)? else { return Ok(None) };
        if form.content != content {
            fail!(Mismatch, "collection: it is of {form:?}, {content:?} wanted");
        }
        Ok(Some(Sequence { region, form }))
    }

    fn line(region: &Region<P>) -> Result<Line> {
        if region.len() <= ELEMENTS {
            fail!(Mismatch, "collection: a region of {} bytes is none", region.len());
        }
        let mut line = [0; 4];
        region.read(0, bytes_of_all_mut(&mut line))?;
        Form::of_line(line, region.len())
    }

    /// Says what it is, unless somebody was faster: then what that one said.
    fn make(region: &Region<P>, form: Form, ask: &Ask) -> Result<Form> {
        region.update(ask, |transaction| {
            let mut line = [0; 4];
            transaction.read(0, bytes_of_all_mut(&mut line))?;
            match Form::of_line(line, transaction.len())? {
                Line::Of(found) => Ok(found),
                Line::Blank => {
                    transaction.write(0, bytes_of_all(&form.line()))?;
                    Ok(form)
                }
            }
        })
    }

    /// The same by reference, which counts its reads alone.
    pub(crate) fn by_ref(&self) -> Sequence<&P> {
        Sequence { region: self.region.by_ref(), form: self.form }
    }

    fn checked(&self, words: [u64; 3]) -> Result<Words> {
        let ([version, length, head], capacity) = (words, self.form.capacity as u64);
        if length > capacity || head >= capacity {
            fail!(Corrupt, "collection: length {length}, head {head}: it holds {capacity}");
        }
        Ok(Words { version, length: length as usize, head: head as usize })
    }

    fn words(&self, level: VerificationLevel) -> Result<Words> {
        let mut words = [0; 3];
        self.region.read_with(level, WORDS, bytes_of_all_mut(&mut words))?;
        self.checked(words)
    }

    /// How many elements there are.
    pub(crate) fn length(&self, level: VerificationLevel) -> Result<usize> {
        Ok(self.words(level)?.length)
    }

    /// Where element `index`, below the capacity, counted from `head`, lies.
    fn place(&self, words: &Words, index: usize) -> u64 {
        // No overflow: a region of so many elements has less than 2^63 bytes.
        let slot = (words.head + index) % self.form.capacity;
        ELEMENTS + (slot * self.form.element) as u64
    }

    /// Where bytes for `count` elements from `index` on are cut, at the end of the ring.
    fn cut(&self, words: &Words, index: usize, count: usize) -> usize {
        let slot = (words.head + index) % self.form.capacity;
        count.min(self.form.capacity - slot) * self.form.element
    }

    fn one(&self, bytes: usize) -> Result<()> {
        let element = self.form.element;
        if bytes != element {
            fail!(Invalid, "collection: {bytes} bytes, its elements have {element}");
        }
        Ok(())
    }

    /// `read`, of one commit.
    fn look<V>(
        &self,
        level: VerificationLevel,
        mut read: impl FnMut(&Words) -> Result<V>,
    ) -> Result<V> {
        for _ in 0..LOOKS {
            let words = self.words(level)?;
            let value = read(&words);
            if self.words(level)? == words {
                return value;
            }
        }
        fail!(Busy, "collection: writers overtook {LOOKS} looks")
    }

    /// Copies the element at `index` to `out`; false if there is none.
    pub(crate) fn get(
        &self,
        level: VerificationLevel,
        index: usize,
        out: &mut [u8],
    ) -> Result<bool> {
        self.one(out.len())?;
        self.look(level, |words| {
            let found = index < words.length;
            if found {
                self.region.read_with(level, self.place(words, index), out)?;
            }
            Ok(found)
        })
    }

    /// Copies all elements to the front of `out`, and answers how many.
    pub(crate) fn copy_to(&self, level: VerificationLevel, out: &mut [u8]) -> Result<usize> {
        self.look(level, |words| {
            let Words { length, .. } = *words;
            let room = out.len() / self.form.element;
            if length > room {
                fail!(TooSmall, "collection: {length} elements, room for {room}");
            }
            let out = &mut out[..length * self.form.element];
            let (first, second) = out.split_at_mut(self.cut(words, 0, length));
            self.region.read_with(level, self.place(words, 0), first)?;
            self.region.read_with(level, ELEMENTS, second)?;
            Ok(length)
        })
    }

    fn change<V>(
        &self,
        ask: &Ask,
        change: impl FnOnce(&mut Transaction<'_>, &mut Words) -> Result<V>,
    ) -> Result<V> {
        self.region.update(ask, |transaction| {
            let mut words = [0; 3];
            transaction.read(WORDS, bytes_of_all_mut(&mut words))?;
            let mut words = self.checked(words)?;
            let value = change(transaction, &mut words)?;
            let next = [words.version.wrapping_add(1), words.length as u64, words.head as u64];
            transaction.write(WORDS, bytes_of_all(&next))?;
            Ok(value)
        })
    }

    pub(crate) fn push_back(&self, ask: &Ask, value: &[u8]) -> Result<()> {
        self.one(value.len())?;
        self.change(ask, |transaction, words| {
            if words.length == self.form.capacity {
                return Err(Status::Full.into());
            }
            transaction.write(self.place(words, words.length), value)?;
            words.length += 1;
            Ok(())
        })
    }

    pub(crate) fn push_front(&self, ask: &Ask, value: &[u8]) -> Result<()> {
        self.one(value.len())?;
        self.change(ask, |transaction, words| {
            let capacity = self.form.capacity;
            if words.length == capacity {
                return Err(Status::Full.into());
            }
            words.head = (words.head + capacity - 1) % capacity;
            transaction.write(self.place(words, 0), value)?;
            words.length += 1;
            Ok(())
        })
    }

    pub(crate) fn pop_back(&self, ask: &Ask, out: &mut [u8]) -> Result<()> {
        self.one(out.len())?;
        self.change(ask, |transaction, words| {
            let Some(last) = words.length.checked_sub(1) else {
                return Err(Status::Empty.into());
            };
            transaction.read(self.place(words, last), out)?;
            words.length = last;
            Ok(())
        })
    }

    pub(crate) fn pop_front(&self, ask: &Ask, out: &mut [u8]) -> Result<()> {
        self.one(out.len())?;
        self.change(ask, |transaction, words| {
            if words.length == 0 {
                return Err(Status::Empty.into());
            }
            transaction.read(self.place(words, 0), out)?;
            words.head = (words.head + 1) % self.form.capacity;
            words.length -= 1;
            Ok(())
        })
    }

    pub(crate) fn set(&self, ask: &Ask, index: usize, value: &[u8]) -> Result<()> {
        self.one(value.len())?;
        self.change(ask, |transaction, words| {
            if index >= words.length {
                fail!(Invalid, "collection: index {index} of {}", words.length);
            }
            transaction.write(self.place(words, index), value)
        })
    }

    /// Appends all of `values`, to what there is or in its place; `NoSpace` if they do not fit.
    pub(crate) fn extend(&self, ask: &Ask, values: &[u8], keep: bool) -> Result<()> {
        let Form { element, capacity, .. } = self.form;
        let count = values.len() / element;
        if seeded(Bug::ElementsApart) && count <= capacity {
            self.region.write(ELEMENTS, values)?;
        }
        self.change(ask, |transaction, words| {
            if !keep {
                (words.length, words.head) = (0, 0);
            }
            if count > capacity - words.length {
                fail!(NoSpace, "collection: {count} more, {} of {capacity}", words.length);
            }
            let (first, second) = values.split_at(self.cut(words, words.length, count));
            transaction.write(self.place(words, words.length), first)?;
            transaction.write(ELEMENTS, second)?;
            words.length += count;
            Ok(())
        })
    }

    /// Whether every block checks and the words make sense.
    pub(crate) fn verify(&self) -> Result<bool> {
        let sound = self.region.verify_all(&mut |_| {})?.is_sound();
        let same = matches!(Self::line(&self.region), Ok(Line::Of(form)) if form == self.form);
        Ok(sound && same && self.words(VerificationLevel::Off).is_ok())
    }
}
