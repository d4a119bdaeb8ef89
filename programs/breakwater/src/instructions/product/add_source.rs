//! Adds one oracle source to a draft.

use {
    super::terms_args::SourceArgs,
    crate::{
        constants::{CONFIG, MAX_SOURCES},
        errors::{AccessError, ProductError},
        events::SourceAdded,
        instructions::{no_extra, now},
        state::{Config, Product, ProductStatus, Source, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct AddSource {
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(address = watch.product @ ProductError::WrongWatch)]
    pub product: Account<Product>,
    #[account(mut)]
    pub watch: Account<Watch>,
}

/// Specification:
/// - Only governance shall add, and only to a draft; at most four sources, each within its bounds and each another feed.
pub fn handler(ctx: &mut Context<AddSource>, source: SourceArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.product.status == ProductStatus::Draft as u8, ProductError::NotDraft);
    let index = usize::from(a.watch.terms.source_count);
    require!(index < MAX_SOURCES, ProductError::TooManySources);
    let new = Source::from(source);
    new.check()?;
    require!(
        a.watch.terms.sources().iter().all(|other| other.feed != new.feed),
        ProductError::DuplicateSource
    );
    a.watch.terms.sources[index] = new;
    a.watch.terms.source_count += 1;
    emit!(SourceAdded {
        product: *a.product.address(),
        kind: source.kind,
        feed: Address::new_from_array(source.feed),
        at
    });
    Ok(())
}
