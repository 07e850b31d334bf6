//! Damages one message that waits in a ring, as a stray store or a bad memory cell would.
//!
//! ```text
//! flip_byte SEGMENT [TEXT]
//! ```
//! It knows nothing of the segment's layout: it reads the segment's file, waits until new
//! NMEA 0183 or AIS sentences appear in it, and changes one bit of a digit in one of
//! them, behind the library's back. The ring's reader must be stopped before this starts
//! (`kill -STOP`): a sentence that appears afterwards has certainly not been read.
//!
//! With TEXT it changes the first place that has these bytes instead.
//!
//! Prints the sentence or text before and after.

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// New sentences to wait for: enough that the reader's next one is not the one we take.
const ENOUGH: usize = 8;
/// NMEA 0183 allows 82 bytes; receivers send longer ones.
const LONGEST: usize = 128;
/// How long to wait for them.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (segment, text) = match arguments.as_slice() {
        [segment] => (segment, None),
        [segment, text] if !text.is_empty() => (segment, Some(text)),
        _ => {
            eprintln!("usage: flip_byte SEGMENT [TEXT]");
            return ExitCode::from(2);
        }
    };
    let path = format!("/dev/shm/wrtmem.{segment}");
    match text.map_or_else(|| flip_new(&path), |text| flip_text(&path, text.as_bytes())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("flip_byte: segment {segment}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open(path: &str) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).open(path)
}

fn flip_text(path: &str, text: &[u8]) -> Result<(), Box<dyn Error>> {
    let file = open(path)?;
    let bytes = contents(&file)?;
    let start = bytes.windows(text.len()).position(|place| place == text);
    let start = start.ok_or("the text is nowhere in it")?;
    flip_digit(&file, &bytes, &(start..start + text.len()))
}

fn flip_new(path: &str) -> Result<(), Box<dyn Error>> {
    let file = open(path)?;
    let before = contents(&file)?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let now = contents(&file)?;
        let new: Vec<_> =
            sentences(&now).filter(|at| now[at.clone()] != before[at.clone()]).collect();
        if new.len() >= ENOUGH {
            return flip_digit(&file, &now, &new[ENOUGH / 2]);
        }
        if Instant::now() > deadline {
            return Err(format!("{} new sentences in {PATIENCE:?}, not {ENOUGH}", new.len()).into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Changes the lowest bit of a digit in the middle of the sentence: it still looks right.
fn flip_digit(file: &File, bytes: &[u8], at: &Range<usize>) -> Result<(), Box<dyn Error>> {
    let sentence = &bytes[at.clone()];
    let middle = sentence.len() / 2;
    let digit = (middle..sentence.len()).find(|&i| sentence[i].is_ascii_digit()).unwrap_or(middle);
    let mut damaged = sentence.to_vec();
    damaged[digit] ^= 1;
    file.write_all_at(&damaged[digit..=digit], (at.start + digit) as u64)?;
    println!("before {}", String::from_utf8_lossy(sentence));
    println!("after  {}", String::from_utf8_lossy(&damaged));
    println!("{:>width$}", '^', width = "after  ".len() + digit + 1);
    Ok(())
}

fn contents(file: &File) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; file.metadata()?.len() as usize];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}

/// Where the bytes have a sentence whose own checksum holds.
fn sentences(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    (0..bytes.len())
        .filter(|&start| matches!(bytes[start], b'$' | b'!'))
        .filter_map(|start| Some(start..start + sentence_length(&bytes[start..])?))
}

fn sentence_length(bytes: &[u8]) -> Option<usize> {
    let star = bytes.iter().take(LONGEST).position(|byte| *byte == b'*')?;
    let sum = bytes[1..star].iter().fold(0, |sum, byte| sum ^ byte);
    let written = std::str::from_utf8(bytes.get(star + 1..star + 3)?).ok()?;
    (u8::from_str_radix(written, 16).ok()? == sum).then_some(star + 3)
}
