//! The state of a component, a typed value in a verified cell. The component is killed three
//! times; each time it starts it goes on where it was, and its supervisor can read it anytime.

use std::error::Error;
use std::io::{BufRead, BufReader, stdin};
use std::process::{Command, Stdio};

use wrtmem::objects::{KindId, Object, ObjectSpec, TypeTag};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;
use wrtmem::verified::{Ask, Cell, CellParams, ComponentValue as Value, ValueRef};
use wrtmem::verified::{ValueKind, VerificationLevel};
use wrtmem::{Result, Status};

const SIZE: usize = 256;

#[derive(Debug, Default)]
struct State {
    starts: u32,
    cycles: u64,
    /// Runs at this speed, or does not run.
    speed: Option<f32>,
    /// The last three pressures.
    pressures: Vec<u16>,
}

impl State {
    fn save(&self, cell: &Cell<Object>) -> Result<()> {
        let pressures: Vec<_> = self.pressures.iter().copied().map(Value::U16).collect();
        let speed = self.speed.map(Value::F32);
        let state = Value::Record(&[
            ("starts", Value::U32(self.starts)),
            ("cycles", Value::U64(self.cycles)),
            (
                "mode",
                match &speed {
                    Some(_) => Value::Variant { case: "running", payload: speed.as_ref() },
                    None => Value::Variant { case: "off", payload: None },
                },
            ),
            ("pressures", Value::List(&pressures)),
        ]);
        cell.write_value(&Ask::default(), &state, &mut [0; SIZE])
    }

    /// `None` if the value is not a state.
    fn from(value: ValueRef<'_>) -> Option<State> {
        let mode = value.field("mode")?;
        let pressures = value.field("pressures")?;
        Some(State {
            starts: value.field("starts")?.as_unsigned()?.try_into().ok()?,
            cycles: value.field("cycles")?.as_unsigned()?,
            speed: match mode.case()? {
                "running" => Some(mode.payload()?.as_f32()?),
                _ => None,
            },
            pressures: pressures
                .children()
                .map(|pressure| u16::try_from(pressure.as_unsigned()?).ok())
                .collect::<Option<_>>()?,
        })
    }

    /// The state before, or a new one if there was none.
    fn load(cell: &Cell<Object>) -> Result<State> {
        match cell.read_value(&mut [0; SIZE]) {
            Ok(value) => State::from(value).ok_or(Status::Mismatch.into()),
            Err(error) if error.status() == Status::Empty => Ok(State::default()),
            Err(error) => Err(error),
        }
    }

    fn step(&mut self) {
        self.cycles += 1;
        self.speed = (!self.cycles.is_multiple_of(4)).then_some(self.cycles as f32 * 1.5);
        self.pressures.push(1000 + self.cycles as u16);
        let old = self.pressures.len().saturating_sub(3);
        self.pressures.drain(..old);
    }
}

fn cell(name: &str) -> Result<Cell<Object>> {
    let segment = Segment::open(name, &Options::default(), Deadline::POLL)?;
    let params = CellParams::new(SIZE as u32, VerificationLevel::Critical)?;
    let spec = ObjectSpec {
        name: "state",
        kind: KindId::CELL,
        tag: TypeTag::default(),
        params: params.into(),
    };
    Cell::open(segment.open_or_create_object(&spec)?.0, &params)
}

/// Five cycles, each kept by one commit, and then it waits to be killed.
fn component(name: &str) -> std::result::Result<(), Box<dyn Error>> {
    let cell = cell(name)?;
    let mut state = State::load(&cell)?;
    state.starts += 1;
    for _ in 0..5 {
        state.step();
        state.save(&cell)?;
    }
    println!("busy");
    stdin().read_line(&mut String::new())?;
    Ok(())
}

fn supervise(name: &str) -> std::result::Result<(), Box<dyn Error>> {
    let cell = cell(name)?;
    for start in 1..=3 {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(name)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no pipe")?).read_line(&mut line)?;
        child.kill()?;
        let ended = child.wait()?;
        assert!(line == "busy\n" && !ended.success(), "it failed: {ended}");

        let mut bytes = [0; SIZE];
        let state = cell.read_value(&mut bytes)?;
        println!("killed after start {start}: {state}");
        assert_eq!(state.kind(), ValueKind::Record);
        let state = State::from(state).ok_or("not a state")?;
        assert_eq!((state.starts, state.cycles), (start, 5 * u64::from(start)));
    }
    assert!(cell.verify_all(&mut |damage| println!("{damage}"))?.is_sound());
    println!("15 cycles, none lost, nothing damaged");
    Ok(())
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    if let Some(name) = std::env::args().nth(1) {
        return component(&name);
    }
    let name = format!("component-{}", std::process::id());
    let _segment = Segment::create(&name, &Options::default())?;
    let supervised = supervise(&name);
    Segment::unlink(&name, &Options::default())?;
    supervised
}
