//! Underwriters who want to earn without being there when it breaks.

use {
    crate::incident::kit::*,
    breakwater_testkit::{client::ix, *},
};

/// The token program's own instruction: `account` belongs to `to` from now on.
fn give_away(account: Address, owner: Address, to: Address) -> Instruction {
    let mut data = vec![6, 2, 1];
    data.extend(to.as_ref());
    let accounts = vec![
        anchor_lang::AccountMeta::new(account, false),
        anchor_lang::AccountMeta::new_readonly(owner, true),
    ];
    Instruction {
        program_id: pda::TOKEN,
        accounts,
        data,
    }
}

/// The owner of a matured request gives the associated account away: nobody else can execute it any more, it earns on for a month
/// with nobody able to end that, and its owner leaves whole in the second in which the price breaks.
#[test]
fn a38_a_matured_request_is_executed_though_its_owner_gave_the_associated_account_away() {
    let (mut w, product) = world();
    let lurker = w.underwriter(SENIOR, 100_000 * USDC);
    w.holder(&product, 300_000 * USDC, 365);
    w.request_all(&lurker, SENIOR).ok();
    let (ata, accomplice) = (pda::associated_token(&lurker, &w.mint), w.wallet_address());
    w.send_all(&[give_away(ata, lurker, accomplice)]).ok();
    w.advance(9 * DAY);
    // A keeper may send the money to the associated account, or to any other account of the owner.
    let (spare, mint) = (Address::new_from_array([0x5a; 32]), w.mint);
    w.put_token(spare, &mint, &lurker, 0);
    let mut answers = vec![];
    for destination in [ata, spare] {
        let execute = ix::execute_withdrawal(w.pool, w.keeper, lurker, destination, SENIOR);
        answers.push(w.send_all(&[execute]).name());
    }
    let standing = w.position(&lurker).tranches[1].pending.get();
    // What it is worth to the one who stands in the door: a month's premium, and out before the first breach observation.
    w.advance(30 * DAY);
    let leave = ix::execute_withdrawal(w.pool, lurker, lurker, spare, SENIOR);
    w.publish_all(&product, 800_000_000);
    let out = w.send_all(&[leave]).name();
    w.observe(&product).ok();
    let got = w.balance(&spare);
    assert_eq!(
        standing, 0,
        "keeper: {answers:?}; the owner {out} with {got} atoms one transaction before the breach"
    );
}
