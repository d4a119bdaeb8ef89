//! Batches of operands in account data, results beside them.

/// Two operands of 16 bytes, a result of 16 bytes, a flag, padding.
pub const SIZE: usize = 64;

/// A pure function of two operands: a result, and whether it is one (an overflow or a division by zero is none).
pub type Operation = fn(u128, u128) -> (u128, bool);

fn read(record: &[u8], at: usize) -> u128 {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&record[at..at + 16]);
    u128::from_le_bytes(bytes)
}

pub fn write_operands(record: &mut [u8], a: u128, b: u128) {
    record[..16].copy_from_slice(&a.to_le_bytes());
    record[16..32].copy_from_slice(&b.to_le_bytes());
}

pub fn operands(record: &[u8]) -> (u128, u128) {
    (read(record, 0), read(record, 16))
}

pub fn result(record: &[u8]) -> (u128, u8) {
    (read(record, 32), record[48])
}

/// The records of a batch.
pub fn of(data: &[u8]) -> &[[u8; SIZE]] {
    data.as_chunks().0
}

pub fn of_mut(data: &mut [u8]) -> &mut [[u8; SIZE]] {
    data.as_chunks_mut().0
}

/// Applies an operation to every record.
pub fn apply(operation: Operation, data: &mut [u8]) {
    for record in of_mut(data) {
        let (a, b) = operands(record);
        let (value, defined) = operation(a, b);
        record[32..48].copy_from_slice(&value.to_le_bytes());
        record[48] = 1 + u8::from(defined);
    }
}
