//! How large a build can be: room in ProgramData, which anyone extends, and the compute units of hashing.

use {
    super::kit::*,
    breakwater_testkit::{client::pda::LOADER, *},
    solana_instruction_error::InstructionError::*,
};

/// A buffer of this size with another program and zeros behind it, written by hand: a transaction per kilobyte takes long.
fn large(w: &mut World, size: usize) -> Upload {
    let mut build = other_program();
    build.resize(size, 0);
    let (payer, buffer) = (w.wallet_address(), Address::new_from_array([0xBB; 32]));
    let mut data = vec![1, 0, 0, 0, 1];
    data.extend(payer.as_ref());
    data.extend(&build);
    w.put(buffer, LOADER, data);
    Upload {
        payer,
        buffer,
        hash: hash(&build),
    }
}

/// Makes room for `size` bytes, by a stranger: the loader asks for nobody's signature but that of who pays.
fn make_room(w: &mut World, size: usize) {
    let payer = w.wallet_address();
    let room = w.svm.get_account(&pda::program_data()).expect("ProgramData").data.len() - DATA_HEADER;
    let bytes = u32::try_from(size.saturating_sub(room)).expect("a size").max(10_240);
    w.send_all(&[extend(payer, bytes)]).ok();
    w.advance(1);
}

#[test]
fn a_larger_build_needs_room_which_anyone_may_pay_for() {
    let mut w = World::new();
    let size = this_program().len() + 1;
    let upload = large(&mut w, size);
    let upgrade = upload.upgrade(&mut w);
    w.send_all(std::slice::from_ref(&upgrade)).refused_by_framework(AccountDataTooSmall);
    // Less than ten kilobytes at once are refused (SIMD-0431), and so is a second time in one slot.
    let payer = w.wallet_address();
    w.send_all(&[extend(payer, 10_239)]).refused_by_framework(InvalidArgument);
    w.send_all(&[extend(payer, 10_240)]).ok();
    w.send_all(&[extend(payer, 10_240)]).refused_by_framework(InvalidArgument);
    // Extending counts as a deployment: no upgrade in the same slot.
    w.send_all(std::slice::from_ref(&upgrade)).refused_by_framework(InvalidArgument);
    assert_eq!(authority(&w), (w.slot(), Some(pda::upgrade_authority())));
    w.advance(1);
    w.send_all(&[upgrade]).ok();
}

#[test]
fn an_upgrade_costs_half_a_compute_unit_per_byte_and_2_7_megabytes_are_the_most() {
    let (small, large_one) = (1_000_000, 2_700_000);
    let units = [small, large_one].map(|size| {
        let mut w = World::new();
        make_room(&mut w, size);
        let upload = large(&mut w, size);
        let upgrade = upload.upgrade(&mut w);
        w.send("upgrade_program", upgrade).ok()
    });
    println!("{units:?} compute units");
    let per_thousand = (units[1] - units[0]) * 1_000 / (large_one - small) as u64;
    // Half a unit for the hash; the rest is the buffer that is passed on to the loader twice.
    assert!((505..=515).contains(&per_thousand), "{per_thousand}");
    let mut w = World::new();
    make_room(&mut w, 2_760_000);
    let upload = large(&mut w, 2_760_000);
    let upgrade = upload.upgrade(&mut w);
    w.send_all(&[upgrade]).refused_by_framework(ComputationalBudgetExceeded);
}

#[test]
fn a_program_that_strangers_have_extended_to_the_largest_size_can_still_be_upgraded() {
    let mut w = World::new();
    make_room(&mut w, 10 * 1_024 * 1_024 - DATA_HEADER);
    w.send_all(&[extend(w.keeper, 10_240)]).refused_by_framework(InvalidRealloc);
    let upload = large(&mut w, this_program().len());
    let upgrade = upload.upgrade(&mut w);
    println!("{} compute units", w.send_all(&[upgrade]).ok());
}
