//! A world without keys: those of the bootstrap authority, the guardian and the keeper are lost, and nobody governs any more.

use {
    crate::{Address, Instruction, World},
    anchor_lang::Discriminator,
    breakwater::{ID, instruction as i},
};

/// What nobody may send any more: what makes, votes on, cancels or executes a proposal, what only named keys sign, and drafts.
const GOVERNING: [&[u8]; 26] = [
    i::QueueAction::DISCRIMINATOR,
    i::Propose::DISCRIMINATOR,
    i::CastVote::DISCRIMINATOR,
    i::AcceptBootstrap::DISCRIMINATOR,
    i::Pause::DISCRIMINATOR,
    i::CancelProposal::DISCRIMINATOR,
    i::Initialise::DISCRIMINATOR,
    i::SetParameters::DISCRIMINATOR,
    i::List::DISCRIMINATOR,
    i::Delist::DISCRIMINATOR,
    i::Spend::DISCRIMINATOR,
    i::EmitRewards::DISCRIMINATOR,
    i::UpgradeProgram::DISCRIMINATOR,
    i::GiveUpUpgrades::DISCRIMINATOR,
    i::CreatePool::DISCRIMINATOR,
    i::SetPoolParameters::DISCRIMINATOR,
    i::CreateCourt::DISCRIMINATOR,
    i::SetCourt::DISCRIMINATOR,
    i::SealProduct::DISCRIMINATOR,
    i::SetLimits::DISCRIMINATOR,
    i::AttestAudit::DISCRIMINATOR,
    i::DraftProduct::DISCRIMINATOR,
    i::DraftAssessed::DISCRIMINATOR,
    i::AddSource::DISCRIMINATOR,
    i::OpenRevenue::DISCRIMINATOR,
    i::CreateElectorate::DISCRIMINATOR,
];

/// What is left of a world's keys.
pub struct Keyless {
    /// They sign nothing any more.
    gone: Vec<Address>,
    /// The clock of the last transaction.
    last: i64,
}

impl World {
    /// From now on the keys of the bootstrap authority, the guardian, the keeper and these others do not exist: the world panics instead of sending
    /// a transaction that one of them signs, or that governs. Nothing of the program is written by hand any more and the clock does not go back.
    /// What anybody may send is sent by strangers, who are nobody else.
    pub fn lose_keys(&mut self, others: &[Address]) {
        let mut gone = vec![self.bootstrap, self.guardian, self.keeper];
        gone.extend_from_slice(others);
        self.bootstrap = self.wallet_address();
        self.guardian = self.wallet_address();
        self.keeper = self.wallet_address();
        self.fund(self.keeper, 0);
        self.keyless = Some(Keyless { gone, last: self.now() });
    }

    /// Panics when one of these could not be sent by people whom nobody has named.
    pub(crate) fn check_keyless(&mut self, instructions: &[Instruction]) {
        let now = self.now();
        let Some(keyless) = &mut self.keyless else { return };
        assert!(now >= keyless.last, "the clock goes back after the keys were lost");
        keyless.last = now;
        for instruction in instructions {
            let signed = instruction
                .accounts
                .iter()
                .find(|a| a.is_signer && keyless.gone.contains(&a.pubkey));
            assert!(signed.is_none(), "a lost key signs: {signed:?}");
            if instruction.program_id != ID {
                continue;
            }
            let is = |of: &[u8]| instruction.data.starts_with(of);
            assert!(!GOVERNING.iter().any(|of| is(of)), "somebody governs after all keys were lost");
            if is(i::RetireProduct::DISCRIMINATOR) || is(i::RetirePool::DISCRIMINATOR) {
                assert_eq!(instruction.accounts[1].pubkey, ID, "retired by a proposal after all keys were lost");
            }
        }
    }
}
