//! At the end and in between: every token account of both mints against the reference, and every vault against the program's own ledger.

use {
    super::Scene,
    anyhow::{Result, ensure},
    breakwater_client::pda,
    breakwater_testkit::jurors::GOVERNANCE_MINT,
};

impl Scene {
    pub(super) fn reconcile(&mut self, when: &str) -> Result<()> {
        let mut found = vec![];
        let mut seen = 0;
        for (name, mint, money) in [
            ("USDC", self.w.mint, &self.money),
            ("governance token", GOVERNANCE_MINT, &self.tokens),
        ] {
            let (accounts, differences) = money.differences(&self.w, name, &mint);
            seen += accounts;
            found.extend(differences);
        }
        let owed = self.w.pool().owed().map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let (voters, dao, config) = (self.w.voters(), self.w.dao(), self.w.config());
        let purse = |n: usize| {
            self.w
                .read::<breakwater::state::Purse>(&pda::purse(&[self.w.mint, GOVERNANCE_MINT][n]))
        };
        let spent = |n: usize| (purse(n).held.get(), purse(n).spent_total.get());
        let sums = [
            ("the pool's vault", self.w.balance(&pda::vault(&self.w.pool)), owed),
            ("bonds", self.w.balance(&dao.vault), dao.bonds.get()),
            (
                "locked tokens",
                self.w.balance(&voters.vault),
                voters.locked.get() + voters.unlocking.get(),
            ),
            (
                "the escrows' share",
                voters.revenue_held.get(),
                self.revenue.swept - self.revenue.claimed,
            ),
            ("the treasury's money", spent(0).0, self.purses[0].held),
            ("the treasury's tokens", spent(1).0, self.purses[1].held),
            ("spent of the treasury", spent(0).1, self.purses[0].spent),
            ("given to underwriters", spent(1).1, self.purses[1].spent),
            ("bonds kept", dao.kept.get(), self.sums.bonds_kept),
        ];
        for (what, is, should) in sums {
            if is != should {
                found.push(format!("{what}: {is}, the reference says {should}"));
            }
        }
        for (who, member) in self.members.iter().enumerate() {
            let (locked, wanted) = (self.w.escrow(&member.address).locked.get(), self.stakes.locked(who));
            if locked != wanted {
                found.push(format!("{} has {locked} locked, the reference says {wanted}", member.name));
            }
        }
        ensure!(config.guardian == self.w.guardian, "{when}: another guardian");
        self.comparisons += (seen + sums.len() + self.members.len() + 1) as u64;
        self.accounts = seen;
        self.w.assert_books();
        self.w.assert_treasury();
        self.w.assert_escrows();
        self.differences.extend(found.into_iter().map(|line| format!("{when}: {line}")));
        Ok(())
    }

    pub(super) fn close(&mut self) -> Result<()> {
        self.end = self.w.now();
        self.reconcile("at the end")
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;

    /// One atom that nobody accounts for is found, in either mint, and makes the demo fail.
    #[test]
    fn an_atom_too_much_in_any_account_is_a_failure() {
        let mut scene = run(7, &mut |_| {}).unwrap();
        assert_eq!(report::failures(&scene), Vec::<String>::new());
        let member = scene.members[3].address;
        scene.w.grant(&member, 1);
        scene.reconcile("again").unwrap();
        assert_eq!(report::failures(&scene).len(), 1);
        scene.w.fund(member, 1);
        scene.reconcile("again").unwrap();
        assert_eq!(report::failures(&scene).len(), 3);
    }
}
