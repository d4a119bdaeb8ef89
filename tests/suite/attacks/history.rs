//! Attacks on the governance of others, one file each, tried here.

mod audius;
mod beanstalk;
mod drift;
mod mango;
mod solend;
mod synthetify;
