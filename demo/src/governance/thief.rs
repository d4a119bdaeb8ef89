//! A day with the bootstrap key in the wrong hands: what was done to Drift on 1 April 2026, letter by letter.

use {
    super::{Scene, genesis::CAP, loader},
    crate::{
        format::{USDC, count},
        time::{DAY, HOUR, utc},
    },
    anyhow::{Result, ensure},
    breakwater::state::{Action, ListingKind, ProposalState, VotingArgs},
    breakwater_client::{ix, pda},
    breakwater_testkit::{Address, Instruction, PoolSpec, SourceSpec, jurors::GOVERNANCE_MINT, specs::DepegSpec},
};

const DRIFT: &str = "Drift, April 2026";
const WORTHLESS: Address = Address::new_from_array([0xBA; 32]);
const WAIT: &str = "A-66: whatever the key queues waits 24 hours";
const BOUNDS: &str = "A-71: hard bounds, whoever asks";
const UNLISTED: &str = "a pool needs a mint on the list, and the mint waits first";
/// Its account does not exist.
const NO_LISTING: &str = "UninitializedAccount";
const CANCELLED: &str = "A-67: the guardian cancels what was not announced";

impl Scene {
    pub(super) fn theft(&mut self) -> Result<()> {
        let thief = self.person(0);
        self.presigned(thief)?;
        self.at(20, 3);
        let base = self.w.svm.clone();
        self.first_come(thief)?;
        self.w.svm = base;
        self.say("the thief uses the stolen bootstrap key, at night");
        let mut queue = self.letters(thief)?;
        self.w.advance(600);
        self.notice()?;
        self.w.advance(300);
        let new_key = self.person(0);
        let renaming = self.queue("name a new bootstrap key", false, Action::NameBootstrap { bootstrap: new_key })?;
        self.say("the team queues a new bootstrap key, which must accept");
        self.w.advance(1_500);
        queue.extend(self.power(thief)?);
        self.w.advance(600);
        self.notice()?;
        self.at(20, 6);
        queue.push(self.again(thief)?);
        self.after_a_day(thief, &queue)?;
        self.execute(renaming)?;
        let accept = ix::accept_bootstrap(new_key);
        self.w.send("accept_bootstrap", accept).ok();
        let old = std::mem::replace(&mut self.w.bootstrap, new_key);
        self.say("the new key accepts: the old key, whoever has it, is nothing");
        self.dead(old, &queue)
    }

    /// An action that a deceived signer signed days ago, in a transaction that never expires.
    fn presigned(&mut self, thief: Address) -> Result<()> {
        self.at(17, 14);
        loader::make_nonce(&mut self.w, thief);
        let small = payment(&thief, &self.w.keeper);
        let durable = |w: &mut breakwater_testkit::World, instruction| {
            w.svm.expire_blockhash();
            let blockhash = loader::nonce(w);
            w.send_raw(&[loader::advance_nonce(thief), instruction], blockhash)
        };
        durable(&mut self.w, small).ok();
        self.say("a signer of the team is deceived into signing a transaction with a durable nonce (a payment sent that way passes)");
        let signed = self.w.queueing(Action::NameBootstrap { bootstrap: thief });
        self.at(19, 22);
        let outcome = durable(&mut self.w, signed);
        self.refused(
            (
                DRIFT,
                "the thief",
                "sends what a deceived signer signed two days ago, with a durable nonce",
            ),
            &outcome,
            "DurableNonce",
            "A-69: no privileged instruction runs in such a transaction",
        )
    }

    /// In a copy of the chain: the thief names himself before the team names its new key.
    fn first_come(&mut self, thief: Address) -> Result<()> {
        let new_key = self.w.guardian;
        let (his, p) = self.w.queue(Action::NameBootstrap { bootstrap: thief });
        his.ok();
        self.w.advance(900);
        let (theirs, q) = self.w.queue(Action::NameBootstrap { bootstrap: new_key });
        theirs.ok();
        self.w.advance(DAY - 900);
        self.w.execute_proposal(&p).ok();
        self.w.send_all(&[ix::accept_bootstrap(thief)]).ok();
        self.w.advance(900);
        let late = self.w.execute_proposal(&q);
        self.limits.push(format!(
            "a key that is stolen and an owner who still has it are the same to the program: whoever queues a new bootstrap key first has it a day later (played in a copy of the chain: \
             the thief did, the team's own came too late, {}). The guardian cannot cancel that; what the winner queues then waits as well, an upgrade for a week",
            late.name()
        ));
        Ok(())
    }

    fn hand(&mut self, title: &str, action: Action) -> Result<usize> {
        self.queue(title, true, action)
    }

    /// Queues it, and tries to execute it in the same minute.
    fn at_once(&mut self, title: &str, action: Action, queue: &mut Vec<usize>) -> Result<()> {
        let n = self.hand(title, action)?;
        queue.push(n);
        self.cannot_execute(
            n,
            (DRIFT, "the thief", &format!("queues: {title}, and executes it at once")),
            "TimelockRunning",
            WAIT,
        )
    }

    /// What cannot even be queued.
    fn unqueued(&mut self, what: &str, action: Action, error: &str, rule: &'static str) -> Result<()> {
        let tried = self.w.queue(action).0;
        self.refused((DRIFT, "the thief", what), &tried, error, rule)
    }

    fn sent(&mut self, what: &str, instruction: Instruction, error: &str, rule: &'static str) -> Result<()> {
        let tried = self.w.send_all(&[instruction]);
        self.refused((DRIFT, "the thief", what), &tried, error, rule)
    }

    /// Worthless mint, other feed, caps, money; and the program itself.
    fn letters(&mut self, thief: Address) -> Result<Vec<usize>> {
        let (mut queue, product, usdc) = (vec![], self.product, self.w.mint);
        let listed = |kind, id| Action::List {
            kind,
            id,
            queue: Address::default(),
            feed_hash: [0; 32],
        };
        self.w.put_mint(WORTHLESS, 6);
        self.at_once("(a) list a worthless mint", listed(ListingKind::Mint, WORTHLESS), &mut queue)?;
        let parameters = PoolSpec::default().0;
        let pool = Action::CreatePool {
            mint: WORTHLESS,
            parameters,
        };
        let n = self.hand("(a) make a pool of it", pool)?;
        queue.push(n);
        let what = "queues: (a) make a pool of it, and executes it at once";
        self.cannot_execute(n, (DRIFT, "the thief", what), NO_LISTING, UNLISTED)?;
        let feed = Address::new_from_array(SourceSpec::Pyth(9).feed());
        self.at_once("(b) list a feed of his own", listed(ListingKind::Pyth, feed), &mut queue)?;
        let source = ix::add_source(self.w.bootstrap, product, SourceSpec::Pyth(1).args());
        self.sent(
            "adds a feed that is listed to the sealed product (b)",
            source,
            "NotDraft",
            "sealed terms never change (R3)",
        )?;
        let mut limits = DepegSpec::default().limits;
        limits.cap = 1_000 * CAP * USDC;
        self.at_once("(c) lift the cap a thousandfold", Action::SetLimits { product, limits }, &mut queue)?;
        let voting = VotingArgs {
            delay: 0,
            ..VotingArgs::START
        };
        self.unqueued("takes the delays away (c)", Action::SetVoting { voting }, "BadVoting", BOUNDS)?;
        let fees = Action::SetFees {
            fee_bps: 10_000,
            revenue_bps: 0,
        };
        self.unqueued("takes the whole premium as fee (c)", fees, "FeeOutOfBounds", BOUNDS)?;
        let all = self.purses[0].held;
        self.at_once("(d) send himself the treasury", spend(usdc, thief, all), &mut queue)?;
        let (vault, own) = (pda::vault(&self.w.pool), self.wallet(&thief));
        let transfer = loader::pay(vault, own, thief, 1_000_000 * USDC);
        self.sent(
            "takes a million out of the pool's vault (d)",
            transfer,
            "OwnerMismatch",
            "INV-17: no action reaches a pool's capital; the vault is the pool's",
        )?;
        let member = self.underwriters[2].address;
        let mut leave = ix::request_withdrawal(self.w.pool, member, 1, 1_000_000);
        leave.accounts[0].pubkey = thief;
        self.sent(
            "gives notice for an underwriter's position (d)",
            leave,
            "NotOwner",
            "R1: a position is moved by its owner alone",
        )?;
        self.program(thief, &mut queue)?;
        Ok(queue)
    }

    fn program(&mut self, thief: Address, queue: &mut Vec<usize>) -> Result<()> {
        let build = loader::hostile_build();
        let buffer = loader::upload(&mut self.w, thief, &build);
        let (data, old) = (pda::program_data(), self.w.bootstrap);
        let given = loader::set_authority(buffer, thief, old);
        let rule = "A-68: the upgrade authority is an address of the program";
        let upgrades = self.w.send_all(&[given, loader::upgrade(buffer, old)]);
        self.refused(
            (DRIFT, "the thief", "upgrades the program at once, with the loader"),
            &upgrades,
            "IncorrectAuthority",
            rule,
        )?;
        self.sent(
            "makes himself upgrade authority in one step",
            loader::set_authority(data, old, thief),
            "IncorrectAuthority",
            rule,
        )?;
        let hash = anchor_lang::prelude::sha256(&build);
        let n = self.hand("upgrade to his own build", Action::Upgrade { hash })?;
        queue.push(n);
        let upgrade = ix::upgrade_program(thief, self.decisions[n].address, buffer);
        self.sent(
            "queues an upgrade, and executes it at once",
            upgrade,
            "TimelockRunning",
            "A-66: an upgrade waits a week",
        )
    }

    /// Guardian and authority, which the guardian cannot cancel.
    fn power(&mut self, thief: Address) -> Result<Vec<usize>> {
        let mut queue = vec![];
        self.at_once("name himself guardian", Action::NameGuardian { guardian: thief }, &mut queue)?;
        self.at_once(
            "name himself bootstrap authority",
            Action::NameBootstrap { bootstrap: thief },
            &mut queue,
        )?;
        let accept = ix::accept_bootstrap(thief);
        self.sent(
            "accepts the authority at once",
            accept,
            "NotNamed",
            "A-68: named, a day later, and only then accepted",
        )?;
        self.unqueued(
            "takes over in the members' place",
            Action::TakeOver,
            "MembersAction",
            "A-68: only the members accept",
        )?;
        let cancel = self.w.cancel_proposal(&self.decisions[queue[0]].address.clone());
        self.refused(
            (DRIFT, "the guardian", "cancels the naming of a guardian"),
            &cancel,
            "CannotCancel",
            "the guardian has no say about the guardian or the authority",
        )?;
        Ok(queue)
    }

    /// What was cancelled, once more.
    fn again(&mut self, thief: Address) -> Result<usize> {
        let (usdc, all) = (self.w.mint, self.purses[0].held);
        let n = self.hand("(d) send himself the treasury, again", spend(usdc, thief, all))?;
        self.w.advance(600);
        let cancel = self.w.cancel_proposal(&self.decisions[n].address.clone());
        self.refused(
            (DRIFT, "the guardian", "cancels the same action a second time"),
            &cancel,
            "CancelledBefore",
            "the guardian delays, it does not govern: the new key must come first",
        )?;
        Ok(n)
    }

    /// The guardian looks at what is queued, cancels what nobody announced, and stops new business.
    pub(super) fn notice(&mut self) -> Result<()> {
        let mut cancelled = 0;
        for n in 0..self.decisions.len() {
            let address = self.decisions[n].address;
            let Some(proposal) = self.w.try_proposal(&address) else { continue };
            let known = self.announced.contains(&proposal.hash) || proposal.action.is_about_power();
            if self.decisions[n].over.is_some() || proposal.state != ProposalState::Queued || known {
                continue;
            }
            self.w.cancel_proposal(&address).ok();
            self.end(n, "cancelled by the guardian");
            cancelled += 1;
        }
        if cancelled > 0 && self.w.config().paused_until.get() < self.w.now() {
            self.w.pause().ok();
        }
        let paused = utc(self.w.config().paused_until.get());
        self.say(match cancelled {
            0 => "the guardian looks again: what is new is about guardian and authority, which it cannot cancel".to_owned(),
            n => format!(
                "the guardian's watch finds {} that nobody announced: cancelled, new business stops until {paused}",
                count(n, "queued action", "queued actions")
            ),
        });
        Ok(())
    }

    /// A day later nothing has moved.
    fn after_a_day(&mut self, thief: Address, queue: &[usize]) -> Result<()> {
        self.at(21, 3);
        for n in queue.iter().copied() {
            let title = self.decisions[n].title.clone();
            let what = format!("executes a day later: {title}");
            let (error, rule) = match self.decisions[n].over {
                _ if title.ends_with("a pool of it") => (NO_LISTING, UNLISTED),
                Some(_) => ("NotQueued", CANCELLED),
                None => ("TimelockRunning", WAIT),
            };
            if title.starts_with("upgrade") {
                let mut buffer = thief.to_bytes();
                buffer[31] = 0xBF;
                let upgrade = ix::upgrade_program(self.w.bootstrap, self.decisions[n].address, Address::new_from_array(buffer));
                self.sent(&what, upgrade, error, rule)?;
            } else {
                self.cannot_execute(n, (DRIFT, "the thief", &what), error, rule)?;
            }
        }
        self.moved = self.changes(thief);
        ensure!(self.moved.is_empty(), "moved within a day: {:?}", self.moved);
        self.reconcile("after the thief's day")?;
        self.say("24 hours after the first attempt nothing has moved: no atom, no list, no cap, no authority");
        Ok(())
    }

    /// What differs from before the theft.
    fn changes(&mut self, thief: Address) -> Vec<String> {
        let (config, product) = (self.w.config(), self.w.product(&self.product));
        let listed = |kind, id: Address| self.w.svm.get_account(&pda::listing(kind, &id)).is_some_and(|a| !a.data.is_empty());
        let feed = Address::new_from_array(SourceSpec::Pyth(9).feed());
        let checks = [
            ("the list of mints", listed(ListingKind::Mint, WORTHLESS)),
            ("the list of feeds", listed(ListingKind::Pyth, feed)),
            ("the number of pools", config.pool_count.get() != 1),
            ("the cap", product.limits.cap.get() != CAP * USDC),
            ("the fee", (config.fee_bps.get(), config.revenue_bps.get()) != (500, 2_000)),
            ("the guardian", config.guardian != self.w.guardian),
            (
                "the bootstrap key",
                config.bootstrap != self.w.bootstrap || config.pending_bootstrap != Address::default(),
            ),
            ("the delays", config.voting.delay.get() != VotingArgs::START.delay),
            (
                "the upgrade authority",
                loader::authority(&self.w) != Some(pda::upgrade_authority()),
            ),
            ("the treasury", self.w.treasury() != self.purses[0].held),
            (
                "the governance tokens of the treasury",
                self.w.balance(&self.purse_vault(1)) != self.purses[1].held,
            ),
            (
                "the thief's wallets",
                self.w.wallet(&thief) + self.w.balance(&pda::associated_token(&thief, &GOVERNANCE_MINT)) != 0,
            ),
        ];
        self.comparisons += checks.len() as u64;
        checks.iter().filter(|c| c.1).map(|c| c.0.to_owned()).collect()
    }

    /// The thief's key has nothing left, and what it queued is dead.
    fn dead(&mut self, old: Address, queue: &[usize]) -> Result<()> {
        let rule = "A-68: the old key loses everything at once, its queue too";
        self.at(21, 8);
        for n in queue.iter().copied() {
            if self.decisions[n].over.is_none() {
                let what = format!("executes: {}", self.decisions[n].title);
                self.cannot_execute(n, (DRIFT, "the thief", &what), "BootstrapOver", rule)?;
                self.end(n, "dead: the key is nothing");
            }
        }
        let action = Action::NameGuardian { guardian: old };
        let queueing = ix::queue_action(old, self.w.dao().proposals.get(), self.w.about(&action), action);
        self.sent("queues anything with the old key", queueing, "NotBootstrap", rule)?;
        ensure!(
            self.w.now() < self.w.config().initialised_at.get() + 22 * DAY + HOUR,
            "a day of theft"
        );
        self.reconcile("after the new key")
    }
}

pub(super) fn spend(mint: Address, to: Address, amount: u64) -> Action {
    Action::Spend { mint, to, amount }
}

/// The system program's transfer.
fn payment(from: &Address, to: &Address) -> Instruction {
    Instruction {
        program_id: pda::SYSTEM,
        accounts: vec![
            anchor_lang::AccountMeta::new(*from, true),
            anchor_lang::AccountMeta::new(*to, false),
        ],
        data: [&[2, 0, 0, 0], 1u64.to_le_bytes().as_slice()].concat(),
    }
}
