//! The end of upgrades.

use {
    super::{Scene, loader},
    crate::time::DAY,
    anyhow::{Result, ensure},
    breakwater::state::Action,
    breakwater_client::ix,
};

const FINAL: &str = "a final program";

impl Scene {
    /// Upgrades end: a week after the vote, and for ever.
    pub(super) fn give_up(&mut self) -> Result<()> {
        self.at(88, 10);
        self.sell(250);
        self.sweep()?;
        let n = self.propose(6, "give up upgrades, for ever", false, Action::GiveUpUpgrades)?;
        self.voice(n, 90)?;
        ensure!(self.count(n)?, "the members want it");
        self.execute(n)?;
        ensure!(loader::authority(&self.w).is_none(), "nobody can upgrade");
        self.close_proposal(n);
        self.say("the members have given up upgrades: the program has no upgrade authority any more");
        let builder = self.person(0);
        let build = loader::hostile_build();
        let buffer = loader::upload(&mut self.w, builder, &build);
        let rule = "A-79: final is final, whatever members want later";
        self.w.advance(DAY);
        let hash = anchor_lang::prelude::sha256(&build);
        let again = self.propose(6, "upgrade nevertheless", false, Action::Upgrade { hash })?;
        self.voice(again, 90)?;
        ensure!(self.count(again)?, "the members want that too");
        self.wait(self.decisions[again].eta);
        let upgrade = ix::upgrade_program(builder, self.decisions[again].address, buffer);
        let tried = self.w.send_all(&[upgrade]);
        self.refused(
            (FINAL, "the members", "upgrade by a vote that passed"),
            &tried,
            "NoUpgradeAuthority",
            rule,
        )?;
        let directly = self.w.send_all(&[loader::upgrade(buffer, builder)]);
        self.refused((FINAL, "the builder", "upgrades with the loader"), &directly, "Immutable", rule)?;
        self.wait(self.decisions[again].eta + 14 * DAY);
        self.end(again, "dead after 14 days: it cannot be executed");
        self.close_proposal(again);
        self.say("an upgrade that members voted for cannot be executed, and is dead after its 14 days");
        self.claims()
    }
}
