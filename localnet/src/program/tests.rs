//! What is encoded by hand is what the IDL says.

use {
    super::{governance::*, *},
    crate::seed::Seed,
    serde_json::Value,
};

/// The program's IDL; `cargo xtask idl` writes it.
fn idl() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../idl/breakwater.json");
    let text = std::fs::read_to_string(path).expect("idl/breakwater.json: run `cargo xtask idl`");
    serde_json::from_str(&text).unwrap()
}

/// Bytes of a type in instruction data or an account; every type that seeding uses has a fixed size.
fn size(idl: &Value, ty: &Value) -> usize {
    if let Some(name) = ty.as_str() {
        return match name {
            "bool" | "u8" => 1,
            "u16" => 2,
            "u32" => 4,
            "u64" | "i64" => 8,
            "u128" => 16,
            "pubkey" => 32,
            other => panic!("no size known for {other}"),
        };
    }
    if let Some(array) = ty.get("array").and_then(Value::as_array) {
        return size(idl, &array[0]) * usize::try_from(array[1].as_u64().unwrap()).unwrap();
    }
    let name = ty["defined"]["name"].as_str().unwrap();
    let defined = named(&idl["types"], name);
    match defined["type"]["kind"].as_str() {
        Some("struct") => fields(idl, defined).map(|(_, bytes)| bytes).sum(),
        // One without arguments.
        Some("enum") => 1,
        _ => size(idl, &defined["type"]["alias"]),
    }
}

fn fields<'a>(idl: &'a Value, ty: &'a Value) -> impl Iterator<Item = (&'a str, usize)> {
    let fields = ty["type"]["fields"].as_array().unwrap().iter();
    fields.map(|field| (field["name"].as_str().unwrap(), size(idl, &field["type"])))
}

fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    let found = list.as_array().unwrap().iter().find(|item| item["name"] == name);
    found.unwrap_or_else(|| panic!("the IDL has no {name}"))
}

/// Bytes of each argument of an instruction or of an action.
fn sizes(idl: &Value, fields: &Value) -> usize {
    fields.as_array().unwrap().iter().map(|field| size(idl, &field["type"])).sum()
}

/// Discriminator, length of the data, and each account's role are those of the IDL.
fn check(idl: &Value, name: &str, instruction: &Instruction, extra: usize) {
    let expected = named(&idl["instructions"], name);
    let args = sizes(idl, &expected["args"]);
    assert_eq!(instruction.data.len(), 8 + args, "{name}: length of the data");
    check_accounts(expected, name, instruction, extra);
}

/// As [`check`], for the instruction whose argument is an action: the IDL has it at this place, with arguments of this length.
fn check_queue(idl: &Value, action: &Action) {
    let instruction = queue_action(&Pubkey::new_from_array([7; 32]), 3, action);
    let (name, tag) = action.tag();
    let variant = &named(&idl["types"], "Action")["type"]["variants"][usize::from(tag)];
    assert_eq!(variant["name"], name);
    assert_eq!(instruction.data[8], tag);
    assert_eq!(
        instruction.data.len(),
        9 + sizes(idl, &variant["fields"]),
        "{name}: length of the data"
    );
    check_accounts(named(&idl["instructions"], "queue_action"), name, &instruction, 0);
}

fn check_accounts(expected: &Value, name: &str, instruction: &Instruction, extra: usize) {
    let discriminator: Vec<u8> = serde_json::from_value(expected["discriminator"].clone()).unwrap();
    assert_eq!(instruction.data[..8], discriminator, "{name}");
    let accounts = expected["accounts"].as_array().unwrap();
    assert_eq!(instruction.accounts.len(), accounts.len() + extra, "{name}: accounts");
    for (meta, account) in instruction.accounts.iter().zip(accounts) {
        let roles = [meta.is_writable, meta.is_signer];
        let wanted = ["writable", "signer"].map(|role| account.get(role).is_some_and(|value| value == true));
        let absent = meta.pubkey == ID && account.get("optional").is_some_and(|value| value == true);
        if absent {
            assert_eq!(roles, [false, false], "{name}: {} is not passed", account["name"]);
            continue;
        }
        assert_eq!(roles, wanted, "{name}: {} is [writable, signer]", account["name"]);
        // Where the IDL names a field of another account instead, there is nothing to compare.
        let address = account.get("address").and_then(Value::as_str).filter(|text| !text.contains('.'));
        if let Some(address) = address {
            assert_eq!(meta.pubkey.to_string(), address, "{name}: {}", account["name"]);
        }
    }
}

#[test]
fn instructions_are_those_of_the_idl() {
    let (idl, seed) = (idl(), Seed::load().unwrap());
    assert_eq!(idl["address"], ID.to_string().as_str());
    let (key, product) = (Pubkey::new_from_array([7; 32]), &seed.products[0]);
    let begin = initialise(&Beginning {
        authority: &key,
        guardian: &key,
        governance_mint: &key,
        revenue_mint: &key,
        fee_bps: 1,
        revenue_bps: 1,
    });
    let draft = draft_product(&key, &key, 0, 0, &product.terms, &product.parametric, &product.limits);
    check(&idl, "initialise", &begin, 0);
    check(&idl, "open_purse", &open_purse(&key, &key), 0);
    check(&idl, "list", &list(&key, 0, ListingKind::Mint, &key), 0);
    check(&idl, "create_pool", &create_pool(&key, 0, 0, &key), 0);
    check(&idl, "draft_product", &draft, 0);
    for source in &product.sources {
        let add = add_source(&key, &key, source, seed.feed(&source.feed).unwrap());
        check(&idl, "add_source", &add, 0);
    }
    check(&idl, "seal_product", &seal_product(0, &key, &key), 0);
    check(&idl, "open_position", &open_position(&key, &key), 0);
    check(&idl, "deposit", &deposit(&key, &key, &key, 0, 1), 0);
    check(&idl, "observe", &observe(&key, &key, &key, &[key, key]), 2);
}

#[test]
fn actions_are_those_of_the_idl() {
    let (idl, seed) = (idl(), Seed::load().unwrap());
    let key = Pubkey::new_from_array([7; 32]);
    let seal = Action::SealProduct {
        product: key,
        terms_hash: [1; 32],
        group: 0,
        limits: &seed.products[0].limits,
    };
    let create = Action::CreatePool {
        mint: key,
        parameters: &seed.pool,
    };
    let list = Action::List {
        kind: ListingKind::Pyth,
        id: key,
        queue: Pubkey::default(),
        feed_hash: [0; 32],
    };
    for action in [seal, create, list] {
        check_queue(&idl, &action);
    }
    let kinds = named(&idl["types"], "ListingKind")["type"]["variants"].as_array().unwrap();
    for kind in [ListingKind::Mint, ListingKind::Pyth, ListingKind::Switchboard] {
        assert_eq!(kinds[kind as usize]["name"], format!("{kind:?}"));
    }
}

#[test]
fn the_number_of_proposals_lies_where_it_is_read() {
    let idl = idl();
    let before = fields(&idl, named(&idl["types"], "Dao")).take_while(|(name, _)| *name != "proposals");
    assert_eq!(8 + before.map(|(_, bytes)| bytes).sum::<usize>(), PROPOSALS_AT);
}

#[test]
fn the_terms_lie_where_their_hash_reads_them() {
    let idl = idl();
    for (account, terms, bytes) in [
        ("Product", "ProductTerms", PRODUCT_TERMS),
        ("Watch", "ParametricTerms", PARAMETRIC_TERMS),
    ] {
        let before = fields(&idl, named(&idl["types"], account)).take_while(|(name, _)| *name != "terms");
        let at: usize = 8 + before.map(|(_, bytes)| bytes).sum::<usize>();
        let size: usize = fields(&idl, named(&idl["types"], terms)).map(|(_, bytes)| bytes).sum();
        assert_eq!((at, size), (TERMS_AT, bytes), "{account}");
    }
}
