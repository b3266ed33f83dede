//! `onething`: design, check, compare and run one-thing government services.

#![forbid(unsafe_code)]

use onething_server::cli;
use std::process::ExitCode;

/// What one thread makes another often lets go of here, which the system's own is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match cli::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(code) => return ExitCode::from(code),
    };
    let language = arguments.language();
    match cli::run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            failure.print(language);
            ExitCode::from(failure.code)
        }
    }
}
