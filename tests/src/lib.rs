//! The tests lie in `suite/`.
