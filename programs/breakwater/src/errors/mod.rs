//! One enum per domain, each with its own range of codes. `docs/errors.md` lists them with what to do.

mod access;
mod case;
mod claim;
mod escrow;
mod governance;
mod incident;
mod math;
mod oracle;
mod policy;
mod pool;
mod product;
mod reward;
mod treasury;

pub use {
    access::AccessError,
    case::CaseError,
    claim::ClaimError,
    escrow::EscrowError,
    governance::GovernanceError,
    incident::IncidentError,
    math::{ArithmeticError, OrMath},
    oracle::OracleError,
    policy::PolicyError,
    pool::PoolError,
    product::ProductError,
    reward::RewardError,
    treasury::TreasuryError,
};
