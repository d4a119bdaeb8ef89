//! Products: drafted, filled, sealed, limited, rolled, retired, closed.

mod assessed;
pub mod audit;
mod bounds;
mod close;
mod draft;
mod limits;
mod retire;
mod roll;
mod seal;
mod sources;

use breakwater_testkit::{client::ix, *};

/// The draft that `spec` describes, as an instruction.
pub fn draft_of(w: &World, spec: &DepegSpec) -> Instruction {
    let id = w.pool().product_count.get();
    ix::draft_product(w.bootstrap, w.pool, id, spec.group, spec.terms, spec.parametric, spec.limits)
}

/// The draft of a product without a watch that the common part of `spec` describes.
pub fn assessed_of(w: &World, spec: &DepegSpec) -> Instruction {
    let id = w.pool().product_count.get();
    ix::draft_assessed(w.bootstrap, w.pool, id, spec.group, spec.terms, spec.limits)
}

/// A default spec with something changed.
pub fn changed(change: impl Fn(&mut DepegSpec)) -> DepegSpec {
    let mut spec = DepegSpec::default();
    change(&mut spec);
    spec
}

/// Executes a proposal that seals a draft as it is, which waits to be executed.
pub fn seal_of(w: &mut World, product: &Address) -> Instruction {
    let action = w.sealing(product, w.terms_hash(product));
    w.ready(action)
}

/// Seals a draft as it is.
pub fn seal(w: &mut World, product: &Address) -> Outcome {
    let hash = w.terms_hash(product);
    w.seal_with(product, hash)
}

/// Adds a source, whose feed is put on the list first.
pub fn add_of(w: &mut World, product: &Address, source: SourceSpec) -> Instruction {
    w.list_feed(source);
    ix::add_source(w.bootstrap, *product, source.args())
}

/// A draft with these sources, not sealed.
pub fn draft_with(w: &mut World, sources: &[SourceSpec]) -> Address {
    let product = w.draft(&DepegSpec::default());
    for source in sources {
        let add = add_of(w, &product, *source);
        w.send_all(&[add]).ok();
    }
    product
}
