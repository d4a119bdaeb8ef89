//! What every privileged instruction can do at worst, by hand, and a valid action of each kind.

use {
    breakwater::state::{Action, ListingKind, VotingArgs},
    breakwater_testkit::{
        courts::court_args,
        specs::{DepegSpec, PoolSpec},
        *,
    },
};

/// An action that can be executed in [`ground`].
pub struct Sample {
    pub instruction: &'static str,
    /// What of the action, when it matters for its delay.
    pub what: &'static str,
    pub action: Action,
    /// What the worst such action does, in a sentence.
    pub worst: &'static str,
}

/// An instruction that somebody signs.
pub struct Row {
    pub instruction: &'static str,
    pub delay: &'static str,
    pub guardian: &'static str,
    pub worst: &'static str,
}

/// Jurors and a court, a listed product, a draft, a second pool without anything, rewards, governance tokens in the treasury; the bootstrap
/// authority has offered everything to the members.
pub fn ground() -> World {
    let mut w = World::new();
    w.seat_court();
    w.product_from(&DepegSpec::default());
    let (spec, mint) = (DepegSpec::default(), w.mint);
    let draft = w.draft(&spec);
    assert_eq!(draft, pda::product(&w.pool, 1));
    for source in &spec.sources {
        let add = client::ix::add_source(w.bootstrap, draft, source.args());
        w.send_all(&[add]).ok();
    }
    w.create_pool(mint, PoolSpec::default().0).ok();
    w.open_rewards().ok();
    w.endow(1_000_000);
    let keeper = w.keeper;
    w.grant(&keeper, 0);
    let mut config = w.config();
    config.handed_over = 1;
    w.write(&pda::config(), &*config);
    // The worth of the governance token can move again.
    w.advance(8 * DAY);
    w
}

/// One action of each row, in the order of the document.
pub fn samples(w: &World) -> Vec<Sample> {
    let row = |instruction, what, action, worst| Sample {
        instruction,
        what,
        action,
        worst,
    };
    let (pool, other, court) = (w.pool, pda::pool(1), pda::court(&w.pool));
    let (product, draft) = (pda::product(&pool, 0), pda::product(&pool, 1));
    let (limits, parameters) = (DepegSpec::default().limits, PoolSpec::default().0);
    let (mut higher, mut cheaper, mut looser) = (limits, limits, parameters);
    higher.cap += 1;
    cheaper.minimum -= 1;
    looser.correlation_bps -= 1;
    let (mut worthier, mut dearer) = (court_args(), court_args());
    worthier.token_value += 1;
    dearer.fee += 1;
    let key = Address::new_from_array([0x4B; 32]);
    let tiers = [breakwater::state::DiscountArgs { least: 0, discount: 0 }; 4];
    vec![
        row(
            "seal_product",
            "",
            w.sealing(&draft, w.terms_hash(&draft)),
            "A product with bad terms is sold for nothing, up to what cap, group and capital carry, and its losses take that capital; notice that is given when it is queued may mature after it.",
        ),
        row(
            "retire_product",
            "",
            Action::RetireProduct { product },
            "A good product is sold no more; sold cover runs on. Without a proposal: only in a pool that nobody uses, after 180 silent days.",
        ),
        row(
            "set_limits",
            "the cap rises",
            Action::SetLimits { product, limits: higher },
            "More cover is sold, for nothing, up to what capital, group and electorate carry; sold cover keeps its price and terms.",
        ),
        row(
            "set_limits",
            "a price falls",
            Action::SetLimits { product, limits: cheaper },
            "Cover is sold for nothing as far as cap and capital reach; underwriters have had the delay, which may be shorter than their notice.",
        ),
        row(
            "set_limits",
            "neither",
            Action::SetLimits { product, limits },
            "Cover is too dear to buy, or its cap is nothing; severity only rises, and what is sold stays.",
        ),
        row(
            "attest_audit",
            "",
            Action::AttestAudit {
                product,
                auditor: key,
                hash: [1; 32],
                day: 20_000,
            },
            "An audit that never was makes cover cheaper by the loading for its age.",
        ),
        row(
            "create_pool",
            "",
            Action::CreatePool { mint: w.mint, parameters },
            "A pool with bad parameters exists; nobody's capital is in it.",
        ),
        row(
            "set_pool_parameters",
            "looser",
            Action::SetPool { pool, parameters: looser },
            "The pool sells more than its capital carries with a good margin, and nothing protects senior: a bad event takes more of it.",
        ),
        row(
            "set_pool_parameters",
            "not looser",
            Action::SetPool { pool, parameters },
            "The split of future premiums shifts, deposits below the smallest are refused, later notices take up to 30 days; limits hold afterwards or it fails.",
        ),
        row(
            "retire_pool",
            "",
            Action::RetirePool { pool: other },
            "The pool takes no capital and no products any more; exits go on. Without a proposal: only a pool that nobody uses, after 180 silent days.",
        ),
        row(
            "create_court",
            "",
            Action::CreateCourt {
                pool: other,
                parameters: court_args(),
            },
            "A pool's only court has a wrong worth of the governance token, which then moves by half or double a week; nothing of its kind was sold before it.",
        ),
        row(
            "set_court",
            "the token's worth rises",
            Action::SetCourt {
                court,
                parameters: worthier,
            },
            "Verdicts outweigh twice the payout that they did, once a week; open cases keep theirs.",
        ),
        row(
            "set_court",
            "cases become dearer",
            Action::SetCourt { court, parameters: dearer },
            "Later cases cost up to 10,000 of a token with six decimals, which keeps out who has little cover; open cases keep theirs.",
        ),
        row(
            "set_court",
            "neither",
            Action::SetCourt {
                court,
                parameters: court_args(),
            },
            "Verdicts need twice the weight to outweigh what they pay, once a week, or phases last longer; open cases keep theirs.",
        ),
        row(
            "set_parameters",
            "",
            Action::SetFees {
                fee_bps: 500,
                revenue_bps: 0,
            },
            "Fees of 30 % of later premiums, half of them for escrows.",
        ),
        row(
            "set_parameters",
            "",
            Action::SetDiscounts { tiers },
            "Locked tokens buy cover for a fifth less.",
        ),
        row(
            "set_parameters",
            "",
            Action::SetVoting { voting: VotingArgs::START },
            "Votes of three days, delays of one and three, a quorum of a tenth: captured votes are faster from then on, never at once.",
        ),
        row(
            "set_parameters",
            "",
            Action::NameGuardian { guardian: key },
            "The guardian is an accomplice or nobody: new business is paused for six hours at most three times a week, or nothing is cancelled.",
        ),
        row(
            "set_parameters",
            "",
            Action::NameBootstrap { bootstrap: key },
            "Another key may accept what is left of the 180 days; until it does it has nothing.",
        ),
        row(
            "set_parameters",
            "",
            Action::HandOver,
            "The members may take over before they are ready.",
        ),
        row(
            "set_parameters",
            "",
            Action::TakeOver,
            "The members govern before 180 days are over, with the delays of this table.",
        ),
        row(
            "list",
            "",
            Action::List {
                kind: ListingKind::Pyth,
                id: key,
                queue: Address::default(),
                feed_hash: [0; 32],
            },
            "A bad mint or a feed that somebody controls can be drafted; a pool or a product of it needs a proposal of its own.",
        ),
        row(
            "delist",
            "",
            Action::Delist {
                kind: ListingKind::Mint,
                id: w.mint,
            },
            "Nothing new can be made of a good mint or feed; what exists keeps it.",
        ),
        row(
            "spend",
            "",
            Action::Spend {
                mint: jurors::GOVERNANCE_MINT,
                to: w.keeper,
                amount: 1,
            },
            "A quarter of a purse goes to a stranger at once and less than half of it in 30 days, a tenth and less than a fifth by what a new protocol starts with; capital, reserves, bonds and locked tokens are out of reach.",
        ),
        row(
            "emit_rewards",
            "",
            Action::Emit { pool, amount: 1, days: 7 },
            "As much of the governance tokens' purse goes to one pool's underwriters, over at least a week.",
        ),
        row(
            "upgrade_program",
            "",
            Action::Upgrade { hash: [1; 32] },
            "Everything: the program becomes any other, and takes what every vault holds. There are seven days to read the build, and to leave where notice is no longer than that and capital is free.",
        ),
        row(
            "give_up_upgrades",
            "",
            Action::GiveUpUpgrades,
            "A fault that is found later is never mended.",
        ),
    ]
}

/// What is signed, or only starts a delay.
pub fn signed() -> Vec<Row> {
    let row = |instruction, delay, guardian, worst| Row {
        instruction,
        delay,
        guardian,
        worst,
    };
    vec![
        row(
            "initialise",
            "none, once: there is nothing yet",
            "is named by it",
            "Wrong people are named at the start, before anybody has put anything in.",
        ),
        row(
            "queue_action",
            "starts one: 24 h, upgrades 7 d",
            "cancels the action once",
            "A stolen key queues any action of the table above, an upgrade among them; it can be read while it waits, and be cancelled once: who has the key queues it again.",
        ),
        row(
            "propose",
            "starts a vote and a delay",
            "cancels the action once it is queued",
            "Members read a hostile proposal for nothing, at the price of its bond when few vote.",
        ),
        row(
            "accept_bootstrap",
            "none: an executed action, delayed, has named the key",
            "cannot stop it",
            "Whoever was named queues actions until the 180 days, which do not start anew, are over.",
        ),
        row(
            "pause",
            "none",
            "sends it",
            "New business stops for six hours, at most twice without a rest and three times in seven days; exits, payments and settlement go on.",
        ),
        row(
            "lift_pause",
            "none",
            "sends it; anyone once the pause is over",
            "New business goes on while something is wrong.",
        ),
        row(
            "cancel_proposal",
            "none",
            "sends it",
            "A good action is lost and proposed again; its repeat cannot be cancelled for a year. Nothing about guardian or authority is cancelled.",
        ),
    ]
}
