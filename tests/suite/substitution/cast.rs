//! Who and what can stand in a slot.

use {
    super::{judged::Judged, stage::Stage},
    crate::pool::tamper::{ATTACKER, copy_owned_by},
    breakwater::state::ListingKind,
    breakwater_testkit::{jurors::GOVERNANCE_MINT, *},
};

const SYSVARS: [(&str, Address); 3] = [
    (
        "the clock sysvar",
        anchor_lang::address!("SysvarC1ock11111111111111111111111111111111"),
    ),
    (
        "the rent sysvar",
        anchor_lang::address!("SysvarRent111111111111111111111111111111111"),
    ),
    (
        "the instructions sysvar",
        anchor_lang::address!("Sysvar1nstructions1111111111111111111111111"),
    ),
];

/// What is put into slot `index` of a working instruction: label and address.
pub fn for_slot(stage: &mut Stage, slots: &[String], right: &Instruction, index: usize) -> Vec<(String, Address)> {
    let original = right.accounts[index].pubkey;
    let mut cast: Vec<(String, Address)> = vec![];
    for (other, meta) in right.accounts.iter().enumerate().filter(|(other, _)| *other != index) {
        cast.push((format!("the account of slot {}", slots[other]), meta.pubkey));
    }
    if let Some(account) = stage.w.svm.get_account(&original) {
        cast.push((
            "a copy owned by another program".to_owned(),
            copy_owned_by(&mut stage.w, &original, ATTACKER),
        ));
        if account.owner == pda::TOKEN && account.data.len() == 165 {
            cast.extend(token_twins(stage, &account.data));
        }
    }
    cast.push(("an unused address".to_owned(), stage.unused()));
    cast.extend(SYSVARS.map(|(label, address)| (label.to_owned(), address)));
    cast.extend(everyone(stage));
    let mut seen = vec![original];
    cast.retain(|(_, address)| {
        let new = !seen.contains(address);
        seen.push(*address);
        new
    });
    cast
}

/// Token accounts that differ from one in a single thing: address, mint or owner.
fn token_twins(stage: &mut Stage, data: &[u8]) -> Vec<(String, Address)> {
    let address = |bytes: &[u8]| Address::try_from(bytes).expect("32 bytes");
    let (mint, owner, stranger) = (address(&data[..32]), address(&data[32..64]), stage.stranger);
    let foreign = Address::new_from_array([0x06; 32]);
    let mut put = |label: &str, mint: &Address, owner: &Address| {
        let twin = stage.unused();
        stage.w.put_token(twin, mint, owner, 1_000_000 * USDC);
        (label.to_owned(), twin)
    };
    vec![
        put("another token account of the same owner", &mint, &owner),
        put("a token account of another mint", &foreign, &owner),
        put("a stranger's token account", &mint, &stranger),
    ]
}

/// The listing of a source's feed.
fn feed_listing(source: SourceSpec) -> Address {
    let kind = match source {
        SourceSpec::Pyth(_) => ListingKind::Pyth,
        SourceSpec::Switchboard(_) => ListingKind::Switchboard,
    };
    pda::listing(kind, &Address::new_from_array(source.args().feed))
}

/// Every account that exists, by what it is.
fn everyone(stage: &Stage) -> Vec<(String, Address)> {
    let w = &stage.w;
    let mut all = vec![
        ("the configuration", pda::config()),
        ("the stranger", stage.stranger),
        ("the bootstrap authority", w.bootstrap),
        ("the guardian", w.guardian),
        ("the keeper", w.keeper),
        ("the treasury's purse", pda::purse(&w.mint)),
        ("the token program", pda::TOKEN),
        ("the system program", pda::SYSTEM),
        ("the associated token program", pda::ASSOCIATED_TOKEN),
        ("the program itself", breakwater::ID),
        ("the program's data", pda::program_data()),
        ("the mint", w.mint),
        ("the stranger's tokens", pda::associated_token(&stage.stranger, &w.mint)),
    ];
    if let Some(other) = &stage.other {
        let (court, foreign) = (pda::court(&w.pool), pda::court(&other.pool));
        all.extend([
            ("the court", court),
            ("the other pool's court", foreign),
            ("the court's vault of bonds", pda::vault(&court)),
            ("the vault of bonds of the other pool's court", pda::vault(&foreign)),
            ("the pool", w.pool),
            ("the other pool", other.pool),
            ("the vault", pda::vault(&w.pool)),
            ("the other pool's vault", other.vault),
            ("the other pool's mint", other.mint),
            ("the product", stage.product),
            ("the sibling product", stage.sibling),
            ("the other pool's product", other.product),
            ("the draft", stage.draft),
            ("the product's watch", pda::watch(&stage.product)),
            ("the sibling's watch", pda::watch(&stage.sibling)),
            ("the other pool's watch", pda::watch(&other.product)),
            ("the draft's watch", pda::watch(&stage.draft)),
            ("the junior's position", pda::position(&w.pool, &stage.junior)),
            ("the senior's position", pda::position(&w.pool, &stage.senior)),
            ("the other pool's position", pda::position(&other.pool, &other.underwriter)),
            ("the policy", stage.policy),
            ("the second policy", stage.second_policy),
            ("the sibling's policy", stage.sibling_policy),
            ("the other pool's policy", other.policy),
            ("the incident", pda::incident(&stage.product, 0)),
            ("the sibling's incident", pda::incident(&stage.sibling, 0)),
            ("the other pool's incident", pda::incident(&other.product, 0)),
            ("the members' account", pda::dao()),
            ("the vault of proposers' bonds", pda::vault(&pda::dao())),
            ("the listing of the mint", pda::listing(ListingKind::Mint, &w.mint)),
            ("the listing of the other pool's mint", pda::listing(ListingKind::Mint, &other.mint)),
            ("the listing of the product's first feed", feed_listing(SourceSpec::Pyth(1))),
            (
                "the listing of the sibling's second feed",
                feed_listing(SourceSpec::Switchboard(12)),
            ),
            ("the electorate", pda::electorate()),
            ("the vault of locked tokens", pda::vault(&pda::electorate())),
            ("the governance mint", GOVERNANCE_MINT),
            ("the juror", stage.juror),
            ("the juror's escrow", pda::escrow(&stage.juror)),
            ("the second juror's escrow", pda::escrow(&stage.second_juror)),
            ("the juror's tokens", pda::associated_token(&stage.juror, &GOVERNANCE_MINT)),
            (
                "the stranger's governance tokens",
                pda::associated_token(&stage.stranger, &GOVERNANCE_MINT),
            ),
            ("the holder", stage.holder),
            ("the second holder", stage.second_holder),
            ("the holder's tokens", pda::associated_token(&stage.holder, &w.mint)),
            ("the vault of the treasury's purse", w.treasury_vault()),
            ("the purse of the other pool's mint", pda::purse(&other.mint)),
            (
                "the vault of the purse of the other pool's mint",
                pda::vault(&pda::purse(&other.mint)),
            ),
            ("the vault of the escrows' share", pda::revenue_vault()),
            ("the product's first source", World::source_address(SourceSpec::Pyth(1))),
            ("the sibling's first source", World::source_address(SourceSpec::Pyth(11))),
            ("the sibling's second source", World::source_address(SourceSpec::Switchboard(12))),
        ]);
    }
    let mut all: Vec<_> = all.into_iter().map(|(label, address)| (label.to_owned(), address)).collect();
    all.extend(stage.judged.iter().flat_map(Judged::everyone));
    all.extend(stage.more.iter().cloned());
    all
}
