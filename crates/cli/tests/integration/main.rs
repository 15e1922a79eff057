//! The command as users meet it: the built program, in folders of its own, with an empty
//! environment (no home, no locale, no terminal).

mod command;
mod experiments;
mod failures;
mod few;
mod golden;
mod help;
#[cfg(unix)]
mod interrupts;
mod replay;
mod run;
mod same_bytes;
mod scenarios;
mod shipped;
mod timings;
