//! Scenes for the tests of regions and cells.

mod api;
mod counts;
pub(in crate::verified) mod crash;
mod flips;
mod hunt;
mod ops;
mod segment;
mod turns;

use super::*;
use crate::provider::{HeapProvider, Provider};
use crate::status::{Result, Status};
use crate::sync::{Deadline, Never};

/// A region in heap memory.
type HeapRegion<L = Never> = Region<HeapProvider<L>>;

fn region(size: u64, block: u32, level: VerificationLevel) -> HeapRegion {
    let params = RegionParams::with_block(size, block, level).unwrap();
    Region::format(HeapProvider::new(params.required_size().unwrap()), &params).unwrap()
}

fn cell(capacity: u32, level: VerificationLevel) -> Cell<HeapProvider> {
    let params = CellParams::new(capacity, level).unwrap();
    Cell::format(HeapProvider::new(params.required_size().unwrap()), &params).unwrap()
}

/// Bytes that tell their place and `number`.
fn pattern(number: u64, len: usize) -> Vec<u8> {
    let mut draws = crate::step::schedule::Draws::new(number);
    (0..len).map(|_| draws.draw() as u8).collect()
}

fn contents<P: Provider>(region: &Region<P>) -> Result<Vec<u8>> {
    let mut bytes = vec![0; region.len() as usize];
    region.read(0, &mut bytes)?;
    Ok(bytes)
}

fn is_sound<P: Provider>(region: &Region<P>) -> bool {
    region.verify_all(&mut |damage| println!("{damage}")).unwrap().is_sound()
}
