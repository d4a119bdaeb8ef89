//! What everybody can read without computing: figures of a pool and of a product, as return data. Clients simulate these; sent, they change
//! nothing but what time alone changes.

pub mod pool_summary;
pub mod product_summary;
