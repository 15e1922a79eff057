//! The command `outlast`: how long will it last?
//!
//! Answers go to standard output; messages, warnings and progress to standard error. Exit codes:
//! 0 done, 1 failed while running, 2 bad usage or a bad scenario, 130 stopped by Ctrl-C.

// Sentences are put together once a run; the Result of `write!` would be thrown away each time.
#![allow(clippy::format_push_string)]

mod answer;
mod args;
mod backtest;
mod census;
mod charts;
mod check;
mod compare;
mod daily;
mod describe;
mod drivers;
mod experiment;
mod failure;
mod figures;
mod init;
mod interrupt;
mod load;
mod manifest;
mod outputs;
mod progress;
mod replay;
mod rows;
mod run;
mod say;
mod schema;
mod solve;
mod sweep;
mod timings;
mod trace;
mod vary;
mod warnings;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use failure::Failure;

/// How a command ended that did what it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// All of it.
    Done,
    /// What came before Ctrl-C.
    Interrupted,
}

fn main() -> ExitCode {
    match dispatch(&Cli::parse().command) {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Interrupted) => ExitCode::from(interrupt::EXIT_CODE),
        Err(failure) => {
            say::note(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn dispatch(command: &Command) -> Result<End, Failure> {
    match command {
        Command::Run(args) => return run::command(args),
        Command::Compare(args) => return compare::command(args),
        Command::Sweep(args) => return sweep::command(args),
        Command::Drivers(args) => drivers::command(args)?,
        Command::Solve(args) => solve::command(args)?,
        Command::Backtest(args) => backtest::command(args)?,
        Command::Check(args) => check::command(args)?,
        Command::Replay(args) => replay::command(args)?,
        Command::Init(args) => init::command(args)?,
        Command::Schema => schema::command()?,
    }
    Ok(End::Done)
}
