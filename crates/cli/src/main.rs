//! The `rowgate` binary.
//!
//! ```text
//! rowgate [CONFIG]      serves an existing database; the same as rowgate serve
//! rowgate dev           runs a database of its own from a folder of SQL, and serves that
//! rowgate token         signs a token
//! ```

mod dev;
mod log;
mod ready;
mod serve;
mod token;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explain(&error),
    };
    log::start();
    let outcome = match arguments.command {
        None => serve::run(&arguments.serve),
        Some(Command::Serve(serve)) => serve::run(&serve),
        Some(Command::Dev(dev)) => dev::run(&dev),
        Some(Command::Token(token)) => token::run(&token),
    };
    log::flush();
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("rowgate: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Prints what was asked for, or what is wrong with the arguments; a mistake is status 1, as it is with PostgREST.
fn explain(error: &clap::Error) -> ExitCode {
    // There is nobody to tell that it could not be told.
    let _ = error.print();
    if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A REST API from a PostgreSQL schema.
#[derive(Parser)]
#[command(name = "rowgate", args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArguments,
}

#[derive(Subcommand)]
enum Command {
    /// Serve an existing database.
    Serve(serve::ServeArguments),
    /// Run a database of its own from a folder of SQL, and serve that.
    Dev(dev::DevArguments),
    /// Sign a token.
    Token(token::TokenArguments),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn the_declared_arguments_make_sense() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_bare_call_serves() {
        let arguments = parse("rowgate rowgate.conf").expect("a configuration file");
        assert!(arguments.command.is_none());
        assert_eq!(arguments.serve.config.as_deref(), Some("rowgate.conf".as_ref()));
        assert!(parse("rowgate").expect("no argument").serve.config.is_none());
    }

    #[test]
    fn one_thing_at_a_time() {
        assert!(parse("rowgate --dump-config rowgate.conf").expect("CLI-01").serve.dump_config);
        assert!(parse("rowgate serve --ready").is_ok());
        assert!(parse("rowgate --dump-config --ready").is_err());
        assert!(parse("rowgate rowgate.conf dev").is_err());
    }
}
