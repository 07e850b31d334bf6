//! The keyed hash of a table: SipHash-1-3, as the standard library's maps use. Who does not
//! know the region's salt cannot choose keys that collide.

pub(super) struct Hasher {
    state: [u64; 4],
    tail: u64,
    length: u64,
}

impl Hasher {
    /// Keyed by a region's salt.
    pub(super) fn salted(salt: u64) -> Hasher {
        Hasher::new([salt, !salt.rotate_left(32)])
    }

    fn new([k0, k1]: [u64; 2]) -> Hasher {
        let state = [
            k0 ^ 0x736F_6D65_7073_6575,
            k1 ^ 0x646F_7261_6E64_6F6D,
            k0 ^ 0x6C79_6765_6E65_7261,
            k1 ^ 0x7465_6462_7974_6573,
        ];
        Hasher { state, tail: 0, length: 0 }
    }

    fn round(&mut self) {
        let [a, b, c, d] = &mut self.state;
        *a = a.wrapping_add(*b);
        *c = c.wrapping_add(*d);
        *b = b.rotate_left(13) ^ *a;
        *d = d.rotate_left(16) ^ *c;
        *a = a.rotate_left(32);
        *c = c.wrapping_add(*b);
        *a = a.wrapping_add(*d);
        *b = b.rotate_left(17) ^ *c;
        *d = d.rotate_left(21) ^ *a;
        *c = c.rotate_left(32);
    }

    fn word(&mut self, word: u64) {
        self.state[3] ^= word;
        self.round();
        self.state[0] ^= word;
    }

    /// The next bytes; of all parts only the last may end within a word.
    pub(super) fn part(&mut self, bytes: &[u8]) {
        debug_assert!(self.length.is_multiple_of(8));
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        for (i, byte) in rest.iter().enumerate() {
            self.tail |= (*byte as u64) << (8 * i);
        }
        self.length += bytes.len() as u64;
    }

    pub(super) fn finish(mut self) -> u64 {
        self.word(self.length << 56 | self.tail);
        self.state[2] ^= 0xFF;
        for _ in 0..3 {
            self.round();
        }
        self.state.into_iter().fold(0, |hash, word| hash ^ word)
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::hash::Hasher as _;

    use super::*;

    #[test]
    fn it_is_what_the_standard_library_computes() {
        let bytes: Vec<u8> = (0..100).collect();
        for len in 0..bytes.len() {
            let mut theirs = std::hash::DefaultHasher::new();
            theirs.write(&bytes[..len]);
            let mut ours = Hasher::new([0, 0]);
            let (first, second) = bytes[..len].split_at(len / 16 * 8);
            ours.part(first);
            ours.part(second);
            assert_eq!(ours.finish(), theirs.finish(), "{len} bytes");
        }
        let hash = |salt| {
            let mut hasher = Hasher::salted(salt);
            hasher.part(b"key");
            hasher.finish()
        };
        assert_ne!(hash(1), hash(2));
    }
}
