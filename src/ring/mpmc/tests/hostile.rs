//! Random words everywhere: errors, in bounded steps.

use super::*;
use crate::objects::{Kind, Params};
use crate::step::crash;
use crate::step::schedule::Draws;
use crate::step::script::World;

#[test]
fn scribbled_words_are_errors_in_bounded_steps() {
    let mut draws = Draws::new(7);
    let mut most = 0;
    let mut answers = std::collections::BTreeMap::<String, u64>::new();
    for round in 0..3_000 {
        let world = World::new();
        let me = world.join(0);
        let home = Home::new(8, 8, 2);
        let ring = home.ring(&me);
        let (mut producer, mut consumer) =
            (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
        for n in 0..draws.below(20) {
            push(&ring, &mut producer, n).unwrap();
            if n > 5 || draws.below(2) == 0 {
                pop(&ring, &mut consumer).unwrap();
            }
        }
        let words = (home.mem().len() - 128) as u64 / 8;
        for _ in 0..1 + draws.below(if round % 2 == 0 { 3 } else { 40 }) {
            let at = 128 + 8 * draws.below(words) as usize;
            let word = home.mem().word64(at);
            let value = match draws.below(3) {
                0 => draws.draw(),
                1 => word.load(Relaxed) ^ 1 << draws.below(64),
                _ => draws.below(64),
            };
            word.store(value, Relaxed);
        }
        for turn in 0..40 {
            let mut bytes = [0; 8];
            let (answer, steps) = crash::count(|| match turn % 4 {
                0 | 1 => ring.try_push(&mut producer, &[1; 8]),
                2 => ring.try_pop(&mut consumer, &mut bytes),
                _ => {
                    ring.info();
                    MpmcKind.recover(home.mem(), &Params::from(home.params), {
                        use crate::sync::Liveness;
                        me.me()
                    });
                    MpmcKind.verify(home.mem(), &Params::from(home.params), &mut |_| ());
                    Ok(())
                }
            });
            most = most.max(steps);
            let name = answer.map_or_else(|error| error.status().name(), |()| "WRTMEM_OK");
            *answers.entry(name.to_string()).or_default() += 1;
        }
    }
    println!("at most {most} stores in a call; answers {answers:?}");
    assert!(most < 200, "{most} stores in one call");
    let known = ["WRTMEM_OK", "WRTMEM_E_FULL", "WRTMEM_E_EMPTY", "WRTMEM_E_CORRUPT"];
    assert!(answers.keys().all(|name| known.contains(&&**name)), "{answers:?}");
    assert!(answers["WRTMEM_E_CORRUPT"] > 100);
}
