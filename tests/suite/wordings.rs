//! The wordings: the files are those whose hashes products seal, and what they exclude is what their table says.

use {
    breakwater::state::{Kind, ProductTerms},
    std::{
        collections::{BTreeMap, BTreeSet},
        path::PathBuf,
    },
};

const README: &str = include_str!("../../docs/wordings/README.md");

/// One row of the table of wordings.
struct Row {
    kind: &'static str,
    number: u8,
    file: String,
    hash: String,
    settled_by: &'static str,
    exclusions: u32,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/wordings")
}

/// Cells of every row of the README's tables that has this many.
fn cells(count: usize) -> Vec<Vec<&'static str>> {
    README
        .lines()
        .filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'))
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>())
        .filter(|row| row.len() == count)
        .collect()
}

/// The table of wordings: rows of six whose second cell is a number.
fn rows() -> Vec<Row> {
    let rows: Vec<_> = cells(6)
        .into_iter()
        .filter_map(|row| {
            let number = row[1].parse::<u8>().ok()?;
            let exclusions = row[5].trim_matches('`').strip_prefix("0x").expect("hexadecimal");
            Some(Row {
                kind: row[0],
                number,
                file: format!("{}.md", row[0]),
                hash: row[3].trim_matches('`').to_string(),
                settled_by: row[4],
                exclusions: u32::from_str_radix(exclusions, 16).expect("32 bits"),
            })
            .inspect(|r| assert_eq!(row[2], format!("[{0}]({0})", r.file), "a link to the file"))
        })
        .collect();
    assert!(!rows.is_empty(), "the README has a table of wordings");
    rows
}

/// The table of exclusions: rows of three whose first cell is a number. Name and meaning by bit.
fn bits() -> BTreeMap<u32, (&'static str, &'static str)> {
    let mut bits = BTreeMap::new();
    for row in cells(3) {
        if let Ok(bit) = row[0].parse::<u32>() {
            assert_eq!(bits.insert(bit, (row[1], row[2])), None, "bit {bit} has two rows");
            assert!(bit < u32::BITS, "bit {bit} of 32");
        }
    }
    assert!(!bits.is_empty(), "the README has a table of exclusions");
    bits
}

fn bytes(row: &Row) -> Vec<u8> {
    std::fs::read(folder().join(&row.file)).unwrap_or_else(|error| panic!("{}: {error}", row.file))
}

/// A wording with every run of white space as one space: sentences wrap.
fn text(row: &Row) -> String {
    let text = String::from_utf8(bytes(row)).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Numbers of the bits that a wording names, in its order.
fn named(text: &str) -> Vec<u32> {
    text.split("`bit ")
        .skip(1)
        .map(|rest| rest.split('`').next().and_then(|n| n.parse().ok()).expect("the number of a bit"))
        .collect()
}

#[test]
fn every_wording_has_the_hash_that_the_readme_states() {
    for row in rows() {
        let hash: String = anchor_lang::prelude::sha256(&bytes(&row))
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(row.hash, hash, "{}: a wording that was used never changes", row.file);
    }
}

#[test]
fn every_kind_has_exactly_one_wording_and_no_other_number_has_any() {
    let rows = rows();
    for number in 0..=u8::MAX {
        let count = rows.iter().filter(|row| row.number == number).count();
        assert_eq!(count, usize::from(Kind::try_from(number).is_ok()), "wordings of kind {number}");
    }
}

#[test]
fn every_file_of_the_folder_is_in_the_table() {
    let listed: BTreeSet<_> = rows().into_iter().map(|row| row.file).collect();
    let files: BTreeSet<_> = std::fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .filter(|name| name != "README.md")
        .collect();
    assert_eq!(listed, files);
}

#[test]
fn the_path_of_every_wording_fits_the_terms() {
    let room = <ProductTerms as bytemuck::Zeroable>::zeroed().wording_uri.len();
    for row in rows() {
        assert!(format!("docs/wordings/{}", row.file).len() <= room, "{}", row.file);
    }
}

#[test]
fn every_exclusion_means_in_every_wording_what_the_readme_says() {
    let bits = bits();
    for row in rows() {
        let text = text(&row);
        for bit in named(&text) {
            let (name, meaning) = bits
                .get(&bit)
                .unwrap_or_else(|| panic!("{}: bit {bit} is not in the table", row.file));
            let sentence = format!("`bit {bit}` **{name}.** {meaning}");
            assert!(text.contains(&sentence), "{}: {sentence}", row.file);
        }
    }
}

#[test]
fn the_standard_exclusions_are_the_bits_that_the_wording_names() {
    for row in rows() {
        let named = named(&text(&row));
        let set: BTreeSet<_> = named.iter().copied().collect();
        assert_eq!(set.len(), named.len(), "{} names a bit twice", row.file);
        let standard: BTreeSet<_> = (0..u32::BITS).filter(|bit| row.exclusions & (1 << bit) != 0).collect();
        assert_eq!(set, standard, "{}", row.file);
    }
}

#[test]
fn a_wording_names_its_kind_and_is_a_draft_where_the_kind_cannot_be_sealed() {
    for row in rows() {
        let text = text(&row);
        assert!(text.contains(&format!("Kind {} (`{}`)", row.number, row.kind)), "{}", row.file);
        let draft = Kind::try_from(row.number).is_ok_and(|kind| !kind.is_sealable());
        assert_eq!(text.contains("**This is a draft: "), draft, "{}", row.file);
        assert_eq!(row.settled_by.ends_with("(draft)"), draft, "{}", row.file);
    }
}
