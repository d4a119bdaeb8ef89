//! Every field of every account, with where it lies.

use {
    anchor_lang::Discriminator,
    breakwater::state::*,
    breakwater_testkit::{Address, DepegSpec, PoolSpec, courts::court_args},
    bytemuck::Zeroable,
    core::mem::{offset_of, size_of, size_of_val},
};

/// One field. `of`: the table of its elements, when it is a struct or an array of structs.
pub struct Field {
    pub name: &'static str,
    pub offset: usize,
    pub size: usize,
    pub of: Option<&'static str>,
}

/// One account or one struct within accounts. Offsets of an account count its discriminator.
pub struct Table {
    pub name: &'static str,
    pub size: usize,
    pub discriminator: Option<&'static [u8]>,
    pub fields: Vec<Field>,
}

macro_rules! fields {
    ($type:ident, $from:expr, [$($field:ident $(: $of:ident)?),* $(,)?]) => {{
        let zeroed = Box::new(<$type as Zeroable>::zeroed());
        vec![$(Field {
            name: stringify!($field),
            offset: $from + offset_of!($type, $field),
            size: size_of_val(&zeroed.$field),
            of: [$(stringify!($of),)?].first().copied(),
        }),*]
    }};
}

macro_rules! account {
    ($type:ident $fields:tt) => {
        Table {
            name: stringify!($type),
            size: 8 + size_of::<$type>(),
            discriminator: Some($type::DISCRIMINATOR),
            fields: fields!($type, 8, $fields),
        }
    };
}

macro_rules! part {
    ($type:ident $fields:tt) => {
        Table {
            name: stringify!($type),
            size: size_of::<$type>(),
            discriminator: None,
            fields: fields!($type, 0, $fields),
        }
    };
}

/// The accounts.
pub fn accounts() -> Vec<Table> {
    vec![
        account!(Config [
            version, bump, fee_bps, pool_count, revenue_bps, pause_run, handed_over, _pad, bootstrap, pending_bootstrap, guardian, governance_mint, revenue_mint,
            paused_until, pauses, initialised_at, acted_at, discounts: DiscountTier, voting: Voting, revisions, rested_from, _pad2, reserved,
        ]),
        account!(Pool [
            version, bump, vault_bump, decimals, id, mint, vault, rent_payer, recognised_at, tranches: Tranche, reserve, payable, fees_owed,
            provisional, ended_at_stake, active_cover, shortfall, unearned, stream, stream_ends, junior_split, split_carry, junior_weight,
            min_deposit, reserve_bps, margin_bps, correlation_bps, junior_floor_bps, notice_days, retired, _pad, groups: Group, cover_slots: CoverSlot, product_count,
            open_products, open_positions, premium_total, cover_total, loss_total, paid_total, recovered_total, listed_products,
            claims_filed, claims_accepted, claims_denied, reward_rate, reward_until, rewards_assigned, revision, reserved,
        ]),
        account!(Position [version, bump, _pad, pool, owner, tranches: PositionTranche, reserved]),
        account!(Product [
            version, bump, status, group, id, pool, rent_payer, terms: ProductTerms, terms_hash, limits: Limits, auditor, audit_hash,
            audit_day, _pad, loading, loading_at, rolled_day, _pad2, active, waiting, counted: Counted, ended_at_stake, provisional, starts, ends,
            latest_ends, in_force_until, _pad3, episode_count,
            incident_count, open_incidents, open_policies, episodes: Episode, marks: IncidentMark, premium_total, cover_total, paid_total,
            policies_sold, claims_filed, claims_accepted, claims_denied, loss_total, payments, payment_seconds, in_grace, open_claims,
            declarations: Declarations, claimed, drafted_at, revision, reserved,
        ]),
        account!(Watch [
            version, bump, state, _pad, product, pool, terms: ParametricTerms, observed_at, price, lowest, width_bps, sources_read, _pad2, orders, episode,
            recoveries, _pad3, first_breach, last_breach, last_recovery, closed_windows, window_count, _pad4, window_start, window_last,
            window_priced_at, window_price, window_weighted, days: DayDeepest, holes: Hole, hole_count, _pad5, observations, breaches, reserved,
        ]),
        account!(Policy [
            version, bump, _pad, next_incident, product, holder, buyer, insured, id, cover, paid, owed, premium, stream, start_day, end_day,
            sold_at, incident, incident_paid, entry_prices, counted_by, stream_until, claims, claim_open, bonus_owed, reserved,
        ]),
        account!(Incident [
            version, bump, step_count, decided, sealed, last_used, cut, top_up, number, episode, product, rent_payer, first_breach, opened_at,
            sealed_at, cover, waiting, largest, final_ratio, provisional, funded, paid, passed, shortfall, counted, actual, policies_passed, recovering, _pad2, ladder: Step,
            taken: Taken, recovered, collect_until, bonus, void_until, deductible_bps, declared, cases, case_open, _pad3, reopened_at, reserved,
        ]),
        account!(Electorate [
            version, bump, vault_bump, _pad, rolled_day, escrows, _pad2, mint, vault, rent_payer, locked, unlocking, aged, ageing, totals,
            slashed, rewarded, revenue_mint, revenue_rent_payer, revenue_per_token, revenue_rate, revenue_until, revenue_at, revenue_waits,
            revenue_held, reserved,
        ]),
        account!(Escrow [version, bump, open_ballots, open_votes, rolled_day, owner, locked, unlocking, unlock_at, old, since, at_risk, revenue_paid, revenue_due, reserved]),
        account!(Court [
            version, bump, vault_bump, _pad, open_cases, pool, mint, vault, rent_payer, token_value, fee, min_bond, declare_least, evidence,
            commit, reveal, appeal, held, left, cases, value_set_at, revision, _pad2, reserved,
        ]),
        account!(Case [
            version, bump, about, phase, round, double, large, ruling, number, open_ballots, subject, product, pool, court, claimant,
            appellant, evidence_hash, evidence_uri, share, base, deductible, limit, fee, token_value, evidence, commit, reveal, appeal, bond,
            bond_back, bond_rest, appeal_price, appeal_back, fees, fees_given, slashed, rewarded, coherent, opened_at, appeal_until, ended_at,
            rounds: Round, step, _pad, reserved,
        ]),
        account!(Ballot [
            version, bump, round, choice, settled, _pad, case, juror, court, commitment, weight, fee_owed, capital, reserved,
        ]),
        account!(Claim [
            version, bump, state, filings, event_day, policy, product, rent_payer, requested, payout, shortfall, filed_at, refile_until,
            decided_at, reserved,
        ]),
        account!(Dao [version, bump, vault_bump, _pad, open, proposals, mint, vault, rent_payer, bonds, kept, reserved]),
        proposal(),
        account!(Vote [version, bump, choice, _pad, proposal, voter, weight, at]),
        account!(Veto [version, bump, _pad, hash, rent_payer, at]),
        account!(Listing [version, bump, kind, _pad, id, queue, feed_hash, rent_payer, listed_at, reserved]),
        account!(Purse [
            version, bump, vault_bump, _pad, mint, vault, rent_payer, held, recent, recent_at, taken_in, spent_total, reserved,
        ]),
        account!(Rewards [version, bump, vault_bump, _pad, pool, mint, vault, rent_payer, funded, claimed, reserved]),
    ]
}

/// A proposal is Borsh: its fields follow one another without gaps, numbers little-endian, and the action, whose length is its own, comes last.
fn proposal() -> Table {
    macro_rules! borsh {
        ($($field:ident: $type:ty),* $(,)?) => {{
            // That each field is of this type.
            let _ = |p: &Proposal| { $(let _: &$type = &p.$field;)* };
            let mut at = 8;
            let mut fields = vec![$({
                let field = Field { name: stringify!($field), offset: at, size: size_of::<$type>(), of: None };
                at += field.size;
                field
            }),*];
            fields.push(Field { name: "action", offset: at, size: PROPOSAL_BYTES - at, of: None });
            fields
        }};
    }
    Table {
        name: "Proposal",
        size: PROPOSAL_BYTES,
        discriminator: Some(Proposal::DISCRIMINATOR),
        fields: borsh! {
            version: u8, bump: u8, state: ProposalState, by_bootstrap: bool, bond_back: bool, number: u64, proposer: Address, bond: u64,
            opened_at: i64, vote_until: i64, delay: u32, eta: i64, dead_at: i64, quorum: u64, cap: u64, yes: u64, no: u64, abstain: u64,
            voters: u32, open_votes: u32, revision: u32, hash: [u8; 32],
        },
    }
}

/// One action of each kind, by name, in the order of their tags.
pub fn actions() -> Vec<(&'static str, Action)> {
    let (address, hash) = (Address::default(), [0; 32]);
    let limits = DepegSpec::default().limits;
    let tiers = [DiscountArgs { least: 0, discount: 0 }; 4];
    macro_rules! named {
        ($($name:ident $({ $($field:ident $(: $value:expr)?),* $(,)? })?),* $(,)?) => {
            vec![$((stringify!($name), Action::$name $({ $($field $(: $value)?),* })?)),*]
        };
    }
    named![
        SealProduct {
            product: address,
            terms_hash: hash,
            group: 0,
            limits
        },
        RetireProduct { product: address },
        SetLimits { product: address, limits },
        AttestAudit {
            product: address,
            auditor: address,
            hash,
            day: 0
        },
        CreatePool {
            mint: address,
            parameters: PoolSpec::default().0
        },
        SetPool {
            pool: address,
            parameters: PoolSpec::default().0
        },
        RetirePool { pool: address },
        CreateCourt {
            pool: address,
            parameters: court_args()
        },
        SetCourt {
            court: address,
            parameters: court_args()
        },
        SetFees {
            fee_bps: 0,
            revenue_bps: 0
        },
        SetDiscounts { tiers },
        SetVoting { voting: VotingArgs::START },
        List {
            kind: ListingKind::Mint,
            id: address,
            queue: address,
            feed_hash: hash
        },
        Delist {
            kind: ListingKind::Mint,
            id: address
        },
        Spend {
            mint: address,
            to: address,
            amount: 0
        },
        Emit {
            pool: address,
            amount: 0,
            days: 0
        },
        NameGuardian { guardian: address },
        NameBootstrap { bootstrap: address },
        HandOver,
        TakeOver,
        Upgrade { hash },
        GiveUpUpgrades,
    ]
}

/// The structs within them.
pub fn parts() -> Vec<Table> {
    vec![
        part!(Tranche [
            capital, issued_for, shares, pending_shares, matured_shares, reward_per_share, closed_reward_per_share,
            reward_carry, closed_shares, recovery_per_share, generation, _pad,
            may_return, returning, returning_until, recovery_left, closed_for, returns_until, maturing,
        ]),
        part!(Group [exposure, exposure_if_lost, cap_bps]),
        part!(CoverSlot [active, if_lost]),
        part!(Counted [active, if_lost, exposure, exposure_if_lost, provisional, ended_at_stake]),
        part!(Taken [reserve, tranches: Part, older]),
        part!(Part [amount, generation]),
        part!(DiscountTier [least, discount]),
        part!(Voting [vote, delay, long_delay, quorum_bps, threshold_bps, bond_bps, spend_bps]),
        part!(PositionTranche [shares, pending, reward_debt, reward_due, recovery_debt, generation, matures_day, closed_shares, closed_generation, _pad]),
        part!(ProductTerms [
            kind, by_incident, waiting_days, grace_days, min_days, max_days, deductible_bps, exclusions, min_cover, max_cover,
            claim_window_days, _pad, wording_hash, wording_uri, chain, subject,
        ]),
        part!(Limits [cap, base, kink, at_kink, full, minimum, severity, audit_per_day, audit_most, experience, audit_days]),
        part!(Episode [number, state, triggered, _pad, first_breach, ended_at, cover, waiting, provisional, until, _pad2, later_from, later_cover]),
        part!(IncidentMark [first_breach, number, open, cut, denied, _pad, lowered]),
        part!(ParametricTerms [
            strike, attachment, exhaustion, largest, bounty, window, spacing, max_gap, min_count, guard_bps, sale_width_bps, binary, need,
            source_count, _pad, sources: Source,
        ]),
        part!(Source [kind, exponent, min_samples, _pad, max_age, interval_bps, _pad2, feed, queue, feed_hash]),
        part!(DayDeepest [start, price, episode, _pad]),
        part!(Hole [from, to]),
        part!(Step [window_start, price, ratio, rise, eligible, needed, funded, final_at, state, cut, heard, _pad, actual]),
        part!(Declarations [busy, accepted, day, open, _pad]),
        part!(Round [opened_at, commit_from, reveal_from, reveal_until, electorate, cap, committed, ballots, revealed, weights]),
    ]
}

/// Every elementary field of an account under its full name, with absolute offset and size.
pub fn leaves(table: &Table, at: usize, path: &str) -> Vec<(String, usize, usize)> {
    let mut out = vec![];
    for field in &table.fields {
        let (name, offset) = (format!("{path}{}", field.name), at + field.offset);
        let Some(part) = field
            .of
            .map(|of| parts().into_iter().find(|p| p.name == of).expect("a table of every part"))
        else {
            out.push((name, offset, field.size));
            continue;
        };
        let count = field.size / part.size;
        for n in 0..count {
            let path = if count == 1 { format!("{name}.") } else { format!("{name}[{n}].") };
            out.extend(leaves(&part, offset + n * part.size, &path));
        }
    }
    out
}
