//! The library's synced memory, opened by name as any process would.

use wrtmem::objects::{KindId, Object, ObjectSpec, TypeTag};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;
use wrtmem::synced::{Member, SyncedParams, SynchedMemory};

use crate::case::Work;
use crate::crowd::{self, Worker};
use crate::duo::{Batch, Duo, Open, Shape, Side, opens};
use crate::ring::unique_name;
use crate::rooms::synced::{TABLE_CYCLES, TABLE_THREADS, TABLE_WORDS, table_word};
use crate::shared::Words;

fn text(error: wrtmem::Error) -> String {
    error.to_string()
}

/// Makes a segment for `params` and answers its name.
fn make(params: &SyncedParams) -> Result<String, String> {
    let name = unique_name();
    let mut options =
        Options::with_bytes(2 * params.required_size().map_err(text)? as u64 + (1 << 20));
    options.prefault = true;
    drop(Segment::create(&name, &options).map_err(text)?);
    Ok(name)
}

fn join(name: &str, params: &SyncedParams, row: u32) -> Result<Member<Object, u64>, String> {
    let open = || {
        let segment = Segment::open(name, &Options::default(), Deadline::POLL)?;
        let (object, _) = segment.open_or_create_object(&ObjectSpec {
            name: "synced",
            kind: KindId::SYNCED,
            tag: TypeTag::default(),
            params: (*params).into(),
        })?;
        Member::join(object, params, Some(row), Deadline::FOREVER)
    };
    open().map_err(text)
}

struct Cycle {
    member: Member<Object, u64>,
    side: u32,
    copy: Words,
}

impl Side for Cycle {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let words = self.copy.len();
        for number in batch.from..batch.from + batch.count {
            let (mine, _) = self.member.buffer().map_err(text)?;
            // SAFETY: the member's own buffer, which nobody else uses before the arrival.
            unsafe { std::slice::from_raw_parts_mut(mine, words) }.fill(number + self.side as u64);
            self.member.arrive(words).map_err(text)?;
            self.member.wait(Deadline::FOREVER).map_err(text)?;
            let view = self.member.view().map_err(text)?;
            view.read_elements(1 - self.side, &mut self.copy).map_err(text)?;
            let expected = number + 1 - self.side as u64;
            let seen = std::hint::black_box(&*self.copy);
            if seen[0] != expected || seen[words - 1] != expected {
                return Err(format!("wrong content: cycle {number} shows that of {}", seen[0]));
            }
        }
        Ok(())
    }
}

/// Two who write and read `bytes` each.
pub fn duo(bytes: usize, processes: bool) -> Result<Duo, String> {
    let params = SyncedParams::new(2, bytes as u64);
    let name = make(&params)?;
    let open = |side: u32| -> Open {
        let name = name.clone();
        opens(move || {
            let member = join(&name, &params, side)?;
            Ok(Cycle { member, side, copy: Words::new(bytes / 8) })
        })
    };
    let (left, right) = (open(0), open(1));
    Ok(Duo { left, right, processes, shape: Shape::Pair, operations: 1.0 })
}

/// The time of one barrier of all.
pub fn crowded(participants: usize) -> Work {
    struct Waiting(Member<Object, u64>);
    impl Worker for Waiting {
        fn work(&mut self, count: u64) -> Result<(), String> {
            for _ in 0..count {
                self.0.sync(&[], Deadline::FOREVER).map_err(text)?;
            }
            Ok(())
        }
    }
    crowd::work(participants, 1.0 / participants as f64, |participants| {
        let params = SyncedParams::new(participants as u32, 8);
        let name = make(&params)?;
        let rows = 0..participants as u32;
        let members = rows.map(|row| join(&name, &params, row)).collect::<Result<Vec<_>, _>>();
        let mut members = members?.into_iter();
        Ok(crowd::each(participants, |_| Waiting(members.next().expect("one for each"))))
    })
}

/// Nanoseconds of one cycle of the first design's table, by its own names.
pub fn table() -> Result<f64, String> {
    let memory = SynchedMemory::<u64>::new(TABLE_THREADS, TABLE_WORDS).map_err(text)?;
    let begin = std::time::Instant::now();
    let run = |thread: usize| -> Result<(), String> {
        let mut handler = memory.build_local_handler(thread).map_err(text)?;
        for cycle in 0..TABLE_CYCLES {
            let mine = [table_word(thread, cycle); TABLE_WORDS];
            let all = memory.write_local_memory_and_sync_read(&mut handler, &mine).map_err(text)?;
            for (other, words) in all.chunks(TABLE_WORDS).enumerate() {
                if words[TABLE_WORDS - 1] != table_word(other, cycle) {
                    return Err(format!("wrong content in cycle {cycle}"));
                }
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let run = &run;
        let threads: Vec<_> =
            (0..TABLE_THREADS).map(|thread| scope.spawn(move || run(thread))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
    })?;
    Ok(begin.elapsed().as_nanos() as f64 / TABLE_CYCLES as f64)
}
