//! Calls that need care: more arguments than registers, wide results, pointers to functions, trait objects, recursion.

use core::hint::black_box;

use crate::records::Operation;

#[inline(never)]
fn six(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> u64 {
    let sum = a.wrapping_mul(3).wrapping_add(b.wrapping_mul(5)).wrapping_add(c.wrapping_mul(7));
    sum.wrapping_sub(d.wrapping_mul(11)) ^ e.rotate_left(13) ^ f.wrapping_mul(17)
}

#[inline(never)]
fn seven(a: u8, b: i16, c: u32, d: i64, e: bool, f: u64, g: i32) -> i64 {
    let narrow = i64::from(a) + i64::from(b) * 2 + i64::from(c) * 3 + i64::from(g) * 5;
    let wide = d.wrapping_mul(7) ^ f as i64;
    if e { narrow ^ wide } else { narrow.wrapping_sub(wide) }
}

#[inline(never)]
fn eight(a: &[u8], b: u128, c: u64, d: &[u8], e: i128) -> u128 {
    let left = a.iter().fold(b, |all, byte| all.wrapping_mul(31) ^ u128::from(*byte));
    let right = d.iter().fold(e as u128, |all, byte| all.rotate_left(5) ^ u128::from(*byte));
    left.wrapping_add(right) ^ u128::from(c)
}

#[inline(never)]
#[allow(clippy::too_many_arguments)]
fn nine(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64, h: u64, i: &mut u64) -> (u64, u64) {
    *i = a ^ i.wrapping_add(h);
    (a.wrapping_add(c) ^ e.wrapping_mul(g), b.wrapping_sub(d) ^ f.wrapping_mul(*i))
}

/// More arguments than registers, and recursive, so that it cannot be inlined away.
#[inline(never)]
#[allow(clippy::too_many_arguments)]
fn walk(depth: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> u64 {
    if depth == 0 {
        return six(a, b, c, d, e, f);
    }
    let below = walk(depth - 1, b, c, d, e, f, a.wrapping_mul(9));
    below.rotate_left(7).wrapping_add(a ^ u64::from(depth))
}

/// A wide result, and recursive.
#[inline(never)]
fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[inline(never)]
fn pair(a: u64, b: u64, depth: u32) -> (u64, u64) {
    if depth == 0 {
        return (a ^ 1, b ^ 2);
    }
    let (x, y) = pair(b, a.wrapping_add(1), depth - 1);
    (y.wrapping_add(a), x ^ b)
}

type Seven = fn(u64, u64, u64, u64, u64, u64, u64) -> u64;

fn forward(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64) -> u64 {
    six(a, b, c, d, e, f).wrapping_add(g)
}

fn backward(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64) -> u64 {
    six(g, f, e, d, c, b).wrapping_sub(a)
}

trait Shape {
    fn area(&self) -> u64;

    fn mixed(&self, a: u64, b: u128, c: u64, d: &mut [u64; 2]) -> u128 {
        d[0] = self.area() ^ a;
        d[1] = c;
        b.wrapping_add(u128::from(self.area()))
    }
}

struct Square(u64);
struct Frame {
    outer: u64,
    inner: u32,
}

impl Shape for Square {
    fn area(&self) -> u64 {
        self.0.wrapping_mul(self.0)
    }
}

impl Shape for Frame {
    fn area(&self) -> u64 {
        self.outer.wrapping_sub(u64::from(self.inner))
    }

    fn mixed(&self, a: u64, b: u128, c: u64, d: &mut [u64; 2]) -> u128 {
        *d = [c, a];
        b ^ u128::from(self.area())
    }
}

/// Travels through memory both ways.
#[derive(Clone, Copy)]
struct Block {
    wide: u128,
    words: [u64; 4],
    last: i8,
}

#[inline(never)]
fn turn(block: Block, by: usize) -> Block {
    let mut words = block.words;
    words.rotate_left(by % 4);
    Block {
        wide: block.wide.rotate_right(by as u32),
        words,
        last: block.last.wrapping_sub(by as i8),
    }
}

#[inline(never)]
fn half(value: i128) -> Option<i128> {
    (value % 2 == 0).then_some(value / 2)
}

#[inline(never)]
fn apply(times: u64, step: &mut dyn FnMut(u64) -> u64) -> u64 {
    (0..times).fold(0, |all, at| all.rotate_left(3) ^ step(at))
}

/// A frame of more than 3 KiB, called from one of as much.
#[inline(never)]
fn large(seed: u64, depth: u32) -> u64 {
    let mut words = [seed; 400];
    black_box(&mut words)[seed as usize % 400] = 7;
    let below = if depth == 0 { 1 } else { large(seed.wrapping_mul(31), depth - 1) };
    words[below as usize % 400] ^ words[399].wrapping_add(below)
}

pub(crate) const ROWS: &[(&str, Operation)] = &[
    ("six arguments", |a, b| {
        let (h, l) = ((a >> 64) as u64, a as u64);
        (six(h, l, b as u64, (b >> 64) as u64, h ^ l, 5).into(), true)
    }),
    ("seven arguments of all widths", |a, b| {
        let value = seven(a as u8, b as i16, (a >> 8) as u32, (b >> 16) as i64, a & 1 == 0, a as u64, b as i32);
        (value as u128, true)
    }),
    ("slices and 128-bit arguments", |a, b| {
        (eight(&a.to_le_bytes(), b, a as u64, &b.to_be_bytes(), a as i128), true)
    }),
    ("nine arguments, one written", |a, b| {
        let (h, l, k) = ((a >> 64) as u64, a as u64, b as u64);
        let mut last = (b >> 64) as u64;
        let (x, y) = nine(h, l, k, h ^ k, l ^ k, h & l, h | k, 77, &mut last);
        ((u128::from(x) << 64 | u128::from(y)) ^ u128::from(last), true)
    }),
    ("recursion with seven arguments", |a, b| {
        let value = walk(a as u32 % 9, a as u64, b as u64, (a >> 64) as u64, (b >> 64) as u64, 3, 4);
        (value.into(), true)
    }),
    ("recursion with a wide result", |a, b| (gcd(a >> 80, b >> 80), true)),
    ("recursion with a pair as result", |a, b| {
        let (x, y) = pair(a as u64, b as u64, (b >> 64) as u32 % 7);
        (u128::from(x) << 64 | u128::from(y), true)
    }),
    ("pointers to functions of seven arguments", |a, b| {
        let choices: [Seven; 2] = [forward, backward];
        let chosen = black_box(choices)[a as usize & 1];
        let (l, h) = (a as u64, (a >> 64) as u64);
        (chosen(l, h, b as u64, (b >> 64) as u64, 5, 6, l ^ h).into(), true)
    }),
    ("pointers to functions with a wide result", |a, b| {
        let choices: [fn(u128, u128) -> u128; 2] = [gcd, |a, b| a ^ b];
        (black_box(choices)[b as usize & 1](a >> 90, b >> 90), true)
    }),
    ("trait objects", |a, b| {
        let square = Square(a as u64);
        let frame = Frame {
            outer: b as u64,
            inner: a as u32,
        };
        let shapes: [&dyn Shape; 2] = [&square, &frame];
        let shape = black_box(shapes)[b as usize & 1];
        let mut words = [0; 2];
        let mixed = shape.mixed(a as u64, b, 9, &mut words);
        (
            mixed.wrapping_mul(3) ^ u128::from(words[0]) ^ (u128::from(words[1]) << 64),
            shape.area() > 9,
        )
    }),
    ("structs by value", |a, b| {
        let block = Block {
            wide: a,
            words: [a as u64, b as u64, 3, (b >> 64) as u64],
            last: b as i8,
        };
        let block = turn(turn(block, a as usize % 100), b as usize % 100);
        let words = block.words.iter().fold(0u64, |all, word| all.wrapping_mul(7) ^ word);
        (block.wide ^ u128::from(words), block.last > 0)
    }),
    ("an option of 128 bits", |a, _| match half(a as i128) {
        Some(value) => (value as u128, true),
        None => (0, false),
    }),
    ("closures behind a pointer", |a, b| {
        let mut seen = b as u64;
        let sum = apply(a as u64 % 20, &mut |at| {
            seen = seen.wrapping_add(at ^ a as u64);
            seen
        });
        (u128::from(sum) << 64 | u128::from(seen), true)
    }),
    ("large frames", |a, b| (large(a as u64, b as u32 % 4).into(), true)),
    ("atomics", |a, b| {
        use core::sync::atomic::{AtomicU8, AtomicU64, Ordering::SeqCst};
        let cell = AtomicU64::new(a as u64);
        let before = black_box(&cell).fetch_add(b as u64, SeqCst);
        let swapped = black_box(&cell).compare_exchange(a as u64, 5, SeqCst, SeqCst).is_ok();
        let byte = AtomicU8::new(b as u8);
        black_box(&byte).fetch_max(a as u8, SeqCst);
        (u128::from(before ^ cell.load(SeqCst)) << 8 | u128::from(byte.load(SeqCst)), swapped)
    }),
];
