use sbf_probe::{
    MEMORY,
    memory::{self, COMPARE, COPY, EQUAL_KEYS, FILL, FIND, FIXED, FIXED_MOVE, MOVE, REVERSE, SORT, STEP, step},
};

use crate::{machine::Machine, operands::Random};

const BUFFER: usize = 4096;

/// A random step that stays inside the buffer. Copies between separate regions do not overlap; moves do, often.
fn random_step(random: &mut Random) -> [u8; STEP] {
    let length = match random.below(4) {
        0 => random.below(4),
        1 => random.below(40),
        2 => random.below(300),
        _ => random.below(BUFFER / 2),
    };
    let place = |random: &mut Random, length: usize| random.below(BUFFER - length + 1);
    let value = random.word() as u8;
    let (kind, to, from) = match random.below(11) {
        0 => {
            let from = random.below(BUFFER / 2 - length + 1);
            let to = from + length + random.below(BUFFER - from - 2 * length + 1);
            if value & 1 == 0 { (COPY, to, from) } else { (COPY, from, to) }
        }
        1 => (MOVE, place(random, length), place(random, length)),
        2 => {
            let from = place(random, length);
            let near = (from + random.below(17)).saturating_sub(8).min(BUFFER - length);
            (MOVE, near, from)
        }
        3 => (FILL, place(random, length), 0),
        4 => (COMPARE, place(random, length), place(random, length)),
        5 => (FIXED, place(random, 1000), place(random, 1000)),
        6 => (EQUAL_KEYS, place(random, 32), place(random, 32)),
        7 => {
            let from = place(random, 150);
            (FIXED_MOVE, (from + random.below(41)).saturating_sub(20).min(BUFFER - 150), from)
        }
        8 => (SORT, 0, place(random, length)),
        9 => (FIND, 0, place(random, length)),
        _ => (REVERSE, 0, place(random, length)),
    };
    step(kind, value % 13, [to as u32, from as u32, length as u32])
}

/// Runs a script in the VM and on the host, on equal buffers.
fn check(machine: &mut Machine, script: &[u8], buffer: &[u8]) -> Vec<u8> {
    let mut expected = buffer.to_vec();
    let seen = memory::run(script, &mut expected);
    let mut request = vec![MEMORY];
    request.extend(script);
    let (after, answer, _) = machine.on_buffer(&request, buffer.to_vec());
    assert!(after == expected, "the buffers differ after {script:?}");
    assert_eq!(answer, seen.to_le_bytes(), "the comparisons differ in {script:?}");
    after
}

#[test]
fn random_scripts_equal_the_host() {
    let mut machine = Machine::new();
    let mut random = Random(1);
    // Few distinct bytes, so that comparisons meet equal stretches.
    let mut buffer: Vec<u8> = (0..BUFFER).map(|_| (random.word() % 3) as u8).collect();
    let mut kinds = [0; 10];
    for _ in 0..250 {
        let steps: Vec<_> = (0..60).map(|_| random_step(&mut random)).collect();
        for step in &steps {
            kinds[usize::from(step[0])] += 1;
        }
        buffer = check(&mut machine, &steps.concat(), &buffer);
        let refresh = random.below(BUFFER - 64);
        for byte in &mut buffer[refresh..refresh + 64] {
            *byte = (random.word() % 5) as u8;
        }
    }
    assert!(kinds.iter().all(|count| *count > 1000), "{kinds:?}");
}

/// Each length up to and around the limits where loads and stores give way to syscalls, in both directions of overlap.
#[test]
fn every_short_length_moves_over_itself() {
    let mut machine = Machine::new();
    let buffer: Vec<u8> = (0..BUFFER).map(|at| (at * 7 + at / 256) as u8).collect();
    for lengths in (0..160u32).collect::<Vec<_>>().chunks(10) {
        let mut script = Vec::new();
        for length in lengths {
            script.extend(step(MOVE, 0, [100, 103, *length]));
            script.extend(step(MOVE, 0, [1103, 1100, *length]));
            script.extend(step(MOVE, 0, [2000, 2000, *length]));
            script.extend(step(FILL, 9, [3000, 0, *length]));
            script.extend(step(COMPARE, 0, [3000, 3500, *length]));
        }
        check(&mut machine, &script, &buffer);
    }
}

/// A comparison tells which region is greater by its first different byte, as an unsigned number.
#[test]
fn comparisons_find_the_first_difference() {
    let mut machine = Machine::new();
    for at in 0..48usize {
        for (left, right) in [(0u8, 255u8), (127, 128), (255, 1), (3, 3)] {
            let mut buffer = vec![77; BUFFER];
            buffer[at] = left;
            buffer[1000 + at] = right;
            buffer[at + 1] = 1;
            buffer[1000 + at + 1] = 1;
            let mut script = step(COMPARE, 0, [0, 1000, 50]).to_vec();
            script.extend(step(EQUAL_KEYS, 0, [0, 1000, 0]));
            check(&mut machine, &script, &buffer);
        }
    }
}
