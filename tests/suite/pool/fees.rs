//! `sweep_fees`.

use {
    super::{tamper::*, *},
    breakwater::{errors::PoolError, events::FeesSwept},
};

/// A pool that owes fees for one sale, and how much.
fn owing() -> (World, u64) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    // 5 % of the premium, rounded up.
    let fee = (w.policy(&policy).premium.get() * 5).div_ceil(100);
    (w, fee)
}

fn sweep_to(w: &World, destination: &Address) -> Instruction {
    ix::sweep_fees(w.pool, *destination)
}

#[test]
fn exactly_the_owed_fees_go_to_the_treasury_and_once() {
    let (mut w, fee) = owing();
    assert_eq!(w.pool().fees_owed.get(), fee);
    let (vault, treasury) = (w.balance(&pda::vault(&w.pool)), w.treasury);
    let said = FeesSwept {
        pool: w.pool,
        amount: fee,
        at: w.now(),
    };
    w.sweep().emits(said).ok();
    assert_eq!(
        (w.wallet(&treasury), w.balance(&pda::vault(&w.pool)), w.pool().fees_owed.get()),
        (fee, vault - fee, 0)
    );
    w.sweep().refused(PoolError::NothingToSweep);
    w.assert_books();
}

#[test]
fn sweep_fees_takes_exactly_what_it_declares() {
    let (mut w, _) = owing();
    let ata = pda::associated_token(&w.treasury, &w.mint);
    let ix = sweep_to(&w, &ata);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a06_fees_go_to_the_treasury_s_associated_account_only() {
    let (mut w, fee) = owing();
    let (mint, treasury, thief) = (w.mint, w.treasury, w.actor(0));
    let auxiliary = token_account(&mut w, &mint, &treasury, 0);
    let fake = lookalike_mint(&mut w);
    let lookalike = pda::associated_token(&treasury, &fake);
    w.put_token(lookalike, &fake, &treasury, 0);
    let thiefs = pda::associated_token(&thief, &mint);
    let cases = [
        (auxiliary, PoolError::NotAssociated),
        (lookalike, PoolError::WrongMint),
        (thiefs, PoolError::WrongTokenOwner),
    ];
    for (destination, error) in cases {
        let ix = sweep_to(&w, &destination);
        w.send_all(&[ix]).refused(error);
    }
    let ata = pda::associated_token(&treasury, &mint);
    w.put(ata, pda::TOKEN, tokens::token_bytes(&mint, &treasury, 0, 2));
    w.sweep().refused(PoolError::DestinationFrozen);
    w.put_token(ata, &mint, &treasury, 0);
    w.sweep().ok();
    assert_eq!(w.wallet(&treasury), fee);
}

#[test]
fn a06_fees_come_from_this_pool_s_vault_only() {
    let (mut w, _) = owing();
    let second = second_pool(&mut w);
    in_pool(&mut w, second, |w| w.underwriter(JUNIOR, 1_000 * USDC));
    let (mint, pool) = (w.mint, w.pool);
    let ata = pda::associated_token(&w.treasury, &mint);
    let right = sweep_to(&w, &ata);
    let auxiliary = token_account(&mut w, &mint, &pool, 1_000 * USDC);
    for other in [pda::vault(&second), auxiliary] {
        w.send_all(&[right.swapped(&pda::vault(&pool), &other)])
            .refused(PoolError::WrongVault);
    }
    // The other pool owes nothing, and its vault stays shut for this one's fees.
    w.send_all(&[right.swapped(&pool, &second).swapped(&pda::vault(&pool), &pda::vault(&second))])
        .refused(PoolError::NothingToSweep);
    w.send_all(&[right.swapped(&pool, &second)]).refused(PoolError::WrongVault);
}

#[test]
fn a_new_treasury_gets_what_is_owed_and_the_old_one_nothing() {
    let (mut w, fee) = owing();
    let (old, new) = (w.treasury, w.actor(0));
    let mut config = w.config();
    config.treasury = new;
    w.write(&pda::config(), &*config);
    w.sweep().refused(PoolError::WrongTokenOwner);
    let ata = pda::associated_token(&new, &w.mint);
    let ix = sweep_to(&w, &ata);
    w.send_all(&[ix]).ok();
    assert_eq!((w.wallet(&old), w.wallet(&new)), (0, fee));
}

#[test]
fn a72_a_pause_stops_no_fees() {
    let (mut w, _) = owing();
    pause_until(&mut w, i64::MAX);
    w.sweep().ok();
}
