//! The results as people read them.

use {crate::measure::Row, std::fmt::Write};

/// A Markdown table.
pub fn render(rows: &[Row]) -> String {
    let mut out = String::from(
        "# Compute units\n\nWritten by `cargo xtask bench`, checked by `cargo xtask test`. *Floor* is a program that makes only the same system and token calls and logs as many\n\
         bytes. *Worst* rows touch accounts that were left alone for 600 days: 448 midnights of a pool and 512 of a product are caught up. Rent is what LiteSVM's rent sysvar asks for.\n\n\
         | instruction | units | floor | ratio | accounts written | bytes created | rent, lamports | transaction, bytes |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in rows {
        let tenths = row.units * 10 / row.floor.max(1);
        writeln!(
            out,
            "| {} | {} | {} | {}.{} | {} | {} | {} | {} |",
            row.name,
            row.units,
            row.floor,
            tenths / 10,
            tenths % 10,
            row.written,
            row.created,
            row.rent,
            row.bytes
        )
        .expect("writing to a string");
    }
    out
}
