//! Adds one oracle source to a draft.

use {
    super::terms_args::SourceArgs,
    crate::{
        constants::MAX_SOURCES,
        errors::{GovernanceError, ProductError},
        events::SourceAdded,
        instructions::{no_extra, now},
        state::{Listing, Product, ProductStatus, Source, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct AddSource {
    #[account(address = product.rent_payer @ GovernanceError::NotDrafter)]
    pub drafter: Signer,
    #[account(address = watch.product @ ProductError::WrongWatch)]
    pub product: Account<Product>,
    #[account(mut)]
    pub watch: Account<Watch>,
    /// The feed's listing.
    pub listing: Account<Listing>,
}

/// Specification:
/// - Only the drafter shall add, and only to a draft; at most four sources, each within its bounds and each another feed.
/// - The feed shall be on the list, with this queue and job hash.
pub fn handler(ctx: &mut Context<AddSource>, source: SourceArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.product.status == ProductStatus::Draft as u8, ProductError::NotDraft);
    let index = usize::from(a.watch.terms.source_count);
    require!(index < MAX_SOURCES, ProductError::TooManySources);
    let new = Source::from(source);
    new.check()?;
    a.listing.check_source(&new)?;
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
