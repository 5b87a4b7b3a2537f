//! How many instructions each phase takes. Valgrind counts them, so that the figures hardly depend on the machine and
//! not at all on what else it does; where there is no valgrind, there are none.
//!
//! ```text
//! cargo bench -p rowgate-benches --bench instructions
//! ```
//!
//! Each phase runs in a process of its own a few times and then many times more. What it takes once is the difference
//! divided by the times: to start the process, and to do what is done once for all requests, is not counted.

use std::env;
use std::process::{Command, Stdio};

use rowgate_benches::phases;

/// How often a phase runs.
const FEW: u64 = 20;
const MANY: u64 = 220;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["count", name, times] => repeat(name, times.parse().expect("a number")),
        _ if !has_valgrind() => println!("There is no valgrind here, which counts instructions."),
        _ => println!("Instructions.\n\n{}", phases::table(|phase, name, _| once(&format!("{}/{name}", phase.name())))),
    }
}

/// Runs one phase so often.
fn repeat(wanted: &str, times: u64) {
    phases::each(|phase, name, run| {
        if format!("{}/{name}", phase.name()) == wanted {
            (0..times).for_each(|_| run());
        }
    });
}

fn has_valgrind() -> bool {
    let found = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// The instructions of one run of a phase.
fn once(name: &str) -> u64 {
    let (few, many) = (count(name, FEW), count(name, MANY));
    many.saturating_sub(few) / (MANY - FEW)
}

/// The instructions of a process that runs a phase so often.
fn count(name: &str, times: u64) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(env::current_exe().expect("our own name"))
        .args(["count", name, &times.to_string()])
        .output()
        .expect("valgrind");
    let said = String::from_utf8_lossy(&output.stderr);
    instructions(&said).unwrap_or_else(|| panic!("valgrind said {said}"))
}

/// Valgrind's last line: `==7== I   refs:      1,234,567`, in newer versions without the spaces.
fn instructions(said: &str) -> Option<u64> {
    let line = said.lines().rev().find(|line| line.contains("refs:"))?;
    let digits: String = line.rsplit(':').next()?.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}
