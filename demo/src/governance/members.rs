//! The members: they take over what is offered, and decide about a cap, money, rewards and the guardian.

use {
    super::{
        Decision, Emission, Scene, TOKEN,
        genesis::CAP,
        reference::{self, Tally},
        thief::spend,
    },
    crate::{
        format::{USDC, grouped, money},
        time::{DAY, HOUR},
    },
    anyhow::{Result, ensure},
    breakwater::state::{Action, ProposalState, Vote},
    breakwater_client::{ix, pda},
    breakwater_testkit::{
        Address,
        jurors::{GOVERNANCE_MINT, GOVERNANCE_SUPPLY},
        specs::DepegSpec,
    },
};

const HANDOVER: &str = "handover";
const MEMBERS: &str = "members' decisions";

impl Scene {
    /// A member proposes. Returns the number in the list.
    pub(super) fn propose(&mut self, who: usize, title: &str, hostile: bool, action: Action) -> Result<usize> {
        let (now, proposer) = (self.w.now(), self.members[who].address);
        let tally = reference::opened(&self.stakes, GOVERNANCE_SUPPLY, now);
        let (proposed, address) = self.w.propose(&proposer, action);
        ensure!(proposed.result.is_ok(), "{title}: {}", proposed.name());
        let proposal = self.w.proposal(&address);
        let seen = (proposal.quorum, proposal.cap, proposal.bond);
        let wanted = (tally.quorum, tally.cap, tally.bond);
        ensure!(
            seen == wanted,
            "{title}: quorum, cap and bond are {seen:?}, the reference says {wanted:?}"
        );
        self.comparisons += 3;
        let source = pda::associated_token(&proposer, &GOVERNANCE_MINT);
        self.tokens.pay(source, pda::vault(&pda::dao()), tally.bond);
        if !hostile {
            self.announced.push(proposal.hash);
        }
        self.decisions.push(Decision {
            title: title.to_owned(),
            by: self.members[who].name.clone(),
            hostile,
            address,
            opened: now,
            vote_until: proposal.vote_until,
            eta: 0,
            over: None,
            end: String::new(),
            tally: Some(tally),
            votes: vec![],
        });
        Ok(self.decisions.len() - 1)
    }

    /// A member votes: 0 for, 1 against, 2 neither.
    pub(super) fn vote(&mut self, n: usize, who: usize, choice: u8) -> Result<()> {
        let (address, voter) = (self.decisions[n].address, self.members[who].address);
        self.w.cast(&address, &voter, choice).ok();
        let cap = self.decisions[n].tally.map_or(0, |t| t.cap);
        let weight = self.stakes.weight(who, self.decisions[n].opened).min(cap);
        let seen = self.w.read::<Vote>(&pda::vote(&address, &voter)).weight.get();
        ensure!(
            seen == weight,
            "a vote of {} weighs {seen}, the reference says {weight}",
            self.members[who].name
        );
        self.comparisons += 1;
        self.sums.votes += 1;
        self.decisions[n].votes.push((who, choice));
        Ok(())
    }

    /// Three in five come; of them so many per cent are for it, and some say neither.
    pub(super) fn voice(&mut self, n: usize, favour: i64) -> Result<()> {
        for who in 0..30 {
            self.w.advance(60);
            if self.rng.range(0, 99) >= 60 {
                continue;
            }
            let choice = match self.rng.range(0, 99) {
                drawn if drawn < favour => 0,
                drawn if drawn < favour + 10 => 2,
                _ => 1,
            };
            self.vote(n, who, choice)?;
        }
        Ok(())
    }

    /// The vote is over and counted, and every vote is closed.
    pub(super) fn count(&mut self, n: usize) -> Result<bool> {
        let (address, until) = (self.decisions[n].address, self.decisions[n].vote_until);
        self.wait(until.max(self.w.now()));
        self.w.count(&address).ok();
        let opened = self.decisions[n].opened;
        let votes: Vec<(u64, u8)> = self.decisions[n]
            .votes
            .iter()
            .map(|v| (self.stakes.weight(v.0, opened), v.1))
            .collect();
        let mut tally = self.decisions[n].tally.unwrap_or_default();
        tally.count(&votes);
        let p = self.w.proposal(&address);
        let seen = Tally {
            yes: p.yes,
            no: p.no,
            abstain: p.abstain,
            voters: p.voters,
            accepted: p.state == ProposalState::Queued,
            bond_back: p.bond_back,
            ..tally
        };
        ensure!(seen == tally, "{}: {seen:?}, the reference says {tally:?}", self.decisions[n].title);
        self.comparisons += 6;
        (self.decisions[n].tally, self.decisions[n].eta) = (Some(tally), p.eta);
        for (who, _) in self.decisions[n].votes.clone() {
            self.w.close_vote(&address, &self.members[who].address).ok();
        }
        if !tally.accepted {
            self.end(
                n,
                if tally.voters < 5 {
                    "rejected: fewer than five voters"
                } else {
                    "rejected: no quorum"
                },
            );
        }
        Ok(tally.accepted)
    }

    /// A proposal that is over is closed: its bond goes back, or is kept.
    pub(super) fn close_proposal(&mut self, n: usize) {
        let address = self.decisions[n].address;
        let (Some(proposal), Some(tally)) = (self.w.try_proposal(&address), self.decisions[n].tally) else {
            return;
        };
        let cancelled = proposal.state == ProposalState::Cancelled;
        let bonds = pda::vault(&pda::dao());
        if tally.bond_back || cancelled {
            let close = ix::close_proposal(address, proposal.proposer, Some(GOVERNANCE_MINT));
            self.w.send("close_proposal", close).ok();
            self.tokens
                .pay(bonds, pda::associated_token(&proposal.proposer, &GOVERNANCE_MINT), tally.bond);
        } else {
            let close = ix::close_rejected(address, proposal.proposer, GOVERNANCE_MINT);
            self.w.send("close_proposal", close).ok();
            self.tokens.pay(bonds, self.purse_vault(1), tally.bond);
            self.purses[1].held += tally.bond;
            self.sums.bonds_kept += tally.bond;
        }
    }

    /// The bootstrap authority offers, the members accept.
    pub(super) fn handover(&mut self) -> Result<()> {
        self.at(24, 10);
        let (w, member) = (&mut self.w, self.members[3].address);
        let early = w.propose(&member, Action::TakeOver).0;
        self.refused(
            (HANDOVER, "a member", "proposes to take over before anything is offered"),
            &early,
            "NotYetMembers",
            "A-68: offered first, then accepted",
        )?;
        let offer = self.queue("offer everything to the members", false, Action::HandOver)?;
        self.say("the team offers everything to the members");
        self.execute(offer)?;
        self.at(25, 12);
        let other = self
            .w
            .propose(
                &member,
                Action::SetFees {
                    fee_bps: 0,
                    revenue_bps: 0,
                },
            )
            .0;
        self.refused(
            (HANDOVER, "a member", "proposes something else while the offer stands"),
            &other,
            "NotYetMembers",
            "A-68: until they accept, members vote about accepting alone",
        )?;
        let take = self.propose(3, "take over", false, Action::TakeOver)?;
        self.voice(take, 85)?;
        ensure!(self.count(take)?, "the members want it");
        self.sell(200);
        self.execute(take)?;
        self.say("the members have taken over, twelve days after it was proposed");
        self.w.advance(HOUR);
        let fees = Action::SetFees {
            fee_bps: 0,
            revenue_bps: 0,
        };
        let tried = self.w.queue(fees).0;
        self.refused(
            (HANDOVER, "the team", "queues with its bootstrap key"),
            &tried,
            "NotBootstrap",
            "A-68: what is handed over is gone",
        )?;
        self.close_proposal(take);
        self.reconcile("after the handover")
    }

    /// Cap, spend, rewards, guardian.
    pub(super) fn decide(&mut self) -> Result<()> {
        self.at(40, 10);
        self.sweep()?;
        self.w.open_rewards().ok();
        self.tokens.give(pda::vault(&pda::rewards(&self.w.pool)), 0);
        let (usdc, product, pool) = (self.w.mint, self.product, self.w.pool);
        let auditor = self.person(0);
        let guardian = self.person(0);
        let mut limits = DepegSpec::default().limits;
        limits.cap = 3 * CAP * USDC;
        let held = self.purses[0].held;
        let (some, more) = (held / 20, held / 5);
        let cap = self.propose(5, "raise the product's cap threefold", false, Action::SetLimits { product, limits })?;
        let pay = self.propose(
            8,
            &format!("pay an auditor {} USDC", money(some)),
            false,
            spend(usdc, auditor, some),
        )?;
        let much = self.propose(
            9,
            &format!("pay an auditor {} USDC", money(more)),
            false,
            spend(usdc, auditor, more),
        )?;
        let amount = 9_000 * TOKEN;
        let emit = self.propose(
            11,
            "9,000 tokens to underwriters over 30 days",
            false,
            Action::Emit { pool, amount, days: 30 },
        )?;
        let name = self.propose(14, "name another guardian", false, Action::NameGuardian { guardian })?;
        self.say("members propose a cap, two payments, rewards and another guardian");
        for n in [cap, pay, much, emit, name] {
            self.voice(n, 80)?;
        }
        for n in [cap, pay, much, emit, name] {
            ensure!(self.count(n)?, "{}: the members want it", self.decisions[n].title);
        }
        let cancel = self.w.cancel_proposal(&self.decisions[name].address.clone());
        self.refused(
            (MEMBERS, "the guardian", "cancels its own replacement"),
            &cancel,
            "CannotCancel",
            "the guardian has no say about the guardian",
        )?;
        self.cannot_execute(
            cap,
            (MEMBERS, "anybody", "raises the cap as soon as the vote is over"),
            "TimelockRunning",
            "A-66: a cap that rises waits a week after the vote",
        )?;
        self.paid(pay, auditor, some)?;
        self.above(much, more)?;
        self.emitted(emit, amount)?;
        self.execute(cap)?;
        let set = self.w.product(&product).limits.cap.get();
        ensure!(set == 3 * CAP * USDC, "the cap is {set}");
        self.sell(300);
        self.execute(name)?;
        self.w.guardian = guardian;
        self.comparisons += 2;
        self.say("a week after the votes the cap is raised, and the new guardian is in its place");
        for n in [cap, pay, emit, name] {
            self.close_proposal(n);
        }
        self.claims()?;
        self.reconcile("after the members' decisions")
    }

    fn paid(&mut self, n: usize, to: Address, amount: u64) -> Result<()> {
        self.execute(n)?;
        let now = self.w.now();
        ensure!(self.w.wallet(&to) == amount, "what was decided is paid");
        self.comparisons += 1;
        self.money.pay(self.purse_vault(0), self.wallet(&to), amount);
        self.purses[0].spend(amount, now);
        self.sums.spent += amount;
        self.say(format!("48 hours after the vote the treasury pays {} USDC", money(amount)));
        Ok(())
    }

    /// A fifth of the treasury: a vote is not enough for it.
    fn above(&mut self, n: usize, amount: u64) -> Result<()> {
        let now = self.w.now().max(self.decisions[n].eta);
        self.wait(now);
        let room = self.purses[0].room(now);
        let seen = self.w.treasury_purse().room(1_000, now);
        ensure!(seen.is_ok_and(|seen| seen == room) && room < amount, "room for {room}");
        self.comparisons += 1;
        self.cannot_execute(
            n,
            (
                MEMBERS,
                "anybody",
                &format!("pays {} USDC that the members voted for", money(amount)),
            ),
            "AboveCap",
            "A-70: a tenth of the treasury in 30 days, whoever votes",
        )
    }

    fn emitted(&mut self, n: usize, amount: u64) -> Result<()> {
        self.execute(n)?;
        let now = self.w.now();
        ensure!(self.purses[1].room(now) >= amount, "the reference has room for it");
        self.purses[1].spend(amount, now);
        self.tokens
            .pay(self.purse_vault(1), pda::vault(&pda::rewards(&self.w.pool)), amount);
        self.emission = Some(Emission {
            amount,
            from: now,
            seconds: 30 * DAY,
        });
        self.sums.emitted += amount;
        self.say(format!(
            "{} governance tokens stream to underwriters over 30 days",
            grouped(amount / TOKEN)
        ));
        Ok(())
    }

    /// Everybody claims what is theirs: members their share of fees, underwriters their rewards.
    pub(super) fn claims(&mut self) -> Result<()> {
        let now = self.w.now();
        self.revenue.stream(&self.stakes, now);
        let mut sums = (0, 0);
        for who in 0..self.members.len() {
            let (owner, due) = (self.members[who].address, self.revenue.due(who));
            if due.0 == 0 {
                continue;
            }
            let before = self.w.wallet(&owner);
            self.w.claim_revenue(&owner).ok();
            let got = self.w.wallet(&owner) - before;
            ensure!(
                got == due.0 || got == due.1,
                "{} got {got} of fees, the reference says {due:?}",
                self.members[who].name
            );
            self.comparisons += 1;
            self.revenue.claim(who, got);
            self.money.pay(pda::revenue_vault(), self.wallet(&owner), got);
            sums.0 += got;
        }
        let layers = [0u8, 1].map(|layer| self.underwriters.iter().filter(|u| u.layer == layer).map(|u| u.deposit).sum());
        for n in 0..self.underwriters.len() {
            let u = &self.underwriters[n];
            let (owner, layer, before) = (u.address, u.layer, u.rewarded);
            let Some(emission) = self.emission else { continue };
            let earned = emission.earned(usize::from(layer), u.deposit, layers, now);
            if before == earned.0 || before == earned.1 {
                continue;
            }
            let account = pda::associated_token(&owner, &GOVERNANCE_MINT);
            let held = self.w.balance(&account);
            let claim = ix::claim_rewards(self.w.pool, self.w.keeper, owner, account, layer);
            self.w.send("claim_rewards", claim).ok();
            let got = self.w.balance(&account) - held;
            ensure!(
                got + before == earned.0 || got + before == earned.1,
                "underwriter {n}: {} rewarded, the reference says {earned:?}",
                got + before
            );
            self.comparisons += 1;
            self.underwriters[n].rewarded += got;
            self.tokens.pay(pda::vault(&pda::rewards(&self.w.pool)), account, got);
            sums.1 += got;
        }
        self.sums.revenue += sums.0;
        self.sums.rewarded += sums.1;
        self.say(format!(
            "members claim {} USDC of fees, underwriters {} governance tokens",
            money(sums.0),
            grouped(sums.1 / TOKEN)
        ));
        Ok(())
    }
}
