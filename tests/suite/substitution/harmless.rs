//! Substitutions that are accepted, each with the reason why it harms nobody.

#[derive(Clone, Copy)]
pub struct Harmless {
    pub instruction: &'static str,
    pub slot: &'static str,
    /// Label of the cast, or `*` for every account, signed as the slot asks; `a case of *` is every label that begins so.
    pub what: &'static str,
    pub reason: &'static str,
}

impl Harmless {
    pub fn is(&self, instruction: &str, slot: &str, what: &str) -> bool {
        let wide = self.what.strip_suffix('*').is_some_and(|begin| what.starts_with(begin));
        self.instruction == instruction && self.slot == slot && (self.what == what || wide && !what.starts_with("not "))
    }
}

const fn harmless(instruction: &'static str, slot: &'static str, what: &'static str, reason: &'static str) -> Harmless {
    Harmless {
        instruction,
        slot,
        what,
        reason,
    }
}

const OWN_TWIN: &str = "another token account of the same owner";

const POOLS: [&str; 2] = ["the pool", "the other pool"];
const COURTS: [&str; 2] = ["the court", "the other pool's court"];
const PRODUCTS: [&str; 4] = ["the product", "the sibling product", "the other pool's product", "the draft"];
const WATCHES: [&str; 4] = [
    "the product's watch",
    "the sibling's watch",
    "the other pool's watch",
    "the draft's watch",
];
/// Slots of a proposer that an action about something else does not need: whatever stands in one is not read.
const UNREAD: [(&str, &[&str]); 8] = [
    ("pool", &POOLS),
    ("court", &COURTS),
    ("product_about_a_pool", &PRODUCTS),
    ("watch_about_a_pool", &WATCHES),
    ("court_about_a_pool", &COURTS),
    ("pool_about_a_court", &POOLS),
    ("product_about_a_court", &PRODUCTS),
    ("watch_about_a_court", &WATCHES),
];

/// The whole list.
pub fn all() -> Vec<Harmless> {
    let unread = UNREAD.iter().flat_map(|(slot, whats)| whats.iter().map(move |what| (*slot, *what)));
    let unread = unread.flat_map(|(slot, what)| {
        ["propose", "queue_action"].map(|instruction| harmless(instruction, slot, what, "the action is not about it, and nothing reads it"))
    });
    HARMLESS.iter().copied().chain(unread).collect()
}

const HARMLESS: &[Harmless] = &[
    harmless(
        "create_pool",
        "executor",
        "*",
        "anyone may execute; who signs pays the rent and gets it back",
    ),
    harmless(
        "create_court",
        "executor",
        "*",
        "anyone may execute; who signs pays the rent and gets it back",
    ),
    harmless(
        "list",
        "executor",
        "*",
        "anyone may execute; who signs pays the rent and gets it back",
    ),
    harmless("create_electorate", "payer", "*", "anyone may create it; who signs pays the rent"),
    harmless(
        "initialise",
        "governance_mint",
        "the mint",
        "whoever initialises names the governance mint: here one that nobody can mint or freeze, too",
    ),
    harmless(
        "draft_product",
        "electorate",
        "the electorate",
        "is read only with an escrow, when a member drafts",
    ),
    harmless(
        "draft_assessed",
        "electorate",
        "the electorate",
        "is read only with an escrow, when a member drafts",
    ),
    harmless("propose", "source", OWN_TWIN, "the proposer signs for it"),
    harmless("propose", "source_about_a_pool", OWN_TWIN, "the proposer signs for it"),
    harmless("propose", "source_about_a_court", OWN_TWIN, "the proposer signs for it"),
    harmless(
        "close_product",
        "sender_about_an_old_draft",
        "*",
        "anyone may close a draft of 90 days; the rent goes to who paid it",
    ),
    harmless("observe", "keeper", "*", "anyone may observe; who signs gets the bounty"),
    harmless(
        "trigger",
        "caller",
        "*",
        "anyone may trigger; who signs pays the rent and gets it back",
    ),
    harmless("raise", "caller", "*", "anyone may raise; nothing is paid to or by the caller"),
    harmless(
        "settle_policy",
        "caller",
        "*",
        "anyone may settle; money goes to the holder's associated account",
    ),
    harmless(
        "settle_policy",
        "holder",
        "the program itself",
        "stands for no holder: the account is only needed to create the holder's token account",
    ),
    harmless(
        "pay_owed",
        "caller",
        "*",
        "anyone may deliver; money goes to the holder's associated account",
    ),
    harmless(
        "execute_withdrawal",
        "executor",
        "*",
        "anyone may execute; money goes to the owner's associated account",
    ),
    harmless(
        "execute_withdrawal",
        "destination",
        OWN_TWIN,
        "any token account of the owner: one that was given away must not keep a request standing (A-38)",
    ),
    harmless(
        "open_rewards",
        "payer",
        "*",
        "anyone may open rewards; who signs pays the rent and gets it back",
    ),
    harmless(
        "claim_rewards",
        "caller",
        "*",
        "anyone may claim for an owner; the tokens go to the owner's associated account",
    ),
    harmless("deposit", "source", OWN_TWIN, "the owner signs for it"),
    harmless("cancel_withdrawal", "source", OWN_TWIN, "the owner signs for it"),
    harmless(
        "buy_policy",
        "escrow",
        "the account of slot court",
        "the program itself, which stands for no escrow: then nothing is cheaper",
    ),
    harmless(
        "buy_policy",
        "escrow",
        "the account of slot watch",
        "the program itself, which stands for no escrow: then nothing is cheaper",
    ),
    harmless(
        "pay_juror",
        "ballot",
        "a ballot of juror 0 *",
        "anyone may deliver any fee of this juror that waits in this court",
    ),
    harmless(
        "set_limits",
        "court",
        "the court",
        "is read only when the cap of a product rises that jurors decide",
    ),
    harmless(
        "set_limits",
        "electorate",
        "the electorate",
        "is read only when the cap of a product rises that jurors decide",
    ),
    harmless("lock", "source", OWN_TWIN, "the owner signs for it"),
    harmless(
        "open_purse",
        "payer",
        "*",
        "anyone may open; who signs pays the rent and gets it back",
    ),
    harmless("open_revenue", "payer", "*", "anyone may open; who signs pays the rent"),
    harmless("fund_purse", "source", OWN_TWIN, "the payer signs for it"),
    harmless(
        "fund_purse",
        "source",
        "a stranger's token account",
        "the payer is the stranger, who signs for it",
    ),
    harmless(
        "claim_revenue",
        "caller",
        "*",
        "anyone may send it; money goes to the owner's associated account",
    ),
    harmless(
        "unlock",
        "destination",
        OWN_TWIN,
        "the owner signs and takes the tokens where they want them",
    ),
    harmless("buy_policy", "source", OWN_TWIN, "the buyer signs for it"),
    harmless(
        "withdraw",
        "destination",
        OWN_TWIN,
        "the owner signs and takes the money where they want it",
    ),
    harmless("pool_summary", "pool", "the other pool", "anyone may read any pool"),
    harmless(
        "product_summary",
        "product",
        "the sibling product",
        "anyone may read any product of the pool",
    ),
    harmless("product_summary", "product", "the draft", "anyone may read any product of the pool"),
    harmless("extend_policy", "source", OWN_TWIN, "the payer signs for it"),
    harmless("recover", "source", OWN_TWIN, "the payer signs for it"),
    harmless(
        "recover",
        "source",
        "a stranger's token account",
        "the stranger is the payer here, and signs for it",
    ),
    harmless(
        "extend_policy",
        "policy",
        "the second policy",
        "anyone may pay for any policy of the product",
    ),
    harmless(
        "cancel_policy",
        "destination",
        OWN_TWIN,
        "the holder signs and takes the money where they want it",
    ),
    harmless(
        "fetch_recovery",
        "destination",
        OWN_TWIN,
        "the owner signs and takes the money where they want it",
    ),
    harmless(
        "roll_product",
        "product",
        "the sibling product",
        "anyone may roll any product of the pool",
    ),
    harmless("roll_product", "product", "the draft", "anyone may roll any product of the pool"),
    harmless("submit_evidence", "author", "*", "anyone may add evidence, and no account changes"),
    harmless(
        "submit_evidence",
        "case",
        "a case of *",
        "who submits names the case, and no account changes",
    ),
    harmless(
        "advance_case",
        "case",
        "a case of *",
        "anyone may advance any case that is due, and nothing else depends on it",
    ),
    harmless(
        "appeal_case",
        "case",
        "a case of *",
        "who pays names the case, and it costs the same",
    ),
    harmless("appeal_case", "source", OWN_TWIN, "the appellant signs for it"),
    harmless(
        "pay_juror",
        "caller",
        "*",
        "anyone may deliver; money goes to the juror's associated account",
    ),
    harmless(
        "refund_bond",
        "caller",
        "*",
        "anyone may deliver; money goes to the associated account of who paid",
    ),
    harmless("file_claim", "source", OWN_TWIN, "the holder signs for it"),
    harmless("refile_claim", "source", OWN_TWIN, "the holder signs for it"),
    harmless("declare_incident", "source", OWN_TWIN, "the declarer signs for it"),
    harmless("dispute_step", "source", OWN_TWIN, "the disputer signs for it"),
    harmless("recover_claim", "source", OWN_TWIN, "the payer signs for it"),
    harmless(
        "pay_claim",
        "caller",
        "*",
        "anyone may deliver; money goes to the holder's associated account",
    ),
    harmless(
        "pay_claim",
        "holder",
        "the program itself",
        "stands for no holder: the account is only needed to create the holder's token account",
    ),
];
