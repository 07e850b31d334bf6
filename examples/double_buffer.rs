//! Two buffers, of which one is shown: a writer fills the other with a whole frame, in as many
//! steps as it takes, and one commit of a cell swaps them. Readers never wait, and what they
//! show is always one whole frame.

use std::sync::atomic::{AtomicBool, Ordering::*};

use wrtmem::provider::HeapProvider;
use wrtmem::verified::{Cell, CellParams, Region, RegionParams, VerificationLevel};
use wrtmem::{Result, Status};

const LINES: usize = 32;
const LINE: usize = 64;
const FRAMES: u64 = 500;
const LEVEL: VerificationLevel = VerificationLevel::Standard;

/// What the cell says: which frame is shown, and so, by its parity, in which buffer.
struct DoubleBuffer {
    buffers: [Region<HeapProvider>; 2],
    shown: Cell<HeapProvider>,
}

impl DoubleBuffer {
    fn new() -> Result<DoubleBuffer> {
        let params = RegionParams::new((LINES * LINE) as u64, LEVEL)?;
        let buffer = || Region::format(HeapProvider::try_new(params.required_size()?)?, &params);
        let cell = CellParams::new(size_of::<u64>() as u32, LEVEL)?;
        let shown = Cell::format(HeapProvider::try_new(cell.required_size()?)?, &cell)?;
        shown.write(&0_u64.to_le_bytes())?;
        Ok(DoubleBuffer { buffers: [buffer()?, buffer()?], shown })
    }

    fn shown(&self) -> Result<u64> {
        let mut bytes = [0; 8];
        self.shown.read(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn buffer(&self, frame: u64) -> &Region<HeapProvider> {
        &self.buffers[(frame % 2) as usize]
    }

    /// Draws line by line behind the scenes, then swaps. One writer at a time.
    fn draw(&self, mut line: impl FnMut(usize) -> [u8; LINE]) -> Result<u64> {
        let frame = self.shown()? + 1;
        for number in 0..LINES {
            self.buffer(frame).write((number * LINE) as u64, &line(number))?;
        }
        self.shown.write(&frame.to_le_bytes())?;
        Ok(frame)
    }

    /// Copies the frame that is shown. If the writer was two frames further before the copy was
    /// done, it may have drawn over it, so what counts is the next.
    fn copy(&self, out: &mut [u8; LINES * LINE]) -> Result<u64> {
        loop {
            let frame = self.shown()?;
            match self.buffer(frame).read(0, out) {
                // The writer draws in this buffer only after the next frame is shown.
                Ok(()) if self.shown()? == frame => return Ok(frame),
                Err(error) if error.status() != Status::Busy => return Err(error),
                _ => std::thread::yield_now(),
            }
        }
    }
}

fn main() -> Result<()> {
    let screen = DoubleBuffer::new()?;
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let (mut last, mut whole) = (0, 0_u64);
                    let mut pixels = [0; LINES * LINE];
                    // Acquire: with the Release of the writer: then the last frame is shown.
                    while !done.load(Acquire) || last < FRAMES {
                        let frame = screen.copy(&mut pixels).expect("a frame");
                        assert!(pixels.iter().all(|pixel| *pixel == frame as u8), "torn");
                        assert!(frame >= last, "an older frame than before");
                        (last, whole) = (frame, whole + 1);
                    }
                    whole
                })
            })
            .collect();
        for frame in 1..=FRAMES {
            screen.draw(|_| [frame as u8; LINE]).expect("a frame drawn");
        }
        done.store(true, Release);
        for reader in readers {
            assert!(reader.join().expect("a reader") > 0);
        }
    });
    assert_eq!(screen.shown()?, FRAMES);

    // A writer that stops half way changes nothing that is shown.
    let mut pixels = [0; LINES * LINE];
    screen.buffer(FRAMES + 1).write(0, &[0xFF; LINE])?;
    assert_eq!(screen.copy(&mut pixels)?, FRAMES);
    assert!(pixels.iter().all(|pixel| *pixel == FRAMES as u8));
    println!("{FRAMES} frames drawn, every one that was read was whole");
    println!("half a frame was drawn behind the scenes, and frame {FRAMES} is still shown");
    Ok(())
}
