//! What an action is allowed to be, judged by the accounts that it is about: its bounds, its delay, and the revision that it was made for. Its own
//! instruction judges again when it is executed.

use {
    crate::{
        bounds,
        constants::*,
        errors::{AccessError, CaseError, GovernanceError, ProductError},
        instructions::{
            pool::create::{CreatePoolArgs, check_args},
            product::{attest_audit::check_audit, seal::check_seal, terms_args::LimitsArgs},
        },
        state::{Action, Config, Court, Limits, Listing, Pool, Product, ProductStatus, Topic, VotingArgs, Watch},
    },
    anchor_lang::prelude::*,
};

/// The accounts that an action is about, as far as it is about any.
pub struct Subject<'a> {
    pub config: &'a Config,
    pub pool: Option<(&'a Address, &'a Pool)>,
    pub product: Option<(&'a Address, &'a Product)>,
    pub watch: Option<&'a Watch>,
    pub court: Option<(&'a Address, &'a Court)>,
}

/// What was found.
pub struct Review {
    /// Of the action's subject; another one when it is executed makes it stale.
    pub revision: u32,
    /// The longer delay applies.
    pub long: bool,
}

impl Review {
    fn long(revision: u32) -> Self {
        Self { revision, long: true }
    }

    fn short(revision: u32) -> Self {
        Self { revision, long: false }
    }
}

impl Subject<'_> {
    fn pool(&self, address: &Address) -> Result<&Pool> {
        let found = self.pool.filter(|(found, _)| *found == address);
        Ok(found.ok_or(GovernanceError::OtherSubject)?.1)
    }

    fn product(&self, address: &Address) -> Result<&Product> {
        let (_, product) = self
            .product
            .filter(|(found, _)| *found == address)
            .ok_or(GovernanceError::OtherSubject)?;
        crate::ops::sale::check_watch(product, address, self.watch)?;
        Ok(product)
    }

    fn court(&self, address: &Address) -> Result<&Court> {
        let found = self.court.filter(|(found, _)| *found == address);
        Ok(found.ok_or(GovernanceError::OtherSubject)?.1)
    }

    fn largest(&self) -> u64 {
        self.watch.map_or(0, |watch| watch.terms.largest.get())
    }
}

/// Judges an action: every value inside its bounds, and about the accounts that were passed.
pub fn review(action: &Action, subject: &Subject, at: i64) -> Result<Review> {
    let topic = |topic| subject.config.revision(topic);
    Ok(match action {
        Action::SealProduct {
            product,
            terms_hash,
            group,
            limits,
        } => {
            let draft = subject.product(product)?;
            check_seal(draft, subject.watch, terms_hash, *group, limits)?;
            Review::long(draft.revision.get())
        }
        Action::RetireProduct { product } => {
            let product = subject.product(product)?;
            require!(product.status == ProductStatus::Listed as u8, ProductError::NotListed);
            Review::short(product.revision.get())
        }
        Action::SetLimits { product, limits } => review_limits(subject.product(product)?, limits, subject.largest())?,
        Action::AttestAudit {
            product,
            auditor,
            hash,
            day,
        } => {
            // Not in the future when it is executed, which may be after a vote.
            check_audit(auditor, hash, *day, at.saturating_add(i64::from(MAX_VOTE + MAX_DELAY)))?;
            Review::short(subject.product(product)?.revision.get())
        }
        Action::CreatePool { parameters, .. } => {
            check_args(parameters)?;
            Review::long(0)
        }
        Action::SetPool { pool, parameters } => review_pool(subject.pool(pool)?, parameters)?,
        Action::RetirePool { pool } => Review::short(subject.pool(pool)?.revision.get()),
        Action::CreateCourt { pool, parameters } => {
            subject.pool(pool)?;
            parameters.check()?;
            Review::long(0)
        }
        Action::SetCourt { court, parameters } => {
            let court = subject.court(court)?;
            parameters.check()?;
            let (old, new) = (court.token_value.get(), parameters.token_value);
            require!(Court::is_near(old, new), CaseError::ValueMoved);
            Review {
                revision: court.revision.get(),
                long: new > old,
            }
        }
        Action::SetFees { fee_bps, revenue_bps } => {
            Config::check_fees(*fee_bps, *revenue_bps)?;
            Review::short(topic(Topic::Fees))
        }
        Action::SetDiscounts { tiers } => {
            Config::check_discounts(tiers)?;
            Review::short(topic(Topic::Discounts))
        }
        Action::SetVoting { voting } => {
            VotingArgs::check(voting)?;
            Review::long(topic(Topic::Voting))
        }
        Action::List {
            kind,
            id,
            queue,
            feed_hash,
        } => {
            Listing::check(*kind, id, queue, feed_hash)?;
            Review::long(0)
        }
        Action::Delist { .. } => Review::short(0),
        Action::Spend { to, amount, .. } => {
            let within = bounds::SPENDING.holds(*amount);
            require!(within && *to != Address::default(), GovernanceError::BadAmount);
            Review::short(0)
        }
        Action::Emit { pool, amount, days } => {
            subject.pool(pool)?;
            let within = bounds::EMISSION.holds(*amount) && bounds::EMISSION_DAYS.holds((*days).into());
            require!(within, GovernanceError::BadAmount);
            Review::short(0)
        }
        Action::NameGuardian { .. } => Review::long(topic(Topic::Guardian)),
        Action::NameBootstrap { bootstrap } => {
            require!(*bootstrap != Address::default(), AccessError::ZeroAddress);
            Review::long(topic(Topic::Authority))
        }
        Action::HandOver => Review::long(topic(Topic::Authority)),
        // Never stale: what is offered is offered, whatever the bootstrap authority does meanwhile.
        Action::TakeOver => Review::long(0),
        Action::Upgrade { hash } => {
            require!(*hash != [0; 32], GovernanceError::BadAmount);
            Review::long(topic(Topic::Program))
        }
        Action::GiveUpUpgrades => Review::long(topic(Topic::Program)),
    })
}

/// New limits: a cap that rises takes longer.
fn review_limits(product: &Product, limits: &LimitsArgs, largest: u64) -> Result<Review> {
    let new = Limits::from(*limits);
    new.check(product.kind()?, largest)?;
    require!(new.severity.get() >= product.limits.severity.get(), ProductError::SeverityFell);
    Ok(Review {
        revision: product.revision.get(),
        long: new.cap.get() > product.limits.cap.get(),
    })
}

/// New parameters of a pool: what lets it carry more takes longer.
fn review_pool(pool: &Pool, new: &CreatePoolArgs) -> Result<Review> {
    check_args(new)?;
    let caps = pool.groups.iter().zip(new.group_caps_bps);
    let looser = new.margin_bps < pool.margin_bps.get()
        || new.correlation_bps < pool.correlation_bps.get()
        || new.junior_floor_bps < pool.junior_floor_bps.get()
        || caps.into_iter().any(|(group, cap)| cap > group.cap_bps.get());
    Ok(Review {
        revision: pool.revision.get(),
        long: looser,
    })
}
