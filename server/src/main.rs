//! `onething`: design, check, compare and run one-thing government services.

#![forbid(unsafe_code)]

mod cli;
mod library;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap prints help and version to stdout with 0, mistakes to stderr with 2.
            let code = if error.use_stderr() { cli::USAGE } else { cli::GOOD };
            return if error.print().is_ok() { ExitCode::from(code) } else { ExitCode::from(cli::INTERNAL) };
        }
    };
    match cli::run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            if !failure.message.is_empty() {
                anstream::eprintln!("onething: {}", failure.message);
            }
            ExitCode::from(failure.code)
        }
    }
}
