//! Writes the man pages of the program: `cargo run --example man -- DIR`, one page a command.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use clap::CommandFactory as _;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let directory = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| "target/man".into()));
    std::fs::create_dir_all(&directory)?;
    clap_mangen::generate_to(modelward::cli::Cli::command(), &directory)?;
    println!(
        "man pages in {}; read one with `man -l {}`",
        directory.display(),
        directory.join("modelward.1").display()
    );
    Ok(())
}
