//! The mailbox as an object in a segment.

use super::{Mailbox, layout};
use crate::objects::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::ring::owner::Owner;
use crate::status::{Result, fail};
use crate::sync::{Ordering::*, ParticipantId};

/// Mailboxes, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct MailboxKind;

impl MailboxKind {
    /// The parameters of a mailbox for values of `value` bytes.
    pub const fn params(value: u32) -> Params {
        Params([value as u64, 0, 0, 0, 0, 0, 0, 0])
    }

    /// Bytes of a value, by the parameters.
    pub fn value(params: &Params) -> Result<u32> {
        let Params([value, rest @ ..]) = *params;
        if let Some(word) = rest.iter().find(|word| **word != 0) {
            fail!(Invalid, "mailbox: {word:#x} in a parameter that has no meaning");
        }
        let Ok(value) = u32::try_from(value) else {
            fail!(Invalid, "mailbox: {value} bytes per value do not fit 32 bits");
        };
        Ok(value)
    }
}

impl Kind for MailboxKind {
    fn id(&self) -> KindId {
        KindId::MAILBOX
    }

    fn layout_version(&self) -> u32 {
        (layout::MAGIC >> 56) as u32
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        Mailbox::required_size(MailboxKind::value(params)?)
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        Mailbox::format(mem, MailboxKind::value(params)?).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        Mailbox::attach(mem, MailboxKind::value(params)?).map(drop)
    }

    /// Nothing is to repair: one of the two values is whole. Readers may wait for the dead, or
    /// for a wake that the dead did not come to: they are woken to look again.
    fn recover(&self, mem: Mem<'_>, params: &Params, _dead: ParticipantId) {
        if let Ok(mailbox) =
            MailboxKind::value(params).and_then(|value| Mailbox::attach(mem, value))
        {
            mailbox.wake();
        }
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        let mailbox = match MailboxKind::value(params).and_then(|v| Mailbox::attach(mem, v)) {
            Ok(mailbox) => mailbox,
            Err(error) => return report(error.to_string()),
        };
        let owner = Owner::load(mem.word64(layout::WRITER_OWNER));
        if !owner.is_valid() {
            report(format!("writer's owner word {:#x} does not check", owner.raw()));
        }
        for slot in 0..2 {
            let word = mem.word64(mailbox.shape.sequence(slot)).load(Relaxed);
            if word >> 1 & 1 != slot && word != 0 {
                report(format!("slot {slot} has the number {} of the other", word >> 1));
            }
        }
    }
}
