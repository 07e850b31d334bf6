//! iceoryx2's publish-subscribe, between processes, configured as a ring: a full queue blocks
//! the publisher, nothing is overwritten.

use std::time::{Duration, Instant};

use iceoryx2::port::publisher::Publisher;
use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::port::update_connections::UpdateConnections;
use iceoryx2::prelude::*;
use iceoryx2::service::port_factory::{PortFactory as _, publish_subscribe::PortFactory};

use super::{Ends, Message, Ring, Rx, Tx, unique_name};

pub struct Iceoryx;

type Service = PortFactory<ipc::Service, Array, ()>;
type Array = [u64; 8];

pub struct Publishing {
    port: Publisher<ipc::Service, Array, ()>,
    _kept: (Service, Node<ipc::Service>),
}

pub struct Subscribed {
    port: Subscriber<ipc::Service, Array, ()>,
    _kept: (Service, Node<ipc::Service>),
}

fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

/// How long one side waits for the other to appear.
const PATIENCE: Duration = Duration::from_secs(5);

fn service(name: &str, capacity: usize) -> Result<(Service, Node<ipc::Service>), String> {
    let mut config = Config::default();
    config.global.prefix = FileName::new(format!("{name}_").as_bytes()).map_err(text)?;
    let node = NodeBuilder::new().config(&config).create::<ipc::Service>().map_err(text)?;
    let service = node
        .service_builder(&name.try_into().map_err(text)?)
        .publish_subscribe::<Array>()
        .enable_safe_overflow(false)
        .subscriber_max_buffer_size(capacity)
        .max_publishers(1)
        .max_subscribers(1)
        .open_or_create()
        .map_err(text)?;
    Ok((service, node))
}

fn until(there: impl Fn() -> bool) -> Result<(), String> {
    let begin = Instant::now();
    while !there() {
        if begin.elapsed() > PATIENCE {
            return Err("the other side did not appear".into());
        }
        std::thread::sleep(Duration::from_micros(100));
    }
    Ok(())
}

impl Ring<8> for Iceoryx {
    type Tx = Publishing;
    type Rx = Subscribed;

    fn ends(capacity: usize) -> Result<Ends<Publishing, Subscribed>, String> {
        let name = unique_name();
        let other = name.clone();
        Ok(Ends {
            tx: Box::new(move || {
                let kept = service(&name, capacity)?;
                let port = kept
                    .0
                    .publisher_builder()
                    .backpressure_strategy(BackpressureStrategy::RetryUntilDelivered)
                    .create()
                    .map_err(text)?;
                until(|| kept.0.dynamic_config().number_of_subscribers() == 1)?;
                port.update_connections().map_err(text)?;
                Ok(Publishing { port, _kept: kept })
            }),
            rx: Box::new(move || {
                let kept = service(&other, capacity)?;
                let port =
                    kept.0.subscriber_builder().buffer_size(capacity).create().map_err(text)?;
                until(|| kept.0.dynamic_config().number_of_publishers() == 1)?;
                port.update_connections().map_err(text)?;
                Ok(Subscribed { port, _kept: kept })
            }),
        })
    }
}

impl Tx<8> for Publishing {
    fn try_send(&mut self, message: &Message<8>) -> bool {
        let Ok(sample) = self.port.loan_uninit() else { return false };
        // One that reached nobody is lost; the receiver would find the gap.
        sample.write_payload(*message).send().is_ok_and(|receivers| receivers == 1)
    }
}

impl Rx<8> for Subscribed {
    fn try_receive(&mut self, message: &mut Message<8>) -> bool {
        match self.port.receive() {
            Ok(Some(sample)) => {
                *message = *sample;
                true
            }
            _ => false,
        }
    }
}
