//! How long each phase takes by itself, without a database.
//!
//! ```text
//! cargo bench -p rowgate-benches --bench phases
//! ```

use criterion::{Criterion, criterion_group, criterion_main};
use rowgate_benches::phases;

criterion_main!(benches);
criterion_group!(benches, all);

fn all(criterion: &mut Criterion) {
    phases::each(|phase, name, run| {
        criterion.bench_function(&format!("{}/{name}", phase.name()), |bencher| bencher.iter(&mut *run));
    });
}
