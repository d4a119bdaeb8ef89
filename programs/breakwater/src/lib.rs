//! Breakwater: DeFi insurance. Underwriters stake stablecoins into pools, holders buy cover, oracles or jurors decide, the program pays.
//!
//! This file is the table of contents: one entry per instruction, in the file of that name under `instructions/`.
//! Accounts and their transitions lie in `state/`, oracle adapters in `oracle/`, what several instructions share in `ops/` (every token move in
//! `ops/tokens.rs`), every formula in the crate `breakwater-math`. `docs/rules.md` names the file of each rule, from waiting period to loss order.

use anchor_lang::prelude::*;

pub mod bounds;
pub mod constants;
pub mod errors;
pub mod events;
pub mod instructions;
pub(crate) mod ops;
pub mod oracle;
pub mod state;

use instructions::{claim::file, config::initialise, policy::buy, pool::shares_arg, product::terms_args, view};

declare_id!("BrkWtr1111111111111111111111111111111111111");

#[program]
pub mod breakwater {
    use super::*;

    // --- hot paths: dispatch is in source order

    /// Reads the sources of a product; in a breach, advances its window.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, OracleError.
    pub fn observe(ctx: &mut Context<instructions::incident::observe::Observe>) -> Result<()> {
        instructions::incident::observe::handler(ctx)
    }

    /// Buys cover for oneself or for another.
    ///
    /// ### Authority
    /// The buyer.
    /// ### Errors
    /// AccessError, PolicyError, ProductError, PoolError.
    pub fn buy_policy(ctx: &mut Context<instructions::policy::buy::BuyPolicy>, args: buy::BuyArgs) -> Result<()> {
        instructions::policy::buy::handler(ctx, args)
    }

    /// Pays one policy what an incident owes it.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, PolicyError, PoolError.
    pub fn settle_policy(ctx: &mut Context<instructions::incident::settle_policy::SettlePolicy>) -> Result<()> {
        instructions::incident::settle_policy::handler(ctx)
    }

    /// Puts capital into a tranche.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn deposit(
        ctx: &mut Context<instructions::pool::deposit::Deposit>,
        tranche: u8,
        amount: u64,
        min_shares: shares_arg::Shares,
    ) -> Result<()> {
        instructions::pool::deposit::handler(ctx, tranche, amount, min_shares)
    }

    /// Casts a ballot, its choice hidden.
    ///
    /// ### Authority
    /// The juror.
    /// ### Errors
    /// CaseError, EscrowError.
    pub fn commit_ballot(ctx: &mut Context<instructions::case::commit::CommitBallot>, commitment: [u8; 32]) -> Result<()> {
        instructions::case::commit::handler(ctx, commitment)
    }

    /// Reveals a ballot.
    ///
    /// ### Authority
    /// Anyone who knows choice and salt.
    /// ### Errors
    /// CaseError.
    pub fn reveal_ballot(ctx: &mut Context<instructions::case::reveal::RevealBallot>, choice: u8, salt: [u8; 32]) -> Result<()> {
        instructions::case::reveal::handler(ctx, choice, salt)
    }

    /// Settles a ballot by the final decision.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// CaseError, EscrowError, PoolError.
    pub fn settle_ballot(ctx: &mut Context<instructions::case::settle::SettleBallot>) -> Result<()> {
        instructions::case::settle::handler(ctx)
    }

    // --- underwriters

    /// Opens a position in a pool.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// PoolError.
    pub fn open_position(ctx: &mut Context<instructions::pool::open_position::OpenPosition>) -> Result<()> {
        instructions::pool::open_position::handler(ctx)
    }

    /// Closes an empty position.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn close_position(ctx: &mut Context<instructions::pool::close_position::ClosePosition>) -> Result<()> {
        instructions::pool::close_position::handler(ctx)
    }

    /// Gives notice on shares.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn request_withdrawal(
        ctx: &mut Context<instructions::pool::request_withdrawal::RequestWithdrawal>,
        tranche: u8,
        shares: shares_arg::Shares,
    ) -> Result<()> {
        instructions::pool::request_withdrawal::handler(ctx, tranche, shares)
    }

    /// Pays out a matured request as far as capital is free.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// PoolError.
    pub fn execute_withdrawal(ctx: &mut Context<instructions::pool::execute_withdrawal::ExecuteWithdrawal>, tranche: u8) -> Result<()> {
        instructions::pool::execute_withdrawal::handler(ctx, tranche)
    }

    /// Leaves with matured shares at the price that counts undecided losses as lost.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn withdraw(
        ctx: &mut Context<instructions::pool::withdraw::Withdraw>,
        tranche: u8,
        shares: shares_arg::Shares,
        min_assets: u64,
    ) -> Result<()> {
        instructions::pool::withdraw::handler(ctx, tranche, shares, min_assets)
    }

    /// Takes a request back at its cost.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn cancel_withdrawal(ctx: &mut Context<instructions::pool::cancel_withdrawal::CancelWithdrawal>, tranche: u8) -> Result<()> {
        instructions::pool::cancel_withdrawal::handler(ctx, tranche)
    }

    /// Pays an owner what was recovered for shares of the last closed generation.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn fetch_recovery(ctx: &mut Context<instructions::pool::fetch_recovery::FetchRecovery>, tranche: u8) -> Result<()> {
        instructions::pool::fetch_recovery::handler(ctx, tranche)
    }

    /// Opens the rewards of a pool with their vault.
    ///
    /// ### Authority
    /// Anyone, who pays the rent.
    /// ### Errors
    /// AccessError, EscrowError, PoolError.
    pub fn open_rewards(ctx: &mut Context<instructions::rewards::open::OpenRewards>) -> Result<()> {
        instructions::rewards::open::handler(ctx)
    }

    /// Pays an owner the governance tokens that one tranche of their position has earned.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// PoolError, RewardError.
    pub fn claim_rewards(ctx: &mut Context<instructions::rewards::claim::ClaimRewards>, tranche: u8) -> Result<()> {
        instructions::rewards::claim::handler(ctx, tranche)
    }

    /// Closes the rewards of a pool without positions; what is left goes to the treasury.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, PoolError, RewardError.
    pub fn close_rewards(ctx: &mut Context<instructions::rewards::close::CloseRewards>) -> Result<()> {
        instructions::rewards::close::handler(ctx)
    }

    // --- policyholders

    /// Extends a policy from its end, at today's price.
    ///
    /// ### Authority
    /// Anyone, who pays.
    /// ### Errors
    /// AccessError, PolicyError, ProductError, PoolError.
    pub fn extend_policy(ctx: &mut Context<instructions::policy::extend::ExtendPolicy>, days: u16, max_premium: u64) -> Result<()> {
        instructions::policy::extend::handler(ctx, days, max_premium)
    }

    /// Cancels a policy for a part of its premium.
    ///
    /// ### Authority
    /// The holder.
    /// ### Errors
    /// AccessError, PolicyError, PoolError.
    pub fn cancel_policy(ctx: &mut Context<instructions::policy::cancel::CancelPolicy>, min_refund: u64) -> Result<()> {
        instructions::policy::cancel::handler(ctx, min_refund)
    }

    /// Gives a policy to another holder.
    ///
    /// ### Authority
    /// The holder.
    /// ### Errors
    /// PolicyError.
    pub fn transfer_policy(ctx: &mut Context<instructions::policy::transfer::TransferPolicy>, to: Address) -> Result<()> {
        instructions::policy::transfer::handler(ctx, to)
    }

    /// Delivers what a policy is owed.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// PolicyError, PoolError.
    pub fn pay_owed(ctx: &mut Context<instructions::policy::pay_owed::PayOwed>) -> Result<()> {
        instructions::policy::pay_owed::handler(ctx)
    }

    /// Closes a policy that is over.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, PolicyError.
    pub fn close_policy(ctx: &mut Context<instructions::policy::close::ClosePolicy>) -> Result<()> {
        instructions::policy::close::handler(ctx)
    }

    // --- keepers

    /// Opens an incident from a closed window.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, PoolError, ProductError.
    pub fn trigger(ctx: &mut Context<instructions::incident::trigger::TriggerIncident>, episode: u32) -> Result<()> {
        instructions::incident::trigger::handler(ctx, episode)
    }

    /// Adds a step to an incident.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, PoolError, ProductError.
    pub fn raise(ctx: &mut Context<instructions::incident::raise::RaiseIncident>) -> Result<()> {
        instructions::incident::raise::handler(ctx)
    }

    /// Makes the next step final and reserves its money.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, PoolError.
    pub fn finalise_step(ctx: &mut Context<instructions::incident::finalise_step::FinaliseStep>) -> Result<()> {
        instructions::incident::finalise_step::handler(ctx)
    }

    /// Seals an incident to which nothing can come.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, PoolError.
    pub fn seal_incident(ctx: &mut Context<instructions::incident::seal::SealIncident>) -> Result<()> {
        instructions::incident::seal::handler(ctx)
    }

    /// Closes a sealed incident; what is left streams back.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, IncidentError, PoolError.
    pub fn close_incident(ctx: &mut Context<instructions::incident::close::CloseIncident>) -> Result<()> {
        instructions::incident::close::handler(ctx)
    }

    /// Lets a settled incident that cut its policies wait for recoveries.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, PoolError.
    pub fn release_incident(ctx: &mut Context<instructions::incident::release::ReleaseIncident>) -> Result<()> {
        instructions::incident::release::handler(ctx)
    }

    /// Frees what a breach can no longer cost.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, PoolError, ProductError.
    pub fn recount(ctx: &mut Context<instructions::incident::recount::Recount>, episode: u32) -> Result<()> {
        instructions::incident::recount::handler(ctx, episode)
    }

    /// Ends a breach that is over; later releases it.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, PoolError, ProductError.
    pub fn end_episode(ctx: &mut Context<instructions::incident::end_episode::EndEpisode>, episode: u32) -> Result<()> {
        instructions::incident::end_episode::handler(ctx, episode)
    }

    /// Counts the midnights that have passed on a product.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// PoolError, ProductError.
    pub fn roll_product(ctx: &mut Context<instructions::product::roll::RollProduct>) -> Result<()> {
        instructions::product::roll::handler(ctx)
    }

    /// Pays a recovery in: for the pool (0), an incident (1), the closed generation of junior (2) or senior (3).
    ///
    /// ### Authority
    /// Anyone, who pays.
    /// ### Errors
    /// IncidentError, PoolError.
    pub fn recover(ctx: &mut Context<instructions::pool::recover::Recover>, subject: u8, amount: u64) -> Result<()> {
        instructions::pool::recover::handler(ctx, subject, amount)
    }

    /// Moves owed fees to the treasury and, in part, to escrows.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// PoolError.
    pub fn sweep_fees(ctx: &mut Context<instructions::pool::sweep_fees::SweepFees>) -> Result<()> {
        instructions::pool::sweep_fees::handler(ctx)
    }

    // --- jurors

    /// Opens an escrow for governance tokens.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// EscrowError.
    pub fn open_escrow(ctx: &mut Context<instructions::jury::open_escrow::OpenEscrow>) -> Result<()> {
        instructions::jury::open_escrow::handler(ctx)
    }

    /// Locks governance tokens; they weigh after a week.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, EscrowError, PoolError.
    pub fn lock(ctx: &mut Context<instructions::jury::lock::LockTokens>, amount: u64) -> Result<()> {
        instructions::jury::lock::handler(ctx, amount)
    }

    /// Gives notice on locked tokens, which weigh nothing from then on.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, EscrowError, PoolError.
    pub fn request_unlock(ctx: &mut Context<instructions::jury::request_unlock::RequestUnlock>, amount: u64) -> Result<()> {
        instructions::jury::request_unlock::handler(ctx, amount)
    }

    /// Takes the tokens whose notice is over.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, EscrowError, PoolError.
    pub fn unlock(ctx: &mut Context<instructions::jury::unlock::UnlockTokens>) -> Result<()> {
        instructions::jury::unlock::handler(ctx)
    }

    /// Closes an empty escrow.
    ///
    /// ### Authority
    /// The owner.
    /// ### Errors
    /// AccessError, EscrowError.
    pub fn close_escrow(ctx: &mut Context<instructions::jury::close_escrow::CloseEscrow>) -> Result<()> {
        instructions::jury::close_escrow::handler(ctx)
    }

    // --- the treasury, and the escrows' share of fees

    /// Pays an escrow's owner what is due of the share of fees.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// TreasuryError, PoolError.
    pub fn claim_revenue(ctx: &mut Context<instructions::treasury::claim_revenue::ClaimRevenue>) -> Result<()> {
        instructions::treasury::claim_revenue::handler(ctx)
    }

    /// Creates the vault of the escrows' share of fees, once.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// TreasuryError, PoolError.
    pub fn open_revenue(ctx: &mut Context<instructions::treasury::open_revenue::OpenRevenue>) -> Result<()> {
        instructions::treasury::open_revenue::handler(ctx)
    }

    /// Opens the treasury's purse of one mint.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// PoolError.
    pub fn open_purse(ctx: &mut Context<instructions::treasury::open_purse::OpenPurse>) -> Result<()> {
        instructions::treasury::open_purse::handler(ctx)
    }

    /// Pays money into a purse.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// TreasuryError, PoolError.
    pub fn fund_purse(ctx: &mut Context<instructions::treasury::fund_purse::FundPurse>, amount: u64) -> Result<()> {
        instructions::treasury::fund_purse::handler(ctx, amount)
    }

    /// Counts what was given to a purse's vault.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// TreasuryError.
    pub fn gather_donations(ctx: &mut Context<instructions::treasury::gather_donations::GatherDonations>) -> Result<()> {
        instructions::treasury::gather_donations::handler(ctx)
    }

    /// Closes an empty purse; its rent goes to who paid it.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// TreasuryError, AccessError.
    pub fn close_purse(ctx: &mut Context<instructions::treasury::close_purse::ClosePurse>) -> Result<()> {
        instructions::treasury::close_purse::handler(ctx)
    }

    // --- readers: simulated, for their return data

    /// Capital, required capital, free capital and figures of a pool.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// PoolError.
    pub fn pool_summary(ctx: &mut Context<instructions::view::pool_summary::ReadPool>) -> Result<view::pool_summary::PoolSummary> {
        instructions::view::pool_summary::handler(ctx)
    }

    /// Cover, price today and figures of a product.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// PoolError, ProductError.
    pub fn product_summary(
        ctx: &mut Context<instructions::view::product_summary::ReadProduct>,
    ) -> Result<view::product_summary::ProductSummary> {
        instructions::view::product_summary::handler(ctx)
    }

    // --- claims, declared incidents, disputes

    /// Files a claim for an event of one day.
    ///
    /// ### Authority
    /// The holder.
    /// ### Errors
    /// ClaimError, PolicyError, PoolError, CaseError.
    pub fn file_claim(ctx: &mut Context<instructions::claim::file::FileClaim>, args: file::ClaimArgs) -> Result<()> {
        instructions::claim::file::handler(ctx, args)
    }

    /// Files a claim again that was denied or drawn, for a double bond.
    ///
    /// ### Authority
    /// The holder.
    /// ### Errors
    /// ClaimError, PolicyError, PoolError, CaseError.
    pub fn refile_claim(
        ctx: &mut Context<instructions::claim::refile::RefileClaim>,
        amount: u64,
        evidence: state::EvidenceArgs,
    ) -> Result<()> {
        instructions::claim::refile::handler(ctx, amount, evidence)
    }

    /// Takes a claim back before anybody can have voted.
    ///
    /// ### Authority
    /// The holder.
    /// ### Errors
    /// ClaimError, CaseError.
    pub fn withdraw_claim(ctx: &mut Context<instructions::claim::withdraw::WithdrawClaim>) -> Result<()> {
        instructions::claim::withdraw::handler(ctx)
    }

    /// Makes the final decision about a claim the pool's and the policy's.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// ClaimError, CaseError, PolicyError, PoolError.
    pub fn conclude_claim(ctx: &mut Context<instructions::claim::conclude::ConcludeClaim>) -> Result<()> {
        instructions::claim::conclude::handler(ctx)
    }

    /// Delivers what an accepted claim owes to the holder.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// ClaimError, PolicyError, PoolError.
    pub fn pay_claim(ctx: &mut Context<instructions::claim::pay::PayClaim>) -> Result<()> {
        instructions::claim::pay::handler(ctx)
    }

    /// Ends a refused claim that is not filed again.
    ///
    /// ### Authority
    /// The holder; anyone once its time is over.
    /// ### Errors
    /// ClaimError.
    pub fn give_up_claim(ctx: &mut Context<instructions::claim::give_up::GiveUpClaim>) -> Result<()> {
        instructions::claim::give_up::handler(ctx)
    }

    /// Pays in what a claim lacked.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// ClaimError, PolicyError, PoolError.
    pub fn recover_claim(ctx: &mut Context<instructions::claim::recover::RecoverClaim>, amount: u64) -> Result<()> {
        instructions::claim::recover::handler(ctx, amount)
    }

    /// Closes a claim that is over.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// ClaimError, AccessError.
    pub fn close_claim(ctx: &mut Context<instructions::claim::close::CloseClaim>) -> Result<()> {
        instructions::claim::close::handler(ctx)
    }

    /// Declares an incident of a product that jurors decide.
    ///
    /// ### Authority
    /// Any escrow above the court's threshold.
    /// ### Errors
    /// ClaimError, IncidentError, CaseError, PoolError.
    pub fn declare_incident(
        ctx: &mut Context<instructions::incident::declare::DeclareIncident>,
        event_day: u32,
        evidence: state::EvidenceArgs,
    ) -> Result<()> {
        instructions::incident::declare::handler(ctx, event_day, evidence)
    }

    /// Makes the final decision about a declared incident the pool's.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, CaseError, PoolError.
    pub fn conclude_declared(ctx: &mut Context<instructions::incident::conclude_declared::ConcludeDeclared>) -> Result<()> {
        instructions::incident::conclude_declared::handler(ctx)
    }

    /// Disputes a step that sources have made, while it waits.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, CaseError, PoolError.
    pub fn dispute_step(
        ctx: &mut Context<instructions::incident::dispute::DisputeStep>,
        step: u8,
        evidence: state::EvidenceArgs,
    ) -> Result<()> {
        instructions::incident::dispute::handler(ctx, step, evidence)
    }

    /// Makes the final decision about a disputed step the incident's.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// IncidentError, CaseError, PoolError.
    pub fn conclude_dispute(ctx: &mut Context<instructions::incident::conclude_dispute::ConcludeDispute>) -> Result<()> {
        instructions::incident::conclude_dispute::handler(ctx)
    }

    // --- cases

    /// Adds evidence to a case, in the log.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// CaseError.
    pub fn submit_evidence(
        ctx: &mut Context<instructions::case::submit_evidence::SubmitEvidence>,
        evidence: state::EvidenceArgs,
    ) -> Result<()> {
        instructions::case::submit_evidence::handler(ctx, evidence)
    }

    /// Counts a round that is over, or ends a case after its appeal window.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// CaseError.
    pub fn advance_case(ctx: &mut Context<instructions::case::advance::AdvanceCase>) -> Result<()> {
        instructions::case::advance::handler(ctx)
    }

    /// Appeals a decision, for twice the fee.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// CaseError, PoolError.
    pub fn appeal_case(ctx: &mut Context<instructions::case::appeal::AppealCase>) -> Result<()> {
        instructions::case::appeal::handler(ctx)
    }

    /// Delivers a juror's fee that could not be delivered before.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// CaseError, PoolError.
    pub fn pay_juror(ctx: &mut Context<instructions::case::pay_juror::PayJuror>) -> Result<()> {
        instructions::case::pay_juror::handler(ctx)
    }

    /// Gives a bond, or the price of an appeal, back.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// CaseError, PoolError.
    pub fn refund_bond(ctx: &mut Context<instructions::case::refund::RefundBond>, appeal: bool) -> Result<()> {
        instructions::case::refund::handler(ctx, appeal)
    }

    /// Closes a case whose subject is concluded.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// CaseError, AccessError.
    pub fn close_case(ctx: &mut Context<instructions::case::close::CloseCase>) -> Result<()> {
        instructions::case::close::handler(ctx)
    }

    // --- members

    /// Proposes an action to the members, for a bond.
    ///
    /// ### Authority
    /// Any escrow above the threshold.
    /// ### Errors
    /// AccessError, EscrowError, GovernanceError, PoolError; those of the action.
    pub fn propose(ctx: &mut Context<instructions::governance::propose::Propose>, action: state::Action) -> Result<()> {
        instructions::governance::propose::handler(ctx, action)
    }

    /// Votes on a proposal, for the action with this hash.
    ///
    /// ### Authority
    /// The voter.
    /// ### Errors
    /// AccessError, EscrowError, GovernanceError.
    pub fn cast_vote(ctx: &mut Context<instructions::governance::cast_vote::CastVote>, choice: u8, hash: [u8; 32]) -> Result<()> {
        instructions::governance::cast_vote::handler(ctx, choice, hash)
    }

    /// Counts the votes when the vote has ended.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// GovernanceError.
    pub fn count_votes(ctx: &mut Context<instructions::governance::count_votes::CountVotes>) -> Result<()> {
        instructions::governance::count_votes::handler(ctx)
    }

    /// Closes a vote whose time is over.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, EscrowError, GovernanceError.
    pub fn close_vote(ctx: &mut Context<instructions::governance::close_vote::CloseVote>) -> Result<()> {
        instructions::governance::close_vote::handler(ctx)
    }

    /// Closes a proposal that is over.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, GovernanceError, PoolError.
    pub fn close_proposal(ctx: &mut Context<instructions::governance::close_proposal::CloseProposal>) -> Result<()> {
        instructions::governance::close_proposal::handler(ctx)
    }

    // --- bootstrap authority and guardian

    /// Queues an action without a vote, for 24 hours.
    ///
    /// ### Authority
    /// The bootstrap authority, until the members take over or 180 days have passed.
    /// ### Errors
    /// AccessError, GovernanceError; those of the action.
    pub fn queue_action(ctx: &mut Context<instructions::governance::queue_action::QueueAction>, action: state::Action) -> Result<()> {
        instructions::governance::queue_action::handler(ctx, action)
    }

    /// Accepts the bootstrap authority.
    ///
    /// ### Authority
    /// The key that an executed action has named.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn accept_bootstrap(ctx: &mut Context<instructions::governance::accept_bootstrap::AcceptBootstrap>) -> Result<()> {
        instructions::governance::accept_bootstrap::handler(ctx)
    }

    /// Cancels a queued action, once.
    ///
    /// ### Authority
    /// The guardian.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn cancel_proposal(ctx: &mut Context<instructions::governance::cancel_proposal::CancelProposal>) -> Result<()> {
        instructions::governance::cancel_proposal::handler(ctx)
    }

    /// Closes a veto that is a year old.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn close_veto(ctx: &mut Context<instructions::governance::close_veto::CloseVeto>) -> Result<()> {
        instructions::governance::close_veto::handler(ctx)
    }

    /// Pauses new business for six hours.
    ///
    /// ### Authority
    /// The guardian.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn pause(ctx: &mut Context<instructions::governance::pause::PauseBusiness>) -> Result<()> {
        instructions::governance::pause::handler(ctx)
    }

    /// Ends a pause.
    ///
    /// ### Authority
    /// The guardian; anyone once its time is over.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn lift_pause(ctx: &mut Context<instructions::governance::lift_pause::LiftPause>) -> Result<()> {
        instructions::governance::lift_pause::handler(ctx)
    }

    // --- what a queued action does: anyone sends these, with its proposal

    /// Sets fees, discounts, rules of votes, guardian or authority.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn set_parameters(ctx: &mut Context<instructions::governance::set_parameters::SetParameters>) -> Result<()> {
        instructions::governance::set_parameters::handler(ctx)
    }

    /// Puts a mint or a feed on the list.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn list(ctx: &mut Context<instructions::governance::list::PutOnList>) -> Result<()> {
        instructions::governance::list::handler(ctx)
    }

    /// Takes a mint or a feed off the list.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn delist(ctx: &mut Context<instructions::governance::delist::TakeOffList>) -> Result<()> {
        instructions::governance::delist::handler(ctx)
    }

    // --- making and unmaking

    /// Creates the protocol, once, and takes the program's upgrade authority over.
    ///
    /// ### Authority
    /// The program's upgrade authority.
    /// ### Errors
    /// AccessError.
    pub fn initialise(ctx: &mut Context<instructions::config::initialise::Initialise>, args: initialise::InitialiseArgs) -> Result<()> {
        instructions::config::initialise::handler(ctx, args)
    }

    /// Pays out of the treasury.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, GovernanceError, PoolError, TreasuryError.
    pub fn spend(ctx: &mut Context<instructions::treasury::spend::SpendFromPurse>) -> Result<()> {
        instructions::treasury::spend::handler(ctx)
    }

    /// Gives governance tokens of the treasury to a pool's underwriters.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, GovernanceError, RewardError, TreasuryError, PoolError.
    pub fn emit_rewards(ctx: &mut Context<instructions::rewards::emit::EmitRewards>) -> Result<()> {
        instructions::rewards::emit::handler(ctx)
    }

    /// Upgrades the program to the build that was decided on.
    ///
    /// ### Authority
    /// A proposal; whoever uploaded the build signs.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn upgrade_program(ctx: &mut Context<instructions::governance::upgrade_program::UpgradeProgram>) -> Result<()> {
        instructions::governance::upgrade_program::handler(ctx)
    }

    /// Gives the right to upgrade the program up, for ever.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn give_up_upgrades(ctx: &mut Context<instructions::governance::give_up_upgrades::GiveUpUpgrades>) -> Result<()> {
        instructions::governance::give_up_upgrades::handler(ctx)
    }

    /// Creates the electorate with the vault of locked tokens, once.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, EscrowError, PoolError.
    pub fn create_electorate(ctx: &mut Context<instructions::jury::create_electorate::CreateElectorate>) -> Result<()> {
        instructions::jury::create_electorate::handler(ctx)
    }

    /// Creates a pool's court with its vault of bonds.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, CaseError, GovernanceError, PoolError.
    pub fn create_court(ctx: &mut Context<instructions::court::create::CreateCourt>) -> Result<()> {
        instructions::court::create::handler(ctx)
    }

    /// Sets a court's parameters, for cases that are opened later.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, CaseError.
    pub fn set_court(ctx: &mut Context<instructions::court::set::SetCourt>) -> Result<()> {
        instructions::court::set::handler(ctx)
    }

    /// Closes the court of a pool without products.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, CaseError, PoolError.
    pub fn close_court(ctx: &mut Context<instructions::court::close::CloseCourt>) -> Result<()> {
        instructions::court::close::handler(ctx)
    }

    /// Creates a pool with its vault.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn create_pool(ctx: &mut Context<instructions::pool::create::CreatePool>) -> Result<()> {
        instructions::pool::create::handler(ctx)
    }

    /// Sets a pool's parameters.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn set_pool_parameters(ctx: &mut Context<instructions::pool::set_parameters::SetPoolParameters>) -> Result<()> {
        instructions::pool::set_parameters::handler(ctx)
    }

    /// Ends a pool for new capital and new products.
    ///
    /// ### Authority
    /// A proposal; anyone in a pool that nobody uses, once governance is silent.
    /// ### Errors
    /// AccessError, GovernanceError.
    pub fn retire_pool(ctx: &mut Context<instructions::pool::retire::RetirePool>) -> Result<()> {
        instructions::pool::retire::handler(ctx)
    }

    /// Closes a pool that everybody has left, with its vault; its reserve goes to the treasury.
    ///
    /// ### Authority
    /// Anyone.
    /// ### Errors
    /// AccessError, PoolError.
    pub fn close_pool(ctx: &mut Context<instructions::pool::close::ClosePool>) -> Result<()> {
        instructions::pool::close::handler(ctx)
    }

    /// Drafts a product with its watch.
    ///
    /// ### Authority
    /// Whoever could propose; the bootstrap authority.
    /// ### Errors
    /// AccessError, PoolError, ProductError.
    pub fn draft_product(
        ctx: &mut Context<instructions::product::draft::DraftProduct>,
        group: u8,
        terms: terms_args::TermsArgs,
        parametric: terms_args::ParametricArgs,
        limits: terms_args::LimitsArgs,
    ) -> Result<()> {
        instructions::product::draft::handler(ctx, group, terms, parametric, limits)
    }

    /// Drafts a product that jurors decide.
    ///
    /// ### Authority
    /// Whoever could propose; the bootstrap authority.
    /// ### Errors
    /// AccessError, PoolError, ProductError.
    pub fn draft_assessed(
        ctx: &mut Context<instructions::product::draft_assessed::DraftAssessed>,
        group: u8,
        terms: terms_args::TermsArgs,
        limits: terms_args::LimitsArgs,
    ) -> Result<()> {
        instructions::product::draft_assessed::handler(ctx, group, terms, limits)
    }

    /// Adds an oracle source to a draft.
    ///
    /// ### Authority
    /// The drafter.
    /// ### Errors
    /// AccessError, ProductError.
    pub fn add_source(ctx: &mut Context<instructions::product::add_source::AddSource>, source: terms_args::SourceArgs) -> Result<()> {
        instructions::product::add_source::handler(ctx, source)
    }

    /// Seals the terms and lists the product.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, ProductError.
    pub fn seal_product(ctx: &mut Context<instructions::product::seal::SealProduct>) -> Result<()> {
        instructions::product::seal::handler(ctx)
    }

    /// Sets cap, price and severity.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, ProductError.
    pub fn set_limits(ctx: &mut Context<instructions::product::set_limits::SetLimits>) -> Result<()> {
        instructions::product::set_limits::handler(ctx)
    }

    /// Records an audit of the covered code.
    ///
    /// ### Authority
    /// A proposal.
    /// ### Errors
    /// AccessError, ProductError.
    pub fn attest_audit(ctx: &mut Context<instructions::product::attest_audit::AttestAudit>) -> Result<()> {
        instructions::product::attest_audit::handler(ctx)
    }

    /// Stops sales of a product.
    ///
    /// ### Authority
    /// A proposal; anyone in a pool that nobody uses, once governance is silent.
    /// ### Errors
    /// AccessError, ProductError.
    pub fn retire_product(ctx: &mut Context<instructions::product::retire::RetireProduct>) -> Result<()> {
        instructions::product::retire::handler(ctx)
    }

    /// Closes a draft or a retired product.
    ///
    /// ### Authority
    /// Anyone; the drafter of a young draft.
    /// ### Errors
    /// AccessError, PoolError, ProductError.
    pub fn close_product(ctx: &mut Context<instructions::product::close::CloseProduct>) -> Result<()> {
        instructions::product::close::handler(ctx)
    }
}
