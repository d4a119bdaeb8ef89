//! The probe in the VM against the probe on the host.

mod arithmetic;
mod failures;
mod machine;
mod memory;
mod operands;
mod services;
