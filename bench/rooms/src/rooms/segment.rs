//! How the cost of the segment's own operations grows with what is in it. They have no peers;
//! the floor of creating one is what the system takes for as many bytes.

use std::ffi::CString;

use bench_framework::sample::{Axis, Key, Side};
use wrtmem::objects::{KindId, ObjectSpec, TypeTag};
use wrtmem::ring::message::MessageParams;
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::case::{Case, Meter, Version, Work};
use crate::ring::unique_name;

const ROOM: &str = "segment";
const OWN: Version = Version::Crate("wrtmem");
const PAGE: u64 = 4096;

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for mib in [1u64, 4, 16, 64] {
        let axis = ("segment size (bytes)", (mib << 20) as f64);
        let point = format!("{mib} MiB");
        let mut add = |peer: &str, side, version, work| {
            cases.push(row("create and unlink", &point, peer, side, version, axis, work));
        };
        let ours = Work::Single(Box::new(move |m: &Meter| create(mib << 20, m)));
        add("wrtmem segment", Side::Ours, OWN, ours);
        let floor = Work::Single(Box::new(move |m: &Meter| fallocate(mib << 20, m)));
        add("memfd and posix_fallocate", Side::Floor, Version::Plain("Linux"), floor);
    }
    for objects in [1u32, 16, 256, 4000] {
        let axis = ("objects in the directory", f64::from(objects));
        let work = Work::Single(Box::new(move |m: &Meter| open_last(objects, m)));
        let (test, point) = ("open and close an object", format!("{objects} objects"));
        cases.push(row(test, &point, "wrtmem directory", Side::Ours, OWN, axis, work));
    }
    for live in [1usize, 100, 1000, 4000] {
        let axis = ("live runs", live as f64);
        let work = Work::Single(Box::new(move |m: &Meter| pages(live, m)));
        let (test, point) = ("allocate and free a page", format!("{live} live runs"));
        cases.push(row(test, &point, "wrtmem page runs", Side::Ours, OWN, axis, work));
    }
    cases
}

fn row(
    test: &str,
    point: &str,
    peer: &str,
    side: Side,
    version: Version,
    (axis, at): (&str, f64),
    work: Work,
) -> Case {
    let mut case = Case::new(Key::new(ROOM, test, point, peer), side, version, work);
    case.axis = Some(Axis { name: axis.into(), at });
    case
}

fn text(error: wrtmem::Error) -> String {
    error.to_string()
}

fn create(bytes: u64, meter: &Meter) -> Result<f64, String> {
    let (name, options) = (unique_name(), Options::with_bytes(bytes));
    let once = || {
        drop(Segment::create(&name, &options)?);
        Segment::unlink(&name, &options)
    };
    repeated(meter, || once().map_err(text))
}

fn fallocate(bytes: u64, meter: &Meter) -> Result<f64, String> {
    let name = CString::new(unique_name()).map_err(|error| error.to_string())?;
    repeated(meter, || {
        // SAFETY: a name that outlives the call.
        let descriptor = unsafe { libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC) };
        // SAFETY: a descriptor of our own, which the second call closes.
        let failed = unsafe {
            let failed = libc::posix_fallocate(descriptor, 0, bytes as i64);
            libc::close(descriptor);
            failed
        };
        if failed == 0 { Ok(()) } else { Err(format!("posix_fallocate: error {failed}")) }
    })
}

fn open_last(objects: u32, meter: &Meter) -> Result<f64, String> {
    let mut options = Options::with_bytes(u64::from(objects) * 8 * PAGE + (1 << 20));
    options.objects = objects;
    let segment = Segment::create_private(&options).map_err(text)?;
    let params = MessageParams::new(1, PAGE).map_err(text)?;
    let mut last = String::new();
    for i in 0..objects {
        last = format!("object-{i}");
        let spec = ObjectSpec {
            name: &last,
            kind: KindId::MESSAGE,
            tag: TypeTag::default(),
            params: params.into(),
        };
        drop(segment.create_object(&spec).map_err(text)?);
    }
    repeated(meter, || {
        let tag = TypeTag::default();
        segment.open_object(&last, KindId::MESSAGE, tag, Deadline::POLL).map(drop).map_err(text)
    })
}

fn pages(live: usize, meter: &Meter) -> Result<f64, String> {
    let options = Options::with_bytes((live as u64 + 64) * PAGE);
    let segment = Segment::create_private(&options).map_err(text)?;
    for _ in 0..live {
        segment.allocate_pages(PAGE).map_err(text)?;
    }
    repeated(meter, || {
        let offset = segment.allocate_pages(PAGE).map_err(text)?;
        segment.free_pages(offset).map_err(text)
    })
}

fn repeated(meter: &Meter, mut once: impl FnMut() -> Result<(), String>) -> Result<f64, String> {
    let mut outcome = Ok(());
    let nanos = meter.time(|count| {
        for _ in 0..count {
            if outcome.is_ok() {
                outcome = once();
            }
        }
    });
    outcome.map(|()| nanos)
}
