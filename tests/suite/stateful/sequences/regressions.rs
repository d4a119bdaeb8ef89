//! Sequences that failed, cut down by the shrinker and then by hand.

use super::{
    action::{Action, Action::*, Bound::*, Quote},
    model::DAY,
    run::Run,
    setup::Setup,
};

/// A pool of whole tokens with one day's notice and nothing to the reserve.
const SETUP: Setup = Setup {
    unit: 1_000_000,
    notice_days: 1,
    reserve_bps: 0,
    junior_weight: 3_000_000_000,
    waiting_days: [1, 0],
    haircut: false,
    parameters: 0,
    severity: 10_000,
};

/// Units of the token.
const UNITS: u64 = 1_000_000;

/// Every source of a product says a price (thousandths) after a wait.
fn says(product: u8, wait: u32, thousandths: i64) -> Action {
    Observe {
        product,
        wait,
        quotes: vec![Quote::Now(thousandths * 1_000_000, 0); 2 + usize::from(product)],
        family: true,
    }
}

/// A price that stands long enough to close a window.
fn window(product: u8, thousandths: i64) -> Vec<Action> {
    let count = [13, 4][usize::from(product)];
    (0..count).map(|_| says(product, 300, thousandths)).collect()
}

/// A day of recoveries.
fn recovery(product: u8) -> Vec<Action> {
    (0..13).map(|_| says(product, 7_400, 1_000)).collect()
}

fn deposit(who: u8, units: u64) -> Action {
    Deposit {
        who,
        tranche: 1,
        amount: units * UNITS,
        bound: Loose,
    }
}

fn buy(product: u8, units: u64, days: u16) -> [Action; 2] {
    let buy = Buy {
        product,
        buyer: 0,
        payee: None,
        cover: units * UNITS,
        days,
        bound: Loose,
    };
    [says(product, 30, 1_000), buy]
}

/// Runs the parts one after another; every promise must be kept. Gives what came of it.
fn kept(parts: &[&[Action]]) -> Run {
    let mut run = Run::new(&SETUP);
    for action in parts.concat() {
        if let Err(message) = run.step(&action) {
            panic!("{action:?}: {message}");
        }
    }
    run
}

#[test]
fn a_second_breach_that_ends_without_a_window_frees_no_capital() {
    let request = Request {
        who: 0,
        tranche: 1,
        thousandths: 1_000,
    };
    let leave = Withdraw {
        who: 0,
        tranche: 1,
        thousandths: 1_000,
        bound: Loose,
    };
    kept(&[
        &[deposit(0, 99_000), deposit(1, 1_000)],
        &buy(0, 50_000, 7),
        &[Midnight(0), Advance(6 * DAY)],
        &window(0, 875),
        &[Trigger { product: 0, back: 0 }],
        // The breach ends, and with it the cover; the incident may be raised for three more days. New cover of 50,000 is sold.
        &recovery(0),
        &buy(0, 50_000, 30),
        &[request, Midnight(0), Midnight(3_600)],
        // A second breach counts the new cover and lapses without a window.
        &[says(0, 0, 900), Advance(DAY), EndEpisode { product: 0, back: 0 }],
        // Undecided: 50,000. Active and not counted by it: 50,000. Nothing of the 100,000 is free.
        &[leave],
    ]);
}

#[test]
fn what_is_counted_falls_when_the_breach_that_set_it_is_released() {
    kept(&[
        &[deposit(0, 100_000)],
        &buy(0, 1, 365),
        &[Advance(3 * DAY)],
        &window(0, 900),
        &[Advance(14 * DAY), EndEpisode { product: 0, back: 0 }],
        &buy(0, 11_075, 90),
        &[Advance(3 * DAY), says(0, 300, 850), Advance(14 * DAY)],
        &[EndEpisode { product: 0, back: 0 }],
    ]);
}

#[test]
fn an_incident_closes_when_all_its_policies_have_passed_though_an_earlier_one_paid_them() {
    let incident = |incident| [Finalise { product: 1, incident }, Seal { product: 1, incident }];
    let settle = |incident| Settle {
        product: 1,
        incident,
        policy: 0,
    };
    kept(&[
        &[deposit(0, 100_000)],
        &buy(1, 1_000, 300),
        &[Advance(3 * DAY)],
        &window(1, 931),
        &[Trigger { product: 1, back: 0 }],
        &recovery(1),
        &window(1, 920),
        &[Trigger { product: 1, back: 0 }],
        &recovery(1),
        &[Advance(4 * DAY)],
        &incident(0),
        &incident(1),
        &[settle(0), settle(1)],
        &[CloseIncident { product: 1, incident: 0 }, CloseIncident { product: 1, incident: 1 }],
    ]);
}

/// What the holder has been paid and what the pool lacked, after two incidents on the same cover became final and were settled like this.
fn two_incidents(ends: &[Action]) -> (u128, u128) {
    let mut run = Run::new(&SETUP);
    let start: [&[Action]; 8] = [
        &[deposit(0, 17_500)],
        &buy(1, 17_400, 10),
        &[Advance(3 * DAY)],
        &window(1, 850),
        &[Trigger { product: 1, back: 0 }],
        &recovery(1),
        &window(1, 600),
        &[Trigger { product: 1, back: 0 }, Advance(5 * DAY)],
    ];
    for action in [&start.concat(), ends].concat() {
        run.step(&action).unwrap_or_else(|message| panic!("{action:?}: {message}"));
    }
    (run.model.products[1].paid_total, run.model.shortfall)
}

/// ADR 15: whoever is first, the second incident reserves for what the first leaves, and nothing that the pool holds is kept from the holder.
#[test]
fn two_incidents_on_the_same_cover_pay_the_same_in_whatever_order_they_are_sent() {
    let finalise = |incident| Finalise { product: 1, incident };
    let settle = |incident| Settle {
        product: 1,
        incident,
        policy: 0,
    };
    let seal = Seal { product: 1, incident: 0 };
    let close = CloseIncident { product: 1, incident: 0 };
    // Whatever is sent too early is refused, and comes again in the end.
    let last = [finalise(0), seal.clone(), settle(0), close.clone(), finalise(1), settle(1)];
    let in_turn = two_incidents(&last);
    let together = two_incidents(&[&[finalise(0), finalise(1), seal, settle(0), settle(1)][..], &last].concat());
    let crossed = two_incidents(&[&[finalise(1), finalise(0), settle(1), close][..], &last].concat());
    assert_eq!(in_turn, (14_616 * 1_000_000, 0), "60 % of 17,400, and 60 % of what is left");
    assert_eq!((together, crossed), (in_turn, in_turn));
}

#[test]
fn a_breach_ends_when_its_policies_have_ended_though_they_were_paid() {
    kept(&[
        &[deposit(0, 100_000)],
        &buy(1, 1_000, 7),
        &[Advance(DAY)],
        &window(1, 930),
        &[Trigger { product: 1, back: 0 }],
        // The price stays low and is seen; the only policy ends and is paid.
        &[Advance(7 * DAY), says(1, 0, 930), Finalise { product: 1, incident: 0 }],
        &[Settle {
            product: 1,
            incident: 0,
            policy: 0,
        }],
        &[EndEpisode { product: 1, back: 0 }],
    ]);
}

#[test]
fn cancelling_a_request_leaves_cover_backed() {
    let request = Request {
        who: 0,
        tranche: 1,
        thousandths: 1_000,
    };
    kept(&[
        &[deposit(0, 90_000)],
        &buy(1, 37_800, 30),
        &[request, Advance(2 * DAY)],
        // What is free leaves; the rest of the request backs all cover to the atom.
        &[Execute { who: 0, tranche: 1 }, Cancel { who: 0, tranche: 1 }],
    ]);
}

/// A breach so long that the day on which waiting cover began is not readable any more: its end, which is, must not lower what counts.
#[test]
fn cover_that_waited_at_a_breach_of_300_days_excuses_its_end() {
    kept(&[
        &[deposit(0, 91_000)],
        &buy(0, 41_000, 365),
        &[Advance(171_457)],
        &buy(0, 23_000, 300),
        &[says(0, 301, 880), Advance(301 * DAY)],
        &[Recount { product: 0, back: 0 }],
    ]);
}

/// Nobody is left of the generation that bore the loss: a new one begins, and what comes back of the loss is the reserve's.
#[test]
fn the_last_share_may_leave_while_an_incident_may_give_back() {
    let leave = Withdraw {
        who: 0,
        tranche: 1,
        thousandths: 1_000,
        bound: Exact,
    };
    let request = Request {
        who: 0,
        tranche: 1,
        thousandths: 1_000,
    };
    let run = kept(&[
        &[deposit(0, 100_000)],
        &buy(0, 50_000, 7),
        &[Advance(2 * DAY)],
        &window(0, 875),
        &[
            Trigger { product: 0, back: 0 },
            Advance(14 * DAY),
            EndEpisode { product: 0, back: 0 },
        ],
        &[
            Advance(3 * DAY + 1),
            Finalise { product: 0, incident: 0 },
            Seal { product: 0, incident: 0 },
        ],
        &[request, Midnight(0), Midnight(0), leave],
        &[deposit(1, 10_000), Advance(366 * DAY), CloseIncident { product: 0, incident: 0 }],
    ]);
    let senior = &run.model.layers[1];
    assert_eq!(
        (senior.generation, senior.closed_shares, senior.returning),
        (1, 0, 0),
        "everybody had left"
    );
    let unearned = run.model.unearned().div_ceil(1 << 64);
    assert_eq!(
        (run.model.reserve, unearned),
        (25_000 * u128::from(UNITS), 0),
        "half of the cover came back"
    );
}

/// ADR 17: cover is active until its end plus grace: for so long losses of its term may be reported, and capital must not leave. It was
/// active until its end only, and all capital left 35 days before the last claim could come.
#[test]
fn cover_that_jurors_decide_is_active_until_its_grace_is_over() {
    let buy = Buy {
        product: 2,
        buyer: 0,
        payee: None,
        cover: 10_000 * UNITS,
        days: 30,
        bound: Loose,
    };
    let request = Request {
        who: 0,
        tranche: 1,
        thousandths: 1_000,
    };
    let run = kept(&[
        &[deposit(0, 20_000), buy, Advance(31 * DAY), Roll { product: 2 }],
        &[request, Advance(2 * DAY), Execute { who: 0, tranche: 1 }],
    ]);
    let left = run.model.capital();
    assert!(left >= 10_000 * u128::from(UNITS), "{left} atoms back 10,000 of cover in its grace");
}

/// Who has the last shares leaves with what they are worth; the rest of the tranche goes to the reserve and backs no cover by the rule of 3.2.
/// With few shares left that rest is nearly all: virtual shares own it.
#[test]
fn what_the_last_share_leaves_behind_still_backs_cover() {
    let leaves = |thousandths| {
        let request = Request {
            who: 0,
            tranche: 1,
            thousandths,
        };
        [request, Advance(2 * DAY), Execute { who: 0, tranche: 1 }]
    };
    // Four times all but a thousandth: some twenty shares stay.
    let few = [leaves(999), leaves(999), leaves(999), leaves(999)].concat();
    let recover = Recover {
        buyer: 1,
        subject: 0,
        product: 0,
        incident: 0,
        amount: 5_000 * UNITS,
    };
    let run = kept(&[
        &[deposit(0, 1_000)],
        &few,
        &[recover, Advance(100 * DAY)],
        &buy(0, 2_000, 30),
        &leaves(1_000),
    ]);
    let (capital, cover) = (run.model.capital(), run.model.active());
    assert!(cover > 0 && capital >= cover, "{capital} of capital for {cover} of cover");
}

/// What is left over by rounding when an incident is released is given back, and is owed once all that lacked has been recovered: for want of
/// that atom the last policy once got nothing of the recovery, ever. Now it gets the rest.
#[test]
fn the_last_policy_collects_what_was_recovered_for_it_to_a_few_atoms() {
    let one = |cover| Buy {
        product: 1,
        buyer: 0,
        payee: None,
        cover,
        days: 10,
        bound: Loose,
    };
    let settle = |policy| Settle {
        product: 1,
        incident: 0,
        policy,
    };
    let recover = Recover {
        buyer: 1,
        subject: 1,
        product: 1,
        incident: 0,
        amount: 60_000 * UNITS,
    };
    let covers = [33_007_422_149, 31_651_631_903, 30_000_000_007];
    let run = kept(&[
        &[
            deposit(0, 100_000),
            says(1, 30, 1_000),
            one(covers[0]),
            one(covers[1]),
            one(covers[2]),
        ],
        &[Advance(3 * DAY)],
        &window(1, 600),
        &[Trigger { product: 1, back: 0 }, Haircut { thousandths: 950 }],
        &[Advance(14 * DAY), EndEpisode { product: 1, back: 0 }, Advance(3 * DAY + 1)],
        &[Finalise { product: 1, incident: 0 }, Seal { product: 1, incident: 0 }],
        &[settle(0), settle(1), settle(2), settle(0), settle(1)],
        &[Release { product: 1, incident: 0 }, recover],
        &[settle(0), settle(1), settle(2)],
    ]);
    let paid: Vec<u128> = run.model.products[1].policies.iter().map(|q| q.paid).collect();
    let whole = covers.map(|cover| u128::from(cover) * 6 / 10);
    assert_eq!(paid[..2], whole[..2], "60 % of each");
    assert!(paid[2] <= whole[2] && paid[2] + 3 >= whole[2], "{} of {}", paid[2], whole[2]);
}
