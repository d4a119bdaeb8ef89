//! Delivers what a policy is owed to its holder's associated token account, shared by settlements and claims.

use {
    super::tokens,
    crate::state::{Policy, Pool},
    anchor_lang::prelude::*,
    anchor_spl::{
        associated_token::{self, AssociatedToken},
        token::TokenAccount,
    },
};

/// The accounts of a delivery.
pub struct Delivery<'a> {
    /// Pays for the holder's token account if it is missing.
    pub caller: &'a mut Signer,
    pub pool: &'a mut Account<Pool>,
    pub policy: &'a mut Account<Policy>,
    pub holder: Option<&'a UncheckedAccount>,
    pub destination: &'a mut UncheckedAccount,
    pub vault: &'a mut Account<TokenAccount>,
    pub mint: &'a UncheckedAccount,
    pub token_program: &'a Program<Token>,
    pub associated_token_program: &'a Program<AssociatedToken>,
    pub system_program: &'a Program<System>,
}

/// Sends what is owed to the holder's associated account, which is created when it is missing and the holder is passed.
/// 0 when it cannot take it now.
pub fn owed(d: Delivery) -> Result<u64> {
    if d.policy.owed.is_zero() {
        return Ok(0);
    }
    let missing = d.destination.account().data_len() == 0 && d.destination.account().owned_by(&System::id());
    if let (true, Some(holder)) = (missing, d.holder) {
        let accounts = associated_token::Create {
            payer: d.caller.cpi_handle_mut(),
            associated_token: d.destination.cpi_handle_mut(),
            authority: holder.cpi_handle(),
            mint: d.mint.cpi_handle(),
            system_program: d.system_program.cpi_handle(),
            token_program: d.token_program.cpi_handle(),
        };
        associated_token::create(CpiContext::new(d.associated_token_program.address(), accounts))?;
    }
    if !tokens::can_receive(d.destination.account(), &d.policy.holder, &d.pool.mint) {
        return Ok(0);
    }
    let amount = d.policy.take_owed();
    d.pool.pay(amount)?;
    tokens::push(d.token_program, d.pool, d.vault, d.destination.account(), amount)?;
    Ok(amount)
}
