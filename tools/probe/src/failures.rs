//! Every way to stop: each kind fails with one pair of operands and gives a value with another.

use core::{cell::RefCell, hint::black_box};

/// A function that panics for some operands.
pub struct Kind {
    pub name: &'static str,
    pub run: fn(u128, u128) -> u128,
    pub works: (u128, u128),
    pub fails: (u128, u128),
}

/// Overflow of the plain operators of one type.
macro_rules! overflows {
    ($($ty:ident)*) => { &[$(
        Kind { name: concat!(stringify!($ty), " +"), run: |a, b| ((a as $ty) + (b as $ty)) as u128,
            works: (40, 2), fails: ($ty::MAX as u128, 1) },
        Kind { name: concat!(stringify!($ty), " -"), run: |a, b| ((a as $ty) - (b as $ty)) as u128,
            works: (40, 2), fails: ($ty::MIN as u128, 1) },
        Kind { name: concat!(stringify!($ty), " *"), run: |a, b| ((a as $ty) * (b as $ty)) as u128,
            works: (4, 2), fails: ($ty::MAX as u128, 2) },
        Kind { name: concat!(stringify!($ty), " / 0"), run: |a, b| ((a as $ty) / (b as $ty)) as u128,
            works: (40, 2), fails: (40, 0) },
        Kind { name: concat!(stringify!($ty), " % 0"), run: |a, b| ((a as $ty) % (b as $ty)) as u128,
            works: (40, 7), fails: (40, 0) },
        Kind { name: concat!(stringify!($ty), " <<"), run: |a, b| ((a as $ty) << (b as u32)) as u128,
            works: (3, 2), fails: (3, 128) },
        Kind { name: concat!(stringify!($ty), " pow"), run: |a, b| (a as $ty).pow(b as u32) as u128,
            works: (3, 2), fails: (3, 100) },
    )*] };
}

/// Overflow that only signed types have.
macro_rules! signed_overflows {
    ($($ty:ident)*) => { &[$(
        Kind { name: concat!(stringify!($ty), " MIN / -1"), run: |a, b| ((a as $ty) / (b as $ty)) as u128,
            works: (40, 2), fails: ($ty::MIN as u128, u128::MAX) },
        Kind { name: concat!(stringify!($ty), " MIN % -1"), run: |a, b| ((a as $ty) % (b as $ty)) as u128,
            works: (40, 7), fails: ($ty::MIN as u128, u128::MAX) },
        Kind { name: concat!(stringify!($ty), " -MIN"), run: |a, _| (-(a as $ty)) as u128,
            works: (40, 0), fails: ($ty::MIN as u128, 0) },
        Kind { name: concat!(stringify!($ty), " abs"), run: |a, _| { let size = (a as $ty).abs(); size as u128 },
            works: (40, 0), fails: ($ty::MIN as u128, 0) },
    )*] };
}

const UNSIGNED_AND_SIGNED: &[Kind] = overflows!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);
const SIGNED: &[Kind] = signed_overflows!(i8 i16 i32 i64 i128);

fn refuse(a: u128, b: u128) -> Result<u128, &'static str> {
    if a == b { Err("equal") } else { Ok(a) }
}

/// Never ends well: each level holds a buffer, until the call depth or the stack is used up.
#[inline(never)]
fn dig(depth: u128) -> u128 {
    let mut hole = [0u8; 256];
    black_box(&mut hole)[depth as usize % 256] = depth as u8;
    if depth == 0 { u128::from(hole[0]) } else { 1 + dig(depth - 1) }
}

const OTHERS: &[Kind] = &[
    Kind {
        name: "panic!",
        run: |a, b| {
            if a == b { panic!("they are equal: {a}") } else { a }
        },
        works: (1, 2),
        fails: (2, 2),
    },
    Kind {
        name: "assert_eq!",
        run: |a, b| {
            assert_eq!(a, b);
            a
        },
        works: (2, 2),
        fails: (1, 2),
    },
    Kind {
        name: "unreachable!",
        run: |a, b| if a == b { unreachable!() } else { b },
        works: (1, 2),
        fails: (2, 2),
    },
    Kind {
        name: "unwrap of None",
        run: |a, b| a.checked_sub(b).unwrap(),
        works: (5, 2),
        fails: (2, 5),
    },
    Kind {
        name: "expect of Err",
        run: |a, b| refuse(a, b).expect("different"),
        works: (5, 2),
        fails: (5, 5),
    },
    Kind {
        name: "index out of bounds",
        run: |a, _| u128::from(black_box([3u64, 5, 7])[a as usize]),
        works: (2, 0),
        fails: (3, 0),
    },
    Kind {
        name: "slice out of bounds",
        run: |a, b| black_box([3u8, 5, 7])[a as usize..b as usize].len() as u128,
        works: (1, 3),
        fails: (1, 4),
    },
    Kind {
        name: "slice that ends before it starts",
        run: |a, b| black_box([3u8, 5, 7])[a as usize..b as usize].len() as u128,
        works: (1, 1),
        fails: (2, 1),
    },
    Kind {
        name: "text cut inside a character",
        run: |a, _| black_box("aé")[a as usize..].len() as u128,
        works: (1, 0),
        fails: (2, 0),
    },
    Kind {
        name: "copy between slices of different lengths",
        run: |a, b| {
            let (mut to, from) = ([0u8; 8], [9u8; 8]);
            to[..a as usize].copy_from_slice(&from[..b as usize]);
            u128::from(black_box(to)[0])
        },
        works: (3, 3),
        fails: (3, 4),
    },
    Kind {
        name: "borrow while borrowed",
        run: |a, b| {
            let cell = RefCell::new(a);
            let first = cell.borrow_mut();
            let second = if a == b { *cell.borrow() } else { *first };
            black_box(second)
        },
        works: (1, 2),
        fails: (2, 2),
    },
    Kind {
        name: "memory exhausted",
        run: |a, _| {
            let block = vec![7u8; a as usize];
            u128::from(black_box(&block)[a as usize / 2])
        },
        works: (1000, 0),
        fails: (1 << 20, 0),
    },
    Kind {
        name: "stack exhausted",
        run: |a, _| dig(a),
        works: (20, 0),
        fails: (1000, 0),
    },
];

/// Every kind.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    UNSIGNED_AND_SIGNED.iter().chain(SIGNED).chain(OTHERS)
}
