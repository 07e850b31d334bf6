//! Sizes: the two-level mapping of the free lists, and the size classes of small blocks.
//!
//! The mapping is that of the two-level segregated fit allocator (Masmano, Ripoll, Crespo,
//! Real, "TLSF: a new dynamic memory allocator for real-time systems", 2004): linear bins of
//! 16 bytes under 128, then eight to an octave. The size classes are its bins' upper ends,
//! so a small block wastes at most an eighth of what was asked for, or 15 bytes.

/// The largest small block: it comes out of a slab of blocks of one size.
pub(crate) const SMALL_MAX: usize = 1024;
/// How many size classes there are.
pub(crate) const CLASSES: usize = 32;

/// The bin of free blocks of `size` bytes: first-level and second-level index.
pub const fn find_indices(size: u32) -> (u32, u32) {
    if size < 128 {
        (0, size / 16)
    } else {
        let first = size.ilog2();
        (first, size >> (first - 3) & 7)
    }
}

/// The lowest bin whose blocks, all of them, hold `size` bytes: a search starts here. A block
/// of exactly `size` may lie one bin lower.
pub const fn find_suitable(size: u32) -> (u32, u32) {
    let step = if size < 128 { 16 } else { 1 << (size.ilog2() - 3) };
    find_indices(size.saturating_add(step - 1))
}

/// Bytes in a block of each class.
pub(crate) const CLASS_SIZES: [u16; CLASSES] = {
    let mut sizes = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        sizes[class] = if class < 8 {
            16 * (class as u16 + 1)
        } else {
            let octave = class / 8 - 1;
            (8 + (class % 8) as u16 + 1) << (4 + octave)
        };
        class += 1;
    }
    sizes
};

/// The class for each size, by its count of 16 bytes.
const CLASS_OF: [u8; SMALL_MAX / 16 + 1] = {
    let mut classes = [0; SMALL_MAX / 16 + 1];
    let (mut class, mut units) = (0, 1);
    while units < classes.len() {
        while (CLASS_SIZES[class] as usize) < 16 * units {
            class += 1;
        }
        classes[units] = class as u8;
        units += 1;
    }
    classes
};

/// The smallest class that holds `size` bytes, which is `1..=SMALL_MAX`.
#[inline(always)]
pub(crate) const fn class_of(size: usize) -> usize {
    CLASS_OF[size.div_ceil(16)] as usize
}

const _: () = {
    assert!(CLASS_SIZES[CLASSES - 1] as usize == SMALL_MAX);
    let mut size = 1;
    while size <= SMALL_MAX {
        let class = class_of(size);
        let bytes = CLASS_SIZES[class] as usize;
        assert!(bytes >= size && (class == 0 || (CLASS_SIZES[class - 1] as usize) < size));
        assert!(bytes - size < 16 || (bytes - size) * 8 <= size);
        size += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mapping_values() {
        assert_eq!(find_indices(16), (0, 1));
        assert_eq!(find_indices(64), (0, 4));
        assert_eq!(find_indices(112), (0, 7));
        assert_eq!(find_indices(128), (7, 0));
        assert_eq!(find_indices(1024), (10, 0));
        assert_eq!(find_indices(1024 + 128), (10, 1));
        assert_eq!(find_indices(u32::MAX), (31, 7));
    }

    #[test]
    fn a_search_never_starts_at_a_bin_with_too_small_a_block() {
        for size in (1..5000).chain([1 << 20, (1 << 20) + 1, u32::MAX - 1]) {
            let bin = find_suitable(size);
            // The smallest block of that bin.
            let least = match bin {
                (0, second) => 16 * second,
                (first, second) => (8 + second) << (first - 3),
            };
            assert!(least >= size || bin == (31, 7), "{size}: {bin:?} has blocks of {least}");
            assert!(bin >= find_indices(size));
        }
    }
}
