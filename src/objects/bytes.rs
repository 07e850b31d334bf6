//! Plain bytes: pages with a name.

use super::kind::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::ParticipantId;

/// The kind of plain bytes. Parameter 0 is their number; they start as zeros. What they
/// mean, and who writes them when, is the users' affair: nothing is recovered.
#[derive(Clone, Copy, Debug)]
pub struct Bytes;

impl Bytes {
    /// The parameters of `size` bytes.
    pub const fn params(size: u64) -> Params {
        Params([size, 0, 0, 0, 0, 0, 0, 0])
    }
}

impl Kind for Bytes {
    fn id(&self) -> KindId {
        KindId::BYTES
    }

    fn layout_version(&self) -> u32 {
        1
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        let size = params.0[0];
        match usize::try_from(size) {
            Ok(bytes) if bytes > 0 && bytes <= isize::MAX as usize => {}
            _ => fail!(Invalid, "bytes: {size} is outside 1..={}", isize::MAX),
        }
        if *params != Self::params(size) {
            fail!(Invalid, "bytes: parameters after the size must be 0, not {:?}", params.0);
        }
        Ok(size as usize)
    }

    fn format(&self, mem: Mem<'_>, _params: &Params) -> Result<()> {
        const ZEROS: [u8; 4096] = [0; 4096];
        for at in (0..mem.len()).step_by(ZEROS.len()) {
            mem.copy_in(at, &ZEROS[..ZEROS.len().min(mem.len() - at)]);
        }
        Ok(())
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        if mem.len() as u64 != params.0[0] {
            fail!(Corrupt, "bytes: {} in memory, {} in the parameters", mem.len(), params.0[0]);
        }
        Ok(())
    }

    fn recover(&self, _mem: Mem<'_>, _params: &Params, _dead: ParticipantId) {}

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        if let Err(error) = self.attach(mem, params) {
            report(error.to_string());
        }
    }
}
