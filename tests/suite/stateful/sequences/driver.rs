//! One action on the program, through the builders that users get.

use {
    super::{
        action::{Action, Quote},
        model::{
            Model,
            parameters::parameters,
            step::{client_of, product_of, underwriter_of},
        },
        setup::{BUYERS, Cast, UNDERWRITERS},
    },
    breakwater::{instructions::policy::buy::BuyArgs, state},
    breakwater_testkit::{client::ix, *},
};

/// Whoever audits.
const AUDITOR: Address = Address::new_from_array([0xad; 32]);

impl Cast {
    /// Does it. `before` is the model before the action; it gives the numbers that the action is relative to. `None`: nothing was sent.
    pub fn apply(&mut self, action: &Action, before: &Model) -> Option<Outcome> {
        self.world.set_time(before.time_after(action) as i64);
        if let Action::Observe { product, quotes, .. } = action {
            self.publish(product_of(*product), quotes);
        }
        let instruction = match action {
            Action::Open { .. }
            | Action::Deposit { .. }
            | Action::Request { .. }
            | Action::Execute { .. }
            | Action::ExecuteOwn { .. }
            | Action::Fetch { .. }
            | Action::Withdraw { .. }
            | Action::Cancel { .. }
            | Action::ClosePosition { .. }
            | Action::Sweep => self.capital(action, before),
            Action::Buy { .. } | Action::PayOwed { .. } | Action::ClosePolicy { .. } => self.cover(action, before)?,
            Action::Extend { .. } | Action::CancelPolicy { .. } | Action::Transfer { .. } | Action::Recover { .. } => {
                self.life(action, before)?
            }
            Action::Parameters { .. } | Action::Limits { .. } | Action::Attest { .. } | Action::Retire { .. } => {
                let enacted = self.enacted(action, before);
                return Some(self.enact(enacted));
            }
            Action::Advance(_)
            | Action::Midnight(_)
            | Action::Donate { .. }
            | Action::Fund { .. }
            | Action::Freeze { .. }
            | Action::Haircut { .. } => {
                self.outside(action, before);
                return None;
            }
            _ => self.product(action, before)?,
        };
        Some(self.world.send(action.name(), instruction))
    }

    fn capital(&self, action: &Action, before: &Model) -> Instruction {
        let pool = self.world.pool;
        let owner = |who| (self.people[underwriter_of(who)], self.account(underwriter_of(who)));
        match *action {
            Action::Open { who } => ix::open_position(pool, owner(who).0),
            Action::ClosePosition { who } => ix::close_position(pool, owner(who).0),
            Action::Deposit {
                who,
                tranche,
                amount,
                bound,
            } => {
                let (amount, least) = before.deposit_numbers(tranche, amount, bound);
                ix::deposit(pool, owner(who).0, owner(who).1, tranche, amount, least)
            }
            Action::Request { who, tranche, thousandths } => {
                ix::request_withdrawal(pool, owner(who).0, tranche, before.request_shares(who, tranche, thousandths))
            }
            Action::Execute { who, tranche } => ix::execute_withdrawal(pool, self.world.keeper, owner(who).0, owner(who).1, tranche),
            Action::Withdraw {
                who,
                tranche,
                thousandths,
                bound,
            } => {
                let (shares, least) = before.withdraw_numbers(who, tranche, thousandths, bound);
                ix::withdraw(pool, owner(who).0, owner(who).1, tranche, shares, least)
            }
            Action::ExecuteOwn { who, tranche } => ix::execute_withdrawal(pool, owner(who).0, owner(who).0, owner(who).1, tranche),
            Action::Fetch { who, tranche } => ix::fetch_recovery(pool, owner(who).0, owner(who).1, tranche),
            Action::Cancel { who, tranche } => ix::cancel_withdrawal(pool, owner(who).0, owner(who).1, tranche),
            _ => ix::sweep_fees(pool, self.world.mint),
        }
    }

    fn product(&self, action: &Action, before: &Model) -> Option<Instruction> {
        let (pool, keeper) = (self.world.pool, self.world.keeper);
        let at = |index: u8| self.products[product_of(index)];
        let number = |product, incident| before.incident_of(product, incident).map(|n| n as u32);
        Some(match *action {
            Action::Observe {
                product,
                ref quotes,
                family,
                ..
            } => {
                let sources = self.world.sources.get(&at(product)).into_iter().flatten().zip(quotes);
                let accounts = sources.map(|(source, quote)| (*quote != Quote::Missing).then(|| World::source_address(*source)));
                ix::observe(keeper, at(product), family.then_some(pool), &accounts.collect::<Vec<_>>())
            }
            Action::Trigger { product, back } => {
                let number = before.products[product_of(product)].incidents.len() as u32;
                ix::trigger(keeper, pool, at(product), number, before.episode_of(product, back) as u32)
            }
            Action::Recount { product, back } => {
                let episode = before.episode_of(product, back);
                let incident = before.incident_from(product_of(product), episode);
                ix::recount(pool, at(product), episode as u32, incident.map(|n| n as u32))
            }
            Action::Raise { product, incident } => ix::raise(keeper, pool, at(product), number(product, incident)?),
            Action::Finalise { product, incident } => ix::finalise_step(pool, at(product), number(product, incident)?),
            Action::Settle { product, incident, policy } => {
                let number = number(product, incident)?;
                let (policy, holder, _) = self.policy(product, policy, before)?;
                ix::settle_policy(keeper, pool, at(product), number, policy, holder, self.world.mint)
            }
            Action::Seal { product, incident } => ix::seal_incident(pool, at(product), number(product, incident)?),
            Action::Release { product, incident } => ix::release_incident(pool, at(product), number(product, incident)?),
            Action::CloseIncident { product, incident } => ix::close_incident(pool, at(product), number(product, incident)?, keeper),
            Action::EndEpisode { product, back } => ix::end_episode(pool, at(product), before.episode_of(product, back) as u32),
            Action::Roll { product } => ix::roll_product(pool, at(product)),
            _ => unreachable!("an action on a product"),
        })
    }

    /// What governance wants.
    fn enacted(&self, action: &Action, before: &Model) -> state::Action {
        let at = |index: u8| self.products[product_of(index)];
        match *action {
            Action::Parameters { which } => state::Action::SetPool {
                pool: self.world.pool,
                parameters: parameters(which).args(self.pool_args),
            },
            Action::Limits {
                product,
                cap,
                curve,
                severity,
                loading,
            } => state::Action::SetLimits {
                product: at(product),
                limits: before.limits(product_of(product), cap, curve, severity, loading).args(),
            },
            Action::Attest { product, age } => state::Action::AttestAudit {
                product: at(product),
                auditor: AUDITOR,
                hash: [0xa5; 32],
                day: before.audit_day(age) as u32,
            },
            Action::Retire { product } => state::Action::RetireProduct { product: at(product) },
            _ => unreachable!("an action of governance"),
        }
    }

    /// It is queued a day before and executed now; its proposal is closed when it was. One that was refused stays until the end.
    fn enact(&mut self, action: state::Action) -> Outcome {
        let proposal = self.world.next_proposal();
        let outcome = self.world.enact(action);
        if outcome.result.is_ok() {
            let close = ix::close_proposal(proposal, self.world.bootstrap, None);
            self.world.send("close_proposal", close).ok();
        }
        outcome
    }

    fn cover(&self, action: &Action, before: &Model) -> Option<Instruction> {
        let (pool, keeper) = (self.world.pool, self.world.keeper);
        let at = |index: u8| self.products[product_of(index)];
        Some(match *action {
            Action::Buy {
                product,
                buyer,
                payee,
                cover,
                days,
                bound,
            } => {
                let order = before.order(product, buyer, payee, cover, days, bound);
                let args = BuyArgs {
                    id: before.products[order.product].policies.len() as u64,
                    cover,
                    days,
                    max_premium: order.most as u64,
                    holder: self.people[order.holder],
                    insured: Address::default(),
                };
                let buy = ix::buy_policy(pool, at(product), self.people[order.buyer], self.account(order.buyer), args);
                self.world.watched(buy, &at(product))
            }
            Action::PayOwed { product, policy } => {
                let (policy, holder, _) = self.policy(product, policy, before)?;
                let destination = pda::associated_token(&holder, &self.world.mint);
                ix::pay_owed(keeper, pool, at(product), policy, destination)
            }
            Action::ClosePolicy { product, policy } => {
                let (policy, _, buyer) = self.policy(product, policy, before)?;
                ix::close_policy(at(product), policy, buyer)
            }
            _ => unreachable!("an action on cover"),
        })
    }

    /// What holders do with policies, and recoveries.
    fn life(&self, action: &Action, before: &Model) -> Option<Instruction> {
        let pool = self.world.pool;
        let at = |index: u8| self.products[product_of(index)];
        let payer = |buyer: u8| UNDERWRITERS + usize::from(buyer) % BUYERS;
        Some(match *action {
            Action::Extend {
                product,
                policy,
                buyer,
                days,
                bound,
            } => {
                let most = before.most_for_extension(product, before.policy_of(product, policy)?, days, bound) as u64;
                let ((policy, _, _), payer) = (self.policy(product, policy, before)?, payer(buyer));
                let extend = ix::extend_policy(pool, at(product), policy, self.people[payer], self.account(payer), days, most);
                self.world.watched(extend, &at(product))
            }
            Action::CancelPolicy { product, policy, bound } => {
                let least = before.least_refund(product, before.policy_of(product, policy)?, bound);
                let (policy, holder, buyer) = self.policy(product, policy, before)?;
                let to = pda::associated_token(&holder, &self.world.mint);
                ix::cancel_policy(pool, at(product), policy, holder, buyer, to, least)
            }
            Action::Transfer { product, policy, to } => {
                let (policy, holder, _) = self.policy(product, policy, before)?;
                ix::transfer_policy(at(product), policy, holder, self.people[client_of(to)])
            }
            Action::Recover {
                buyer,
                subject,
                product,
                incident,
                amount,
            } => {
                let (owner, account) = (self.people[payer(buyer)], self.account(payer(buyer)));
                if subject == 1 {
                    let number = before.incident_of(product, incident)? as u32;
                    ix::recover_incident(pool, at(product), number, owner, account, amount)
                } else {
                    ix::recover(pool, owner, account, subject, amount)
                }
            }
            _ => unreachable!("the life of a policy"),
        })
    }

    /// Address, holder and buyer of the policy that an index means.
    fn policy(&self, product: u8, policy: u16, before: &Model) -> Option<(Address, Address, Address)> {
        let index = before.policy_of(product, policy)?;
        let q = &before.products[product_of(product)].policies[index];
        let address = self.policy_address(product_of(product), q.buyer, index);
        Some((address, self.people[q.holder], self.people[q.buyer]))
    }

    /// Address of a policy: its index is the id that its buyer chose.
    pub fn policy_address(&self, product: usize, buyer: usize, index: usize) -> Address {
        pda::policy(&self.products[product], &self.people[buyer], index as u64)
    }

    /// What happens without the program.
    fn outside(&mut self, action: &Action, before: &Model) {
        let vault = pda::vault(&self.world.pool);
        let donor = self.outside[0];
        match *action {
            Action::Donate { amount } => self.shift(donor, vault, amount.min(before.donor as u64)),
            Action::Fund { product, lamports } => {
                let watch = pda::watch(&self.products[product_of(product)]);
                if let Some(mut account) = self.world.svm.get_account(&watch) {
                    account.lamports += u64::from(lamports);
                    self.world.svm.set_account(watch, account).expect("a watch");
                }
            }
            Action::Freeze { person, frozen } => self.freeze(client_of(person), frozen),
            Action::Haircut { thousandths } => {
                let parts = before.haircut_parts(thousandths).map(|part| part as u64);
                let mut pool = self.world.pool();
                for (tranche, part) in pool.tranches.iter_mut().zip(parts) {
                    tranche.capital = (tranche.capital.get() - part).into();
                }
                let address = self.world.pool;
                self.world.write(&address, &*pool);
                self.shift(vault, donor, parts[0] + parts[1]);
            }
            _ => {}
        }
    }
}
