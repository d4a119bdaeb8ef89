//! Those who stole governance elsewhere try it here: with a loan (Beanstalk), with one wallet (Solend), with look-alikes (Synthetify), and by
//! starting over (Audius).

use {
    super::{Scene, TOKEN, loader, thief::spend},
    crate::format::{grouped, money},
    anyhow::{Result, ensure},
    breakwater::{
        instructions::config::initialise::InitialiseArgs,
        state::{Action, VotingArgs},
    },
    breakwater_client::{ix, pda},
    breakwater_testkit::{Address, jurors::GOVERNANCE_MINT},
};

const BEANSTALK: &str = "Beanstalk, April 2022";
const SOLEND: &str = "Solend SLND1, June 2022";
const SYNTHETIFY: &str = "Synthetify, October 2023";
const AUDIUS: &str = "Audius, July 2022";
/// What the loan is: 60 % of all tokens.
const LOAN: u64 = 1_200_000 * TOKEN;
const AGED: &str = "A-61: what has not been locked for a week weighs nothing";

impl Scene {
    pub(super) fn attack(&mut self) -> Result<()> {
        let crew = self.crew();
        let expired = self.decisions.iter().position(|d| d.over.is_none() && d.tally.is_some());
        self.loan()?;
        self.start_over()?;
        self.one_wallet()?;
        self.look_alikes(&crew)?;
        if let Some(n) = expired {
            let rule = "A-66: what could not be executed for 14 days is dead";
            self.cannot_execute(
                n,
                ("members' decisions", "anybody", "pays it a month after the vote"),
                "ProposalDead",
                rule,
            )?;
            self.end(n, "dead after 14 days: above the cap");
            self.close_proposal(n);
        }
        self.claims()?;
        self.reconcile("after the attacks")
    }

    /// Six wallets of one person, who locks early: they count as members.
    fn crew(&mut self) -> Vec<usize> {
        self.w.advance(3_600);
        let crew: Vec<usize> = (1..=6).map(|n| self.join(&format!("crew {n}"), 12_000 * TOKEN)).collect();
        let boss = self.members[crew[0]].address;
        self.grant(&boss, 10_000 * TOKEN);
        crew
    }

    fn loan(&mut self) -> Result<()> {
        self.at(58, 15);
        let lender = self.person(0);
        let from = self.grant(&lender, LOAN);
        let flash = self.person(0);
        let to = self.grant(&flash, 0);
        let payment = spend(self.w.mint, flash, self.purses[0].room(self.w.now()));
        let open = self.propose(7, "pay an auditor once more", false, spend(self.w.mint, lender, 1_000_000))?;
        self.vote(open, 7, 0)?;
        let address = self.decisions[open].address;
        let (number, about) = (self.w.dao().proposals.get(), self.w.about(&payment));
        let propose = ix::propose(flash, number, GOVERNANCE_MINT, to, about, payment);
        let cast = ix::cast_vote(flash, address, 0, self.w.proposal(&address).hash);
        let before = [loader::pay(from, to, lender, LOAN), ix::open_escrow(flash)];
        let lock = |less: u64| ix::lock(flash, to, LOAN - less);
        let back = [
            ix::request_unlock(flash, LOAN / 2),
            ix::unlock(flash, to),
            loader::pay(to, from, flash, LOAN),
        ];
        let all = |middle: &[breakwater_testkit::Instruction]| [&before[..], &[lock(LOAN / 10)], middle, &back[..]].concat();
        let who = "a borrower of 60 % of all tokens";
        for (what, middle, error, rule) in [
            (
                "borrows, locks, proposes, votes and repays in one transaction",
                vec![propose.clone(), cast.clone()],
                "BelowProposers",
                AGED,
            ),
            (
                "borrows, locks and votes on an open proposal in one transaction",
                vec![cast.clone()],
                "NoVote",
                AGED,
            ),
            (
                "borrows, locks and takes it back in one transaction",
                vec![],
                "NoticeRunning",
                "A-62: what is locked leaves after seven days' notice",
            ),
        ] {
            let tried = self.w.send_all(&all(&middle));
            self.refused((BEANSTALK, who, what), &tried, error, rule)?;
        }
        self.slots(flash, (from, to, lender), &before, [propose, cast], open)
    }

    /// The same in slots that follow each other: then the loan is no flash loan any more.
    fn slots(
        &mut self,
        flash: Address,
        (from, to, lender): (Address, Address, Address),
        before: &[breakwater_testkit::Instruction],
        tries: [breakwater_testkit::Instruction; 2],
        open: usize,
    ) -> Result<()> {
        let who = "a borrower of 60 % of all tokens";
        self.w.send_all(before).ok();
        self.tokens.pay(from, to, LOAN);
        self.stakes.open();
        self.members.push(super::Member {
            name: "the borrower".to_owned(),
            address: flash,
        });
        let me = self.members.len() - 1;
        self.lock(me, LOAN);
        let [propose, cast] = tries;
        for (what, instruction, error) in [
            ("proposes one slot later", propose, "BelowProposers"),
            ("votes two slots later", cast, "NoVote"),
        ] {
            let slot = self.w.slot() + 1;
            self.w.svm.warp_to_slot(slot);
            let tried = self.w.send_all(&[instruction]);
            self.refused((BEANSTALK, who, what), &tried, error, AGED)?;
        }
        let early = self.w.count(&self.decisions[open].address.clone());
        self.refused(
            (BEANSTALK, who, "counts the votes at once"),
            &early,
            "VoteRunning",
            "a vote lasts five days, at least three",
        )?;
        self.cannot_execute(
            open,
            (BEANSTALK, who, "executes at once, by emergency"),
            "NotQueued",
            "A-66: counted first, then two days at least",
        )?;
        let now = self.w.now() + 60;
        self.wait(now);
        self.w.request_unlock(&flash, LOAN).ok();
        self.revenue.stream(&self.stakes, now);
        self.stakes.leave(me, LOAN, now);
        let early = self.w.unlock(&flash);
        self.refused(
            (BEANSTALK, who, "takes the loan back a minute later"),
            &early,
            "NoticeRunning",
            "A-62: what is locked leaves after seven days' notice",
        )?;
        self.at(65, 16);
        self.w.unlock(&flash).ok();
        self.tokens.pay(self.w.voters().vault, to, LOAN);
        self.w.send_all(&[loader::pay(to, from, flash, LOAN)]).ok();
        self.tokens.pay(to, from, LOAN);
        self.say(format!(
            "the borrower of {} tokens has them back after seven days, and never had a vote",
            grouped(LOAN / TOKEN)
        ));
        ensure!(lender != flash && !self.count(open)?, "one voter is no quorum");
        self.close_proposal(open);
        self.limits.push(
            "cap and age bind wallets, not people: whoever owns most tokens, spreads them over many wallets and keeps them locked for two weeks decides as members do, \
             and must then leave the delays to the others' eyes; pools' capital and positions stay out of reach"
                .to_owned(),
        );
        Ok(())
    }

    fn start_over(&mut self) -> Result<()> {
        let stranger = self.person(0);
        let args = InitialiseArgs {
            bootstrap: stranger,
            guardian: stranger,
            revenue_mint: self.w.mint,
            fee_bps: 3_000,
            revenue_bps: 0,
        };
        let again = self.w.send_all(&[ix::initialise(stranger, GOVERNANCE_MINT, args)]);
        self.refused(
            (AUDIUS, "a stranger", "initialises the protocol again, with himself in it"),
            &again,
            "AccountAlreadyInUse",
            "A-11: the configuration is created once",
        )
    }

    /// The largest member alone.
    fn one_wallet(&mut self) -> Result<()> {
        self.at(66, 9);
        let (who, whale, usdc) = ("the largest member", self.members[0].address, self.w.mint);
        let easy = VotingArgs {
            quorum_bps: 100,
            vote: 3_600,
            ..VotingArgs::START
        };
        let tried = self.w.propose(&whale, Action::SetVoting { voting: easy }).0;
        self.refused(
            (SOLEND, who, "proposes a quorum of 1 % and votes of an hour"),
            &tried,
            "BadVoting",
            "A-71: a quorum of 10 % at least, votes of three days at least",
        )?;
        // Of everything that a proposal can say, nothing is about a position: the next tag after the last action.
        let action = Action::GiveUpUpgrades;
        let number = self.w.dao().proposals.get();
        let source = pda::associated_token(&whale, &GOVERNANCE_MINT);
        let mut seize = ix::propose(whale, number, GOVERNANCE_MINT, source, self.w.about(&action), action);
        if let Some(tag) = seize.data.last_mut() {
            *tag += 1;
        }
        seize
            .data
            .extend(pda::position(&self.w.pool, &self.underwriters[0].address).as_ref());
        let tried = self.w.send_all(&[seize]);
        self.refused(
            (SOLEND, who, "proposes to take over an underwriter's position"),
            &tried,
            "InvalidInstructionData",
            "INV-17: there is no such action; positions, policies and escrows are their owners'",
        )?;
        let room = self.purses[0].room(self.w.now());
        let n = self.propose(0, "all that may be spent, to the proposer", true, spend(usdc, whale, room))?;
        self.vote(n, 0, 0)?;
        ensure!(!self.count(n)?, "one wallet is no quorum");
        let t = self.decisions[n].tally.unwrap_or_default();
        self.say(format!(
            "the largest member votes alone: {} tokens count as {}, {} are needed, and five voters: rejected, its bond of {} is the treasury's",
            grouped(self.stakes.weight(0, self.decisions[n].opened) / TOKEN),
            grouped(t.yes / TOKEN),
            grouped(t.quorum / TOKEN),
            grouped(t.bond / TOKEN)
        ));
        self.cannot_execute(
            n,
            (SOLEND, who, "executes what it voted for alone"),
            "NotQueued",
            "A-64, A-65: 15 % of the electorate for it, 5 % a wallet, five voters",
        )?;
        self.close_proposal(n);
        Ok(())
    }

    /// Ten proposals that look alike, one of which pays the crew.
    fn look_alikes(&mut self, crew: &[usize]) -> Result<()> {
        self.at(73, 9);
        let (who, usdc) = ("a crew of six wallets", self.w.mint);
        let (boss, room) = (self.members[crew[0]].address, self.purses[0].room(self.w.now()));
        let mut ten = vec![];
        for n in 0..10u16 {
            let title = format!("fee of 5.{n} %, look-alike {}", n + 1);
            let action = if n == 6 {
                spend(usdc, boss, room)
            } else {
                Action::SetFees {
                    fee_bps: 500 + n * 10,
                    revenue_bps: 2_000,
                }
            };
            ten.push(self.propose(crew[0], &title, true, action)?);
        }
        for n in &ten {
            for wallet in crew {
                self.vote(*n, *wallet, 0)?;
            }
        }
        let (harmless, hostile) = (self.decisions[ten[0]].address, self.decisions[ten[6]].address);
        let misled = self.members[20].address;
        let read = self.w.proposal(&harmless).hash;
        let tried = self.w.send_all(&[ix::cast_vote(misled, hostile, 0, read)]);
        self.refused(
            (SYNTHETIFY, "a member who is misled", "votes for number 7 with what number 1 says"),
            &tried,
            "WrongAction",
            "A-67: a vote names the action that was read",
        )?;
        for n in ten.clone() {
            ensure!(!self.count(n)?, "few are no quorum");
        }
        let t = self.decisions[ten[6]].tally.unwrap_or_default();
        self.say(format!(
            "ten look-alikes while few are active: {} tokens of the crew for each, {} are needed: all rejected",
            grouped(t.yes / TOKEN),
            grouped(t.quorum / TOKEN)
        ));
        self.cannot_execute(
            ten[6],
            (SYNTHETIFY, who, "executes the one that pays it"),
            "NotQueued",
            "A-65: 15 % of the electorate must be for it, however few vote",
        )?;
        for n in ten {
            self.close_proposal(n);
        }
        self.careless(crew, boss)
    }

    /// Once more, with members who vote for a title.
    fn careless(&mut self, crew: &[usize], boss: Address) -> Result<()> {
        let (usdc, room) = (self.w.mint, self.purses[0].room(self.w.now()));
        let n = self.propose(crew[0], "fee of 5.6 %, once more", true, spend(usdc, boss, room))?;
        for wallet in crew.iter().copied().chain([2, 12, 22, 25]) {
            self.vote(n, wallet, 0)?;
        }
        ensure!(self.count(n)?, "careless members are enough");
        self.say("four careless members vote for a title: the payment is queued, and waits for two days in everybody's sight");
        self.w.advance(3_600);
        self.notice()?;
        self.wait(self.decisions[n].eta);
        self.cannot_execute(
            n,
            (
                SYNTHETIFY,
                "a crew of six wallets",
                &format!("is paid {} USDC by the votes of careless members", money(room)),
            ),
            "NotQueued",
            "A-67: two days in sight, and the guardian cancels what is not what its title says",
        )?;
        self.close_proposal(n);
        Ok(())
    }
}
