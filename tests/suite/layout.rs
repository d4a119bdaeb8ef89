//! INV-21: what lies where in every account. `layout/snapshot.txt` is the truth that clients of every version rely on; a change of it is a
//! migration. `UPDATE_SNAPSHOTS=1` writes it anew.

mod tables;

use {
    anchor_lang::Discriminator,
    breakwater::state::{ACTION_BYTES, Action, Ballot, Claim, Escrow, ListingKind, Position, Proposal, StepState, Veto, Vote},
    breakwater_testkit::{client::decode, *},
    std::{collections::BTreeSet, fmt::Write, path::PathBuf},
    tables::*,
};

fn print(table: &Table) -> String {
    let mut out = String::new();
    let tag = table.discriminator.map_or(String::new(), |d| {
        let hex: String = d.iter().map(|byte| format!("{byte:02x}")).collect();
        format!(", discriminator {hex}")
    });
    writeln!(out, "{} ({} bytes{tag})", table.name, table.size).expect("a string");
    writeln!(out, "{:>8} {:>6}  field", "offset", "size").expect("a string");
    if table.discriminator.is_some() {
        writeln!(out, "{:>8} {:>6}  discriminator", 0, 8).expect("a string");
    }
    for field in &table.fields {
        let of = field.of.map_or(String::new(), |of| {
            let size = parts().iter().find(|p| p.name == of).expect("a table of every part").size;
            format!(": {of} x {}", field.size / size)
        });
        writeln!(out, "{:>8} {:>6}  {}{of}", field.offset, field.size, field.name).expect("a string");
    }
    out
}

#[test]
fn inv21_every_field_lies_where_the_committed_snapshot_says() {
    let mut now =
        String::from("Accounts, then the structs within them. Offsets and sizes in bytes; an account's offsets count its discriminator.\n");
    for table in accounts().iter().chain(&parts()) {
        now.push('\n');
        now.push_str(&print(table));
    }
    now.push_str(
        "\nAction, in a proposal and in the data of those who make one: a tag of one byte, then the arguments\n     tag  bytes  action\n",
    );
    for (name, action) in actions() {
        let bytes = bytes_of(&action);
        writeln!(now, "{:>8} {:>6}  {name}", bytes[0], bytes.len()).expect("a string");
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("suite/layout/snapshot.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &now).expect("a snapshot that can be written");
    }
    let committed = std::fs::read_to_string(&path).expect("the snapshot");
    for (line, (a, b)) in committed.lines().zip(now.lines()).enumerate() {
        assert_eq!(a, b, "line {} of layout/snapshot.txt: a moved field is a migration", line + 1);
    }
    assert_eq!(
        committed, now,
        "layout/snapshot.txt has more or fewer lines than the program has fields"
    );
}

#[test]
fn inv21_the_tables_name_every_byte() {
    for table in accounts().iter().chain(&parts()) {
        let mut at = if table.discriminator.is_some() { 8 } else { 0 };
        for field in &table.fields {
            assert_eq!(field.offset, at, "{}.{}: a field before it is missing", table.name, field.name);
            at += field.size;
            if let Some(part) = field.of.and_then(|of| parts().into_iter().find(|p| p.name == of)) {
                assert_eq!(field.size % part.size, 0, "{}.{}", table.name, field.name);
            }
        }
        assert_eq!(at, table.size, "{}: a field at the end is missing", table.name);
    }
}

#[test]
fn a75_no_account_is_larger_than_one_allocation_and_a_policy_fits_256_bytes() {
    let sizes: Vec<_> = accounts().iter().map(|t| (t.name, t.size)).collect();
    for (name, size) in &sizes {
        assert!(
            *size <= 10_240,
            "{name} has {size} bytes: it could not be created in one instruction"
        );
    }
    assert!(sizes.contains(&("Policy", 256)));
}

#[test]
fn a03_every_type_has_a_discriminator_of_its_own_made_from_its_name() {
    let tables = accounts();
    let tags: BTreeSet<_> = tables.iter().map(|t| t.discriminator.expect("an account")).collect();
    assert_eq!(tags.len(), tables.len());
    for table in &tables {
        let hash = anchor_lang::prelude::sha256(format!("account:{}", table.name).as_bytes());
        assert_eq!(table.discriminator, Some(&hash[..8]), "{}", table.name);
    }
}

/// A world in which every type of account exists: its names and addresses.
fn everything() -> (World, Vec<(&'static str, Address)>) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let assessed = w.assessed(&AssessedSpec::default());
    let owner = w.underwriter(SENIOR, 100_000 * USDC);
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    let (_, claimable) = w.holder(&assessed, 10_000 * USDC, 60);
    w.advance(3 * DAY);
    w.hold(&product, 875_000_000, 3_600);
    w.trigger(&product).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    w.advance(8 * DAY);
    let key = w.claim_key(&assessed, &claimable, w.today() - 1);
    w.file_claim(&key, 1_000 * USDC).ok();
    let (case, voter) = (key.case(0), courts::juror(0));
    w.to_commit(&case);
    w.commit(&case, &voter, 10).ok();
    let juror = w.juror(1_234);
    w.request_unlock(&juror, 234).ok();
    w.open_rewards().ok();
    w.emit_rewards(5_678, 7 * 86_400);
    // An action that the guardian cancels, and one that members propose and vote on.
    let (queued, cancelled) = w.queue(Action::SetFees {
        fee_bps: 1,
        revenue_bps: 2,
    });
    queued.ok();
    w.cancel_proposal(&cancelled).ok();
    w.end_bootstrap();
    let (proposed, proposal) = w.propose(
        &voter,
        Action::SetFees {
            fee_bps: 3,
            revenue_bps: 4,
        },
    );
    proposed.ok();
    w.cast(&proposal, &voter, governance::AGAINST).ok();
    let all = vec![
        ("Config", pda::config()),
        ("Pool", pda::pool(0)),
        ("Position", pda::position(&pda::pool(0), &owner)),
        ("Product", pda::product(&pda::pool(0), 0)),
        ("Watch", pda::watch(&product)),
        ("Policy", policy),
        ("Incident", pda::incident(&product, 0)),
        ("Electorate", pda::electorate()),
        ("Escrow", pda::escrow(&juror)),
        ("Court", pda::court(&pda::pool(0))),
        ("Case", case),
        ("Ballot", pda::ballot(&case, 0, &voter)),
        ("Claim", key.claim()),
        ("Dao", pda::dao()),
        ("Proposal", proposal),
        ("Vote", pda::vote(&proposal, &voter)),
        ("Veto", pda::veto(&w.proposal(&cancelled).hash)),
        ("Listing", pda::listing(ListingKind::Mint, &w.mint)),
        ("Purse", pda::purse(&w.mint)),
        ("Rewards", pda::rewards(&pda::pool(0))),
    ];
    (w, all)
}

#[test]
fn addresses_of_the_client_are_those_of_the_program_with_canonical_bumps() {
    let (w, all) = everything();
    let tables = accounts();
    assert_eq!(all.len(), tables.len(), "every type of account is there");
    let (pool, product, policy) = (pda::pool(0), all[3].1, w.policy(&all[5].1));
    let owner = w.read::<Position>(&all[2].1).owner;
    let juror = w.read::<Escrow>(&all[8].1).owner;
    let (court, ballot, claim) = (w.court(), w.read::<Ballot>(&all[11].1), w.read::<Claim>(&all[12].1));
    let day = claim.event_day.get().to_le_bytes();
    let (vote, veto) = (w.read::<Vote>(&all[15].1), w.read::<Veto>(&all[16].1));
    let (number, listed) = (w.proposal(&all[14].1).number.to_le_bytes(), [ListingKind::Mint as u8]);
    let seeds: [Vec<&[u8]>; 20] = [
        vec![b"config"],
        vec![b"pool", &[0; 4]],
        vec![b"position", pool.as_ref(), owner.as_ref()],
        vec![b"product", pool.as_ref(), &[0; 4]],
        vec![b"watch", product.as_ref()],
        vec![b"policy", product.as_ref(), policy.buyer.as_ref(), &[0; 8]],
        vec![b"incident", product.as_ref(), &[0; 4]],
        vec![b"electorate"],
        vec![b"escrow", juror.as_ref()],
        vec![b"court", pool.as_ref()],
        vec![b"case", all[12].1.as_ref(), &[0; 4]],
        vec![b"ballot", all[10].1.as_ref(), &[0], ballot.juror.as_ref()],
        vec![b"claim", claim.policy.as_ref(), &day],
        vec![b"dao"],
        vec![b"proposal", &number],
        vec![b"vote", vote.proposal.as_ref(), vote.voter.as_ref()],
        vec![b"veto", &veto.hash],
        vec![b"listing", &listed, w.mint.as_ref()],
        vec![b"purse", w.mint.as_ref()],
        vec![b"rewards", pool.as_ref()],
    ];
    for (((name, address), table), seeds) in all.iter().zip(&tables).zip(&seeds) {
        let account = w
            .svm
            .get_account(address)
            .unwrap_or_else(|| panic!("{name} is not at the client's address"));
        assert_eq!((*name, account.owner, account.data.len()), (table.name, breakwater::ID, table.size));
        assert_eq!(Some(&account.data[..8]), table.discriminator, "{name}");
        let (canonical, bump) = Address::find_program_address(seeds, &breakwater::ID);
        // Version and bump open every account.
        assert_eq!((*address, account.data[8], account.data[9]), (canonical, 1, bump), "{name}");
        assert_eq!(
            account.lamports,
            w.svm.minimum_balance_for_rent_exemption(table.size),
            "{name}: rent exempt, and not more"
        );
    }
    assert_eq!(w.pool().vault, pda::vault(&pool));
    let (vault, bump) = Address::find_program_address(&[b"vault", pool.as_ref()], &breakwater::ID);
    assert_eq!((w.pool().vault, w.pool().vault_bump), (vault, bump));
    let (vault, bump) = Address::find_program_address(&[b"vault", all[9].1.as_ref()], &breakwater::ID);
    assert_eq!((court.vault, court.vault_bump), (vault, bump));
    let (vault, bump) = Address::find_program_address(&[b"vault", all[19].1.as_ref()], &breakwater::ID);
    assert_eq!((w.rewards().vault, w.rewards().vault_bump), (vault, bump));
    let (vault, bump) = Address::find_program_address(&[b"vault", all[13].1.as_ref()], &breakwater::ID);
    assert_eq!((w.dao().vault, w.dao().vault_bump), (vault, bump));
    // Numbers are little-endian in seeds.
    assert_eq!(
        pda::proposal(258),
        Address::find_program_address(&[b"proposal", &[2, 1, 0, 0, 0, 0, 0, 0]], &breakwater::ID).0
    );
    assert_eq!(
        (pda::case(&pool, 258), pda::claim(&pool, 258)),
        (
            Address::find_program_address(&[b"case", pool.as_ref(), &[2, 1, 0, 0]], &breakwater::ID).0,
            Address::find_program_address(&[b"claim", pool.as_ref(), &[2, 1, 0, 0]], &breakwater::ID).0
        )
    );
    assert_eq!(
        pda::pool(258),
        Address::find_program_address(&[b"pool", &[2, 1, 0, 0]], &breakwater::ID).0
    );
}

#[test]
fn inv21_padding_and_reserved_bytes_stay_zero() {
    let (w, all) = everything();
    let mut seen = 0;
    for ((name, address), table) in all.iter().zip(accounts()) {
        let data = w.svm.get_account(address).expect("an account").data;
        for (path, offset, size) in leaves(&table, 0, "") {
            let last = path.rsplit('.').next().expect("a name");
            if last.starts_with("_pad") || last == "reserved" {
                seen += 1;
                assert!(data[offset..offset + size].iter().all(|b| *b == 0), "{name}.{path}");
            }
        }
    }
    assert!(seen > 100, "{seen} such fields");
}

#[test]
fn a_decoder_that_follows_the_snapshot_reads_what_the_program_wrote() {
    let (w, all) = everything();
    let field = |account: usize, name: &str| -> Vec<u8> {
        let (path, offset, size) = leaves(&accounts()[account], 0, "")
            .into_iter()
            .find(|(path, ..)| path == name)
            .expect("a field");
        let data = w.svm.get_account(&all[account].1).expect("an account").data;
        assert!(!path.is_empty());
        data[offset..offset + size].to_vec()
    };
    assert_eq!(field(0, "revenue_mint"), w.mint.as_ref());
    assert_eq!(field(1, "tranches[1].shares"), (100_000 * u128::from(USDC) * 1_000).to_le_bytes());
    assert_eq!(field(1, "notice_days"), [7]);
    assert_eq!(field(2, "tranches[1].shares"), (100_000 * u128::from(USDC) * 1_000).to_le_bytes());
    assert_eq!(field(3, "terms.max_days"), 365u16.to_le_bytes());
    assert_eq!(field(3, "marks[0].open"), [1]);
    assert_eq!(field(4, "terms.sources[1].min_samples"), [3]);
    assert_eq!(field(5, "cover"), (50_000 * USDC).to_le_bytes());
    assert_eq!(field(6, "ladder[0].state"), [StepState::Final as u8]);
    let locked = courts::JURORS as u64 * courts::STAKE * courts::TOKEN + 1_000;
    assert_eq!(field(7, "locked"), locked.to_le_bytes());
    assert_eq!(field(8, "unlocking"), 234u64.to_le_bytes());
    assert_eq!(field(8, "at_risk"), [0; 8]);
    assert_eq!(field(9, "declare_least"), (1_000 * courts::TOKEN).to_le_bytes());
    assert_eq!(field(9, "cases"), 1u64.to_le_bytes());
    let weight = (courts::STAKE * courts::TOKEN).to_le_bytes();
    assert_eq!(field(10, "rounds[0].committed"), weight);
    assert_eq!(field(10, "base"), (1_000 * USDC).to_le_bytes());
    assert_eq!(field(11, "weight"), weight);
    assert_eq!(field(11, "choice"), [255]);
    assert_eq!(field(12, "requested"), (1_000 * USDC).to_le_bytes());
    assert_eq!(field(12, "event_day"), (w.today() - 2).to_le_bytes());
    assert_eq!(field(19, "funded"), 5_678u64.to_le_bytes());
    assert_eq!(field(13, "proposals"), w.dao().proposals.get().to_le_bytes());
    assert_eq!(field(13, "open"), w.dao().open.get().to_le_bytes());
    assert_eq!(field(14, "no"), weight);
    assert_eq!(field(14, "voters"), 1u32.to_le_bytes());
    assert_eq!(field(14, "action")[..6], [9, 3, 0, 4, 0, 0]);
    assert_eq!(field(15, "choice"), [1]);
    assert_eq!(field(15, "weight"), weight);
    assert_eq!(field(16, "at"), w.now().to_le_bytes());
    assert_eq!(field(17, "id"), w.mint.as_ref());
}

/// An action on the wire.
fn bytes_of(action: &Action) -> Vec<u8> {
    anchor_lang::wincode::config::serialize(action, anchor_lang::BORSH_CONFIG).expect("its bytes")
}

#[test]
fn inv21_the_client_decodes_a_proposal_of_every_action_and_its_fields_lie_where_the_table_says() {
    let (w, all) = everything();
    let (table, address) = (&accounts()[14], all[14].1);
    let data = w.svm.get_account(&address).expect("a proposal").data;
    let whole = decode::proposal(&data).expect("a proposal");
    for (tag, (name, action)) in actions().into_iter().enumerate() {
        let bytes = bytes_of(&action);
        assert_eq!(usize::from(bytes[0]), tag, "{name}: its tag is its place");
        assert!(bytes.len() <= ACTION_BYTES, "{name} has {} bytes", bytes.len());
        assert_eq!(action.hash().expect("a hash"), anchor_lang::prelude::sha256(&bytes), "{name}");
        let mut data = data.clone();
        let from = table.size - ACTION_BYTES;
        data[from..].fill(0);
        data[from..from + bytes.len()].copy_from_slice(&bytes);
        let decoded = decode::proposal(&data).expect("a proposal");
        assert_eq!(bytes_of(&decoded.action), bytes, "{name}");
        assert_eq!((decoded.number, decoded.hash), (whole.number, whole.hash));
    }
    // An action that nobody knows is no action, another type and another length no proposal.
    let mut unknown = data.clone();
    unknown[table.size - ACTION_BYTES] = u8::try_from(actions().len()).expect("few");
    assert_eq!(decode::proposal(&unknown).err(), Some(decode::DecodeError::Action));
    let mut other = data.clone();
    other[0] ^= 1;
    assert!(matches!(
        decode::proposal(&other).err(),
        Some(decode::DecodeError::Discriminator { .. })
    ));
    for cut in [0, 7, data.len() - 1] {
        assert!(matches!(
            decode::proposal(&data[..cut]).err(),
            Some(decode::DecodeError::Size { .. })
        ));
    }
    // Each field moves alone with its bytes.
    let field = |p: &Proposal| {
        let mut bytes = vec![p.version, p.bump, p.state as u8, p.by_bootstrap.into(), p.bond_back.into()];
        bytes.extend(p.number.to_le_bytes());
        bytes.extend(p.proposer.as_ref());
        bytes.extend(p.bond.to_le_bytes());
        bytes.extend([p.opened_at, p.vote_until].map(i64::to_le_bytes).concat());
        bytes.extend(p.delay.to_le_bytes());
        bytes.extend([p.eta, p.dead_at].map(i64::to_le_bytes).concat());
        bytes.extend([p.quorum, p.cap, p.yes, p.no, p.abstain].map(u64::to_le_bytes).concat());
        bytes.extend([p.voters, p.open_votes, p.revision].map(u32::to_le_bytes).concat());
        bytes.extend(p.hash);
        bytes.extend(bytes_of(&p.action));
        bytes
    };
    let bytes = field(&whole);
    assert_eq!(data[8..8 + bytes.len()], bytes);
    assert!(data[8 + bytes.len()..].iter().all(|byte| *byte == 0), "nothing behind the action");
}

#[test]
fn instructions_and_events_have_discriminators_of_their_own() {
    use breakwater::{events::*, instruction::*};
    #[rustfmt::skip]
    let instructions = [
        Observe::DISCRIMINATOR, BuyPolicy::DISCRIMINATOR, SettlePolicy::DISCRIMINATOR, Deposit::DISCRIMINATOR, OpenPosition::DISCRIMINATOR,
        ClosePosition::DISCRIMINATOR, RequestWithdrawal::DISCRIMINATOR, ExecuteWithdrawal::DISCRIMINATOR, Withdraw::DISCRIMINATOR,
        CancelWithdrawal::DISCRIMINATOR, PayOwed::DISCRIMINATOR, ClosePolicy::DISCRIMINATOR, Trigger::DISCRIMINATOR, Raise::DISCRIMINATOR,
        FinaliseStep::DISCRIMINATOR, SealIncident::DISCRIMINATOR, CloseIncident::DISCRIMINATOR, EndEpisode::DISCRIMINATOR,
        RollProduct::DISCRIMINATOR, SweepFees::DISCRIMINATOR, Initialise::DISCRIMINATOR, CreatePool::DISCRIMINATOR, DraftProduct::DISCRIMINATOR,
        AddSource::DISCRIMINATOR, SealProduct::DISCRIMINATOR, SetLimits::DISCRIMINATOR, RetireProduct::DISCRIMINATOR,
        CloseProduct::DISCRIMINATOR, ClosePool::DISCRIMINATOR, CreateElectorate::DISCRIMINATOR, OpenEscrow::DISCRIMINATOR, Lock::DISCRIMINATOR,
        RequestUnlock::DISCRIMINATOR, Unlock::DISCRIMINATOR, CloseEscrow::DISCRIMINATOR, OpenPurse::DISCRIMINATOR, ClosePurse::DISCRIMINATOR, FundPurse::DISCRIMINATOR,
        GatherDonations::DISCRIMINATOR, OpenRevenue::DISCRIMINATOR, ClaimRevenue::DISCRIMINATOR, CreateCourt::DISCRIMINATOR, SetCourt::DISCRIMINATOR,
        CloseCourt::DISCRIMINATOR, CommitBallot::DISCRIMINATOR, RevealBallot::DISCRIMINATOR, SettleBallot::DISCRIMINATOR,
        PayJuror::DISCRIMINATOR, AdvanceCase::DISCRIMINATOR, AppealCase::DISCRIMINATOR, SubmitEvidence::DISCRIMINATOR,
        RefundBond::DISCRIMINATOR, CloseCase::DISCRIMINATOR, FileClaim::DISCRIMINATOR, RefileClaim::DISCRIMINATOR, WithdrawClaim::DISCRIMINATOR,
        ConcludeClaim::DISCRIMINATOR, PayClaim::DISCRIMINATOR, GiveUpClaim::DISCRIMINATOR, RecoverClaim::DISCRIMINATOR,
        CloseClaim::DISCRIMINATOR, DeclareIncident::DISCRIMINATOR, ConcludeDeclared::DISCRIMINATOR, DisputeStep::DISCRIMINATOR,
        ConcludeDispute::DISCRIMINATOR, UpgradeProgram::DISCRIMINATOR, GiveUpUpgrades::DISCRIMINATOR,
        OpenRewards::DISCRIMINATOR, ClaimRewards::DISCRIMINATOR, CloseRewards::DISCRIMINATOR,
        EmitRewards::DISCRIMINATOR, Spend::DISCRIMINATOR, Propose::DISCRIMINATOR, QueueAction::DISCRIMINATOR, CastVote::DISCRIMINATOR, CountVotes::DISCRIMINATOR,
        CloseVote::DISCRIMINATOR, CloseProposal::DISCRIMINATOR, CancelProposal::DISCRIMINATOR, CloseVeto::DISCRIMINATOR, Pause::DISCRIMINATOR,
        LiftPause::DISCRIMINATOR, AcceptBootstrap::DISCRIMINATOR, SetParameters::DISCRIMINATOR, List::DISCRIMINATOR, Delist::DISCRIMINATOR,
        RetirePool::DISCRIMINATOR,
    ];
    #[rustfmt::skip]
    let events = [
        Initialised::DISCRIMINATOR, PoolCreated::DISCRIMINATOR, PositionOpened::DISCRIMINATOR, PositionClosed::DISCRIMINATOR,
        CapitalDeposited::DISCRIMINATOR, WithdrawalRequested::DISCRIMINATOR, WithdrawalCancelled::DISCRIMINATOR,
        CapitalWithdrawn::DISCRIMINATOR, FeesSwept::DISCRIMINATOR, ProductDrafted::DISCRIMINATOR, SourceAdded::DISCRIMINATOR,
        ProductSealed::DISCRIMINATOR, LimitsSet::DISCRIMINATOR, ProductRetired::DISCRIMINATOR, ProductClosed::DISCRIMINATOR,
        PolicyBought::DISCRIMINATOR, PolicyClosed::DISCRIMINATOR, Observed::DISCRIMINATOR, WindowClosed::DISCRIMINATOR,
        BreachStarted::DISCRIMINATOR, BreachEnded::DISCRIMINATOR, IncidentTriggered::DISCRIMINATOR, IncidentRaised::DISCRIMINATOR,
        StepFinal::DISCRIMINATOR, IncidentSealed::DISCRIMINATOR, PolicySettled::DISCRIMINATOR, PolicyPaid::DISCRIMINATOR,
        IncidentClosed::DISCRIMINATOR, PoolClosed::DISCRIMINATOR, ElectorateCreated::DISCRIMINATOR, EscrowOpened::DISCRIMINATOR,
        TokensLocked::DISCRIMINATOR, UnlockRequested::DISCRIMINATOR, TokensUnlocked::DISCRIMINATOR, EscrowClosed::DISCRIMINATOR,
        PurseOpened::DISCRIMINATOR, PurseClosed::DISCRIMINATOR, PurseFunded::DISCRIMINATOR, DonationsGathered::DISCRIMINATOR,
        RevenueOpened::DISCRIMINATOR, RevenueClaimed::DISCRIMINATOR,
        CourtCreated::DISCRIMINATOR, CourtSet::DISCRIMINATOR, CourtClosed::DISCRIMINATOR, ClaimFiled::DISCRIMINATOR,
        ClaimWithdrawn::DISCRIMINATOR, ClaimConcluded::DISCRIMINATOR, ClaimExpired::DISCRIMINATOR, ClaimRecovered::DISCRIMINATOR,
        ClaimClosed::DISCRIMINATOR, IncidentDeclared::DISCRIMINATOR, DeclaredConcluded::DISCRIMINATOR, StepDisputed::DISCRIMINATOR,
        DisputeConcluded::DISCRIMINATOR, EvidenceSubmitted::DISCRIMINATOR, BallotCommitted::DISCRIMINATOR, BallotRevealed::DISCRIMINATOR,
        BallotSettled::DISCRIMINATOR, FeePaid::DISCRIMINATOR, CaseAdvanced::DISCRIMINATOR, CaseAppealed::DISCRIMINATOR,
        BondRefunded::DISCRIMINATOR, CaseClosed::DISCRIMINATOR, ProgramUpgraded::DISCRIMINATOR, UpgradesGivenUp::DISCRIMINATOR,
        Proposed::DISCRIMINATOR, ActionQueued::DISCRIMINATOR, VoteCast::DISCRIMINATOR, VoteClosed::DISCRIMINATOR, VotesCounted::DISCRIMINATOR,
        ActionExecuted::DISCRIMINATOR, ProposalCancelled::DISCRIMINATOR, ProposalClosed::DISCRIMINATOR, VetoClosed::DISCRIMINATOR,
        BootstrapAccepted::DISCRIMINATOR, BusinessPaused::DISCRIMINATOR, PauseLifted::DISCRIMINATOR, Listed::DISCRIMINATOR,
        Delisted::DISCRIMINATOR, PoolRetired::DISCRIMINATOR, TreasurySpent::DISCRIMINATOR, RewardsEmitted::DISCRIMINATOR,
        RewardsOpened::DISCRIMINATOR, RewardsClaimed::DISCRIMINATOR,
        RewardsClosed::DISCRIMINATOR,
    ];
    let all: BTreeSet<_> = instructions.iter().chain(&events).collect();
    assert_eq!(all.len(), instructions.len() + events.len());
    assert!(all.iter().all(|tag| tag.len() == 8));
}

/// Generated clients make a constant of each name.
#[test]
fn every_error_has_a_code_and_a_name_of_its_own() {
    let mut seen = std::collections::BTreeMap::new();
    for (code, name) in breakwater_client::error::all() {
        let bare = name.rsplit("::").next().expect("a name");
        assert_eq!(seen.insert(bare, code), None, "{bare} names two errors");
        assert_eq!(breakwater_client::error::name(code), Some(name), "{code} has two names");
    }
    assert!(seen.len() > 100, "only {} errors were looked at", seen.len());
}
