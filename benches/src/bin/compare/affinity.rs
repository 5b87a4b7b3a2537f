//! On which processors a process may run. Known to Linux only.

#[cfg(target_os = "linux")]
mod linux {
    use anyhow::Context;
    use rustix::process::Pid;
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    /// The processors that this thread may run on.
    pub(crate) fn cores() -> anyhow::Result<Vec<usize>> {
        let set = sched_getaffinity(None)?;
        Ok((0..CpuSet::MAX_CPU).filter(|core| set.is_set(*core)).collect())
    }

    /// Keeps a process of one thread, by default our own thread, to some processors. What it starts from now on is kept
    /// there too.
    pub(crate) fn keep_to(cores: &[usize], process: Option<u32>) -> anyhow::Result<()> {
        let mut set = CpuSet::new();
        for core in cores {
            set.set(*core);
        }
        let pid = process.map(|id| i32::try_from(id).ok().and_then(Pid::from_raw).context("a process"));
        Ok(sched_setaffinity(pid.transpose()?, &set)?)
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    pub(crate) fn cores() -> anyhow::Result<Vec<usize>> {
        anyhow::bail!("processors cannot be chosen on this system")
    }

    pub(crate) fn keep_to(_: &[usize], _: Option<u32>) -> anyhow::Result<()> {
        anyhow::bail!("processors cannot be chosen on this system")
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{cores, keep_to};
#[cfg(target_os = "linux")]
pub(crate) use linux::{cores, keep_to};
