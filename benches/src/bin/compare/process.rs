//! What Linux knows of a process. Elsewhere nothing is known, and the tables show a dash.

use std::fs;
use std::time::Duration;

/// The processor time a process has used so far, its threads together.
pub(crate) fn cpu_time(pid: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    ticks(&stat)
        .map(|ticks| Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second()).unwrap_or(100))
}

/// The memory of a process that is in RAM, in bytes.
pub(crate) fn resident(pid: u32) -> Option<u64> {
    kilobytes(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?, "VmRSS:").map(|size| size * 1024)
}

/// How many threads a process has, and how many files it holds open.
pub(crate) fn threads_and_files(pid: u32) -> Option<(usize, usize)> {
    let count = |what: &str| fs::read_dir(format!("/proc/{pid}/{what}")).ok().map(Iterator::count);
    count("task").zip(count("fd"))
}

/// The processor time that each thread of a process has used so far, by thread.
pub(crate) fn thread_times(pid: u32) -> Option<Vec<(String, Duration)>> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let time = |thread: fs::DirEntry| {
        // Its first number is the time on a processor in nanoseconds (`sched-stats`).
        let stat = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let time = stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)?;
        Some((thread.file_name().to_string_lossy().into_owned(), time))
    };
    threads.map_while(Result::ok).map(time).collect()
}

/// The memory of the machine, in bytes.
pub(crate) fn memory_total() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemTotal:").map(|size| size * 1024)
}

/// The memory that programs may still ask for, in bytes.
pub(crate) fn available() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:").map(|size| size * 1024)
}

/// User and system time out of `proc_pid_stat(5)`, where the name may contain anything, blanks and brackets too.
fn ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11).map_while(|field| field.parse::<u64>().ok());
    Some(fields.next()? + fields.next()?)
}

fn kilobytes(text: &str, label: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(label))?;
    rest.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_stands_behind_the_name() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 100 0 0 0 31 11 0 0 20 0 1 0 100";
        assert_eq!(ticks(stat), Some(42));
    }

    #[test]
    fn a_size_is_found_by_its_label() {
        assert_eq!(kilobytes("VmHWM:\t    9 kB\nVmRSS:\t    5 kB\n", "VmRSS:"), Some(5));
        assert_eq!(kilobytes("VmHWM:\t    9 kB\n", "VmRSS:"), None);
    }
}
