//! Looking at the whole arena: every block, sums, and what does not hold. Reads only, while
//! others go on; the figures are exact only while nobody does.

use core::ops::ControlFlow;

use super::block::{BlockInfo, describe, describe_run};
use super::block_word::BlockState;
use super::geometry::{SLAB_SIZE, Sectors};
use super::page_word::Holder;
use super::pages::{PageStatistics, Pages};
use super::sector::Sector;
use super::sector_word::{Format, SectorOwner};
use super::size::{CLASS_SIZES, CLASSES, SMALL_MAX, class_of};
use crate::segment::View;
use crate::segment::layout::PAGE_SIZE;

/// A sector, as a walk meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectorInfo {
    /// Its number among the places where sectors may be.
    pub index: usize,
    /// Distance from the segment's start.
    pub offset: u64,
    /// Bytes, with its tables.
    pub size: usize,
    /// Distance of its first block from the segment's start.
    pub data: u64,
    /// Whose it is; `None` if the word is damaged.
    pub owner: Option<SectorOwner>,
    /// What is in it.
    pub format: Format,
}

/// What a walk of the arena meets, by address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A sector; its slabs and blocks follow.
    Sector(SectorInfo),
    /// A slab: where its blocks start, and how many bytes each has; 0 if it is empty.
    Slab {
        /// Distance from the segment's start.
        offset: u64,
        /// Bytes in a block.
        size: usize,
    },
    /// A block in a sector.
    Block(BlockInfo),
    /// A run of pages: a large block, or an object's memory.
    Run(BlockInfo),
}

/// The blocks of one size class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassStatistics {
    /// Bytes in a block.
    pub size: usize,
    /// Slabs of the class.
    pub slabs: usize,
    /// Blocks in them.
    pub blocks: usize,
    /// Those that are somebody's.
    pub live: usize,
}

/// What the arena holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArenaStatistics {
    /// The pages.
    pub pages: PageStatistics,
    /// Sectors.
    pub sectors: usize,
    /// Those of no heap.
    pub abandoned: usize,
    /// Blocks that are somebody's, with runs that participants hold.
    pub live_blocks: usize,
    /// Usable bytes in them.
    pub live_bytes: usize,
    /// Blocks given back that their owner has not yet seen.
    pub acked_blocks: usize,
    /// Usable bytes in them.
    pub acked_bytes: usize,
    /// Bytes in free blocks and empty slabs of sectors.
    pub free_bytes: usize,
    /// The largest block that some heap could allocate now.
    pub largest_free: usize,
    /// By size class.
    pub classes: [ClassStatistics; CLASSES],
}

impl ArenaStatistics {
    /// Bytes that cannot be had for anything but small and medium blocks, and those of large
    /// ones.
    pub fn footprint(&self) -> usize {
        (self.pages.sector_pages + self.pages.participant_pages) * PAGE_SIZE
    }
}

/// Calls `visit` for each part of the arena, lowest address first, until it breaks.
pub(crate) fn walk(view: View<'_>, mut visit: impl FnMut(Part) -> ControlFlow<()>) {
    let sectors = Sectors::of(view.layout);
    Pages::new(view).walk(|run| match run.holder {
        Some(_) => visit(Part::Run(describe_run(view, run))),
        None if !run.page.is_multiple_of(sectors.pages()) => ControlFlow::Continue(()),
        None => match Sector::open(view, run.page / sectors.pages()) {
            Ok(Some(sector)) => walk_sector(&sector, sectors.bytes(), &mut visit),
            _ => ControlFlow::Continue(()),
        },
    });
}

fn walk_sector(
    sector: &Sector<'_>,
    bytes: usize,
    visit: &mut impl FnMut(Part) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let format = sector.format().0;
    visit(Part::Sector(SectorInfo {
        index: sector.index,
        offset: sector.base as u64,
        size: bytes,
        data: (sector.base + sector.shape.data) as u64,
        owner: sector.owner(),
        format,
    }))?;
    let (mut flow, mut slab) = (ControlFlow::Continue(()), 0);
    let data = sector.base + sector.shape.data;
    let mut slabs_before = |end: usize, visit: &mut dyn FnMut(Part) -> ControlFlow<()>| {
        while slab < end {
            let size = sector.class(slab).map_or(0, |class| CLASS_SIZES[class] as usize);
            visit(Part::Slab { offset: (data + slab * SLAB_SIZE) as u64, size })?;
            slab += 1;
        }
        ControlFlow::Continue(())
    };
    sector.blocks(|place, word| {
        if flow.is_break() {
            return;
        }
        if place.small.is_some() {
            flow = slabs_before(place.slot / sector.shape.words_per_slab + 1, visit);
        }
        if flow.is_continue()
            && let Ok(info) = describe(sector, place, word)
        {
            flow = visit(Part::Block(info));
        }
    });
    flow?;
    match format {
        Format::Slabs => slabs_before(sector.shape.slabs, visit),
        _ => flow,
    }
}

/// Counts everything once.
pub(crate) fn statistics(view: View<'_>) -> ArenaStatistics {
    let mut all = ArenaStatistics { pages: Pages::new(view).statistics(), ..Default::default() };
    all.largest_free = all.pages.largest_free * PAGE_SIZE;
    for (class, size) in all.classes.iter_mut().zip(CLASS_SIZES) {
        class.size = size as usize;
    }
    walk(view, |part| {
        count(&mut all, part);
        ControlFlow::Continue(())
    });
    all
}

fn count(all: &mut ArenaStatistics, part: Part) {
    match part {
        Part::Sector(info) => {
            all.sectors += 1;
            all.abandoned += (info.owner == Some(SectorOwner::Abandoned)) as usize;
        }
        Part::Slab { size: 0, .. } => all.free_bytes += SLAB_SIZE,
        Part::Slab { size, .. } => {
            let class = class_of(size);
            all.classes[class].slabs += 1;
        }
        Part::Block(info) => {
            let live = info.state == BlockState::Allocated;
            if info.size <= SMALL_MAX {
                let class = &mut all.classes[class_of(info.size)];
                class.blocks += 1;
                class.live += live as usize;
            }
            match info.state {
                BlockState::Allocated => {
                    all.live_blocks += 1;
                    all.live_bytes += info.size;
                }
                BlockState::Acked => {
                    all.acked_blocks += 1;
                    all.acked_bytes += info.size;
                }
                _ => {
                    all.free_bytes += info.size;
                    all.largest_free = all.largest_free.max(info.size);
                }
            }
        }
        Part::Run(info) if matches!(info.holder, Some(Holder::Participant(_))) => {
            all.live_blocks += 1;
            all.live_bytes += info.size;
        }
        Part::Run(_) => {}
    }
}

/// Reports what does not hold in the sectors. Others may go on meanwhile; only what no
/// interleaving of theirs explains is reported.
pub(crate) fn verify(view: View<'_>, report: &mut dyn FnMut(String)) {
    for index in 0..Sectors::of(view.layout).count {
        match Sector::open(view, index) {
            Ok(Some(sector)) => verify_sector(view, &sector, report),
            // A page word that means nothing is the page table's to report.
            Ok(None) => {}
            Err(error) => report(error.to_string()),
        }
    }
}

fn verify_sector(view: View<'_>, sector: &Sector<'_>, report: &mut dyn FnMut(String)) {
    let mut finding = |problem: String| report(format!("sector {}: {problem}", sector.index));
    let owner = sector.owner();
    if owner.is_none() {
        finding("its owner's word means nothing".into());
    }
    let counts = &view.layout.counts;
    for slot in 0..sector.shape.words() {
        let word = sector.load(slot);
        let held = matches!(word.state(), Some(BlockState::Allocated | BlockState::Acked));
        let (row, rows) = match word.holder() {
            Holder::Participant(row) => (row, counts.participants + 1),
            Holder::Object(row) => (row, counts.directory_rows),
        };
        if word.state().is_none() {
            finding(format!("word {slot}: {:#018x} means nothing", word.to_bits()));
        } else if held && row as u32 >= rows {
            finding(format!("word {slot}: held by {:?}, of {rows}", word.holder()));
        }
    }
    // Its owner may be splitting and joining. Without one, the words stand.
    if owner == Some(SectorOwner::Abandoned) && sector.format().0 == Format::Medium {
        let (mut slot, end) = (0, sector.shape.granules());
        while slot < end {
            let word = sector.load(slot);
            let granules = word.granules() as usize;
            let covers = granules > 0 && granules <= end - slot && !word.is(BlockState::None);
            if !covers {
                if sector.owner() == owner {
                    finding(format!("word {slot}: {granules} granules of {}", end - slot));
                }
                return;
            }
            let covered = slot + 1..slot + granules;
            for inside in covered.filter(|inside| !sector.load(*inside).is(BlockState::None)) {
                finding(format!("word {inside}: inside the block of word {slot}"));
            }
            slot += granules;
        }
    }
}
