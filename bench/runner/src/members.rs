//! Proposals: queued by the bootstrap authority, or made and voted on by members; the guardian; and who governs next.

use {
    crate::measure::Bench,
    breakwater::state::Action,
    breakwater_client::{Address, ix, pda},
    breakwater_floor::{CLOSE, CREATE, PULL, PUSH},
    breakwater_testkit::{
        DAY, World,
        courts::juror,
        governance::{AGAINST, FOR},
        jurors::GOVERNANCE_MINT,
        world::program_path,
    },
};

/// Members who vote.
const MEMBERS: usize = 6;

/// Everything, in an order that a reader follows.
pub fn run(b: &mut Bench) {
    guarded(b);
    voted(b);
    paid(b);
    replaced(b);
}

/// The program is replaced by the same build, all of which is hashed, and can be replaced no more.
fn replaced(b: &mut Bench) {
    let mut w = World::new();
    let build = std::fs::read(program_path()).expect("the built program");
    let (uploader, buffer) = (w.wallet_address(), Address::new_from_array([0x5b; 32]));
    let hash = anchor_lang::prelude::sha256(&build);
    // A buffer of the loader: its tag, its authority, the build.
    let data = [&[1u8, 0, 0, 0, 1][..], uploader.as_ref(), &build[..]].concat();
    w.put(buffer, pda::LOADER, data);
    let (queued, proposal) = w.queue_before(Action::Upgrade { hash });
    queued.ok();
    b.row(&mut w, "upgrade_program", ix::upgrade_program(uploader, proposal, buffer), 0, 48);
    let mut w = World::new();
    let give_up = w.ready(Action::GiveUpUpgrades);
    b.row(&mut w, "give_up_upgrades", give_up, 0, 16);
}

/// What the treasury pays, and gives to underwriters.
fn paid(b: &mut Bench) {
    let mut w = World::new();
    let (pool, to) = (w.pool, w.wallet_address());
    w.grant(&to, 0);
    w.endow(1_000_000_000_000_000);
    w.open_rewards().ok();
    w.underwriter(breakwater_testkit::JUNIOR, 100_000 * breakwater_testkit::USDC);
    let spend = w.ready(Action::Spend {
        mint: GOVERNANCE_MINT,
        to,
        amount: 1_000,
    });
    b.row(&mut w, "spend", spend, PUSH, 96);
    let emit = w.ready(Action::Emit {
        pool,
        amount: 1_000_000,
        days: 30,
    });
    b.row(&mut w, "emit_rewards", emit, PUSH, 64);
}

fn fees(fee_bps: u16) -> Action {
    Action::SetFees { fee_bps, revenue_bps: 0 }
}

/// What the bootstrap authority queues and the guardian cancels, and who follows it.
fn guarded(b: &mut Bench) {
    let mut w = World::new();
    let (guardian, proposal, queue) = (w.guardian, w.next_proposal(), w.queueing(fees(400)));
    b.row(&mut w, "queue_action", queue, CREATE, 88);
    let hash = w.proposal(&proposal).hash;
    let cancel = ix::cancel_proposal(guardian, proposal, hash);
    b.row(&mut w, "cancel_proposal", cancel, CREATE, 80);
    let close = ix::close_proposal(proposal, w.bootstrap, None);
    b.row(&mut w, "close_proposal", close, CLOSE, 49);
    b.row(&mut w, "pause", ix::pause(guardian), 0, 24);
    b.row(&mut w, "lift_pause", ix::lift_pause(guardian), 0, 16);
    w.advance(365 * DAY);
    b.row(&mut w, "close_veto", ix::close_veto(hash, guardian), CLOSE, 48);
    let mut w = World::new();
    let bootstrap = w.wallet_address();
    w.enact(Action::NameBootstrap { bootstrap }).ok();
    b.row(&mut w, "accept_bootstrap", ix::accept_bootstrap(bootstrap), 0, 48);
}

/// A member's proposal, from its bond to the bond's return.
fn voted(b: &mut Bench) {
    let mut w = World::new();
    w.seat_court();
    w.end_bootstrap();
    let (proposer, action) = (juror(0), fees(400));
    let (number, about, bond) = (w.dao().proposals.get(), w.about(&action), w.voters().locked.get());
    let source = w.grant(&proposer, bond);
    let propose = ix::propose(proposer, number, GOVERNANCE_MINT, source, about, action);
    b.row(&mut w, "propose", propose, CREATE | PULL, 120);
    let proposal = pda::proposal(number);
    let hash = w.proposal(&proposal).hash;
    b.row(&mut w, "cast_vote", ix::cast_vote(proposer, proposal, FOR, hash), CREATE, 89);
    for n in 1..MEMBERS {
        w.cast(&proposal, &juror(n), if n == 1 { AGAINST } else { FOR }).ok();
    }
    let until = w.proposal(&proposal).vote_until;
    w.set_time(until);
    b.row(&mut w, "count_votes", ix::count_votes(proposal), 0, 92);
    b.row(&mut w, "close_vote", ix::close_vote(proposal, proposer), CLOSE, 80);
    for n in 1..MEMBERS {
        w.close_vote(&proposal, &juror(n)).ok();
    }
    let eta = w.proposal(&proposal).eta;
    w.set_time(eta);
    b.row(&mut w, "set_parameters", ix::set_parameters(proposal), 0, 72);
    b.row(
        &mut w,
        "close_proposal, with a bond",
        ix::close_proposal(proposal, proposer, Some(GOVERNANCE_MINT)),
        PUSH | CLOSE,
        49,
    );
}
