//! Every test that runs the built program, in one binary. Each test builds its own world.

mod lifecycle;
