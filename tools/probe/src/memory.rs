//! A script of memory operations on one buffer; lengths and places are known at run time only, or fixed.

/// One operation: kind, value, and three positions or lengths of 4 bytes.
pub const STEP: usize = 14;

pub const COPY: u8 = 0;
pub const MOVE: u8 = 1;
pub const FILL: u8 = 2;
pub const COMPARE: u8 = 3;
pub const FIXED: u8 = 4;
pub const EQUAL_KEYS: u8 = 5;
pub const FIND: u8 = 6;
pub const REVERSE: u8 = 7;
pub const FIXED_MOVE: u8 = 8;
pub const SORT: u8 = 9;

/// Encodes a step.
pub fn step(kind: u8, value: u8, words: [u32; 3]) -> [u8; STEP] {
    let mut bytes = [0; STEP];
    bytes[0] = kind;
    bytes[1] = value;
    for (at, word) in words.into_iter().enumerate() {
        bytes[2 + 4 * at..6 + 4 * at].copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

/// Copies `N` bytes: a length the compiler knows.
fn fixed<const N: usize>(buffer: &mut [u8], from: usize, to: usize) -> u64 {
    let Some(source) = buffer.get(from..from + N) else {
        return 1;
    };
    let Ok(block) = <[u8; N]>::try_from(source) else {
        return 2;
    };
    let Some(target) = buffer.get_mut(to..to + N) else {
        return 3;
    };
    let same = *target == block;
    target.copy_from_slice(&block);
    4 + u64::from(same)
}

/// Runs a script; the result is a hash of what the comparisons found.
pub fn run(script: &[u8], buffer: &mut [u8]) -> u64 {
    let mut seen = 7u64;
    for step in script.as_chunks::<STEP>().0 {
        let word = |at: usize| u32::from_le_bytes([step[at], step[at + 1], step[at + 2], step[at + 3]]) as usize;
        let (to, from, length) = (word(2), word(6), word(10));
        let found = match step[0] {
            COPY => {
                let (low, high) = buffer.split_at_mut(to.max(from));
                if to > from {
                    high[..length].copy_from_slice(&low[from..from + length]);
                } else {
                    low[to..to + length].copy_from_slice(&high[..length]);
                }
                0
            }
            MOVE => {
                buffer.copy_within(from..from + length, to);
                1
            }
            FILL => {
                buffer[to..to + length].fill(step[1]);
                2
            }
            COMPARE => {
                let order = buffer[to..to + length].cmp(&buffer[from..from + length]);
                (order as i8 + 5) as u64
            }
            FIXED => match step[1] {
                0 => fixed::<1>(buffer, from, to),
                1 => fixed::<7>(buffer, from, to),
                2 => fixed::<8>(buffer, from, to),
                3 => fixed::<15>(buffer, from, to),
                4 => fixed::<31>(buffer, from, to),
                5 => fixed::<32>(buffer, from, to),
                6 => fixed::<33>(buffer, from, to),
                7 => fixed::<64>(buffer, from, to),
                8 => fixed::<65>(buffer, from, to),
                9 => fixed::<127>(buffer, from, to),
                10 => fixed::<200>(buffer, from, to),
                _ => fixed::<1000>(buffer, from, to),
            },
            EQUAL_KEYS => {
                let left = <&[u8; 32]>::try_from(&buffer[to..to + 32]).ok();
                let right = <&[u8; 32]>::try_from(&buffer[from..from + 32]).ok();
                u64::from(left == right) + 9
            }
            FIND => buffer[from..from + length]
                .iter()
                .position(|byte| *byte == step[1])
                .map_or(u64::MAX, |at| at as u64),
            FIXED_MOVE => {
                match step[1] % 8 {
                    0 => buffer.copy_within(from..from + 3, to),
                    1 => buffer.copy_within(from..from + 8, to),
                    2 => buffer.copy_within(from..from + 24, to),
                    3 => buffer.copy_within(from..from + 37, to),
                    4 => buffer.copy_within(from..from + 63, to),
                    5 => buffer.copy_within(from..from + 64, to),
                    6 => buffer.copy_within(from..from + 65, to),
                    _ => buffer.copy_within(from..from + 150, to),
                }
                4
            }
            SORT => {
                buffer[from..from + length].sort_unstable();
                5
            }
            REVERSE => {
                buffer[from..from + length].reverse();
                3
            }
            _ => 0,
        };
        seen = seen.wrapping_mul(0x0100_0000_01b3) ^ found;
    }
    seen
}
