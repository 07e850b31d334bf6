//! Each collection against a plain model, at every level; damage and nonsense.

mod crash;
mod table;

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;
use crate::provider::{HeapProvider, Provider};
use crate::status::Status;
use crate::verified::VerificationLevel;

type Deque = BoundedDeque<u64, 7, HeapProvider>;

fn deque(level: VerificationLevel) -> Deque {
    Deque::format(HeapProvider::new(Deque::required_size(level).unwrap()), level).unwrap()
}

#[derive(Clone, Copy, Debug)]
enum Act {
    PushBack(u64),
    PushFront(u64),
    PopBack,
    PopFront,
    Set(usize, u64),
    Clear,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => any::<u64>().prop_map(Act::PushBack),
        4 => any::<u64>().prop_map(Act::PushFront),
        2 => Just(Act::PopBack),
        2 => Just(Act::PopFront),
        2 => (0..9_usize, any::<u64>()).prop_map(|(index, value)| Act::Set(index, value)),
        1 => Just(Act::Clear),
    ]
}

fn code<T>(result: crate::Result<T>) -> Result<T, Status> {
    result.map_err(|error| error.status())
}

fn step(deque: &Deque, model: &mut VecDeque<u64>, act: Act) {
    let full = model.len() == 7;
    match act {
        Act::PushBack(value) | Act::PushFront(value) if full => {
            let pushed = if matches!(act, Act::PushBack(_)) {
                deque.push_back(value)
            } else {
                deque.push_front(value)
            };
            assert_eq!(code(pushed), Err(Status::Full));
        }
        Act::PushBack(value) => {
            deque.push_back(value).unwrap();
            model.push_back(value);
        }
        Act::PushFront(value) => {
            deque.push_front(value).unwrap();
            model.push_front(value);
        }
        Act::PopBack => assert_eq!(code(deque.pop_back()), model.pop_back().ok_or(Status::Empty)),
        Act::PopFront => {
            assert_eq!(code(deque.pop_front()), model.pop_front().ok_or(Status::Empty));
        }
        Act::Set(index, value) => match model.get_mut(index) {
            Some(place) => {
                deque.set(index, value).unwrap();
                *place = value;
            }
            None => assert_eq!(code(deque.set(index, value)), Err(Status::Invalid)),
        },
        Act::Clear => {
            deque.clear().unwrap();
            model.clear();
        }
    }
}

fn contents(deque: &Deque) -> crate::Result<Vec<u64>> {
    let mut out = [0; 7];
    let length = deque.copy_to(&mut out)?;
    Ok(out[..length].to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_deque_is_its_model_at_every_level(acts in prop::collection::vec(act(), 0..80)) {
        for level in VerificationLevel::ALL {
            let (deque, mut model) = (deque(level), VecDeque::new());
            for act in &acts {
                step(&deque, &mut model, *act);
                prop_assert_eq!(contents(&deque).unwrap(), Vec::from(model.clone()));
                prop_assert_eq!(deque.get(2).unwrap(), model.get(2).copied());
            }
            prop_assert!(deque.verify().unwrap());
        }
    }
}

#[test]
fn vec_stack_queue_and_string_keep_their_order_and_limits() {
    for level in VerificationLevel::ALL {
        let memory = || HeapProvider::new(4096);
        let vec = BoundedVec::<[u16; 3], 4, _>::format(memory(), level).unwrap();
        vec.extend_from_slice(&[[1; 3], [2; 3], [3; 3]]).unwrap();
        assert_eq!(code(vec.extend_from_slice(&[[4; 3]; 2])), Err(Status::NoSpace));
        vec.push([4; 3]).unwrap();
        assert_eq!(code(vec.push([5; 3])), Err(Status::Full));
        assert_eq!(
            (vec.pop().unwrap(), vec.get(2).unwrap(), vec.get(3).unwrap()),
            ([4; 3], Some([3; 3]), None)
        );

        let stack = BoundedStack::<u8, 2, _>::format(memory(), level).unwrap();
        let queue = BoundedQueue::<u8, 2, _>::format(memory(), level).unwrap();
        for value in [1, 2] {
            stack.push(value).unwrap();
            queue.enqueue(value).unwrap();
        }
        assert_eq!([stack.pop().unwrap(), stack.pop().unwrap()], [2, 1]);
        assert_eq!(queue.peek().unwrap(), Some(1));
        assert_eq!([queue.dequeue().unwrap(), queue.dequeue().unwrap()], [1, 2]);
        assert_eq!(
            (code(stack.pop()), code(queue.dequeue())),
            (Err(Status::Empty), Err(Status::Empty))
        );

        let string = BoundedString::<8, _>::format(memory(), level).unwrap();
        let mut out = [0; 8];
        string.set("grün").unwrap();
        string.push_str("er").unwrap();
        assert_eq!(code(string.push_str("ab")), Err(Status::NoSpace));
        assert_eq!(string.read(&mut out).unwrap(), "grüner");
        assert!(vec.verify().unwrap() && stack.verify().unwrap() && string.verify().unwrap());
    }
}

#[test]
fn words_that_make_no_sense_are_corrupt_at_every_level() {
    for level in VerificationLevel::ALL {
        for (at, word) in [(40, 8_u64), (40, u64::MAX), (48, 7), (48, u64::MAX)] {
            let deque = deque(level);
            deque.push_back(1).unwrap();
            deque.region().write(at, &word.to_le_bytes()).unwrap();
            assert_eq!(code(contents(&deque)), Err(Status::Corrupt));
            assert_eq!(code(deque.get(0)), Err(Status::Corrupt));
            assert_eq!(code(deque.push_back(2)), Err(Status::Corrupt));
            assert_eq!(code(deque.pop_front()), Err(Status::Corrupt));
            assert!(!deque.verify().unwrap());
        }
    }
}

#[test]
fn a_flipped_bit_never_changes_an_element_where_reads_are_verified() {
    for level in [VerificationLevel::Standard, VerificationLevel::Full] {
        let deque = deque(level);
        for value in 0..7 {
            deque.push_back(value).unwrap();
        }
        let size = Deque::required_size(level).unwrap();
        let base = deque.region().provider().mem().base().as_ptr();
        let mut caught = 0;
        for bit in 0..size * 8 {
            // SAFETY: inside the provider's memory, used by this thread alone.
            let byte = unsafe { &mut *base.add(bit / 8) };
            *byte ^= 1 << (bit % 8);
            match contents(&deque) {
                Ok(values) => assert_eq!(values, [0, 1, 2, 3, 4, 5, 6], "{level:?}, bit {bit}"),
                Err(error) => {
                    assert_eq!(error.status(), Status::Corrupt, "{level:?}, bit {bit}");
                    caught += 1;
                }
            }
            *byte ^= 1 << (bit % 8);
        }
        assert!(caught >= 7 * 64, "{level:?}: {caught} of the flips were found");
    }
}

#[test]
fn two_openers_of_a_segment_share_a_queue() {
    use crate::objects::{KindId, Object, ObjectSpec};
    type Queue = BoundedQueue<u32, 5, Object>;
    let level = VerificationLevel::Critical;
    let options = crate::segment::Options::with_bytes(1 << 20);
    let segment = crate::segment::Segment::create_private(&options).unwrap();
    let params = Queue::params(level).unwrap().into();
    let spec = ObjectSpec { name: "q", kind: KindId::REGION, tag: Default::default(), params };
    let sender = Queue::open(segment.create_object(&spec).unwrap(), level).unwrap();
    let (object, _) = segment.open_or_create_object(&spec).unwrap();
    let receiver = Queue::open(object, level).unwrap();
    sender.enqueue(41).unwrap();
    assert_eq!(receiver.dequeue().unwrap(), 41);
    assert_eq!(code(sender.dequeue()), Err(Status::Empty));
    assert!(receiver.verify().unwrap());
}

#[test]
fn another_form_is_named_and_refused() {
    let level = VerificationLevel::Standard;
    let params = BoundedVec::<u64, 6, &HeapProvider>::params(level).unwrap();
    let memory = HeapProvider::new(params.required_size().unwrap());
    let refused = |answer: crate::Result<()>, status: Status, what: &str| {
        let error = answer.unwrap_err();
        assert_eq!(error.status(), status);
        assert!(error.detail().contains(what), "{error:?} does not say {what}");
    };
    // Just created: whoever comes first makes it.
    let region = crate::verified::Region::format(&memory, &params).unwrap();
    let vec = BoundedVec::<u64, 6, _>::open(&memory, level).unwrap();
    vec.push(7).unwrap();
    assert_eq!(BoundedDeque::<u64, 6, _>::open(&memory, level).unwrap().get(0).unwrap(), Some(7));
    // The same bytes in all.
    let wider = BoundedVec::<u128, 3, _>::open(&memory, level).map(drop);
    refused(wider, Status::Mismatch, "element: 8, capacity: 6 }, Form");
    let text = BoundedString::<48, _>::open(&memory, level).map(drop);
    refused(text, Status::Mismatch, "Text, element: 1, capacity: 48");
    refused(BoundedVec::<u64, 7, _>::open(&memory, level).map(drop), Status::Mismatch, "");

    region.write(16, &7_u64.to_le_bytes()).unwrap();
    assert!(!vec.verify().unwrap());
    let opened = BoundedVec::<u64, 6, _>::open(&memory, level).map(drop);
    refused(opened, Status::Corrupt, "7 elements of 8 bytes");
    region.write(0, b"anything").unwrap();
    let opened = BoundedVec::<u64, 6, _>::open(&memory, level).map(drop);
    refused(opened, Status::Mismatch, "something else");
}

#[test]
fn calls_end_at_their_deadline_and_check_at_their_level() {
    use crate::sync::Deadline;
    use crate::verified::Ask;
    let queue = BoundedQueue::<u64, 3, _>::format(HeapProvider::new(4096), VerificationLevel::Off);
    let queue = queue.unwrap();
    queue.enqueue(1).unwrap();
    let poll = queue.with(Ask::until(Deadline::POLL));
    // Another writer is at it.
    let inside = queue.region().update(&Ask::default(), |_| Ok(code(poll.enqueue(2))));
    assert_eq!(inside.unwrap(), Err(Status::Timeout));
    poll.enqueue(2).unwrap();
    assert_eq!(poll.len().unwrap(), 2);
    let mut out = [0; 1];
    assert_eq!(code(poll.copy_to(&mut out)), Err(Status::TooSmall));

    queue.region().set_level(VerificationLevel::Basic, Deadline::POLL).unwrap();
    queue.region().inject_fault(crate::verified::Target::Data, 0, 64 * 8).unwrap();
    queue.peek().unwrap();
    let careful = queue.with(Ask::at_least(VerificationLevel::Standard));
    assert_eq!(code(careful.peek()), Err(Status::Corrupt));
    assert_eq!(code(careful.dequeue()), Err(Status::Corrupt));
}

#[test]
fn who_only_reads_makes_nothing() {
    use crate::objects::{KindId, ObjectSpec};
    use crate::segment::{Options, Segment};
    use crate::sync::Deadline;
    struct Named(String);
    impl Drop for Named {
        fn drop(&mut self) {
            let _ = Segment::unlink(&self.0, &Options::default());
        }
    }
    let named = Named(format!("collections-look-{}", std::process::id()));
    let (name, level) = (&named.0, VerificationLevel::Standard);
    let options = Options::with_bytes(1 << 20);
    let segment = Segment::create(name, &options).unwrap();
    let params = BoundedString::<9, &HeapProvider>::params(level).unwrap().into();
    let spec = ObjectSpec { name: "text", kind: KindId::REGION, tag: Default::default(), params };
    let object = segment.create_object(&spec).unwrap();
    let observer = Segment::open_read_only(name, &options, Deadline::POLL).unwrap();
    let look = || {
        let (kind, tag) = (KindId::REGION, Default::default());
        let object = observer.open_object("text", kind, tag, Deadline::POLL).unwrap();
        BoundedString::<9, _>::open(object, level)
    };
    assert_eq!(code(look().map(drop)), Err(Status::Layout));
    let text = BoundedString::<9, _>::open(object, level).unwrap();
    text.set("read only").unwrap();
    let look = look().unwrap();
    assert_eq!(look.read(&mut [0; 9]).unwrap(), "read only");
    assert_eq!(code(look.set("")), Err(Status::ReadOnly));
}
