//! In a segment: read-only attaches, which would die of a store, and two maps at once.

use super::*;
use crate::objects::{KindId, Object, ObjectSpec};
use crate::segment::{Options, Segment};
use inject::Target;

struct Named(String);

impl Drop for Named {
    fn drop(&mut self) {
        let _ = Segment::unlink(&self.0, &Options::default());
    }
}

fn open(segment: Result<Segment>, params: &RegionParams) -> Region<Object> {
    let object =
        segment.unwrap().open_object("region", KindId::REGION, Default::default(), Deadline::POLL);
    Region::open(object.unwrap(), params).unwrap()
}

#[test]
fn a_read_only_attach_reads_without_a_store() {
    for level in VerificationLevel::ALL {
        let name = Named(format!("verified-look-{}-{}", level.rank(), std::process::id()));
        let (name, options) = (&name.0, Options::with_bytes(1 << 20));
        let segment = Segment::create(name, &options).unwrap();
        let params = RegionParams::with_block(300, 64, level).unwrap();
        let (kind, tag) = (KindId::REGION, Default::default());
        let spec = ObjectSpec { name: "region", kind, tag, params: params.into() };
        let region = Region::open(segment.create_object(&spec).unwrap(), &params).unwrap();
        region.write(0, &pattern(1, 300)).unwrap();
        // Mapped for reading alone: a store would end this process.
        let look = open(Segment::open_read_only(name, &options, Deadline::POLL), &params);
        let second = open(Segment::open(name, &options, Deadline::POLL), &params);
        assert!(contents(&look).unwrap() == pattern(1, 300));
        second.write(50, &pattern(2, 100)).unwrap();
        assert!(contents(&look).unwrap()[50..150] == pattern(2, 100));
        assert!(contents(&region).unwrap() == contents(&second).unwrap());
        assert!(is_sound(&look));
        assert!(look.checksum(3, 200).is_ok() && look.statistics().is_ok());
        let read_only = |outcome: Result<()>| outcome.unwrap_err().status();
        assert_eq!(read_only(look.write(0, b"x")), Status::ReadOnly);
        assert_eq!(read_only(look.set_level(level, Deadline::POLL)), Status::ReadOnly);
        assert_eq!(read_only(look.scrub(1, &mut |_| ()).map(drop)), Status::ReadOnly);
        assert_eq!(read_only(look.roll_back(0, Deadline::POLL)), Status::ReadOnly);

        // Damage, a write half done and a stopped writer change nothing about that.
        region.inject_fault(Target::Data, 2, 5).unwrap();
        region.inject_fault(Target::Committed, 0, 9).unwrap();
        let verifies = level.rank() >= 2;
        match contents(&look) {
            Ok(bytes) if level.rank() == 5 => assert!(bytes[50..150] == pattern(2, 100)),
            Ok(_) => assert!(!verifies),
            Err(error) => assert!(verifies && error.status() == Status::Corrupt),
        }
        let view = region.view();
        let mut writer = write::Writer::begin(&view, &Ask::default()).unwrap();
        writer.write(192, &[9; 64]).unwrap();
        let mut out = [0; 50];
        look.read(200, &mut out).unwrap();
        assert!(out == pattern(1, 300)[200..250]);
        drop(writer);
        segment.remove_object("region").unwrap();
        drop((region, second));
        assert_eq!(look.read(0, &mut out).unwrap_err().status(), Status::NotFound);
    }
}
