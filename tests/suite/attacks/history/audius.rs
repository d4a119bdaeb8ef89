//! Audius, July 2022: `initialize` could be called again, because a proxy's storage collided with the flag that said it had been; the attacker made
//! itself the guardian and delegated ten trillion votes to itself.

use {
    crate::{pool::tamper::*, privileged::idl::idl},
    breakwater::{constants::VERSION, instructions::config::initialise::InitialiseArgs, state::Config},
    breakwater_testkit::{client::ix, jurors::GOVERNANCE_MINT, *},
};

/// The attacker as everything.
fn hostile(attacker: Address) -> Instruction {
    let args = InitialiseArgs {
        bootstrap: attacker,
        guardian: attacker,
        revenue_mint: GOVERNANCE_MINT,
        fee_bps: 3_000,
        revenue_bps: 5_000,
    };
    ix::initialise(attacker, GOVERNANCE_MINT, args)
}

#[test]
fn a11_audius_initialise_is_refused_again_whatever_account_stands_in_whatever_slot() {
    let mut w = World::new();
    w.seat_court();
    w.product_from(&DepegSpec::default());
    let attacker = w.wallet_address();
    // As if the attacker had the upgrade authority too.
    w.set_upgrade_authority(Some(attacker));
    let right = hostile(attacker);
    w.send_all(std::slice::from_ref(&right)).refused_by_framework(IN_USE);
    let own: Vec<_> = w
        .svm
        .get_program_accounts(&breakwater::ID)
        .into_iter()
        .map(|(address, _)| address)
        .collect();
    assert!(own.len() > 30, "{} accounts of the program", own.len());
    let fresh = w.wallet_address();
    let kept = w.snapshot(&own);
    for slot in 0..right.accounts.len() {
        for account in own.iter().chain([&fresh, &attacker, &GOVERNANCE_MINT]) {
            let mut again = right.clone();
            again.accounts[slot].pubkey = *account;
            w.send_all(&[again]).refused_somehow();
        }
    }
    assert_eq!(w.snapshot(&own), kept);
}

#[test]
fn a11_audius_nothing_but_initialise_creates_a_configuration_and_nothing_closes_it() {
    let description = idl();
    let mut creators = vec![];
    for instruction in description.list("instructions") {
        let accounts = instruction.list("accounts");
        let pays = accounts.iter().any(|account| account.text("name") == "system_program");
        let writes = accounts
            .iter()
            .any(|account| account.text("name") == "config" && account.is("writable"));
        if writes && pays {
            creators.push(instruction.text("name"));
        }
    }
    // The others pay for something else that they create, and take the configuration that there is.
    assert_eq!(creators, ["create_court", "create_pool", "initialise", "list"]);
}

#[test]
fn a11_audius_the_configuration_has_a_version_which_no_instruction_takes_back() {
    let mut w = World::bare();
    assert!(w.try_read::<Config>(&pda::config()).is_none());
    w.initialise().ok();
    assert_eq!((w.config().version, VERSION), (VERSION, 1));
    w.enact(crate::governance::kit::fees(7)).ok();
    assert_eq!(w.config().version, VERSION);
    // Lamports, or data that somebody left there before, start nothing anew.
    let attacker = w.wallet_address();
    give_lamports(&mut w, &pda::config(), 1_000_000_000);
    w.set_upgrade_authority(Some(attacker));
    w.send_all(&[hostile(attacker)]).refused_by_framework(IN_USE);
}

#[test]
fn a12_audius_before_it_is_initialised_nobody_but_the_upgrade_authority_does_it() {
    let mut w = World::bare();
    let attacker = w.wallet_address();
    w.send_all(&[hostile(attacker)])
        .refused(breakwater::errors::AccessError::NotUpgradeAuthority);
    w.initialise().ok();
}
