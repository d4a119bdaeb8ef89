//! Sets cap, price curve and severity of a product.

use {
    crate::{
        constants::{CONFIG, ELECTORATE},
        errors::{AccessError, CaseError, EscrowError, GovernanceError, PoolError, ProductError},
        events::LimitsSet,
        instructions::{no_extra, now},
        ops::{
            authority,
            sale::{check_jurors, check_watch},
        },
        state::{Action, Config, Court, Electorate, Limits, Pool, Product, Proposal, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SetLimits {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
    /// The product's watch, if its kind has one.
    pub watch: Option<Account<Watch>>,
    /// The pool's court, if jurors decide.
    #[account(constraint = court.pool == *pool.address() @ CaseError::WrongCourt)]
    pub court: Option<Account<Court>>,
    /// The electorate, if jurors decide.
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Option<Account<Electorate>>,
}

/// Specification:
/// - A proposal that sets this product's limits shall be executed, and no other (INV-17); they shall lie within their bounds, and severity only rise.
/// - A cap below active cover stops sales and takes nothing from sold cover.
/// - A cap that rises, of a product that jurors decide, shall be at most 15 % of what the aged electorate is worth (R10).
/// - A severity that rises while cover is active shall leave the pool within its limits, capital counted as for a sale.
pub fn handler(ctx: &mut Context<SetLimits>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let Action::SetLimits { product, limits } = a.proposal.action else {
        return authority::wrong_action();
    };
    require!(product == *a.product.address(), GovernanceError::OtherSubject);
    authority::execute(&mut a.proposal, &mut a.config, a.product.revision.get(), at)?;
    a.product.revise();
    let limits = Limits::from(limits);
    check_watch(&a.product, a.product.address(), a.watch.as_deref())?;
    let largest = a.watch.as_ref().map_or(0, |watch| watch.terms.largest.get());
    limits.check(a.product.kind()?, largest)?;
    let rises = limits.severity.get() > a.product.limits.severity.get();
    require!(limits.severity.get() >= a.product.limits.severity.get(), ProductError::SeverityFell);
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    if limits.cap.get() > a.product.limits.cap.get() {
        check_jurors(&a.product, a.court.as_deref(), a.electorate.as_deref(), limits.cap.get(), at)?;
    }
    a.product.limits = limits;
    a.product.sync(&mut a.pool)?;
    if rises && !a.product.active.is_zero() {
        a.pool.check_carries(&a.product)?;
    }
    emit!(LimitsSet {
        product: *a.product.address(),
        cap: limits.cap.get(),
        severity: limits.severity.get(),
        at
    });
    Ok(())
}
